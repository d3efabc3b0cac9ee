"""The store of jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from compare.model.article import Article
from compare.model.moment import Moment


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an add did, in articles; `passages` counts those of the added and revised ones.

    `refused` are articles that a person removed before, or of an outlet that was.
    """

    added: int = 0
    revised: int = 0
    known: int = 0
    passages: int = 0
    refused: int = 0


State = Literal["waiting", "running", "done", "failed"]


JobKind = Literal["add", "compare", "gather", "pairs"]


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
