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
    """Something new, by its number in the log.

    `subject` is the id of an article, an event or a contested fact. `context` is the revision of a revised article and
    the event of a fact, "" for the others. `noted` is when it was noticed, in UTC.
    """

    number: int
    kind: ActivityKind
    subject: str
    context: str
    noted: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """An event whose comparison has not been looked through for contested facts; `signature` is that comparison's."""

    event_id: str
    signature: str


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which activity is wanted: of a kind, and of an article that `where` wants and that is still held.

    Of events and facts: whose event has such an article, has a divergence that `having` wants (unless None), and is the
    one with this id (unless "").
    """

    kind: ActivityKind
    where: Filter = field(default_factory=Filter)
    having: DivergenceFilter | None = None
    event_id: str = ""


class ActivityStore(Protocol):
    """Keeps the log; part of the catalogue."""

    def note_held(self, now: datetime) -> int:
        """Note articles, revisions and events of two articles or more that are not in the log; returns how many."""
        ...

    def compared_anew(self, limit: int) -> list[Compared]:
        """Events that were compared since their contested facts were last noted."""
        ...

    def note_facts(self, compared: Compared, fact_ids: Sequence[str], now: datetime) -> int:
        """Note the contested facts of a comparison that are not in the log, the first one last; returns how many."""
        ...

    def last(self) -> int:
        """The highest number in the log; 0 if it is empty."""
        ...

    def after(self, number: int, kinds: Sequence[ActivityKind], limit: int) -> list[Activity]:
        """What came after a number, in order."""
        ...

    def latest(self, wanted: ActivityFilter, limit: int, before: int = 0) -> list[Activity]:
        """What is wanted, the latest first, before a number (0: all)."""
        ...

    def of_subjects(self, kind: ActivityKind, subjects: Sequence[str]) -> list[Activity]:
        """What is in the log of these articles, events or facts, the latest first."""
        ...
