"""Comparing events in the background: any process takes the next one from the queue; the results of pairs are kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from typing import NamedTuple

from compare.comparison.event_comparison import Comparison
from compare.comparison.pair_comparison import PairComparer, PairResult, Prepared
from compare.errors import NotFoundError, StorageError
from compare.model.article import Article
from compare.model.failure import Failure, problem_of
from compare.services.comparing.compare import Comparer
from compare.services.comparing.stored import Ids
from compare.services.heartbeat import beating
from compare.services.stores.catalogue import Catalogue
from compare.services.stores.comparisons import ATTEMPTS, LEASE_S, Claim, Pending

_KEPT_AT_ONCE = 4  # pairs: what a process that dies has compared in vain
_RETRIED_AFTER_S = 60.0
_ASKED_AGAIN_AFTER_S = 600.0  # a second reader that failed, or whose budget was spent, about the same event
_OTHERS_FIRST_S = 1.0  # how long an event that only a second reader is to judge lets others go before it
_LOOK_S = 0.2  # how often is looked whether another process has finished
GIVEN_UP = (
    f"the process that compared these articles ended {ATTEMPTS} times; they are not tried again until one changes"
)

Told = Callable[[Pending], None]
Paused = Callable[[], bool]

_log = logging.getLogger(__name__)


class ComparingQueue:
    """The events that wait to be compared, and the work on them."""

    def __init__(self, catalogue: Catalogue, concluding: Comparer) -> None:
        self._catalogue = catalogue
        self._comparer = concluding
        self._wake: Callable[[], None] | None = None
        self._opened: dict[str, None] = {}
        self._given_up: set[str] = set()
        self._asked: dict[str, float] = {}
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
        return self._catalogue.comparisons.pending()

    def ask_outdated(self) -> None:
        """Queue what was compared by an earlier method, or never."""
        self._catalogue.comparisons.ask_outdated(self._comparer.models.method)

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
            _log.warning("Comparing stopped early: %s", error)

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
        claim = self._catalogue.comparisons.claim_event(LEASE_S)
        if claim is None:
            return False
        try:
            self._compare(claim, told, paused)
        except NotFoundError:  # an article was removed meanwhile, and what is left of the event was queued again
            self._catalogue.comparisons.end_comparing(claim)
        except StorageError as error:
            _log.warning("Event %s could not be compared: %s", claim.event_id, error)
            self._given_up.add(claim.event_id)
            with suppress(StorageError):
                self._catalogue.comparisons.release_event(claim, _RETRIED_AFTER_S)
        return True

    def opened(self, event_id: str, comparison: Comparison) -> None:
        """Have the second reader, if there is one, judge what somebody opened; whoever opens it does not wait."""
        total, second = comparison.progress.total, comparison.second
        if self._comparer.models.second is None or not total:
            return
        if second is not None and second.pairs >= total and not (second.problem and self._is_due(event_id)):
            return
        with suppress(StorageError):
            self._catalogue.comparisons.ask_second([event_id])
        if self._wake:
            self._wake()

    # -- inside

    def _is_due(self, event_id: str) -> bool:
        """Whether the second reader, which failed about this event, was not asked about it again just now."""
        now = time.monotonic()
        self._asked = {each: at for each, at in self._asked.items() if now - at < _ASKED_AGAIN_AFTER_S}
        return self._asked.setdefault(event_id, now) == now

    def _look_at(self, event_id: str) -> None:
        """Have an event compared before others, because somebody reads it; whoever reads does not wait."""
        self._opened[event_id] = None
        if self._wake:
            self._wake()

    def _bring_forward(self) -> None:
        opened, self._opened = self._opened, {}
        self._catalogue.comparisons.ask_comparing(list(opened))

    def _compare(self, claim: Claim, told: Told, paused: Paused) -> None:
        if claim.is_last:
            self._tell_given_up(claim)
        with beating(lambda: self._catalogue.comparisons.hold_event(claim, LEASE_S), LEASE_S / 3):
            goes_on_after_s = self._compared(claim, told, paused)
        if goes_on_after_s is None:
            self._catalogue.comparisons.end_comparing(claim)
        else:
            self._catalogue.comparisons.release_event(claim, goes_on_after_s)

    def _tell_given_up(self, claim: Claim) -> None:
        """Keep what is to be read of an event should this attempt end the process, too; a result takes its place."""
        ids = tuple(each.id for each in self._comparer.selection.of(self._catalogue.events.get(claim.event_id)))
        failure = Failure(ids, "comparing", GIVEN_UP, self._comparer.models.method)
        self._catalogue.comparisons.keep_failures(claim.event_id, [failure])

    def _compared(self, claim: Claim, told: Told, paused: Paused) -> float | None:
        """Compare an event; if it was paused before the end, in how many seconds it may be claimed again."""
        articles = self._comparer.selection.of(self._catalogue.events.get(claim.event_id))
        passages = self._comparer.inputs.passages(articles)
        pairs = {ids: p for ids, p in self._comparer.stored(articles, passages).items() if not p.is_earlier}
        every = _newest_first([each.id for each in articles])
        work = _Work(self._comparer.models.comparer, articles, [ids for ids in every if ids not in pairs], len(every))
        if not self._done(claim, work, pairs, told, paused):
            return 0.0
        self._conclude(claim, articles, pairs)
        if claim.again and self._comparer.models.second is not None:
            unread = [ids for ids in every if (second := pairs[ids].second) is None or second.problem]
            work = _Work(self._comparer.models.second_comparer, articles, unread, len(every))
            finished = self._done(claim, work, pairs, told, lambda: paused() or self.pending().events > 1)
            if unread:
                self._conclude(claim, articles, pairs)
            if not finished:
                return _OTHERS_FIRST_S
        return None

    def _done(self, claim: Claim, work: _Work, pairs: dict[Ids, PairResult], told: Told, paused: Paused) -> bool:
        """Put the results of the work among the `pairs`, and keep them; False if it was paused before the end."""
        prepared = self._prepared(work.articles) if work.missing else {}
        for first in range(0, len(work.missing), _KEPT_AT_ONCE):
            if paused():
                return False
            pairs |= self._kept(work, prepared, work.missing[first : first + _KEPT_AT_ONCE])
            left = max(0, len(work.missing) - first - _KEPT_AT_ONCE)
            self._catalogue.comparisons.tell_comparing(claim, work.total - left, work.total, LEASE_S)
            told(self.pending())
        return True

    def _prepared(self, articles: Sequence[Article]) -> dict[str, Prepared]:
        embedded = self._comparer.inputs.embedded(articles, self._comparer.inputs.passages(articles))
        return {each.article.id: Prepared(each) for each in embedded}

    def _conclude(self, claim: Claim, articles: Sequence[Article], pairs: Mapping[Ids, PairResult]) -> None:
        try:
            self._comparer.keep(claim.event_id, articles, pairs)
        except Exception as error:  # no event may keep others from being compared
            told_of = Failure(tuple(each.id for each in articles), "concluding", problem_of(error), "")
            self._catalogue.comparisons.keep_failures(claim.event_id, [told_of])

    def _kept(self, work: _Work, prepared: Mapping[str, Prepared], pairs: Sequence[Ids]) -> dict[Ids, PairResult]:
        """The results of these pairs, which are kept."""
        found = {(a, b): work.comparer.compare(prepared[a], prepared[b]) for a, b in pairs}
        kept = [
            self._comparer.to_store(prepared[a].embedded.article, prepared[b].embedded.article, pair)
            for (a, b), pair in found.items()
        ]
        if work.comparer.second is None:
            self._catalogue.comparisons.keep_pairs(kept)
        else:
            self._catalogue.comparisons.keep_second_pairs(kept)
        return found


class _Work(NamedTuple):
    """Pairs of these articles that are to be compared, of `total` that there are."""

    comparer: PairComparer
    articles: Sequence[Article]
    missing: Sequence[Ids]
    total: int


def _newest_first(article_ids: Sequence[str]) -> list[Ids]:
    """All pairs, those of the article that joined last first."""
    places = sorted(combinations(range(len(article_ids)), 2), key=lambda pair: (-pair[1], pair[0]))
    return [(article_ids[i], article_ids[j]) for i, j in places]
