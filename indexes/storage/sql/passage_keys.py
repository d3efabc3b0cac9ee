"""Keys of passages: ascending, never reused, and visible in the order in which they are assigned."""

from __future__ import annotations

from sqlalchemy import Connection, select

from indexes.storage.sql.schema import meta

LAST = "last_passage"
"""The key of `meta` for databases that cannot report the greatest key themselves."""


def last(connection: Connection) -> int:
    """The greatest key ever used; 0 if there is none."""
    if connection.dialect.name == "sqlite":  # SQLite counts them itself
        return connection.exec_driver_sql("SELECT max(seq) FROM sqlite_sequence WHERE name = 'passages'").scalar() or 0
    return int(connection.scalar(select(meta.c.value).where(meta.c.key == LAST)) or 0)


def give(connection: Connection, key: int) -> None:
    """Record the greatest key used so far. A sequence of the server would not work: it is ahead of what readers can
    see.
    """
    if connection.dialect.name != "sqlite":
        changed = connection.execute(meta.update().where(meta.c.key == LAST).values(value=str(key)))
        if not changed.rowcount:
            connection.execute(meta.insert().values(key=LAST, value=str(key)))


def restore(connection: Connection, key: int) -> None:
    """Record the greatest key that was ever used in the catalogue of which this one is a copy."""
    if connection.dialect.name != "sqlite":
        give(connection, key)
        return
    changed = connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = 'passages'", (key,))
    if not changed.rowcount:
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('passages', ?)", (key,))
