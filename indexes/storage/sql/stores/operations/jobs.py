"""Jobs: articles that wait to be added or compared, and their progress."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, or_, select, update

from compare.errors import NotFoundError
from compare.model.article import Article
from compare.model.moment import Moment
from compare.services.jobs.jobs import ATTEMPTS, GIVEN_UP, STALE_S, WORK
from compare.services.stores.operations.jobs import AddReport, Job, JobKind, Outcome, Request, SearchedSource
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import article_of, article_row, chunks
from indexes.storage.sql.schema import jobs
from indexes.storage.sql.timestamps import now_s
from indexes.storage.sql.upsert import insert

_ENDED = ("done", "failed")
_REMEMBERED_S = 7 * 86_400  # how long an ended job and its idempotency key are kept
_FETCHING_S = 900.0  # after which a fetch job without progress is lost: hosts may be slow
_RESULT_S = 3_600  # how long the result of a comparison job is kept
_RESULTS = 500  # maximum number of comparison jobs whose results are kept
_RESULT_CHARACTERS = 100_000_000  # maximum total size of these results and their articles, except the last one


class JobRows(Store):
    """Implements `compare.services.stores.operations.jobs.JobStore`."""

    def put(self, job: Job, request: Request, articles: Sequence[Article], wanted: str = "") -> tuple[Job, str]:
        """As `JobStore.put`."""
        values = {
            "id": job.id,
            "state": job.state,
            "made": job.made.isoformat(),
            "told": now_s(),
            "articles": job.articles,
            "report": json.dumps(asdict(job.report)),
            "problem": job.problem,
            "token": request.submitter,
            "key": request.key or None,
            "content": request.content,
            "body": _body(articles),
            "kind": job.kind,
            "wanted": wanted,
            "outcome": _dumped(job.outcome),
        }
        same = and_(jobs.c.token == request.submitter, jobs.c.key == request.key)
        again = and_(jobs.c.kind == "pairs", jobs.c.problem != GIVEN_UP)
        compared = and_(jobs.c.kind.in_(("pairs", "compare")), jobs.c.told < now_s() - _RESULT_S)
        old = and_(jobs.c.state.in_(_ENDED), or_(jobs.c.told < now_s() - _REMEMBERED_S, again, compared))
        with self._database.writing_rows() as connection:
            connection.execute(delete(jobs).where(old))
            put = insert(connection, jobs).values(values).on_conflict_do_nothing(index_elements=["token", "key"])
            if connection.execute(put.returning(jobs.c.number)).one_or_none() is None:
                before = connection.execute(select(jobs).where(same)).one()
                return _job(before), before.content
        return job, request.content

    def get(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no job “{job_id[:80]}”.")
        return _job(row)

    def claim(self) -> tuple[Job, list[Article]] | None:
        """As `JobStore.claim`."""
        row = self._claimed(WORK, STALE_S)
        return (_job(row), _articles(row)) if row is not None else None

    def claim_fetch_job(self) -> tuple[Job, str, list[Article]] | None:
        """As `JobStore.claim_fetch_job`."""
        running = and_(jobs.c.kind == "gather", jobs.c.state == "running", jobs.c.told >= now_s() - _FETCHING_S)
        with self._database.reading() as connection:
            if connection.scalar(select(func.count()).where(running)):
                return None
        row = self._claimed(("gather",), _FETCHING_S)
        return (_job(row), row.wanted, _articles(row)) if row is not None else None

    def _claimed(self, kinds: Sequence[JobKind], stale_s: float) -> Row[Any] | None:
        """Claim the first job of these kinds that waits, or whose process died."""
        lost = and_(jobs.c.kind.in_(kinds), jobs.c.state == "running", jobs.c.told < now_s() - stale_s)
        waiting = and_(jobs.c.kind.in_(kinds), jobs.c.state == "waiting")
        oldest = select(jobs.c.number).where(or_(waiting, lost)).order_by(jobs.c.kind, jobs.c.number).limit(1)
        given_up = {"state": "failed", "problem": GIVEN_UP, "body": "[]", "wanted": "", "told": now_s()}
        running = {"state": "running", "told": now_s(), "attempts": jobs.c.attempts + 1}
        with self._database.writing_rows() as connection:
            connection.execute(update(jobs).where(lost, jobs.c.attempts >= ATTEMPTS).values(given_up))
            number = connection.scalar(oldest.with_for_update(skip_locked=True))
            if number is None:
                return None
            mine = jobs.c.number == number
            connection.execute(update(jobs).where(mine).values(running))
            return connection.execute(select(jobs).where(mine)).one()

    def beat(self, job: Job) -> None:
        """As `JobStore.beat`."""
        mine = and_(jobs.c.id == job.id, jobs.c.state == "running")
        with self._database.writing_rows() as connection:
            connection.execute(update(jobs).where(mine).values(told=now_s()))

    def pass_on(self, job: Job, articles: Sequence[Article]) -> None:
        """As `JobStore.pass_on`."""
        values = {
            "kind": "add",
            "state": "waiting",
            "told": now_s(),
            "articles": len(articles),
            "body": _body(articles),
            "wanted": "",
            "outcome": _dumped(job.outcome),
            "attempts": 0,
        }
        with self._database.writing_rows() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(values))

    def result(self, job_id: str) -> tuple[list[Article], str]:
        """As `JobStore.result`."""
        with self._database.reading() as connection:
            found = select(jobs).where(jobs.c.id == job_id, jobs.c.result != "")
            row = connection.execute(found).one_or_none()
        if row is None:
            raise NotFoundError(f"Job “{job_id[:80]}” has no result (yet).")
        return _articles(row), row.result

    def count(self) -> int:
        """The number of jobs that wait or run."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).where(jobs.c.state.not_in(_ENDED))) or 0

    def update(self, job: Job, result: str = "") -> None:
        """As `JobStore.update`."""
        values = {
            "state": job.state,
            "told": now_s(),
            "report": json.dumps(asdict(job.report)),
            "problem": job.problem,
            "result": result,
            "outcome": _dumped(job.outcome),
        }
        if job.state in _ENDED and job.kind != "compare":
            values |= {"body": "[]", "wanted": ""}
        if job.report.added:  # it continues from here if it is run again
            values["attempts"] = 0
        with self._database.writing_rows() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(values))
            if result:
                _drop_oldest_results(connection, job.id)


def _drop_oldest_results(connection: Connection, newest_id: str) -> None:
    """Delete the oldest jobs whose results are too many or too large together, but never the newest."""
    size = (func.length(jobs.c.result) + func.length(jobs.c.body)).label("size")
    found = select(jobs.c.number, size).where(jobs.c.result != "", jobs.c.id != newest_id)
    rows = connection.execute(found.order_by(jobs.c.told.desc(), jobs.c.number.desc())).all()
    totals = accumulate(row.size for row in rows)
    dropped = [
        row.number
        for place, (row, total) in enumerate(zip(rows, totals, strict=True), 2)
        if place > _RESULTS or total > _RESULT_CHARACTERS
    ]
    for numbers in chunks(dropped):
        connection.execute(delete(jobs).where(jobs.c.number.in_(numbers)))


def _job(row: Row[tuple[object, ...]]) -> Job:
    report = AddReport(**json.loads(row.report))
    made, outcome = Moment.parse(row.made), _outcome(row.outcome)
    return Job(row.id, row.state, made, row.articles, report, row.problem, row.kind, outcome)


def _outcome(text: str) -> Outcome:
    if not text:
        return Outcome()
    said = json.loads(text)
    lists = {name: tuple(said[name]) for name in ("refused", "held", "seed")}
    return Outcome(
        said["fetched"], said["to_fetch"], asked=tuple(SearchedSource(**each) for each in said["asked"]), **lists
    )


def _dumped(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome), ensure_ascii=False) if outcome != Outcome() else ""


def _body(articles: Sequence[Article]) -> str:
    return json.dumps([article_row(each) for each in articles], ensure_ascii=False)


def _articles(row: Row[Any]) -> list[Article]:
    return [article_of(SimpleNamespace(**each)) for each in json.loads(row.body)]
