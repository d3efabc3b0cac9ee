"""The catalogue's events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, delete, func, or_, select, update

from compare.comparison.filters import DivergenceFilter
from compare.errors import NotFoundError
from compare.model.event import Event, EventOrder
from compare.ports import Filter
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks, conditions, is_current
from indexes.storage.sql.schema import UNDATED, articles, event_articles, event_kinds, event_outlets, events
from indexes.storage.sql.stores.comparisons import queue
from indexes.storage.sql.upsert import insert

_FEW = 1000  # divergences that satisfy a filter


class EventRows(Store):
    """Events as sets of article ids."""

    def put(self, changed: Iterable[Event]) -> None:
        """Set the articles of these events; an article leaves its previous event, and empty events are deleted."""
        wanted = {event.id: event.article_ids for event in changed}
        members: list[dict[str, Any]] = [
            {"article_id": article, "event": event, "position": position}
            for event, found in wanted.items()
            for position, article in enumerate(found)
        ]
        with self._database.writing() as connection:
            settled = _settled(connection, [each["article_id"] for each in members])
            for each in members:
                each["settled"] = int(each["article_id"] in settled)
            for ids in chunks(list(wanted)):
                connection.execute(delete(event_articles).where(event_articles.c.event.in_(ids)))
            left: dict[str, str] = {}
            if members:
                rows = [{"id": event, "latest": UNDATED} for event, found in wanted.items() if found]
                connection.execute(insert(connection, events).on_conflict_do_nothing(), rows)
                left = events_of(connection, [each["article_id"] for each in members])
                put = insert(connection, event_articles)
                moved = {name: put.excluded[name] for name in ("event", "position")}
                connection.execute(put.on_conflict_do_update(index_elements=["article_id"], set_=moved), members)
            follow_articles(connection, {*wanted, *left.values()})

    def get(self, event_id: str) -> Event:
        """Raises NotFoundError."""
        with self._database.reading() as connection:
            return _with_articles(connection, [event_id])[0]

    def has(self, event_id: str) -> bool:
        """Whether the event exists."""
        with self._database.reading() as connection:
            return connection.scalar(select(events.c.id).where(events.c.id == event_id)) is not None

    def of_articles(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The event id of each article that has one."""
        with self._database.reading() as connection:
            return events_of(connection, article_ids)

    def page(
        self,
        where: Filter,
        limit: int,
        after: str | None = None,
        having: DivergenceFilter | None = None,
        order: EventOrder = "latest",
    ) -> list[Event]:
        """Events with an article that `where` wants and (unless None) a divergence that `having` wants.

        Ordered by latest publication (undated last), or by how much they diverge; then by id. `after` is the id of the
        last event already seen; raises NotFoundError if it was deleted. New events neither hide nor repeat another one;
        an event that gains a later article moves to the front.
        """
        of_one_outlet = len(where.outlets) == 1 and where == Filter(outlets=where.outlets)
        listed, event_id = (event_outlets, event_outlets.c.event) if of_one_outlet else (events, events.c.id)
        rank = listed.c.latest if order == "latest" else listed.c.weight
        statement = select(event_id)
        with self._database.reading() as connection:
            if of_one_outlet:
                statement = statement.where(event_outlets.c.outlet_id == where.outlets[0])
            elif where != Filter():
                statement = statement.where(event_id.in_(events_with(where)))
            if having is not None:
                statement = _diverging(connection, statement, event_id, having)
            if after is not None:
                seen = connection.scalar(select(events.c[rank.name]).where(events.c.id == after))
                if seen is None:
                    raise _unknown(after)
                statement = statement.where(or_(rank < seen, and_(rank == seen, event_id > after)))
            return _with_articles(
                connection, list(connection.scalars(statement.order_by(rank.desc(), event_id).limit(limit)))
            )

    def count(self, where: Filter | None = None) -> int:
        """The number of events with an article that matches `where`."""
        statement = select(func.count()).select_from(events)
        if where is None or where == Filter():
            return self._number(statement, "events")
        return self._number(statement.where(events.c.id.in_(events_with(where))))

    def count_kinds(self, where: Filter | None = None) -> dict[str, int]:
        """For each kind, the number of events that match `where` and show a divergence of that kind."""
        columns = event_kinds.c
        statement = select(columns.kind, func.count()).where(columns.shown == 1)
        if where is not None and where != Filter():
            statement = statement.where(columns.event.in_(events_with(where)))
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(statement.group_by(columns.kind))}


def events_diverging(having: DivergenceFilter) -> Select[tuple[str]]:
    """The ids of events with such a divergence."""
    columns = event_kinds.c
    statement = select(columns.event).where(columns.probability >= having.min_probability)
    if having.kinds:
        statement = statement.where(columns.kind.in_(having.kinds))
    return statement if having.shown is None else statement.where(columns.shown == int(having.shown))


def _diverging(
    connection: Connection, statement: Select[Any], event_id: Column[Any], having: DivergenceFilter
) -> Select[Any]:
    """`statement` about events, by their `event_id`, limited to those with such a divergence.

    A few events are looked up and sorted. If there are many, events are read in order and each is checked, because the
    first page is soon complete. So neither reads all events.
    """
    found = events_diverging(having)
    number = connection.scalar(select(func.count()).select_from(found.limit(_FEW).subquery())) or 0
    if number < _FEW:
        return statement.where(event_id.in_(found))
    return statement.where(found.where(event_kinds.c.event == event_id).correlate(event_id.table).exists())


def _settled(connection: Connection, article_ids: Sequence[str]) -> frozenset[str]:
    """Those of these articles that a user assigned to their event."""
    columns, found = event_articles.c, set[str]()
    for ids in chunks(article_ids):
        put = select(columns.article_id).where(columns.article_id.in_(ids), columns.settled == 1)
        found.update(connection.scalars(put))
    return frozenset(found)


def leave_events(connection: Connection, article_ids: Sequence[str]) -> None:
    """Remove articles from their events; events that are then empty are deleted."""
    left = events_of(connection, article_ids)
    for ids in chunks(article_ids):
        connection.execute(delete(event_articles).where(event_articles.c.article_id.in_(ids)))
    follow_articles(connection, left.values())


def update_latest(connection: Connection, article_ids: Sequence[str]) -> None:
    """Update everything in the events of these changed articles that depends on them."""
    follow_articles(connection, events_of(connection, article_ids).values())


def _unknown(event_id: str) -> NotFoundError:
    return NotFoundError(f"There is no event “{event_id[:80]}”.")


def events_with(where: Filter) -> Any:
    """The ids of events with an article that matches `where`."""
    if where.outlets and where == Filter(outlets=where.outlets):
        return select(event_outlets.c.event).where(event_outlets.c.outlet_id.in_(where.outlets))
    wanted: list[ColumnElement[bool]] = conditions(where)
    members = select(event_articles.c.event).join(articles, articles.c.id == event_articles.c.article_id)
    return members.where(articles.c.current == 1, *wanted)


def events_of(connection: Connection, article_ids: Sequence[str]) -> dict[str, str]:
    """The event of each article that has one."""
    found: dict[str, str] = {}
    for ids in chunks(article_ids):
        statement = select(event_articles.c.article_id, event_articles.c.event)
        rows = connection.execute(statement.where(event_articles.c.article_id.in_(ids)))
        found.update((row.article_id, row.event) for row in rows)
    return found


def _with_articles(connection: Connection, event_ids: Sequence[str]) -> list[Event]:
    """Events in the order of the ids. Raises NotFoundError for one without articles."""
    members: dict[str, list[str]] = {each: [] for each in event_ids}
    for ids in chunks(event_ids):
        statement = select(event_articles).where(event_articles.c.event.in_(ids))
        for row in connection.execute(statement.order_by(event_articles.c.event, event_articles.c.position)):
            members[row.event].append(row.article_id)
    for event_id, found in members.items():
        if not found:
            raise _unknown(event_id)
    return [Event(event_id, tuple(found)) for event_id, found in members.items()]


def follow_articles(connection: Connection, event_ids: Iterable[str]) -> None:
    """After the articles of these events changed: update their latest publication and outlets, and delete empty ones.

    The others are queued to be compared again.
    """
    latest = (
        select(func.coalesce(func.max(articles.c.published_from), UNDATED))
        .select_from(event_articles.join(articles, articles.c.id == event_articles.c.article_id))
        .where(event_articles.c.event == events.c.id, is_current(articles.c))
        .scalar_subquery()
    )
    for ids in chunks(sorted(set(event_ids))):
        emptied = events.c.id.in_(ids) & events.c.id.not_in(
            select(event_articles.c.event).where(event_articles.c.event.in_(ids))
        )
        connection.execute(delete(events).where(emptied))
        connection.execute(update(events).where(events.c.id.in_(ids)).values(latest=latest))
        _follow_outlets(connection, ids)
        queue(connection, ids)


def _follow_outlets(connection: Connection, event_ids: Sequence[str]) -> None:
    joined = event_articles.join(articles, articles.c.id == event_articles.c.article_id).join(events)
    columns = (events.c.id, articles.c.outlet_id, events.c.latest, events.c.weight)
    now = select(*columns).select_from(joined).where(event_articles.c.event.in_(event_ids), is_current(articles.c))
    connection.execute(delete(event_outlets).where(event_outlets.c.event.in_(event_ids)))
    connection.execute(event_outlets.insert().from_select(event_outlets.columns.keys(), now.distinct()))
