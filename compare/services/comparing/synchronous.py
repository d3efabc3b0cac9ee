"""Comparing while a user waits; a job does whatever would take too long."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from compare.comparison.event_comparison import Comparison
from compare.errors import BusyError, ComparisonError, TooLargeError
from compare.model.article import Article, digest
from compare.model.limits import CELLS, CELLS_AT_ONCE, TOKENS_AT_ONCE, cells, tokens_of
from compare.services.comparing.compare import Comparer
from compare.services.comparing.event_failures import reported
from compare.services.comparing.inputs import split_bounded
from compare.services.jobs.jobs import Jobs
from compare.services.stores.operations.jobs import Job, JobKind

_MOST_WAITING = 16  # maximum number of waiting comparison jobs
_TEXTS, _HELD = "\tcompare", "\tcompare held"
"""Submitters of comparison jobs: of given texts, and of stored articles; no API key has a name with a tab."""


class SynchronousComparer:
    """Compares articles immediately, or queues a job.

    `of_stored` and `of_texts` raise TooLargeError for more passages than can be compared at all, BusyError if many jobs
    wait, and ComparisonError if comparing fails, or killed the process each time within the last hour.
    """

    def __init__(self, comparer: Comparer, jobs: Jobs) -> None:
        self._comparer = comparer
        self._jobs = jobs

    @reported()
    def of_stored(self, articles: Sequence[Article]) -> Comparison:
        """The comparison of stored articles; it has `pending` pairs until a job has compared the rest."""
        number, tokens, known = self._comparer.missing_work(articles)
        if number <= CELLS_AT_ONCE and tokens <= TOKENS_AT_ONCE:
            return self._comparer.of_articles(articles, TOKENS_AT_ONCE - tokens, known)
        job = self._submit(articles, number, _HELD, "pairs")
        if job.state == "failed":
            raise ComparisonError.of("These articles", job.problem)
        return self._comparer.so_far(articles)

    def within(self, articles: Sequence[Article], seconds: float) -> Comparison:
        """The comparison of stored articles; pairs that are not begun within some seconds are `pending`.

        Results that cannot be stored, because another process is writing or nobody may, are shown all the same.
        """
        end = monotonic() + seconds
        found = self._comparer.store_pairs(articles, lambda: monotonic() >= end, must_store=False)
        so_far = self._comparer.so_far(articles, found)
        if so_far.pending:
            return so_far
        _, _, known = self._comparer.missing_work(articles)
        return self._comparer.of_articles(articles, known={**known, **found})

    @reported()
    def of_texts(self, articles: Sequence[Article]) -> Comparison | Job:
        """The comparison of articles that are not stored, or the job that computes it."""
        passages = split_bounded(articles)
        number = cells([len(each) for each in passages])
        if number <= CELLS_AT_ONCE and sum(map(tokens_of, passages)) <= TOKENS_AT_ONCE:
            return self._comparer.of_texts(articles)
        return self._submit(articles, number, _TEXTS, "compare")

    def keep(self, comparison: Comparison) -> Job:
        """Store the comparison of articles that are not stored for an hour, as a finished job."""
        articles = comparison.articles
        return self._jobs.record(articles, _TEXTS, self._key(articles), self._comparer.as_text(comparison))

    def _submit(self, articles: Sequence[Article], number: int, under: str, kind: JobKind) -> Job:
        """The job that compares these pairs of passages; the same one as long as nothing changes."""
        if number > CELLS:
            raise TooLargeError(
                f"These texts have {number:,} pairs of passages; at most {CELLS:,} can be compared: use fewer or "
                "shorter ones."
            )
        if self._jobs.waiting() >= _MOST_WAITING:
            raise BusyError("Too many comparisons are waiting: try again later.")
        return self._jobs.submit(articles, under, self._key(articles), kind)

    def _key(self, articles: Sequence[Article]) -> str:
        return digest(self._comparer.models.method, *(f"{each.id} {each.revision}" for each in articles))
