"""The activity log: what became new in the archive, each thing once, in the order in which it was noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.facts import disputed, facts_of
from compare.comparison.filters import DivergenceFilter
from compare.errors import NotFoundError
from compare.ports import Filter

ActivityKind = Literal["article", "event", "fact", "revision"]

_EVENTS_AT_ONCE = 20
_ROWS_AT_ONCE = 50


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


class ActivityLog:
    """Notices what is new. Any process may do so at any time: what is in the log already is not noted again."""

    def __init__(
        self,
        store: ActivityStore,
        comparison_of: Callable[[str], Comparison],
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._store = store
        self._comparison_of = comparison_of
        self._now = now or utc_now

    def note(self) -> int:
        """Note what is new; returns how much. After a process that was killed over it, the next one notes the rest."""
        noted = self._store.note_held(utc_now())
        while compared := self._store.compared_anew(_EVENTS_AT_ONCE):
            noted += sum(map(self._note_facts, compared))
        return noted

    def last(self) -> int:
        """The number of what was noted last; 0 if nothing was."""
        return self._store.last()

    def after(self, number: int, kinds: Sequence[ActivityKind], limit: int) -> list[Activity]:
        """What was noted after a number, in order."""
        return self._store.after(number, kinds, limit)

    def latest(self, wanted: ActivityFilter, most: int) -> Iterator[Activity]:
        """What is wanted, the latest first, as it is asked for, at most so many."""
        before = 0
        while most > 0:
            limit = min(most, _ROWS_AT_ONCE)
            found = self._store.latest(wanted, limit, before)
            yield from found
            if len(found) < limit:
                return
            before, most = found[-1].number, most - limit

    def of(self, kind: ActivityKind, subjects: Sequence[str]) -> list[Activity]:
        """What was noted of these articles, events or facts, the latest first."""
        return self._store.of_subjects(kind, subjects)

    def _note_facts(self, compared: Compared) -> int:
        try:
            comparison = self._comparison_of(compared.event_id)
        except NotFoundError:  # it ended meanwhile, and its row with it
            return self._store.note_facts(compared, [], utc_now())
        contested = [fact.id for fact in disputed(facts_of(fold(comparison)))]
        return self._store.note_facts(compared, contested, utc_now())


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
