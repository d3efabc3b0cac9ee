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
from compare.services.heartbeat import BEAT_S, beating
from compare.services.summaries import AddReport

State = Literal["waiting", "running", "done", "failed"]
JobKind = Literal["add", "compare", "gather", "pairs"]
WORK: tuple[JobKind, ...] = ("add", "compare", "pairs")
"""Kinds that are done with what is at hand; those of `gather` wait for other hosts (`compare.services.gathering`)."""

_TOLD_EVERY_S = 1.0
_MOST_NAMED = 100  # articles of a job that its page leads to
STALE_S = 120.0
"""A running job that has told nothing for so long lost its process; adding twice adds once, so it is run again."""
ATTEMPTS = 3
"""How often a job is run whose process ends each time without having added anything: its text may be what ends it."""
GIVEN_UP = f"The process that worked on this ended {ATTEMPTS} times before it was done, so it is not tried again."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search service was asked, how many reports it named, and what went wrong ("": nothing)."""

    source: str
    query: str
    found: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job met on its way, for those who read its page.

    `fetched` of `to_fetch` pages (0: not known) were looked at; `refused` says in lines what was not taken, and why;
    `held` are the first articles that are held by it, `seed` those of whose event it looked for reports.
    """

    fetched: int = 0
    to_fetch: int = 0
    refused: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    held: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Articles to be added, or to be compared: how many, and what has become of them so far.

    Those of `compare` are not held, and it has a result; `pairs` keeps the results of two articles that are held.
    `problem` says why a job failed. A job that gathers becomes one that adds when it has what it was asked for.
    """

    id: str
    state: State
    made: Moment
    articles: int
    report: AddReport = field(default_factory=AddReport)
    problem: str = ""
    kind: JobKind = "add"
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for a job under which idempotency key ("": none), and the digest of what was asked for."""

    submitter: str
    key: str
    content: str


class JobStore(Protocol):
    """Keeps jobs; part of the catalogue."""

    def put(self, job: Job, request: Request, articles: Sequence[Article], wanted: str = "") -> tuple[Job, str]:
        """Keep a job with its articles, and what is `wanted` of one that gathers.

        If one was kept under the same submitter and key, it is that one. Returns the job and the digest of its content.
        """
        ...

    def get(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        ...

    def claim(self) -> tuple[Job, list[Article]] | None:
        """The job that comes first of those that wait (or whose process was lost), now running, with its articles.

        The oldest, and those that add before those that compare; None if there is none. A job whose process was lost
        `ATTEMPTS` times has failed.
        """
        ...

    def beat(self, job: Job) -> None:
        """Keep that the process that runs a job is alive."""
        ...

    def claim_gathering(self) -> tuple[Job, str, list[Article]] | None:
        """The oldest job that gathers of those that wait (or whose process was lost), with what is wanted of it.

        The articles are those that came with it. It runs now. None if there is none, or if
        another one runs: hosts are asked by one at a time.
        """
        ...

    def pass_on(self, job: Job, articles: Sequence[Article]) -> None:
        """Let a job that has gathered these articles wait to add them."""
        ...

    def result(self, job_id: str) -> tuple[list[Article], str]:
        """The articles of a job that compared, and its result. Raises NotFoundError if there is none."""
        ...

    def count(self) -> int:
        """How many jobs wait or run."""
        ...

    def tell(self, job: Job, result: str = "") -> None:
        """Keep how far a job is, and its result; once it has ended, only articles with a result stay."""
        ...


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
            raise InputError("There is no article to add: give one or more.")
        content = digest(*(f"{each.id} {each.revision}" for each in articles))
        job = Job(secrets.token_hex(16), "waiting", now(), len(articles), kind=kind)
        kept, before = self._store.put(job, Request(submitter, key, content), articles)
        if before != content:
            raise ConflictError("This idempotency key was used for other articles: take a new one for each request.")
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
