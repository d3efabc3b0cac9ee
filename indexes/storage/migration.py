"""Migration: a catalogue copied to another database row by row, resuming where an interrupted copy ended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select, tuple_

from compare.errors import CatalogueError, ConflictError
from compare.ports import Progress
from indexes.storage.sql import passage_keys
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.storage.sql.fulltext import index as lexical
from indexes.storage.sql.fulltext.query_words import Row as Words
from indexes.storage.sql.schema import articles, jobs, meta, metadata, passages
from indexes.storage.sql.tables import IDENTITY, UNFINISHED, meta_value, put_meta_values
from indexes.storage.sql.upsert import insert

_ROWS, _LARGE_ROWS = 1_000, 10
"""Rows read at a time; a row of `jobs` may contain the texts of a thousand articles."""
_OWN = ("schema", IDENTITY, UNFINISHED, passage_keys.LAST)
"""The keys of `meta` that are not copied, because each catalogue has its own."""

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """The number of copied rows by table, and a digest (SHA-256) of all of them, the same for both catalogues."""

    location: str
    rows: dict[str, int]
    digest: str


def copy(source: str | Path, target: str | Path, progress: Progress) -> Copied:
    """Copy the catalogue at one place, as it is at one moment, to another place, and compare the two completely.

    An interrupted copy is resumed when it is started again; until it is complete, it cannot be opened otherwise. Raises
    ConflictError if `target` contains something else, CatalogueError if one of them cannot be used or they differ.
    """
    with closing(_Catalogue(source)) as one, closing(_Catalogue(target, unfinished=True)) as other:
        other.require_copy_of(one.identity)
        with one.reading() as origin:
            _copy(origin, other, progress)
            with other.reading() as copied:
                digests = [_digest(each) for each in (origin, copied)]
                if digests[0] != digests[1] or lexical.count(copied) != _count(copied, passages):
                    raise CatalogueError(f"The copy {other.location} differs from {one.location}: copy it again.")
                rows = {table.name: _count(copied, table) for table in metadata.sorted_tables if table is not meta}
        other.finish()
        return Copied(other.location, rows, digests[0])


class _Catalogue(SqlCatalogue):
    """A catalogue whose rows are read and written individually."""

    def require_copy_of(self, identity: str) -> None:
        """Mark it as an unfinished copy. Raises ConflictError if it contains anything else."""
        with self.writing() as connection:
            mark = meta_value(connection, UNFINISHED)
            held = any(_count(connection, table) for table in metadata.sorted_tables if table is not meta)
            if held and mark != identity:
                raise ConflictError(f"The catalogue {self.location} is not empty: choose another place for the copy.")
            put_meta_values(connection, {UNFINISHED: identity})

    def finish(self) -> None:
        """Mark the copy as finished, so that it can be opened."""
        with self.writing() as connection:
            connection.execute(meta.delete().where(meta.c.key == UNFINISHED))


def _copy(origin: Connection, target: _Catalogue, progress: Progress) -> None:
    total = sum(_count(origin, table) for table in metadata.sorted_tables)
    with target.writing() as connection:
        _drop_strays(origin, connection)
    done = 0
    for table in metadata.sorted_tables:
        for rows in _parts(origin, table):
            with target.writing() as connection:
                _put(connection, table, rows)
            done += len(rows)
            progress(done, total)
    with target.writing() as connection:
        passage_keys.restore(connection, passage_keys.last(origin))
        _restore_numbers(connection)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _key(table: Table) -> list[Any]:
    return list(table.primary_key.columns)


def _parts(connection: Connection, table: Table, columns: Sequence[Any] = ()) -> Iterator[Sequence[Row[Any]]]:
    """All rows in the order of their keys, in batches; of `meta` only those that are copied."""
    key = _key(table)
    statement = select(*(columns or table.columns)).order_by(*key).limit(_LARGE_ROWS if table is jobs else _ROWS)
    if table is meta:
        statement = statement.where(meta.c.key.not_in(_OWN))
    after: Values | None = None
    while True:
        rows = connection.execute(statement.where(tuple_(*key) > tuple_(*after)) if after else statement).all()
        if not rows:
            return
        yield rows
        after = _values(rows[-1], key)


def _values(row: Row[Any], columns: Sequence[Any]) -> Values:
    return tuple(row._mapping[column] for column in columns)


def _drop_strays(origin: Connection, connection: Connection) -> None:
    """Delete rows of an earlier, interrupted copy that the source no longer has."""
    for table in reversed(metadata.sorted_tables):
        key = _key(table)
        for rows in _parts(connection, table, key):
            held = tuple_(*key).in_([_values(row, key) for row in rows])
            wanted = {_values(row, key) for row in origin.execute(select(*key).where(held))}
            gone = [values for row in rows if (values := _values(row, key)) not in wanted]
            if not gone:
                continue
            if table is passages:
                lexical.delete(connection, _words(connection, [values[0] for values in gone]))
            connection.execute(table.delete().where(tuple_(*key).in_(gone)))


def _put(connection: Connection, table: Table, rows: Sequence[Row[Any]]) -> None:
    """Write rows that are missing or differ."""
    key = _key(table)
    wanted = {_values(row, key): row for row in rows}
    before = connection.execute(select(table).where(tuple_(*key).in_(list(wanted))))
    held = {_values(row, key): tuple(row) for row in before}
    new = [row for values, row in wanted.items() if held.get(values) != tuple(row)]
    if not new:
        return
    put = insert(connection, table)
    others = {column.name: put.excluded[column.name] for column in table.columns if not column.primary_key}
    if others:
        put = put.on_conflict_do_update(index_elements=key, set_=others)
    connection.execute(put, [{column.name: row._mapping[column] for column in table.columns} for row in new])
    if table is passages:
        added = [values[0] for values in wanted if values not in held]
        lexical.insert(connection, _words(connection, added))


def _words(connection: Connection, keys: Sequence[int]) -> list[Words]:
    """The full-text entries of these passages; see `query_words.Row`."""
    place = passages.c
    found = select(place.key, place.index, place.start, place.end, articles.c.title, articles.c.text)
    rows = connection.execute(found.join_from(passages, articles).where(place.key.in_(keys)).order_by(place.key))
    return [(key, text[start:end], "" if index else title) for key, index, start, end, title, text in rows]


def _restore_numbers(connection: Connection) -> None:
    """Let the sequences of the database continue after the copied numbers."""
    if connection.dialect.name != "postgresql":
        return  # SQLite does so by itself
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            highest = select(func.max(column)).scalar_subquery()
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _digest(connection: Connection) -> str:
    found = hashlib.sha256()
    for table in metadata.sorted_tables:
        found.update(table.name.encode())
        for rows in _parts(connection, table):
            for row in rows:
                found.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return found.hexdigest()
