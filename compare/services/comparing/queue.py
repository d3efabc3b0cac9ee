"""Comparing events in the background: any process takes the next one from the queue; the results of pairs are kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations

from compare.comparison.pair_comparison import PairResult, Prepared
from compare.errors import NotFoundError, StorageError
from compare.model.failure import Failure, problem_of
from compare.services.catalogue import Catalogue
from compare.services.comparing.compare import Concluding, Ids
from compare.services.comparison_store import LEASE_S, Claim, Pending

_KEPT_AT_ONCE = 4  # pairs: what a process that dies has compared in vain
_RETRIED_AFTER_S = 60.0
_LOOK_S = 0.2  # how often is looked whether another process has finished

Told = Callable[[Pending], None]
Paused = Callable[[], bool]

_log = logging.getLogger(__name__)


class ComparingQueue:
    """The events that wait to be compared, and the work on them."""

    def __init__(self, catalogue: Catalogue, concluding: Concluding) -> None:
        self._catalogue = catalogue
        self._concluding = concluding
        self._wake: Callable[[], None] | None = None
        self._opened: dict[str, None] = {}
        self._given_up: set[str] = set()
        concluding.lacking = self._look_at

    def leave_to(self, wake: Callable[[], None]) -> None:
        """From now on nobody who changes something waits for comparing: `wake` is called when there is some to do."""
        self._wake = wake

    def follow(self) -> None:
        """Have compared what has changed: now, or in the background."""
        if self._wake:
            self._wake()
        else:
            self.run_all()

    def pending(self) -> Pending:
        """How many events wait, and how far those are that are being compared."""
        return self._catalogue.pending()

    def ask_outdated(self) -> None:
        """Queue what was compared by an earlier method, or never."""
        self._catalogue.ask_outdated(self._concluding.method)

    def run_all(self, told: Told = lambda pending: None) -> None:
        """Compare until nothing waits, and until other processes have finished what they took.

        Where the results cannot be kept, as on a full disk, it ends at once: what is lacking stays in the queue.
        """
        self._given_up.clear()
        try:
            self.ask_outdated()
            while not self._is_done(told):
                told(self.pending())
                time.sleep(_LOOK_S)
        except StorageError as error:
            _log.warning("Comparing ended early: %s", error)

    def _is_done(self, told: Told) -> bool:
        """Whether nothing is left, after everything was done that no other process has taken."""
        while self.run_next(told):
            pass
        return self.pending().events <= len(self._given_up)

    def run_next(self, told: Told = lambda pending: None, paused: Paused = lambda: False) -> bool:
        """Compare the event that comes first; False if none waits. What goes wrong with it stays with it.

        Between pairs it stops as soon as it is `paused`, and the event goes back into the queue.
        """
        self._bring_forward()
        claim = self._catalogue.claim_event(LEASE_S)
        if claim is None:
            return False
        try:
            self._compare(claim, told, paused)
        except NotFoundError:  # an article was removed meanwhile, and what is left of the event was queued again
            self._catalogue.end_comparing(claim)
        except StorageError as error:
            _log.warning("Event %s could not be compared: %s", claim.event_id, error)
            self._given_up.add(claim.event_id)
            with suppress(StorageError):
                self._catalogue.release_event(claim, _RETRIED_AFTER_S)
        return True

    # -- inside

    def _look_at(self, event_id: str) -> None:
        """Have an event compared before others, because somebody reads it; whoever reads does not wait."""
        self._opened[event_id] = None
        if self._wake:
            self._wake()

    def _bring_forward(self) -> None:
        opened, self._opened = self._opened, {}
        self._catalogue.ask_comparing(list(opened))

    def _compare(self, claim: Claim, told: Told, paused: Paused) -> None:
        articles = self._concluding.compared(self._catalogue.event(claim.event_id))
        passages = self._concluding.passages(articles)
        pairs = {ids: p for ids, p in self._concluding.stored(articles, passages).items() if not p.is_earlier}
        missing = [(i, j) for i, j in _newest_first(len(articles)) if (articles[i].id, articles[j].id) not in pairs]
        total = len(pairs) + len(missing)
        prepared = [Prepared(each) for each in self._concluding.embedded(articles, passages)] if missing else []
        for first in range(0, len(missing), _KEPT_AT_ONCE):
            if paused():
                self._catalogue.release_event(claim)
                return
            pairs |= self._kept(prepared, missing[first : first + _KEPT_AT_ONCE])
            self._catalogue.tell_comparing(claim, len(pairs), total, LEASE_S)
            told(self.pending())
        try:
            self._concluding.keep(claim.event_id, articles, pairs)
        except Exception as error:  # no event may keep others from being compared
            told_of = Failure(tuple(each.id for each in articles), "concluding", problem_of(error), "")
            self._catalogue.keep_failures(claim.event_id, [told_of])
        self._catalogue.end_comparing(claim)

    def _kept(self, prepared: Sequence[Prepared], places: Sequence[tuple[int, int]]) -> dict[Ids, PairResult]:
        """The results of these pairs, which are kept."""
        comparer, found = self._concluding.comparer, {}
        for i, j in places:
            found[i, j] = comparer.compare(prepared[i], prepared[j])
        articles = [each.embedded.article for each in prepared]
        self._catalogue.keep_pairs(
            [self._concluding.to_store(articles[i], articles[j], pair) for (i, j), pair in found.items()]
        )
        return {(articles[i].id, articles[j].id): pair for (i, j), pair in found.items()}


def _newest_first(number: int) -> Iterator[tuple[int, int]]:
    """The places of all pairs, those of the article that joined last first."""
    return iter(sorted(combinations(range(number), 2), key=lambda pair: (-pair[1], pair[0])))
