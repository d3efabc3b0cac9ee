"""Results about events as a whole, stored so that no user waits for them twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, select, update

from compare.model.event import Origin
from compare.model.match import KindFound
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks
from indexes.storage.sql.schema import (
    comparisons,
    event_kinds,
    event_outlets,
    event_ranks,
    event_summaries,
    events,
    origin_articles,
)
from indexes.storage.sql.upsert import insert


class EventResultRows(Store):
    """Stores the comparison, rank and origins of each event; they are deleted with the event."""

    def stored_comparison(self, event_id: str) -> tuple[str, str] | None:
        """As `EventResultStore.stored_comparison`."""
        statement = select(comparisons.c.signature, comparisons.c.text).where(comparisons.c.event == event_id)
        with self._database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return (row.signature, row.text) if row else None

    def store_comparison(self, event_id: str, signature: str, text: str, method: str = "") -> None:
        """Store a text for an event, replacing the previous one.

        Does nothing in a read-only catalogue, or if the event was deleted meanwhile.
        """
        self._keep(comparisons, event_id, {"signature": signature, "text": text, "method": method})

    def store_rank(self, event_id: str, weight: float, kinds: Sequence[KindFound]) -> None:
        """Store how much an event diverges, and in which kinds; as `store_comparison`."""
        self._keep(event_ranks, event_id, {"weight": weight})
        if self._database.read_only:
            return
        ranked = (
            update(events).where(events.c.id == event_id).values(weight=weight),
            update(event_outlets).where(event_outlets.c.event == event_id).values(weight=weight),
        )
        rows = [each._asdict() | {"event": event_id, "shown": int(each.shown)} for each in kinds]
        with self._database.writing() as connection:
            for each in ranked:
                connection.execute(each)
            connection.execute(delete(event_kinds).where(event_kinds.c.event == event_id))
            if rows and connection.scalar(select(events.c.id).where(events.c.id == event_id)) is not None:
                connection.execute(insert(connection, event_kinds), rows)

    def stored_summaries(self, event_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The signature and the text of the stored summary of each of these events that has one."""
        columns = event_summaries.c
        found: dict[str, tuple[str, str]] = {}
        with self._database.reading() as connection:
            for ids in chunks(event_ids):
                rows = connection.execute(select(event_summaries).where(columns.event.in_(ids)))
                found |= {row.event: (row.signature, row.text) for row in rows}
        return found

    def store_summary(self, event_id: str, signature: str, text: str) -> None:
        """Store the summary that lists show of an event; as `store_comparison`."""
        self._keep(event_summaries, event_id, {"signature": signature, "text": text})

    def store_origins(self, event_id: str, origins: Sequence[Origin]) -> None:
        """Store the origins of an event's articles; as `store_comparison`."""
        if self._database.read_only:
            return
        rows = [
            {"article_id": article, "event": event_id, "origin": origin.article_ids[0]}
            for origin in origins
            for article in origin.article_ids
            if len(origin.article_ids) > 1
        ]
        with self._database.writing() as connection:
            connection.execute(delete(origin_articles).where(origin_articles.c.event == event_id))
            if rows and connection.scalar(select(events.c.id).where(events.c.id == event_id)) is not None:
                put = insert(connection, origin_articles)
                moved = {name: put.excluded[name] for name in ("event", "origin")}
                connection.execute(put.on_conflict_do_update(index_elements=["article_id"], set_=moved), rows)

    def origin_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The representative of the origin of each of these articles that has copies in its event."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for ids in chunks(article_ids):
                rows = connection.execute(select(origin_articles).where(origin_articles.c.article_id.in_(ids)))
                found |= {row.article_id: row.origin for row in rows}
        return found

    def _keep(self, table: Table, event_id: str, kept: dict[str, Any]) -> None:
        if self._database.read_only:
            return
        with self._database.writing() as connection:
            if connection.scalar(select(events.c.id).where(events.c.id == event_id)) is None:
                return
            put = insert(connection, table).values(event=event_id, **kept)
            connection.execute(put.on_conflict_do_update(index_elements=["event"], set_=kept))
