"""Creates the tables of a catalogue, and adds what an earlier version of Parallax did not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Connection, Table, inspect, select
from sqlalchemy.schema import CreateColumn

from indexes.storage.sql import schema
from indexes.storage.sql.fulltext import index
from indexes.storage.sql.upsert import insert

IDENTITY = "identity"
"""The key of `meta` that identifies a catalogue."""

UNFINISHED = "copy_of"
"""The key of `meta` with which an unfinished copy names its source."""


def create(connection: Connection) -> None:
    """Create all tables. Another process may be doing the same."""
    schema.metadata.create_all(connection)
    index.create(connection)
    values = {"schema": schema.VERSION, IDENTITY: uuid4().hex}
    rows = [{"key": key, "value": value} for key, value in values.items()]
    connection.execute(insert(connection, schema.meta).on_conflict_do_nothing(), rows)


def upgrade(connection: Connection) -> None:
    """Add missing tables, columns and indexes, and drop obsolete columns."""
    new = set(schema.metadata.tables).difference(inspect(connection).get_table_names())
    schema.metadata.create_all(connection)
    for table, column in missing_columns(connection):
        described = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {described}")
        if filled := schema.FILLED.get((table.name, column.name)):
            connection.exec_driver_sql(filled)
    for name in new & schema.FILLED_TABLES.keys():
        connection.exec_driver_sql(schema.FILLED_TABLES[name])
    for each in schema.metadata.sorted_tables:
        for missing in each.indexes:
            missing.create(connection, checkfirst=True)
    for name, obsolete in schema.OBSOLETE:
        if obsolete in {column["name"] for column in inspect(connection).get_columns(name)}:
            connection.exec_driver_sql(f"ALTER TABLE {name} DROP COLUMN {obsolete}")
    index.create(connection)


def missing_columns(connection: Connection) -> list[tuple[Table, Column[Any]]]:
    """The columns that the database does not have yet."""
    found = inspect(connection).get_multi_columns()
    existing = {name: {column["name"] for column in columns} for (_, name), columns in found.items()}
    return [
        (table, column)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if column.name not in existing.get(table.name, set())
    ]


def misses_index(connection: Connection) -> bool:
    """Whether an index is missing that an earlier version of Parallax did not create."""
    found = {each["name"] for indexes in inspect(connection).get_multi_indexes().values() for each in indexes}
    return any(each.name not in found for table in schema.metadata.sorted_tables for each in table.indexes)


def meta_value(connection: Connection, key: str) -> str | None:
    """The value of a key of `meta`."""
    return connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == key))


def put_meta_values(connection: Connection, values: Mapping[str, str]) -> None:
    """Store values under keys of `meta`."""
    put = insert(connection, schema.meta)
    rows = [{"key": key, "value": value} for key, value in values.items()]
    connection.execute(put.on_conflict_do_update(index_elements=["key"], set_={"value": put.excluded.value}), rows)
