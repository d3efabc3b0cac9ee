"""The store of jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from compare.model.article import Article
from compare.model.moment import Moment


@dataclass(frozen=True, slots=True)
class AddReport:
    """The result of adding, in articles; `passages` counts those of added and revised articles.

    `refused` counts articles that a user removed earlier, alone or with their outlet.
    """

    added: int = 0
    revised: int = 0
    known: int = 0
    passages: int = 0
    refused: int = 0


ReportProgress = Callable[[AddReport], None]
"""Called with the report so far."""

State = Literal["waiting", "running", "done", "failed"]


JobKind = Literal["add", "compare", "gather", "pairs"]


@dataclass(frozen=True, slots=True)
class SearchedSource:
    """The query sent to a search service, the number of reports it returned, and its error ("": none)."""

    source: str
    query: str
    found: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The progress of a job, for its page.

    `fetched` of `to_fetch` pages (0: unknown) are done. `refused` has a line for each input that was not accepted.
    `held` are the first articles that were stored by the job, `seed` those of the event whose coverage it searches for.
    """

    fetched: int = 0
    to_fetch: int = 0
    refused: tuple[str, ...] = ()
    asked: tuple[SearchedSource, ...] = ()
    held: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A job: articles to be added or compared, their number, and the progress so far.

    Articles of a `compare` job are not stored, and it has a result; a `pairs` job stores results of stored articles.
    `problem` says why a job failed. A `gather` job becomes an `add` job when it has fetched everything.
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
        """Whether the job has ended."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class Request:
    """Who submitted a job, under which idempotency key ("": none), and the digest of the request."""

    submitter: str
    key: str
    content: str


class JobStore(Protocol):
    """Stores jobs; part of the catalogue."""

    def put(self, job: Job, request: Request, articles: Sequence[Article], wanted: str = "") -> tuple[Job, str]:
        """Store a job with its articles, and the input `wanted` of a fetch job.

        If the same submitter has a job with the same key, that one is returned. Returns the job and the digest of its
        content.
        """
        ...

    def get(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        ...

    def claim(self) -> tuple[Job, list[Article]] | None:
        """Claim the next waiting job (or one whose process died), with its articles.

        Oldest first, and jobs that add before jobs that compare; None if there is none. A job whose process died
        `ATTEMPTS` times has failed.
        """
        ...

    def beat(self, job: Job) -> None:
        """Record that the process that runs a job is alive."""
        ...

    def claim_fetch_job(self) -> tuple[Job, str, list[Article]] | None:
        """Claim the oldest waiting fetch job (or one whose process died), with its input and its articles.

        None if there is none, or if another fetch job is running: only one at a time sends requests to other hosts.
        """
        ...

    def pass_on(self, job: Job, articles: Sequence[Article]) -> None:
        """Turn a fetch job into a waiting job that adds these articles."""
        ...

    def result(self, job_id: str) -> tuple[list[Article], str]:
        """The articles of a comparison job, and its result. Raises NotFoundError if there is none."""
        ...

    def count(self) -> int:
        """The number of jobs that wait or run."""
        ...

    def update(self, job: Job, result: str = "") -> None:
        """Store the progress of a job and its result; when it has ended, articles are kept only if it has a result."""
        ...
