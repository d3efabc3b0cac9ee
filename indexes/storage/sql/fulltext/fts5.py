"""Full-text search in SQLite, with FTS5.

The index is contentless: to delete a row, its text must be given as it was inserted.

The sqlite3 module releases the GIL for each row and then has to wait for it behind every computing thread; therefore
results are returned as one row of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)  # fmt: skip
from sqlalchemy.exc import OperationalError

from indexes.storage.sql.fulltext.query_words import COUNTED, TITLE_WEIGHT, FoundRow, Row, loose_words, phrases
from indexes.storage.sql.schema import articles, passages

_fts = table("passages_fts", column("rowid", Integer))

_COUNTS = f"""
    SELECT json_group_object(key,
        (SELECT count(*) FROM (SELECT 1 FROM passages_fts WHERE passages_fts MATCH asked.value LIMIT {COUNTED})))
    FROM json_each(?) AS asked"""  # noqa: S608

_TERMS = "SELECT json_group_array(json_array(term, doc)) FROM passages_terms WHERE term >= ? AND term < ?"


def create(connection: Connection) -> None:
    """As `indexes.storage.sql.fulltext.index.create`."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5"
        "(text, title, content='', tokenize=\"porter unicode61 remove_diacritics 2\")"
    )
    connection.exec_driver_sql("CREATE VIRTUAL TABLE IF NOT EXISTS passages_terms USING fts5vocab(passages_fts, row)")


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.storage.sql.fulltext.index.insert`."""
    connection.exec_driver_sql("INSERT INTO passages_fts(rowid, text, title) VALUES (?, ?, ?)", list(rows))


def delete(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.storage.sql.fulltext.index.delete`."""
    connection.exec_driver_sql(
        "INSERT INTO passages_fts(passages_fts, rowid, text, title) VALUES ('delete', ?, ?, ?)", list(rows)
    )


def count(connection: Connection) -> int:
    """As `indexes.storage.sql.fulltext.index.count`."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM passages_fts_docsize").scalar_one())


def search(
    connection: Connection,
    query: str,
    k: int,
    conditions: Sequence[ColumnElement[bool]],
    without: Collection[str] = (),
) -> list[FoundRow]:
    """As `indexes.storage.sql.fulltext.index.search`."""
    expression = match_expression(query, without)
    if not expression:
        return []
    statement = _best(*conditions) if conditions else _BEST
    found = connection.execute(statement, {"expression": expression, "number": k})
    return [(key, score) for key, score in json.loads(found.scalar_one())]


def counts(connection: Connection, asked: Sequence[str]) -> dict[str, int]:
    """The document frequency of each of these words, of which there is at least one; capped at 20,000."""
    quoted = json.dumps({word: _phrase([word]) for word in asked})
    found: dict[str, int] = json.loads(connection.exec_driver_sql(_COUNTS, (quoted,)).scalar_one())
    return found


def vocabulary(connection: Connection, start: str) -> list[tuple[str, int]]:
    """As `index.vocabulary`."""
    try:
        found = connection.exec_driver_sql(_TERMS, (start, start + "\U0010ffff")).scalar_one()
    except OperationalError:  # a read-only catalogue of an earlier version
        return []
    return [(term, number) for term, number in json.loads(found)]


def match_expression(query: str, without: Collection[str] = ()) -> str:
    """`query` in the syntax of FTS5, with each word quoted, so that nothing is an operator; "" if it has no words."""
    quoted = [_phrase(each) for each in phrases(query)]
    any_word = " OR ".join([*quoted, *(_phrase([word]) for word in loose_words(query, without))])
    return " AND ".join([*quoted, f"({any_word})"]) if any_word else ""


def _phrase(found: Sequence[str]) -> str:
    return '"' + " ".join(found) + '"'


def _best(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The statement of `search`: at most `number` passages for `expression`, as a JSON array."""
    matches: Any = literal_column("passages_fts").op("MATCH", is_comparison=True)
    bm25 = literal_column(f"bm25(passages_fts, 1.0, {TITLE_WEIGHT})", Float).label("bm25")  # lower is better
    statement = (
        select(_fts.c.rowid, bm25)
        .where(matches(bindparam("expression")))
        .order_by(bm25, _fts.c.rowid)
        .limit(bindparam("number"))
    )
    if conditions:
        statement = statement.where(_fts.c.rowid == passages.c.key, passages.c.article == articles.c.row, *conditions)
    best = statement.subquery()
    row = func.json_array(best.c.rowid, -best.c.bm25)
    return select(func.json_group_array(row)).select_from(best)


_BEST = _best()  # built once, because building it takes longer than a search
