"""Users' corrections of events: kept permanently, and undone on request."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Row, delete, select, update

from compare.errors import NotFoundError
from compare.model.event import Correction, CorrectionKind, Placement
from compare.model.moment import Moment
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks
from indexes.storage.sql.schema import UNDATED, corrections, event_articles, events
from indexes.storage.sql.stores.events import events_of, follow_articles
from indexes.storage.sql.upsert import insert


class CorrectionRows(Store):
    """Stores placements of articles in events, and the corrections that made them."""

    def placements(self, article_ids: Sequence[str]) -> list[Placement]:
        """The placements of those of these articles that are in an event, unordered."""
        found: list[Placement] = []
        with self._database.reading() as connection:
            for ids in chunks(article_ids):
                rows = connection.execute(select(event_articles).where(event_articles.c.article_id.in_(ids)))
                found += [_placement(row) for row in rows]
        return found

    def place(self, placements: Sequence[Placement]) -> None:
        """Apply placements; new events are created, and empty ones deleted."""
        if not placements:
            return
        rows = [
            {
                "article_id": each.article_id,
                "event": each.event_id,
                "position": each.position,
                "settled": int(each.settled),
            }
            for each in placements
        ]
        with self._database.writing() as connection:
            ids = [each.article_id for each in placements]
            touched = {*events_of(connection, ids).values(), *(each.event_id for each in placements)}
            for part in chunks(ids):
                connection.execute(delete(event_articles).where(event_articles.c.article_id.in_(part)))
            new = [{"id": each.event_id, "latest": UNDATED} for each in placements]
            connection.execute(insert(connection, events).on_conflict_do_nothing(), new)
            connection.execute(insert(connection, event_articles), rows)
            follow_articles(connection, touched)

    def note(
        self, kind: CorrectionKind, made: Moment, before: Sequence[Placement], after: Sequence[Placement]
    ) -> Correction:
        """Store a correction; returns it with its number."""
        values = {"kind": kind, "made": made.isoformat(), "before": _dump(before), "after": _dump(after)}
        with self._database.writing() as connection:
            number = connection.execute(insert(connection, corrections).values(values)).inserted_primary_key
        if number is None:
            raise AssertionError("an INSERT into a table with a primary key returns one")
        return Correction(int(number[0]), kind, made, tuple(before), tuple(after))

    def get(self, number: int) -> Correction:
        """Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(select(corrections).where(corrections.c.number == number)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no correction {number}.")
        return _correction(row)

    def page(self, limit: int, after: int | None = None) -> list[Correction]:
        """Corrections, including undone ones, latest first; `after` is the number of the last one already seen."""
        latest = select(corrections).order_by(corrections.c.number.desc()).limit(limit)
        if after is not None:
            latest = latest.where(corrections.c.number < after)
        with self._database.reading() as connection:
            return [_correction(row) for row in connection.execute(latest)]

    def note_undone(self, number: int) -> None:
        """Mark a correction as undone."""
        with self._database.writing() as connection:
            connection.execute(update(corrections).where(corrections.c.number == number).values(undone=1))


def _placement(row: Row[tuple[object, ...]]) -> Placement:
    return Placement(row.article_id, row.event, row.position, bool(row.settled))


def _dump(placements: Sequence[Placement]) -> str:
    return json.dumps([[each.article_id, each.event_id, each.position, each.settled] for each in placements])


def _correction(row: Row[tuple[object, ...]]) -> Correction:
    before, after = (tuple(Placement(*each) for each in json.loads(text)) for text in (row.before, row.after))
    return Correction(row.number, row.kind, Moment.parse(row.made), before, after, bool(row.undone))
