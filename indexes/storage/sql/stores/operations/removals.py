"""Removed articles, outlets and feeds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from compare.services.stores.operations.removals import Removable
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks, is_current
from indexes.storage.sql.schema import articles, feed_articles, removed
from indexes.storage.sql.upsert import insert


class RemovalRows(Store):
    """Implements `compare.services.stores.operations.removals.RemovalStore`."""

    def articles_of(self, kind: Removable, removable_id: str) -> list[str]:
        """As `RemovalStore.articles_of`."""
        brought, held = feed_articles.c, articles.c
        if kind == "article":
            wanted = select(held.id).where(held.id == removable_id)
        elif kind == "outlet":
            wanted = select(held.id).where(held.outlet_id == removable_id)
        else:
            others = select(brought.article_id).where(brought.feed != removable_id)
            own = select(brought.article_id).where(brought.feed == removable_id, brought.article_id.not_in(others))
            wanted = select(held.id).where(held.id.in_(own))
        with self._database.reading() as connection:
            return list(connection.scalars(wanted.where(is_current(held)).order_by(held.id)))

    def note(self, kind: Removable, removable_id: str) -> None:
        """As `RemovalStore.note`."""
        with self._database.writing() as connection:
            connection.execute(insert(connection, removed).values(kind=kind, id=removable_id).on_conflict_do_nothing())

    def removed(self, kind: Removable, ids: Sequence[str] | None = None) -> set[str]:
        """As `RemovalStore.removed`."""
        every = select(removed.c.id).where(removed.c.kind == kind)
        with self._database.reading() as connection:
            if ids is None:
                return set(connection.scalars(every))
            parts = (connection.scalars(every.where(removed.c.id.in_(part))) for part in chunks(ids))
            return {each for part in parts for each in part}

    def undo(self, kind: Removable, removable_id: str) -> bool:
        """As `RemovalStore.undo`."""
        lifted = delete(removed).where(removed.c.kind == kind, removed.c.id == removable_id)
        with self._database.writing() as connection:
            return connection.execute(lifted).rowcount == 1
