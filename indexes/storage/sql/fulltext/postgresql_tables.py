"""The tables of full-text search in PostgreSQL, and how a text is split into their words."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import BigInteger, Column, Index, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

WORD = TEXT(collation="C")
METADATA = MetaData()

WORDS = Table(
    "passage_words",
    METADATA,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("text", ARRAY(WORD), nullable=False),
    Column("title", ARRAY(WORD), nullable=False),
    Index("passage_words_text", "text", postgresql_using="gin"),
    Index("passage_words_title", "title", postgresql_using="gin"),
)
FREQUENCIES = Table(
    "word_frequencies",
    METADATA,
    Column("word", WORD, primary_key=True),
    Column("passages", BigInteger, nullable=False),
)
TOTALS = Table(
    "word_totals",
    METADATA,
    Column("passages", BigInteger, nullable=False),
    Column("words", BigInteger, nullable=False),
)


def fts5_terms(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text, in order, tokenized and stemmed by FTS5 in memory."""
    found: list[list[str]] = [[] for _ in texts]
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize=\"porter unicode61 remove_diacritics 2\")"
        )
        memory.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, instance)")
        memory.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", enumerate(texts))
        for place, word in memory.execute('SELECT doc, term FROM words ORDER BY doc, "offset"'):
            found[place].append(word)
    return found
