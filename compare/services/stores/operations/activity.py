"""The store of the activity log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from compare.comparison.filters import DivergenceFilter
from compare.ports import Filter

ActivityKind = Literal["article", "event", "fact", "revision"]


@dataclass(frozen=True, slots=True)
class Activity:
    """An entry of the activity log, with its number.

    `subject` is the id of an article, an event or a contested fact. `context` is the revision of a revised article or
    the event of a fact, and "" for the others. `noted` is when it was noticed, in UTC.
    """

    number: int
    kind: ActivityKind
    subject: str
    context: str
    noted: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """An event whose comparison, with this `signature`, has not been checked for contested facts."""

    event_id: str
    signature: str


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """A filter of the log by kind and article; articles that were removed do not count.

    Events and facts match if the event has an article that matches `where`, a divergence that matches `having` (unless
    None), and the id `event` (unless "").
    """

    kind: ActivityKind
    where: Filter = field(default_factory=Filter)
    having: DivergenceFilter | None = None
    event_id: str = ""


class ActivityStore(Protocol):
    """Stores the activity log; part of the catalogue."""

    def note_stored(self, now: datetime) -> int:
        """Log articles, revisions and events of at least two articles that are not in the log; returns how many were
        logged.
        """
        ...

    def compared_anew(self, limit: int, after: str = "") -> list[Compared]:
        """Events that were compared after their contested facts were last logged, in the order of their ids.

        `after` is the id of the last event already seen.
        """
        ...

    def note_facts(self, compared: Compared, fact_ids: Sequence[str], now: datetime) -> int:
        """Log the contested facts of a comparison that are not in the log, the first one last; returns how many were
        logged.
        """
        ...

    def last(self) -> int:
        """The highest number in the log; 0 if it is empty."""
        ...

    def after(self, number: int, kinds: Sequence[ActivityKind], limit: int) -> list[Activity]:
        """The entries after a number, in order."""
        ...

    def latest(self, wanted: ActivityFilter, limit: int, before: int = 0) -> list[Activity]:
        """The matching entries, latest first, with a number below `before` (0: all)."""
        ...

    def of_subjects(self, kind: ActivityKind, subjects: Sequence[str]) -> list[Activity]:
        """The entries of these articles, events or facts, latest first."""
        ...
