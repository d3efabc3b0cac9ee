"""Comparing while somebody waits: what takes longer than that is done by a job."""

from __future__ import annotations

from collections.abc import Sequence

from compare.comparison.event_comparison import Comparison
from compare.errors import BusyError, ConflictError, TooLargeError
from compare.model.article import Article, digest
from compare.model.limits import CELLS, CELLS_AT_ONCE, TOKENS_AT_ONCE, cells, tokens_of
from compare.services.comparing.compare import Comparer
from compare.services.comparing.inputs import split_bounded
from compare.services.jobs.jobs import Jobs
from compare.services.stores.jobs import Job, JobKind

_MOST_WAITING = 16  # jobs, beyond which nothing more is taken in to be compared
_TEXTS, _HELD = "\tcompare", "\tcompare held"
"""Under which jobs of comparing are kept: no API key has a name with a tab in it."""


class Soon:
    """Compares articles at once, or has them compared.

    Both methods raise TooLargeError for more passages than are compared at all, BusyError if many jobs wait; for
    articles that are held, ConflictError if comparing them ended the process each time within the last hour.
    """

    def __init__(self, concluding: Comparer, jobs: Jobs) -> None:
        self._comparer = concluding
        self._jobs = jobs

    def of_held(self, articles: Sequence[Article]) -> Comparison:
        """The comparison of articles that are held; until a job has compared the rest, it has `pending` pairs."""
        number, tokens, known = self._comparer.lacking_work(articles)
        if number <= CELLS_AT_ONCE and tokens <= TOKENS_AT_ONCE:
            return self._comparer.of_articles(articles, TOKENS_AT_ONCE - tokens, known)
        job = self._submit(articles, number, _HELD, "pairs")
        if job.state == "failed":
            raise ConflictError(f"These articles could not be compared. {job.problem}")
        return self._comparer.so_far(articles)

    def of_texts(self, articles: Sequence[Article]) -> Comparison | Job:
        """The comparison of articles that are not held, or the job that makes it."""
        passages = split_bounded(articles)
        number = cells([len(each) for each in passages])
        if number <= CELLS_AT_ONCE and sum(map(tokens_of, passages)) <= TOKENS_AT_ONCE:
            return self._comparer.of_texts(articles)
        return self._submit(articles, number, _TEXTS, "compare")

    def keep(self, comparison: Comparison) -> Job:
        """Keep the comparison of articles that are not held for an hour, as a job that is done."""
        articles = comparison.articles
        return self._jobs.record(articles, _TEXTS, self._key(articles), self._comparer.as_text(comparison))

    def _submit(self, articles: Sequence[Article], number: int, under: str, kind: JobKind) -> Job:
        """The job that compares so many pairs of passages: the same one as long as nothing changes."""
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
