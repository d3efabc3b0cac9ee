"""Keys of passages: ascending, never given twice, and visible in the order in which they are given."""

from __future__ import annotations

from sqlalchemy import Connection, select

from indexes.schema import meta

_LAST = "last_passage"


def last(connection: Connection) -> int:
    """The greatest key that was ever given; 0 if none was."""
    if connection.dialect.name == "sqlite":  # which counts them itself
        return connection.exec_driver_sql("SELECT max(seq) FROM sqlite_sequence WHERE name = 'passages'").scalar() or 0
    return int(connection.scalar(select(meta.c.value).where(meta.c.key == _LAST)) or 0)


def give(connection: Connection, key: int) -> None:
    """Keep that keys were given up to this one, which is the greatest so far.

    A sequence of the server would not do: it is ahead of what readers can see.
    """
    if connection.dialect.name != "sqlite":
        changed = connection.execute(meta.update().where(meta.c.key == _LAST).values(value=str(key)))
        if not changed.rowcount:
            connection.execute(meta.insert().values(key=_LAST, value=str(key)))
