"""The activity log: what is new in the archive, in the order in which it was noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, literal, or_, select

from compare.ports import Filter
from compare.services.stores.operations.activity import Activity, ActivityFilter, ActivityKind, Compared
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks, conditions, is_current
from indexes.storage.sql.schema import activity, activity_compared, articles, comparisons, event_articles, events
from indexes.storage.sql.stores.events import events_diverging, events_with
from indexes.storage.sql.tables import meta_value, put_meta_values
from indexes.storage.sql.upsert import insert

_ROWS = 5_000
_SEEN = "activity_seen"
"""The key of `meta` for the last row of `articles` that was checked."""


class ActivityRows(Store):
    """Implements `compare.services.stores.operations.activity.ActivityStore`."""

    def note_stored(self, now: datetime) -> int:
        """As `ActivityStore.note_stored`."""
        if self._database.read_only:
            return 0
        noted = 0
        while self._has_new_rows():
            with self._database.writing() as connection:
                noted += _note_articles(connection, now)
        with self._database.reading() as connection:
            has_events = connection.execute(_new_events().limit(1)).one_or_none() is not None
        if has_events:
            with self._database.writing() as connection:
                new = [(str(each), "") for each in connection.scalars(_new_events())]
                noted += _note_all(connection, "event", new, now)
        return noted

    def compared_anew(self, limit: int, after: str = "") -> list[Compared]:
        """As `ActivityStore.compared_anew`."""
        if self._database.read_only:
            return []
        seen = activity_compared.c
        changed = or_(seen.signature.is_(None), seen.signature != comparisons.c.signature)
        joined = comparisons.outerjoin(activity_compared, seen.event == comparisons.c.event)
        statement = select(comparisons.c.event, comparisons.c.signature).select_from(joined)
        statement = statement.where(changed, comparisons.c.event > after)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(comparisons.c.event).limit(limit))
            return [Compared(row.event, row.signature) for row in rows]

    def note_facts(self, compared: Compared, fact_ids: Sequence[str], now: datetime) -> int:
        """As `ActivityStore.note_facts`."""
        with self._database.writing() as connection:
            if connection.scalar(select(events.c.id).where(events.c.id == compared.event_id)) is None:
                return 0
            put = insert(connection, activity_compared).values(event=compared.event_id, signature=compared.signature)
            connection.execute(
                put.on_conflict_do_update(index_elements=["event"], set_={"signature": compared.signature})
            )
            known = activity.c.subject.in_(fact_ids)
            held = set(connection.scalars(select(activity.c.subject).where(activity.c.kind == "fact", known)))
            new = [(each, compared.event_id) for each in reversed(fact_ids) if each not in held]
            return _note_all(connection, "fact", new, now)

    def last(self) -> int:
        """As `ActivityStore.last`."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(activity.c.number))) or 0

    def after(self, number: int, kinds: Sequence[ActivityKind], limit: int) -> list[Activity]:
        """As `ActivityStore.after`."""
        wanted = select(activity).where(activity.c.number > number, activity.c.kind.in_(kinds))
        with self._database.reading() as connection:
            return [_activity(row) for row in connection.execute(wanted.order_by(activity.c.number).limit(limit))]

    def latest(self, wanted: ActivityFilter, limit: int, before: int = 0) -> list[Activity]:
        """As `ActivityStore.latest`."""
        statement = select(activity).where(*_wanted(wanted))
        if before:
            statement = statement.where(activity.c.number < before)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(activity.c.number.desc()).limit(limit))
            return [_activity(row) for row in rows]

    def of_subjects(self, kind: ActivityKind, subjects: Sequence[str]) -> list[Activity]:
        """As `ActivityStore.of_subjects`."""
        found: list[Activity] = []
        with self._database.reading() as connection:
            for some in chunks(subjects):
                wanted = select(activity).where(activity.c.kind == kind, activity.c.subject.in_(some))
                found += [_activity(row) for row in connection.execute(wanted)]
        return sorted(found, key=lambda each: -each.number)

    def _has_new_rows(self) -> bool:
        """Reading takes no lock."""
        with self._database.reading() as connection:
            return (connection.scalar(select(func.max(articles.c.row))) or 0) > _seen(connection)


def _wanted(wanted: ActivityFilter) -> Iterator[ColumnElement[bool]]:
    """The conditions for a row of the log, including that the item still exists."""
    yield activity.c.kind == wanted.kind
    if wanted.kind in ("article", "revision"):
        held = and_(articles.c.id == activity.c.subject, is_current(articles.c), *conditions(wanted.where))
        yield exists(select(literal(1)).where(held))
        return
    event = activity.c.context if wanted.kind == "fact" else activity.c.subject
    yield exists(select(literal(1)).where(events.c.id == event))
    if wanted.event_id:
        yield event == wanted.event_id
    if wanted.where != Filter():
        yield event.in_(events_with(wanted.where))
    if wanted.having is not None:
        yield event.in_(events_diverging(wanted.having))


def _note_articles(connection: Connection, now: datetime) -> int:
    """Log the next rows of `articles`: the first of an id is an article, a later one a revision of it."""
    columns = articles.c
    new = select(columns.row, columns.id, columns.revision).where(columns.row > _seen(connection))
    rows = connection.execute(new.order_by(columns.row).limit(_ROWS)).all()
    if not rows:
        return 0
    known = set(
        connection.scalars(
            select(activity.c.subject).where(activity.c.kind == "article", activity.c.subject.in_({r.id for r in rows}))
        )
    )
    noted = 0
    for row in rows:
        kind: ActivityKind = "revision" if row.id in known else "article"
        noted += _note_all(connection, kind, [(row.id, row.revision if row.id in known else "")], now)
        known.add(row.id)
    put_meta_values(connection, {f"put:{_SEEN}": str(rows[-1].row)})
    return noted


def _seen(connection: Connection) -> int:
    return int(meta_value(connection, f"put:{_SEEN}") or 0)


def _new_events() -> Select[tuple[str]]:
    """Events of several articles that are not in the log, in the order in which they were reported."""
    members = event_articles.c.event
    several = select(members).group_by(members).having(func.count() > 1)
    known = select(activity.c.subject).where(activity.c.kind == "event")
    new = select(events.c.id).where(events.c.id.in_(several), events.c.id.not_in(known))
    return new.order_by(events.c.latest, events.c.id)


def _note_all(connection: Connection, kind: ActivityKind, subjects: Sequence[tuple[str, str]], now: datetime) -> int:
    """Add these (subject, context) to the log, without those that it has."""
    if not subjects:
        return 0
    rows: list[dict[str, Any]] = [
        {"kind": kind, "subject": subject, "context": context, "noted": now.timestamp()}
        for subject, context in subjects
    ]
    put = insert(connection, activity).on_conflict_do_nothing(index_elements=["kind", "subject", "context"])
    return sum(connection.execute(put, row).rowcount for row in rows)


def _activity(row: Row[Any]) -> Activity:
    return Activity(row.number, row.kind, row.subject, row.context, datetime.fromtimestamp(row.noted, UTC))
