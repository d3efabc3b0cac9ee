"""Results of pairs of articles, and the queue of events to compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, not_, or_, select, true, update

from compare.model.failure import Failure
from compare.services.stores.comparisons import ATTEMPTS, Claim, Pending, StoredPair
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks, is_current
from indexes.storage.sql.schema import (
    articles,
    comparing,
    comparison_failures,
    comparisons,
    event_articles,
    events,
    pair_results,
    second_pair_results,
)
from indexes.storage.sql.tables import meta_value, put_meta_values
from indexes.storage.sql.timestamps import now_s
from indexes.storage.sql.upsert import insert

_ASKED = "compared_by"
"""The key of `meta` with the method by which all events have been compared, or are queued to be."""


class ComparisonRows(Store):
    """Implements `compare.services.stores.comparisons.ComparisonStore`."""

    def stored_pairs(self, article_ids: Sequence[str]) -> list[StoredPair]:
        """As `ComparisonStore.stored_pairs`."""
        return self._pairs(pair_results, article_ids)

    def second_pairs(self, article_ids: Sequence[str]) -> list[StoredPair]:
        """As `ComparisonStore.second_pairs`."""
        return self._pairs(second_pair_results, article_ids)

    def compared_pairs(self, article_ids: Sequence[str], method: str) -> list[tuple[str, str]]:
        """As `ComparisonStore.compared_pairs`."""
        a, b, pair = articles.alias("a"), articles.alias("b"), pair_results.c
        both_current = and_(is_current(a.c), is_current(b.c))
        is_same = and_(a.c.revision == pair.a_revision, b.c.revision == pair.b_revision, pair.method == method)
        joined = pair_results.join(a, a.c.id == pair.a).join(b, b.c.id == pair.b)
        found: list[tuple[str, str]] = []
        with self._database.reading() as connection:
            for ids in chunks(sorted(set(article_ids))):
                statement = select(pair.a, pair.b).select_from(joined).where(pair.a.in_(ids), both_current, is_same)
                found += [(row.a, row.b) for row in connection.execute(statement)]
        return found

    def store_pairs(self, pairs: Sequence[StoredPair]) -> None:
        """As `ComparisonStore.store_pairs`."""
        self._store_pairs_in(pair_results, pairs, {})

    def store_second_pairs(self, pairs: Sequence[StoredPair]) -> None:
        """As `ComparisonStore.store_second_pairs`."""
        self._store_pairs_in(second_pair_results, pairs, {"kept": now_s()})

    def second_version(self) -> str:
        """As `ComparisonStore.second_version`."""
        with self._database.reading() as connection:
            return str(connection.scalar(select(func.max(second_pair_results.c.kept))))

    def _pairs(self, table: Table, article_ids: Sequence[str]) -> list[StoredPair]:
        wanted = set(article_ids)
        found: list[StoredPair] = []
        columns = [table.c[each.name] for each in fields(StoredPair)]
        with self._database.reading() as connection:
            for ids in chunks(sorted(wanted)):
                rows = connection.execute(select(*columns).where(table.c.a.in_(ids)))
                found += [StoredPair(*row) for row in rows if row.b in wanted]
        return found

    def _store_pairs_in(self, table: Table, pairs: Sequence[StoredPair], also: dict[str, Any]) -> None:
        if self._database.read_only or not pairs:
            return
        columns = articles.c
        with self._database.writing() as connection:
            held: dict[str, str] = {}
            for ids in chunks(sorted({each for pair in pairs for each in (pair.a, pair.b)})):
                statement = select(columns.id, columns.revision).where(columns.id.in_(ids), is_current(columns))
                held.update((row.id, row.revision) for row in connection.execute(statement))
            current = [p for p in pairs if held.get(p.a) == p.a_revision and held.get(p.b) == p.b_revision]
            for pair in current:
                turned = and_(table.c.a == pair.b, table.c.b == pair.a)
                connection.execute(delete(table).where(turned))
            if current:
                put = insert(connection, table)
                names = ("a_revision", "b_revision", "method", "text", *also)
                changed = {name: put.excluded[name] for name in names}
                rows = [asdict(each) | also for each in current]
                connection.execute(put.on_conflict_do_update(index_elements=["a", "b"], set_=changed), rows)

    def request_comparison(self, event_ids: Sequence[str]) -> None:
        """As `ComparisonStore.request_comparison`."""
        self._ask(event_ids, {})

    def request_second_reading(self, event_ids: Sequence[str]) -> None:
        """As `ComparisonStore.request_second_reading`."""
        self._ask(event_ids, {"again": 1})

    def _ask(self, event_ids: Sequence[str], also: dict[str, Any]) -> None:
        if self._database.read_only or not event_ids:
            return
        with self._database.reading() as connection:
            given_up = set(connection.scalars(select(comparing.c.event).where(_given_up())))
        wanted = [each for each in event_ids if each not in given_up]
        if not wanted:
            return
        values = {"opened": now_s()} | also
        with self._database.writing() as connection:
            held = set(connection.scalars(select(comparing.c.event)))
            queue(connection, [each for each in wanted if each not in held])
            for ids in chunks(wanted):
                connection.execute(update(comparing).where(comparing.c.event.in_(ids)).values(values))

    def request_outdated(self, method: str) -> None:
        """As `ComparisonStore.request_outdated`."""
        if self._database.read_only:
            return
        with self._database.reading() as connection:
            is_asked = meta_value(connection, _ASKED) == method
            found = set() if is_asked else _outdated(connection, method)
            found -= set(connection.scalars(select(comparing.c.event)))
            same = select(comparison_failures.c.event).where(comparison_failures.c.method == method)
            given_up = list(
                connection.scalars(select(comparing.c.event).where(_given_up(), comparing.c.event.not_in(same)))
            )
        if found or given_up or not is_asked:
            with self._database.writing() as connection:
                queue(connection, [*found, *given_up])
                put_meta_values(connection, {_ASKED: method})

    def claim_event(self, lease_s: float) -> Claim | None:
        """As `ComparisonStore.claim_event`."""
        if self._database.read_only:
            return None
        first = (
            select(comparing.c.event, comparing.c.asked, comparing.c.again, comparing.c.attempts)
            .join(events)
            .where(comparing.c.leased < now_s(), comparing.c.attempts < ATTEMPTS)
            .order_by(comparing.c.opened.desc(), events.c.latest.desc(), comparing.c.event)
            .limit(1)
        )
        with self._database.reading() as connection:
            if connection.execute(first).one_or_none() is None:  # reading takes no lock
                return None
        with self._database.writing_rows() as connection:
            row = connection.execute(first.with_for_update(skip_locked=True, of=comparing)).one_or_none()
            if row is None:
                return None
            mine = comparing.c.event == row.event
            claimed = {"leased": now_s() + lease_s, "attempts": row.attempts + 1}
            connection.execute(update(comparing).where(mine).values(claimed))
        return Claim(row.event, row.asked, bool(row.again), row.attempts + 1 >= ATTEMPTS)

    def renew_claim(self, claim: Claim, lease_s: float) -> None:
        """As `ComparisonStore.renew_claim`."""
        self._update(claim, {"leased": now_s() + lease_s})

    def report_progress(self, claim: Claim, done: int, total: int, lease_s: float) -> None:
        """As `ComparisonStore.report_progress`."""
        self._update(claim, {"done": done, "total": total, "leased": now_s() + lease_s, "attempts": 0})

    def release_claim(self, claim: Claim, after_s: float = 0.0) -> None:
        """As `ComparisonStore.release_claim`."""
        self._update(claim, {"leased": now_s() + after_s if after_s else 0.0, "attempts": 0})

    def finish_comparison(self, claim: Claim) -> None:
        """As `ComparisonStore.finish_comparison`."""
        mine = comparing.c.event == claim.event_id
        with self._database.writing_rows() as connection:
            ended = connection.execute(delete(comparing).where(mine, comparing.c.asked == claim.asked))
            if not ended.rowcount:
                connection.execute(update(comparing).where(mine).values(leased=0.0))

    def give_up(self, claim: Claim) -> None:
        """As `ComparisonStore.give_up`."""
        mine = comparing.c.event == claim.event_id
        with self._database.writing_rows() as connection:
            held = update(comparing).where(mine, comparing.c.asked == claim.asked)
            if not connection.execute(held.values(leased=0.0, attempts=ATTEMPTS)).rowcount:
                connection.execute(update(comparing).where(mine).values(leased=0.0, attempts=0))

    def pending(self) -> Pending:
        """As `ComparisonStore.pending`."""
        columns = comparing.c
        statement = select(func.count(), func.sum(columns.done), func.sum(columns.total)).where(not_(_given_up()))
        with self._database.reading() as connection:
            number, done, total = connection.execute(statement).one()
        return Pending(number, int(done or 0), int(total or 0))

    def store_failures(self, event_id: str, failures: Sequence[Failure]) -> None:
        """As `ComparisonStore.store_failures`."""
        if self._database.read_only:
            return
        rows = [_failure_row(event_id, number, each) for number, each in enumerate(failures)]
        with self._database.writing() as connection:
            connection.execute(delete(comparison_failures).where(comparison_failures.c.event == event_id))
            if rows and _is_held(connection, event_id):
                connection.execute(insert(connection, comparison_failures), rows)

    def store_failure(self, event_id: str, failure: Failure) -> None:
        """As `ComparisonStore.store_failure`."""
        if self._database.read_only:
            return
        columns = comparison_failures.c
        with self._database.writing() as connection:
            if not _is_held(connection, event_id):
                return
            connection.execute(
                delete(comparison_failures).where(columns.event == event_id, columns.step == failure.step)
            )
            last = connection.scalar(select(func.max(columns.number)).where(columns.event == event_id))
            number = 0 if last is None else last + 1
            connection.execute(insert(connection, comparison_failures), _failure_row(event_id, number, failure))

    def stored_failures(self, event_id: str | None = None) -> list[Failure]:
        """As `ComparisonStore.stored_failures`."""
        columns = comparison_failures.c
        of_event = true() if event_id is None else columns.event == event_id
        with self._database.reading() as connection:
            rows = connection.execute(
                select(comparison_failures).where(of_event).order_by(columns.event, columns.number)
            )
            return [Failure(tuple(json.loads(row.articles)), row.step, row.problem, row.method) for row in rows]

    def _update(self, claim: Claim, values: dict[str, Any]) -> None:
        with self._database.writing_rows() as connection:
            connection.execute(update(comparing).where(comparing.c.event == claim.event_id).values(values))


def _failure_row(event_id: str, number: int, failure: Failure) -> dict[str, Any]:
    row = {"event": event_id, "number": number, "articles": json.dumps(failure.article_ids)}
    return row | {"step": failure.step, "problem": failure.problem, "method": failure.method}


def _is_held(connection: Connection, event_id: str) -> bool:
    return connection.scalar(select(events.c.id).where(events.c.id == event_id)) is not None


def _outdated(connection: Connection, method: str) -> set[str]:
    """The events that were compared by another method, or never; all events are read."""
    several = select(event_articles.c.event).group_by(event_articles.c.event).having(func.count() > 1)
    never = several.where(event_articles.c.event.not_in(select(comparisons.c.event)))
    outdated = select(comparisons.c.event).where(comparisons.c.method != method)
    return {*connection.scalars(never), *connection.scalars(outdated)}


def _given_up() -> ColumnElement[bool]:
    """Events that are not claimed again, and that no process is comparing."""
    return and_(comparing.c.attempts >= ATTEMPTS, comparing.c.leased < now_s())


def queue(connection: Connection, event_ids: Iterable[str]) -> None:
    """Queue those of these events that have several articles, or a comparison of earlier ones."""
    for ids in chunks(sorted(set(event_ids))):
        members = select(event_articles.c.event).where(event_articles.c.event.in_(ids))
        several = members.group_by(event_articles.c.event).having(func.count() > 1)
        kept = select(comparisons.c.event).where(comparisons.c.event.in_(ids))
        worth = select(events.c.id).where(events.c.id.in_(ids), or_(events.c.id.in_(several), events.c.id.in_(kept)))
        rows = [
            {"event": each, "asked": 1, "opened": 0.0, "leased": 0.0, "done": 0, "total": 0}
            for each in connection.scalars(worth)
        ]
        if rows:
            put = insert(connection, comparing)
            again = {"asked": comparing.c.asked + 1, "attempts": 0}
            connection.execute(put.on_conflict_do_update(index_elements=["event"], set_=again), rows)


def forget_pairs(connection: Connection, article_ids: Sequence[str]) -> None:
    """Delete the results of all pairs of these articles."""
    for ids in chunks(article_ids):
        for table in (pair_results, second_pair_results):
            connection.execute(delete(table).where(or_(table.c.a.in_(ids), table.c.b.in_(ids))))
