"""Comparing events in the background: any process takes the next event from the queue and stores results of pairs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from math import inf
from typing import NamedTuple

from compare.comparison.event_comparison import Comparison
from compare.comparison.pair_comparison import PairComparer, PairResult, Prepared
from compare.errors import ModelError, NotFoundError, StorageError
from compare.model.article import Article
from compare.model.failure import Failure, problem_of
from compare.services.comparing.compare import Comparer
from compare.services.comparing.stored import Ids
from compare.services.heartbeat import heartbeat
from compare.services.stores.catalogue import Catalogue
from compare.services.stores.comparisons import ATTEMPTS, LEASE_S, Claim, Pending

_STORED_AT_ONCE = 4  # pairs whose results are lost if the process dies
_RETRY_AFTER_S = 60.0
_ASKED_AGAIN_AFTER_S = 600.0  # between two requests to a second reader about the same event, after a failure
_OTHERS_FIRST_S = 1.0  # delay of events that only the second reader should judge, so that other events go first
_POLL_S = 0.2  # how often to check whether another process has finished
GIVEN_UP = (
    f"the process that compared these articles ended {ATTEMPTS} times; they are not tried again until one changes"
)

ReportProgress = Callable[[Pending], None]
Paused = Callable[[], bool]

_log = logging.getLogger(__name__)


class ComparingQueue:
    """The queue of events to compare, and the work on them."""

    def __init__(self, catalogue: Catalogue, comparer: Comparer) -> None:
        self._catalogue = catalogue
        self._comparer = comparer
        self._wake: Callable[[], None] | None = None
        self._opened: dict[str, None] = {}
        self._given_up: set[str] = set()
        self._asked: dict[str, float] = {}
        comparer.lacking = self._on_opened

    def delegate_to(self, wake: Callable[[], None]) -> None:
        """From now on, changes do not wait for comparing; `wake` is called when there is work."""
        self._wake = wake

    def follow(self) -> None:
        """Compare what has changed: immediately, or in the background."""
        if self._wake:
            self._wake()
        else:
            self.run_all()

    def pending(self) -> Pending:
        """How many events wait, and the progress of those that are being compared."""
        return self._catalogue.comparisons.pending()

    def request_outdated(self) -> None:
        """Queue events that were compared by an earlier method, or never."""
        self._catalogue.comparisons.request_outdated(self._comparer.models.method)

    def run_all(self, on_progress: ReportProgress = lambda pending: None, within_s: float = inf) -> None:
        """Compare until the queue is empty and other processes have finished the events that they claimed.

        After `within_s` seconds, no further pair is started. If results cannot be stored, for example on a full disk,
        it ends at once. Unfinished events stay in the queue.
        """
        self._given_up.clear()
        end = time.monotonic() + within_s
        try:
            self.request_outdated()
            while not self._is_done(on_progress, lambda: time.monotonic() >= end):
                on_progress(self.pending())
                time.sleep(_POLL_S)
        except StorageError as error:
            _log.warning("Comparing stopped early: %s", error)

    def _is_done(self, on_progress: ReportProgress, is_over: Paused) -> bool:
        """Whether nothing is left or the time is over, after events that no other process has claimed were compared."""
        while not is_over() and self.run_next(on_progress, is_over):
            pass
        return is_over() or self.pending().events <= len(self._given_up)

    def run_next(self, on_progress: ReportProgress = lambda pending: None, paused: Paused = lambda: False) -> bool:
        """Compare the first event of the queue; False if none waits. Failures are stored with the event.

        It stops between pairs as soon as it is `paused`, and the event is put back into the queue. Raises ModelError if
        a model cannot be used; the event is tried again later.
        """
        self._prioritise()
        claim = self._catalogue.comparisons.claim_event(LEASE_S)
        if claim is None:
            return False
        try:
            self._compare(claim, on_progress, paused)
        except NotFoundError:  # an article was removed meanwhile, and the rest of the event was queued again
            self._catalogue.comparisons.finish_comparison(claim)
        except StorageError as error:
            _log.warning("Event %s could not be compared: %s", claim.event_id, error)
            self._given_up.add(claim.event_id)
            with suppress(StorageError):
                self._catalogue.comparisons.release_claim(claim, _RETRY_AFTER_S)
        except ModelError:
            self._catalogue.comparisons.release_claim(claim, _RETRY_AFTER_S)
            raise
        except KeyboardInterrupt:  # the user ended the process, and not the texts
            with suppress(StorageError):
                self._catalogue.comparisons.release_claim(claim)
            raise
        except Exception as error:  # whatever its texts cause must not block other events
            self._give_up(claim, error)
        return True

    def opened(self, event_id: str, comparison: Comparison) -> None:
        """Have the second reader, if there is one, judge an event that a user opened, without making the user wait."""
        total, second = comparison.progress.total, comparison.second
        if self._comparer.models.second is None or not total:
            return
        if second is not None and second.pairs >= total and not (second.problem and self._is_due(event_id)):
            return
        with suppress(StorageError):
            self._catalogue.comparisons.request_second_reading([event_id])
        if self._wake:
            self._wake()

    # -- inside

    def _is_due(self, event_id: str) -> bool:
        """Whether the second reader failed for this event, but not just now."""
        now = time.monotonic()
        self._asked = {each: at for each, at in self._asked.items() if now - at < _ASKED_AGAIN_AFTER_S}
        return self._asked.setdefault(event_id, now) == now

    def _on_opened(self, event_id: str) -> None:
        """Move an event to the front of the queue because a user is reading it; the user does not wait."""
        self._opened[event_id] = None
        if self._wake:
            self._wake()

    def _prioritise(self) -> None:
        opened, self._opened = self._opened, {}
        self._catalogue.comparisons.request_comparison(list(opened))

    def _compare(self, claim: Claim, on_progress: ReportProgress, paused: Paused) -> None:
        if claim.is_last:
            self._log_given_up(claim)
        with heartbeat(lambda: self._catalogue.comparisons.renew_claim(claim, LEASE_S), LEASE_S / 3):
            goes_on_after_s = self._compared(claim, on_progress, paused)
        if goes_on_after_s is None:
            self._catalogue.comparisons.finish_comparison(claim)
        else:
            self._catalogue.comparisons.release_claim(claim, goes_on_after_s)

    def _log_given_up(self, claim: Claim) -> None:
        """Store a failure before the attempt, in case the attempt kills the process; a result replaces it."""
        self._keep_failure(claim, GIVEN_UP)

    def _give_up(self, claim: Claim, error: Exception) -> None:
        """Store why an event cannot be compared. It is not tried again until an article or the method changes."""
        with suppress(NotFoundError):  # its articles were removed meanwhile
            self._keep_failure(claim, problem_of(error))
        self._catalogue.comparisons.give_up(claim)

    def _keep_failure(self, claim: Claim, problem: str) -> None:
        """Store why the articles of an event that should be compared are not."""
        ids = tuple(each.id for each in self._comparer.selection.of(self._catalogue.events.get(claim.event_id)))
        failure = Failure(ids, "comparing", problem, self._comparer.models.method)
        self._catalogue.comparisons.store_failures(claim.event_id, [failure])

    def _compared(self, claim: Claim, on_progress: ReportProgress, paused: Paused) -> float | None:
        """Compare an event; returns the delay in seconds after which it can be claimed again if it was paused."""
        articles = self._comparer.selection.of(self._catalogue.events.get(claim.event_id))
        passages = self._comparer.inputs.passages(articles)
        pairs = {ids: p for ids, p in self._comparer.stored(articles, passages).items() if not p.is_earlier}
        every = _newest_first([each.id for each in articles])
        work = _Work(self._comparer.models.comparer, articles, [ids for ids in every if ids not in pairs], len(every))
        if not self._done(claim, work, pairs, on_progress, paused):
            return 0.0
        self._comparer.keep(claim.event_id, articles, pairs)
        if claim.again and self._comparer.models.second is not None:
            unread = [ids for ids in every if (second := pairs[ids].second) is None or second.problem]
            work = _Work(self._comparer.models.second_comparer, articles, unread, len(every))
            finished = self._done(claim, work, pairs, on_progress, lambda: paused() or self.pending().events > 1)
            if unread:
                self._comparer.keep(claim.event_id, articles, pairs)
            if not finished:
                return _OTHERS_FIRST_S
        return None

    def _done(
        self, claim: Claim, work: _Work, pairs: dict[Ids, PairResult], on_progress: ReportProgress, paused: Paused
    ) -> bool:
        """Add the results of the work to `pairs`, and store them; False if it was paused before the end."""
        missing = work.missing
        prepared = self._prepared(work.articles) if missing else {}
        while missing:
            if paused():
                return False
            found = self._store_results(work, prepared, missing[:_STORED_AT_ONCE], paused)
            pairs |= found
            missing = missing[len(found) :]
            self._catalogue.comparisons.report_progress(claim, work.total - len(missing), work.total, LEASE_S)
            on_progress(self.pending())
        return True

    def _prepared(self, articles: Sequence[Article]) -> dict[str, Prepared]:
        embedded = self._comparer.inputs.embedded(articles, self._comparer.inputs.passages(articles))
        return {each.article.id: Prepared(each) for each in embedded}

    def _store_results(
        self, work: _Work, prepared: Mapping[str, Prepared], pairs: Sequence[Ids], paused: Paused
    ) -> dict[Ids, PairResult]:
        """The stored results of these pairs, or of the first of them if it was paused meanwhile."""
        found: dict[Ids, PairResult] = {}
        for a, b in pairs:
            found[a, b] = work.comparer.compare(prepared[a], prepared[b])
            if paused():
                break
        results = [
            self._comparer.to_store(prepared[a].embedded.article, prepared[b].embedded.article, pair)
            for (a, b), pair in found.items()
        ]
        if work.comparer.second is None:
            self._catalogue.comparisons.store_pairs(results)
        else:
            self._catalogue.comparisons.store_second_pairs(results)
        return found


class _Work(NamedTuple):
    """The pairs of these articles that are still to be compared, of `total`."""

    comparer: PairComparer
    articles: Sequence[Article]
    missing: Sequence[Ids]
    total: int


def _newest_first(article_ids: Sequence[str]) -> list[Ids]:
    """All pairs, those of the most recently added article first."""
    places = sorted(combinations(range(len(article_ids)), 2), key=lambda pair: (-pair[1], pair[0]))
    return [(article_ids[i], article_ids[j]) for i, j in places]
