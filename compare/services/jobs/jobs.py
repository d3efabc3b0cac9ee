"""Jobs: articles that a program gave, kept until they are added or compared; who gave them sees how far that is."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import monotonic

from compare.errors import ConflictError, InputError, NotFoundError, ParallaxError
from compare.model.article import Article, digest
from compare.model.moment import now
from compare.services.heartbeat import BEAT_S, beating
from compare.services.stores.jobs import AddReport, Job, JobKind, JobStore, Request

WORK: tuple[JobKind, ...] = ("add", "compare", "pairs")
"""Kinds of jobs that need no other host; those of `gather` do (`compare.services.jobs.gathering`)."""

_TOLD_EVERY_S = 1.0
_MOST_NAMED = 100  # articles of a job that its page leads to
STALE_S = 120.0
"""A running job that has told nothing for so long lost its process; adding twice adds once, so it is run again."""
ATTEMPTS = 3
"""How often a job is run whose process ends each time without having added anything: its text may be what ends it."""
GIVEN_UP = f"The process that worked on this ended {ATTEMPTS} times before it was done, so it is not tried again."

_log = logging.getLogger(__name__)


Add = Callable[[Iterable[Article], Callable[[AddReport], None]], AddReport]
Compare = Callable[[Sequence[Article]], str]
"""Compares articles that are not held; returns the comparison as it is kept."""

Held = Callable[[Sequence[Article]], list[str]]
"""The ids under which articles are held, without those that are not."""

CompareHeld = Callable[[Sequence[Article]], None]
"""Compares articles that are held, and keeps the results of their pairs."""


class Jobs:
    """What programs may do with jobs, and what the worker does."""

    def __init__(
        self,
        store: JobStore,
        add: Add,
        compare: Compare,
        compare_held: CompareHeld,
        held: Held,
        beat_s: float = BEAT_S,
    ) -> None:
        self._store = store
        self._beat_s = beat_s
        self._held = held
        self._add = add
        self._compare = compare
        self._compare_held = compare_held

    def submit(self, articles: Sequence[Article], submitter: str, key: str = "", kind: JobKind = "add") -> Job:
        """Keep `articles` for a job: when this returns they are safe. The same request again is the same job.

        Raises InputError if there are none, ConflictError if `key` was used for other articles.
        """
        if not articles:
            raise InputError("There are no articles to add: give at least one.")
        content = digest(*(f"{each.id} {each.revision}" for each in articles))
        job = Job(secrets.token_hex(16), "waiting", now(), len(articles), kind=kind)
        kept, before = self._store.put(job, Request(submitter, key, content), articles)
        if before != content:
            raise ConflictError("This idempotency key was used for other articles: use a new key for each request.")
        return kept

    def record(self, articles: Sequence[Article], token: str, key: str, result: str) -> Job:
        """Keep what came out for articles that are compared already: it has an address as that of any job."""
        job = Job(secrets.token_hex(16), "done", now(), len(articles), kind="compare")
        kept, _ = self._store.put(job, Request(token, key, key), articles)
        self._store.tell(replace(kept, state="done"), result)
        return kept

    def get(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        try:
            return self._store.get(job_id)
        except NotFoundError:
            raise NotFoundError(f"There is no job “{job_id[:80]}”.") from None

    def result(self, job_id: str) -> tuple[list[Article], str]:
        """The articles that a job compared, and what came out. Raises NotFoundError if nothing has."""
        return self._store.result(job_id)

    def waiting(self) -> int:
        """How many jobs wait or run."""
        return self._store.count()

    def run_next(self) -> Job | None:
        """Add or compare the articles of the next job that waits; None if none does.

        What goes wrong is told in the job.
        """
        claimed = self._store.claim()
        if claimed is None:
            return None
        job, articles = claimed
        with beating(lambda: self._store.beat(job), self._beat_s):
            done, result = self._run(job, articles)
        self._store.tell(done, result)
        return done

    def _run(self, job: Job, articles: Sequence[Article]) -> tuple[Job, str]:
        """The job as it is when its articles are added or compared, and its result."""
        try:
            if job.kind == "compare":
                return replace(job, state="done"), self._compare(articles)
            if job.kind == "pairs":
                self._compare_held(articles)
                return replace(job, state="done"), ""
            report = self._add(articles, self._teller(job))
            held = tuple(self._held(articles[:_MOST_NAMED]))
            return replace(job, state="done", report=report, outcome=replace(job.outcome, held=held)), ""
        except ParallaxError as error:
            return replace(job, state="failed", problem=str(error)), ""
        except Exception:
            _log.exception("job %s failed", job.id)
            return replace(job, state="failed", problem="Something went wrong here; it has been noted."), ""

    def _teller(self, job: Job) -> Callable[[AddReport], None]:
        """Keeps how far the job is, at most once a second."""
        told = monotonic()

        def tell(report: AddReport) -> None:
            nonlocal told
            if monotonic() - told >= _TOLD_EVERY_S:
                told = monotonic()
                self._store.tell(replace(job, report=report))

        return tell
