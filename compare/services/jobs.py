"""Jobs: articles that a program gave, kept until they are added or compared; who gave them sees how far that is."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Literal, Protocol

from compare.errors import ConflictError, InputError, NotFoundError, ParallaxError
from compare.model.article import Article, digest
from compare.model.moment import Moment, now
from compare.services.summaries import AddReport

State = Literal["waiting", "running", "done", "failed"]
JobKind = Literal["add", "compare", "pairs"]

_TOLD_EVERY_S = 1.0
STALE_S = 120.0
"""A running job that has told nothing for so long lost its process; adding twice adds once, so it is run again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Articles to be added, or to be compared: how many, and what has become of them so far.

    Those of `compare` are not held, and it has a result; `pairs` keeps the results of two articles that are held.
    `problem` says why a job failed.
    """

    id: str
    state: State
    made: Moment
    articles: int
    report: AddReport = field(default_factory=AddReport)
    problem: str = ""
    kind: JobKind = "add"

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for a job under which idempotency key ("": none), and the digest of what was asked for."""

    token: str
    key: str
    content: str


class JobStore(Protocol):
    """Keeps jobs; part of the catalogue."""

    def put_job(self, job: Job, request: Request, articles: Sequence[Article]) -> tuple[Job, str]:
        """Keep a job with its articles, unless one was kept under the same token and key: that one, then.

        Returns the job and the digest of its content.
        """
        ...

    def job(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        ...

    def claim_job(self) -> tuple[Job, list[Article]] | None:
        """The job that comes first of those that wait (or whose process was lost), now running, with its articles.

        The oldest, and those that add before those that compare; None if there is none.
        """
        ...

    def job_result(self, job_id: str) -> tuple[list[Article], str]:
        """The articles of a job that compared, and its result. Raises NotFoundError if there is none."""
        ...

    def count_jobs(self) -> int:
        """How many jobs wait or run."""
        ...

    def tell_job(self, job: Job, result: str = "") -> None:
        """Keep how far a job is, and its result; once it has ended, only articles with a result stay."""
        ...


Add = Callable[[Iterable[Article], Callable[[AddReport], None]], AddReport]
Compare = Callable[[Sequence[Article]], str]
"""Compares articles that are not held; returns the comparison as it is kept."""

CompareHeld = Callable[[Sequence[Article]], None]
"""Compares articles that are held, and keeps the results of their pairs."""


class Jobs:
    """What programs may do with jobs, and what the worker does."""

    def __init__(self, store: JobStore, add: Add, compare: Compare, compare_held: CompareHeld) -> None:
        self._store = store
        self._add = add
        self._compare = compare
        self._compare_held = compare_held

    def submit(self, articles: Sequence[Article], token: str, key: str = "", kind: JobKind = "add") -> Job:
        """Keep `articles` for a job: when this returns they are safe. The same request again is the same job.

        Raises InputError if there are none, ConflictError if `key` was used for other articles.
        """
        if not articles:
            raise InputError("There is no article to add: give one or more.")
        content = digest(*(f"{each.id} {each.revision}" for each in articles))
        job = Job(secrets.token_hex(16), "waiting", now(), len(articles), kind=kind)
        kept, before = self._store.put_job(job, Request(token, key, content), articles)
        if before != content:
            raise ConflictError("This idempotency key was used for other articles: take a new one for each request.")
        return kept

    def get(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        try:
            return self._store.job(job_id)
        except NotFoundError:
            raise NotFoundError(f"There is no job “{job_id[:80]}”.") from None

    def result(self, job_id: str) -> tuple[list[Article], str]:
        """The articles that a job compared, and what came out. Raises NotFoundError if nothing has."""
        return self._store.job_result(job_id)

    def waiting(self) -> int:
        """How many jobs wait or run."""
        return self._store.count_jobs()

    def run_next(self) -> Job | None:
        """Add or compare the articles of the next job that waits; None if none does.

        What goes wrong is told in the job.
        """
        claimed = self._store.claim_job()
        if claimed is None:
            return None
        job, articles = claimed
        result = ""
        try:
            done = replace(job, state="done")
            if job.kind == "compare":
                result = self._compare(articles)
            elif job.kind == "pairs":
                self._compare_held(articles)
            else:
                done = replace(done, report=self._add(articles, self._teller(job)))
        except ParallaxError as error:
            done = replace(job, state="failed", problem=str(error))
        except Exception:
            _log.exception("job %s failed", job.id)
            done = replace(job, state="failed", problem="Something went wrong here; it has been noted.")
        self._store.tell_job(done, result)
        return done

    def _teller(self, job: Job) -> Callable[[AddReport], None]:
        """Keeps how far the job is, at most once a second."""
        told = monotonic()

        def tell(report: AddReport) -> None:
            nonlocal told
            if monotonic() - told >= _TOLD_EVERY_S:
                told = monotonic()
                self._store.tell_job(replace(job, report=report))

        return tell
