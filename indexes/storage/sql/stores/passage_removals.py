"""The keys of removed passages, recorded so that a vector index can follow without reading the keys of all passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, delete, select

from compare.ports import Ids
from indexes.storage.sql.schema import passage_removals
from indexes.storage.sql.tables import meta_value, put_meta_values
from indexes.storage.sql.upsert import insert

RECORDED = 100_000
"""The number of removed passages whose keys are recorded: a vector index that is further behind reads all keys."""

NUMBER = "passages_removed"
"""The key of `meta` with the number of passages that were ever removed."""


def number(connection: Connection) -> int:
    """The number of passages that were ever removed."""
    return int(meta_value(connection, NUMBER) or 0)


def keys(connection: Connection, after: int) -> Ids | None:
    """The keys of the passages removed since `after` were, in the order of removal; None if not all are recorded."""
    columns = passage_removals.c
    removed = number(connection) - after
    statement = select(columns.key).where(columns.number > after).order_by(columns.number)
    found = list(connection.scalars(statement))
    return np.array(found, np.int64) if len(found) == removed else None


def record(connection: Connection, removed: Sequence[int]) -> None:
    """Record removed keys, and forget those that were removed long ago."""
    before = number(connection)
    total = before + len(removed)
    rows = [{"number": nth, "key": key} for nth, key in enumerate(removed, before + 1)]
    connection.execute(insert(connection, passage_removals), rows)
    connection.execute(delete(passage_removals).where(passage_removals.c.number <= total - RECORDED))
    put_meta_values(connection, {NUMBER: str(total)})
