"""Fetch jobs: fetching and reading submitted URLs and files, and searching for coverage.

They wait for other hosts, so they have a thread of their own; the articles are then added like those of any job.
"""

from __future__ import annotations

import base64
import json
import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from time import monotonic
from typing import Any

from compare.errors import ConflictError, InputError, ParallaxError
from compare.model.article import Article, digest
from compare.model.moment import Moment
from compare.ports import Progress
from compare.ports.coverage import CoverageQuery
from compare.services.clock import now
from compare.services.coverage.find import FoundCoverage
from compare.services.stores.operations.jobs import Job, JobStore, Outcome, Request, SearchedSource

MOST_URLS = 200
"""Maximum number of URLs in one request."""
_MOST_REFUSED = 500
_LONGEST_LINE = 500
_REPORT_EVERY_S = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A file, or a page as a browser shows it, with its metadata."""

    name: str
    data: bytes
    url: str = ""
    outlet: str = ""
    published: Moment | None = None


@dataclass(frozen=True, slots=True)
class FetchInput:
    """The input of a fetch job: URLs, files, and a search for reports.

    `seed` are the ids of articles of the event that is searched for (empty: the largest event found).
    """

    urls: tuple[str, ...] = ()
    files: tuple[SubmittedFile, ...] = ()
    query: CoverageQuery | None = None
    seed: tuple[str, ...] = ()

    def dumped(self) -> str:
        """As JSON, for `loaded`."""
        value: dict[str, Any] = {"urls": self.urls, "files": list(map(_file_out, self.files)), "seed": self.seed}
        if self.query:
            value["query"] = asdict(self.query)
        return json.dumps(value, ensure_ascii=False, default=str)

    @classmethod
    def loaded(cls, text: str) -> FetchInput:
        """The value from the output of `dumped`."""
        said = json.loads(text)
        query = _query_in(said["query"]) if "query" in said else None
        return cls(tuple(said["urls"]), tuple(map(_file_in, said["files"])), query, tuple(said["seed"]))


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that was not accepted, and why, as a line for users."""

    said: str


Collected = Article | Refused
Collect = Callable[[FetchInput, Progress], Iterator[Collected]]
"""The articles in files and at URLs, and the inputs that were not accepted; a total of 0 means unknown."""

Find = Callable[[CoverageQuery, Sequence[str], Progress], FoundCoverage]
"""The reports of the event of these articles that a query finds."""


class FetchJobs:
    """Jobs that fetch articles: accepts them, and runs them one at a time in a process that can fetch."""

    def __init__(self, store: JobStore) -> None:
        self._store = store

    def submit(self, wanted: FetchInput, token: str, key: str = "", articles: Sequence[Article] = ()) -> Job:
        """Queue a job with articles that are submitted with it; they are stored when this returns.

        Raises InputError if it is empty or too large, ConflictError if `key` was used for something else.
        """
        if not (wanted.urls or wanted.files or wanted.query):
            raise InputError("Give a text, a file or a URL.")
        if len(wanted.urls) > MOST_URLS:
            raise InputError(f"There are {len(wanted.urls):,} URLs: give at most {MOST_URLS} at a time.")
        body = wanted.dumped()
        content = digest(body, *(f"{each.id} {each.revision}" for each in articles))
        name, outcome = secrets.token_hex(16), Outcome(seed=wanted.seed)
        job = Job(name, "waiting", now(), len(articles), kind="gather", outcome=outcome)
        kept, before = self._store.put(job, Request(token, key, content), articles, body)
        if before != content:
            raise ConflictError(
                "This idempotency key was used for a different request: use a new key for each request."
            )
        return kept

    def run_next(self, collect: Collect, find: Find) -> Job | None:
        """Run the next fetch job, and queue its articles to be added; None if no job waits.

        Failures are recorded in the job.
        """
        claimed = self._store.claim_fetch_job()
        if claimed is None:
            return None
        job, wanted, articles = claimed
        try:
            progress = _FetchProgress(self._store, job)
            progress.fetch(FetchInput.loaded(wanted), collect, find)
            return self._passed_on(progress.job, [*articles, *progress.articles])
        except ParallaxError as error:
            problem = str(error)
        except Exception:
            _log.exception("job %s failed", job.id)
            problem = "Something went wrong on the server; the error has been logged."
        failed = replace(job, state="failed", problem=problem)
        self._store.update(failed)
        return failed

    def _passed_on(self, job: Job, articles: Sequence[Article]) -> Job:
        if articles:
            self._store.pass_on(job, articles)
            return replace(job, kind="add", state="waiting", articles=len(articles))
        done = replace(job, state="done")
        self._store.update(done)
        return done


class _FetchProgress:
    """The progress of a job; it is reported at most once a second."""

    def __init__(self, store: JobStore, job: Job) -> None:
        self._store = store
        self._last_told = monotonic()
        self._refused: list[str] = []
        self.job = job
        self.articles: list[Article] = []

    def fetch(self, wanted: FetchInput, collect: Collect, find: Find) -> None:
        """All inputs of the job."""
        for each in collect(wanted, self._report_progress):
            if isinstance(each, Article):
                self.articles.append(each)
            else:
                self._refuse(each.said)
        if wanted.query:
            found = find(wanted.query, wanted.seed, self._report_progress)
            self.articles += found.articles
            for line in found.refused:
                self._refuse(line)
            asked = tuple(
                SearchedSource(each.source, each.query_text, each.found, each.problem) for each in found.answers
            )
            self.job = replace(self.job, outcome=replace(self.job.outcome, asked=asked))
        self.job = replace(self.job, outcome=replace(self.job.outcome, refused=tuple(self._refused)))

    def _refuse(self, said: str) -> None:
        if len(self._refused) < _MOST_REFUSED:
            self._refused.append(" ".join(said.split())[:_LONGEST_LINE])
        elif len(self._refused) == _MOST_REFUSED:
            self._refused.append("There are more, which are not listed.")

    def _report_progress(self, done: int, total: int) -> None:
        outcome = replace(self.job.outcome, fetched=done, to_fetch=total, refused=tuple(self._refused))
        self.job = replace(self.job, outcome=outcome)
        if monotonic() - self._last_told >= _REPORT_EVERY_S:
            self._last_told = monotonic()
            self._store.update(self.job)


def _file_out(file: SubmittedFile) -> dict[str, str]:
    published = file.published.isoformat() if file.published else ""
    data = base64.b64encode(file.data).decode("ascii")
    return {"name": file.name, "data": data, "url": file.url, "outlet": file.outlet, "published": published}


def _file_in(said: dict[str, str]) -> SubmittedFile:
    published = Moment.parse(said["published"]) if said["published"] else None
    return SubmittedFile(said["name"], base64.b64decode(said["data"]), said["url"], said["outlet"], published)


def _query_in(said: dict[str, Any]) -> CoverageQuery:
    since, until = (date.fromisoformat(said[name]) if said[name] else None for name in ("since", "until"))
    return CoverageQuery(tuple(said["required"]), tuple(said["any_of"]), since, until, said["language"])
