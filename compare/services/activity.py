"""The activity log: what is new in the archive, each item once, in the order in which it was noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.facts.facts import disputed, facts_of
from compare.errors import NotFoundError
from compare.services.clock import utc_now
from compare.services.stores.operations.activity import Activity, ActivityFilter, ActivityKind, ActivityStore, Compared

_EVENTS_AT_ONCE = 20
_ROWS_AT_ONCE = 50


class ActivityLog:
    """Logs what is new. Any process may do so at any time; items that are in the log are not logged again."""

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
        """Log what is new; returns how many items. If a process dies meanwhile, the next call logs the rest."""
        noted = self._store.note_stored(utc_now())
        after = ""
        while compared := self._store.compared_anew(_EVENTS_AT_ONCE, after):
            noted += sum(map(self._note_facts, compared))
            after = compared[-1].event_id
        return noted

    def last(self) -> int:
        """The number of the last entry; 0 if the log is empty."""
        return self._store.last()

    def after(self, number: int, kinds: Sequence[ActivityKind], limit: int) -> list[Activity]:
        """The entries after a number, in order."""
        return self._store.after(number, kinds, limit)

    def latest(self, wanted: ActivityFilter, most: int) -> Iterator[Activity]:
        """The entries that match, latest first, at most `most`."""
        before = 0
        while most > 0:
            limit = min(most, _ROWS_AT_ONCE)
            found = self._store.latest(wanted, limit, before)
            yield from found
            if len(found) < limit:
                return
            before, most = found[-1].number, most - limit

    def of(self, kind: ActivityKind, subjects: Sequence[str]) -> list[Activity]:
        """The entries of these articles, events or facts, latest first."""
        return self._store.of_subjects(kind, subjects)

    def _note_facts(self, compared: Compared) -> int:
        try:
            comparison = self._comparison_of(compared.event_id)
        except NotFoundError:  # the event was deleted meanwhile, and its row with it
            return self._store.note_facts(compared, [], utc_now())
        if comparison.problem:  # its facts are unknown: left for a later call
            return 0
        contested = [fact.id for fact in disputed(facts_of(fold(comparison)))]
        return self._store.note_facts(compared, contested, utc_now())
