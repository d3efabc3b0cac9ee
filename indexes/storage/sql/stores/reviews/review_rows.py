"""What the tables of reviews have in common: a row for each reviewed item, between articles `a` and `b`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, or_, select

from compare.errors import NotFoundError
from indexes.storage.sql.rows import chunks


def between(connection: Connection, table: Table, article_ids: Sequence[str]) -> Iterator[Row[Any]]:
    """The reviews of items between two of these articles."""
    wanted = set(article_ids)
    for ids in chunks(sorted(wanted)):
        rows = connection.execute(select(table).where(table.c.a.in_(ids)))
        yield from (row for row in rows if row.b in wanted)


def latest(connection: Connection, table: Table, limit: int, after: str | None, unknown: str) -> Select[Any]:
    """The statement for a page of reviews, latest first, from the one after the id `after` on.

    Raises NotFoundError with the message `unknown` if there is no such review.
    """
    columns = table.c
    statement = select(table).order_by(columns.made.desc(), columns.id).limit(limit)
    if after is None:
        return statement
    seen = connection.scalar(select(columns.made).where(columns.id == after))
    if seen is None:
        raise NotFoundError(unknown)
    return statement.where(or_(columns.made < seen, and_(columns.made == seen, columns.id > after)))
