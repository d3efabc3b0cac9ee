"""Jobs: submitted articles, stored until they are added or compared; the submitter can see the progress."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import monotonic

from compare.errors import ConflictError, InputError, NotFoundError, ParallaxError
from compare.model.article import Article, digest
from compare.services.clock import now
from compare.services.heartbeat import HEARTBEAT_S, heartbeat
from compare.services.stores.operations.jobs import AddReport, Job, JobKind, JobStore, ReportProgress, Request

WORK: tuple[JobKind, ...] = ("add", "compare", "pairs")
"""Kinds of jobs that need no other host; `gather` jobs do (`compare.services.jobs.fetch_jobs`)."""

_REPORT_EVERY_S = 1.0
_MOST_NAMED = 100  # articles of a job that its page links to
STALE_S = 120.0
"""Seconds without progress after which a running job is considered lost and run again; adding twice adds once."""
ATTEMPTS = 3
"""Maximum number of runs of a job whose process dies each time without adding anything, which its text may cause."""
GIVEN_UP = f"The process that worked on this ended {ATTEMPTS} times before it was done, so it is not tried again."

_log = logging.getLogger(__name__)


Add = Callable[[Iterable[Article], ReportProgress], AddReport]
Compare = Callable[[Sequence[Article]], str]
"""Compares articles that are not stored; returns the serialised comparison."""

StoredIds = Callable[[Sequence[Article]], list[str]]
"""The ids under which articles are stored, without articles that are not stored."""

CompareStored = Callable[[Sequence[Article]], object]
"""Compares stored articles, and stores the results of their pairs."""


class Jobs:
    """Submits jobs, reports on them, and runs them."""

    def __init__(
        self,
        store: JobStore,
        add: Add,
        compare: Compare,
        compare_held: CompareStored,
        held: StoredIds,
        beat_s: float = HEARTBEAT_S,
    ) -> None:
        self._store = store
        self._beat_s = beat_s
        self._held = held
        self._add = add
        self._compare = compare
        self._compare_held = compare_held

    def submit(self, articles: Sequence[Article], submitter: str, key: str = "", kind: JobKind = "add") -> Job:
        """Queue `articles`; they are stored when this returns. A repeated request returns the same job.

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
        """Store the finished comparison of articles as a job, so that it has a URL."""
        job = Job(secrets.token_hex(16), "done", now(), len(articles), kind="compare")
        kept, _ = self._store.put(job, Request(token, key, key), articles)
        self._store.update(replace(kept, state="done"), result)
        return kept

    def get(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        try:
            return self._store.get(job_id)
        except NotFoundError:
            raise NotFoundError(f"There is no job “{job_id[:80]}”.") from None

    def result(self, job_id: str) -> tuple[list[Article], str]:
        """The articles of a comparison job, and its result. Raises NotFoundError if there is none."""
        return self._store.result(job_id)

    def waiting(self) -> int:
        """The number of jobs that wait or run."""
        return self._store.count()

    def run_next(self) -> Job | None:
        """Run the next waiting job that adds or compares; None if there is none.

        Failures are recorded in the job.
        """
        claimed = self._store.claim()
        if claimed is None:
            return None
        job, articles = claimed
        with heartbeat(lambda: self._store.beat(job), self._beat_s):
            done, result = self._run(job, articles)
        self._store.update(done, result)
        return done

    def _run(self, job: Job, articles: Sequence[Article]) -> tuple[Job, str]:
        """The job after its articles were added or compared, and its result."""
        try:
            if job.kind == "compare":
                return replace(job, state="done"), self._compare(articles)
            if job.kind == "pairs":
                self._compare_held(articles)
                return replace(job, state="done"), ""
            report = self._add(articles, self._reporter(job))
            held = tuple(self._held(articles[:_MOST_NAMED]))
            return replace(job, state="done", report=report, outcome=replace(job.outcome, held=held)), ""
        except ParallaxError as error:
            return replace(job, state="failed", problem=str(error)), ""
        except Exception:
            _log.exception("job %s failed", job.id)
            problem = "Something went wrong on the server; the error has been logged."
            return replace(job, state="failed", problem=problem), ""

    def _reporter(self, job: Job) -> ReportProgress:
        """Stores the progress of the job, at most once a second."""
        last_report = monotonic()

        def tell(report: AddReport) -> None:
            nonlocal last_report
            if monotonic() - last_report >= _REPORT_EVERY_S:
                last_report = monotonic()
                self._store.update(replace(job, report=report))

        return tell
