"""Full-text search, with the engine of the database; words and scores are those of FTS5 in both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from types import ModuleType

from sqlalchemy import ColumnElement, Connection

from indexes.storage.sql.fulltext import fts5, postgresql
from indexes.storage.sql.fulltext.query_words import FoundRow, Row, content_words


def create(connection: Connection) -> None:
    """Create the index if it does not exist."""
    _of(connection).create(connection)


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """Index passages."""
    if rows:
        _of(connection).insert(connection, rows)


def delete(connection: Connection, rows: Sequence[Row]) -> None:
    """Remove passages; `rows` must be as they were inserted."""
    if rows:
        _of(connection).delete(connection, rows)


def count(connection: Connection) -> int:
    """The number of indexed passages."""
    return int(_of(connection).count(connection))


def search(
    connection: Connection,
    query: str,
    k: int,
    wanted: Iterable[ColumnElement[bool]],
    without: Collection[str] = (),
) -> list[FoundRow]:
    """The `k` best passages with words of `query`, best first, with their BM25 score.

    All phrases in quotation marks are required, and at least one of the other words; words in `without` are ignored.
    `wanted` are conditions on `schema.articles`.
    """
    found: list[FoundRow] = _of(connection).search(connection, query, k, list(wanted), without)
    return found


def counts(connection: Connection, query: str) -> dict[str, int]:
    """The document frequency of each content word of `query`, capped at 20,000."""
    asked = content_words(query)
    found: dict[str, int] = _of(connection).counts(connection, asked) if asked else {}
    return found


def vocabulary(connection: Connection, start: str) -> list[tuple[str, int]]:
    """The stems that begin with `start` (at least one letter), with their document frequencies, unordered."""
    found: list[tuple[str, int]] = _of(connection).vocabulary(connection, start)
    return found


def _of(connection: Connection) -> ModuleType:
    return fts5 if connection.dialect.name == "sqlite" else postgresql
