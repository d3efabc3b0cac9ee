"""Finding passages by their words, by what the database has for it; the words and the scores are those of FTS5."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from types import ModuleType

from sqlalchemy import ColumnElement, Connection

from indexes.storage.sql.fulltext import fts5, postgresql
from indexes.storage.sql.fulltext.query_words import FoundRow, Row, telling_words


def create(connection: Connection) -> None:
    """Make the index, if there is none."""
    _of(connection).create(connection)


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """Index passages."""
    if rows:
        _of(connection).insert(connection, rows)


def delete(connection: Connection, rows: Sequence[Row]) -> None:
    """Forget passages; the rows are those that were inserted."""
    if rows:
        _of(connection).delete(connection, rows)


def count(connection: Connection) -> int:
    """How many passages are indexed."""
    return int(_of(connection).count(connection))


def search(
    connection: Connection,
    query: str,
    k: int,
    wanted: Iterable[ColumnElement[bool]],
    without: Collection[str] = (),
) -> list[FoundRow]:
    """The passages with words of `query`, best first, with their BM25 score.

    Phrases in quotation marks must all be there; of the other words, one is enough, and those in `without` do not
    count. `wanted` are conditions on `schema.articles`.
    """
    found: list[FoundRow] = _of(connection).search(connection, query, k, list(wanted), without)
    return found


def counts(connection: Connection, query: str) -> dict[str, int]:
    """In how many passages each word of `query` that says something occurs (at most 20,000 are counted)."""
    asked = telling_words(query)
    found: dict[str, int] = _of(connection).counts(connection, asked) if asked else {}
    return found


def vocabulary(connection: Connection, start: str) -> list[tuple[str, int]]:
    """The stems that begin with `start`, at least one letter, each with the passages that hold it, in no order."""
    found: list[tuple[str, int]] = _of(connection).vocabulary(connection, start)
    return found


def _of(connection: Connection) -> ModuleType:
    return fts5 if connection.dialect.name == "sqlite" else postgresql
