"""Finding passages by their words in SQLite: its FTS5.

The index holds no text of its own (it is "contentless"): what is deleted must be given as it was inserted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Float,
    Integer,
    bindparam,
    column,
    literal_column,
    select,
    table,
)  # fmt: skip

from indexes.query_words import COUNTED, TITLE_WEIGHT, Row, loose_words, phrases
from indexes.schema import articles, passages

_fts = table("passages_fts", column("rowid", Integer))


def create(connection: Connection) -> None:
    """As `indexes.lexical.create`."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5"
        "(text, title, content='', tokenize=\"porter unicode61 remove_diacritics 2\")"
    )


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.lexical.insert`."""
    connection.exec_driver_sql("INSERT INTO passages_fts(rowid, text, title) VALUES (?, ?, ?)", list(rows))


def delete(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.lexical.delete`."""
    connection.exec_driver_sql(
        "INSERT INTO passages_fts(passages_fts, rowid, text, title) VALUES ('delete', ?, ?, ?)", list(rows)
    )


def count(connection: Connection) -> int:
    """As `indexes.lexical.count`."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM passages_fts_docsize").scalar_one())


def search(
    connection: Connection,
    query: str,
    k: int,
    conditions: Sequence[ColumnElement[bool]],
    without: Collection[str] = (),
) -> list[tuple[int, float]]:
    """As `indexes.lexical.search`."""
    expression = match_expression(query, without)
    if not expression:
        return []
    score = literal_column(f"bm25(passages_fts, 1.0, {TITLE_WEIGHT})", Float).label("score")
    statement = (
        select(_fts.c.rowid, score)
        .where(_matches(bindparam("expression", expression)))
        .order_by(score, _fts.c.rowid)
        .limit(k)
    )
    if conditions:
        statement = statement.where(_fts.c.rowid == passages.c.key, passages.c.article == articles.c.row, *conditions)
    return [(int(key), -float(value)) for key, value in connection.execute(statement)]


def counts(connection: Connection, asked: Sequence[str]) -> dict[str, int]:
    """In how many passages each of these words occurs, at least one (at most 20,000 are counted)."""
    statement = f"SELECT count(*) FROM (SELECT 1 FROM passages_fts WHERE passages_fts MATCH ? LIMIT {COUNTED})"  # noqa: S608
    return {word: connection.exec_driver_sql(statement, (_phrase([word]),)).scalar_one() for word in asked}


def match_expression(query: str, without: Collection[str] = ()) -> str:
    """`query` in FTS5's language, with each word quoted, so that nothing in it is an operator; "" if it has no word."""
    quoted = [_phrase(each) for each in phrases(query)]
    any_word = " OR ".join([*quoted, *(_phrase([word]) for word in loose_words(query, without))])
    return " AND ".join([*quoted, f"({any_word})"]) if any_word else ""


def _phrase(found: Sequence[str]) -> str:
    return '"' + " ".join(found) + '"'


def _matches(expression: BindParameter[str]) -> ColumnElement[bool]:
    match: Any = literal_column("passages_fts").op("MATCH", is_comparison=True)
    return match(expression)  # type: ignore[no-any-return]
