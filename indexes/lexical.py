"""Finding passages by their words: SQLite's FTS5, and nothing else here knows of it.

The index holds no text of its own (it is "contentless"): what is deleted must be given as it was inserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)  # fmt: skip

from compare.terms import STOP_WORDS, words
from indexes.schema import articles, passages

_TITLE_WEIGHT = 0.5
"""Of a word in the title against one in the passage; chosen, not tuned."""

_COUNTED = 20_000
"""No word is counted in more passages than this: it is common then, and how common does not matter."""

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")

_fts = table("passages_fts", column("rowid", Integer))

Row = tuple[int, str, str]
"""Key, text and title; only the first passage of an article carries the title, so that a title is found once."""


def create(connection: Connection) -> None:
    """Make the index, if there is none."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5"
        "(text, title, content='', tokenize=\"porter unicode61 remove_diacritics 2\")"
    )


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """Index passages."""
    if rows:
        connection.exec_driver_sql("INSERT INTO passages_fts(rowid, text, title) VALUES (?, ?, ?)", list(rows))


def delete(connection: Connection, rows: Sequence[Row]) -> None:
    """Forget passages; the rows are those that were inserted."""
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO passages_fts(passages_fts, rowid, text, title) VALUES ('delete', ?, ?, ?)", list(rows)
        )


def count(connection: Connection) -> int:
    """How many passages are indexed."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM passages_fts_docsize").scalar_one())


def search(
    connection: Connection, query: str, k: int, wanted: Iterable[ColumnElement[bool]]
) -> list[tuple[int, float]]:
    """Keys of the passages with words of `query`, best first, and their BM25 score (higher is better).

    Phrases in quotation marks must all be there; of the other words, one is enough.
    """
    expression = match_expression(query)
    if not expression:
        return []
    score = literal_column(f"bm25(passages_fts, 1.0, {_TITLE_WEIGHT})", Float).label("score")
    statement = (
        select(_fts.c.rowid, score)
        .where(_matches(bindparam("expression", expression)))
        .order_by(score, _fts.c.rowid)
        .limit(k)
    )
    conditions = list(wanted)
    if conditions:
        statement = statement.where(_fts.c.rowid == passages.c.key, passages.c.article == articles.c.row, *conditions)
    return [(int(key), -float(value)) for key, value in connection.execute(statement)]


def counts(connection: Connection, query: str) -> dict[str, int]:
    """In how many passages each word of `query` that says something occurs (at most 20,000 are counted)."""
    found = telling_words(query)
    if not found:
        return {}
    counted = union_all(*(_count(number, word) for number, word in enumerate(found)))
    return {found[number]: count for number, count in connection.execute(counted)}


def telling_words(query: str) -> list[str]:
    """The different words of `query`, without stop words (unless there are no others) and possessive endings."""
    found = [re.sub(r"['’]s$", "", word) for word in words(query)]
    return list(dict.fromkeys([word for word in found if word.casefold() not in STOP_WORDS] or found))


def phrases(query: str) -> list[list[str]]:
    """The words of each part of `query` that stands in quotation marks."""
    return [found for each in _QUOTED.findall(query) if (found := words(each))]


def match_expression(query: str) -> str:
    """`query` in FTS5's language, with each word quoted, so that nothing in it is an operator; "" if it has no word."""
    quoted = [_phrase(each) for each in phrases(query)]
    any_word = " OR ".join([*quoted, *(_phrase([word]) for word in telling_words(_QUOTED.sub(" ", query)))])
    return " AND ".join([*quoted, f"({any_word})"]) if any_word else ""


def _phrase(found: Sequence[str]) -> str:
    return '"' + " ".join(found) + '"'


def _matches(expression: BindParameter[str]) -> ColumnElement[bool]:
    match: Any = literal_column("passages_fts").op("MATCH", is_comparison=True)
    return match(expression)  # type: ignore[no-any-return]


def _count(number: int, word: str) -> Select[int, int]:
    expression: BindParameter[str] = bindparam(f"word{number}", _phrase([word]))
    found = select(_fts.c.rowid).where(_matches(expression)).limit(_COUNTED).subquery()
    return select(literal(number), func.count()).select_from(found)
