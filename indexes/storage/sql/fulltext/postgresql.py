"""Finding passages by their words in PostgreSQL, with the words and the scores that SQLite's FTS5 gives.

The words of each passage are kept as an array with an inverted index (GIN), and in how many passages each word occurs.
Which words a text has is asked of FTS5 itself, in memory, so that an archive finds the same wherever it is kept.
"""

from __future__ import annotations

import math
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Float,
    Index,
    MetaData,
    Table,
    bindparam,
    cast,
    func,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY as POSTGRES_ARRAY
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.dialects.postgresql import insert as upsert

from indexes.storage.sql.fulltext.query_words import COUNTED, TITLE_WEIGHT, FoundRow, Row, loose_words, phrases
from indexes.storage.sql.schema import TITLED_TEXT, articles, passages

_K1, _B = 1.2, 0.75
_LEAST_IDF = 1e-6
"""These three as in FTS5's bm25(): https://www.sqlite.org/fts5.html#the_bm25_function"""

_TRIED = 4
"""Times as many passages as are wanted are first looked for by the rarest words (chosen)."""

_WORD = TEXT(collation="C")
_metadata = MetaData()

_words = Table(
    "passage_words",
    _metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("text", POSTGRES_ARRAY(_WORD), nullable=False),
    Column("title", POSTGRES_ARRAY(_WORD), nullable=False),
    Index("passage_words_text", "text", postgresql_using="gin"),
    Index("passage_words_title", "title", postgresql_using="gin"),
)
_frequencies = Table(
    "word_frequencies",
    _metadata,
    Column("word", _WORD, primary_key=True),
    Column("passages", BigInteger, nullable=False),
)
_totals = Table(
    "word_totals",
    _metadata,
    Column("passages", BigInteger, nullable=False),
    Column("words", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that must follow one another; whether it must be there, how often it is, and what it then says."""

    words: tuple[str, ...]
    required: bool
    passages: int
    idf: float


def create(connection: Connection) -> None:
    """As `indexes.storage.sql.fulltext.index.create`."""
    _metadata.create_all(connection)
    if connection.scalar(select(func.count()).select_from(_totals)) == 0:
        connection.execute(_totals.insert().values(passages=0, words=0))


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.storage.sql.fulltext.index.insert`."""
    found = words_of([part for _, text, title in rows for part in (text, title)])
    put = [
        {"key": key, "text": text, "title": title}
        for (key, _, _), text, title in zip(rows, found[::2], found[1::2], strict=True)
    ]
    connection.execute(_words.insert(), put)
    _count_in(connection, zip(found[::2], found[1::2], strict=True), 1)


def delete(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.storage.sql.fulltext.index.delete`."""
    gone = _words.delete().where(_words.c.key.in_([key for key, _, _ in rows]))
    found = connection.execute(gone.returning(_words.c.text, _words.c.title)).all()
    _count_in(connection, [(row.text, row.title) for row in found], -1)


def count(connection: Connection) -> int:
    """As `indexes.storage.sql.fulltext.index.count`."""
    return connection.scalar(select(func.count()).select_from(_words)) or 0


def counts(connection: Connection, asked: Sequence[str]) -> dict[str, int]:
    """In how many passages each of these words occurs, at least one (at most 20,000 are counted)."""
    found = words_of(asked)
    held = _held(connection, [found_words for found_words in found if found_words])
    return {word: min(held.get(tuple(parts), 0), COUNTED) for word, parts in zip(asked, found, strict=True)}


def vocabulary(connection: Connection, start: str) -> list[tuple[str, int]]:
    """As `index.vocabulary`."""
    word = _frequencies.c.word
    statement = select(word, _frequencies.c.passages).where(word >= start, word < start + "\U0010ffff")
    return [(row.word, row.passages) for row in connection.execute(statement)]


def search(
    connection: Connection,
    query: str,
    k: int,
    conditions: Sequence[ColumnElement[bool]],
    without: Collection[str] = (),
) -> list[FoundRow]:
    """As `indexes.storage.sql.fulltext.index.search`."""
    scores = _scores(connection, query, k, conditions, without)
    titled = (
        select(passages.c.key, TITLED_TEXT.label("text"))
        .join(articles)
        .where(passages.c.key.in_([key for key, _ in scores]))
    )
    texts = {row.key: row.text for row in connection.execute(titled)}
    return [(key, score, texts[key]) for key, score in scores]


def _scores(
    connection: Connection, query: str, k: int, conditions: Sequence[ColumnElement[bool]], without: Collection[str]
) -> list[tuple[int, float]]:
    total, words = connection.execute(select(_totals.c.passages, _totals.c.words)).one()
    asked = _asked(connection, query, total, without)
    if not asked or not words:
        return []

    def best(sought: Sequence[_Phrase]) -> list[tuple[int, float]]:
        return _best(connection, asked, sought, k, words / total, conditions)

    if any(each.required for each in asked):
        return best(asked)
    sought = _rarest(asked, _TRIED * k)
    found = best(sought)
    needed = _telling(asked, found[-1][1] if len(found) == k else 0.0)
    return found if len(needed) <= len(sought) else best(needed)


def _rarest(asked: Sequence[_Phrase], number: int) -> list[_Phrase]:
    """As many of the rarest phrases as there must be to find this number of passages."""
    ordered = sorted(asked, key=lambda each: -each.idf)
    held = list(accumulate(each.passages for each in ordered))
    return ordered[: bisect_left(held, number) + 1]


def _telling(asked: Sequence[_Phrase], score: float) -> list[_Phrase]:
    """The rarest phrases, of which a passage must hold one to have that score: the others cannot add up to it.

    That is how MaxScore leaves out common words without another result: Turtle and Flood 1995, "Query evaluation:
    strategies and optimizations".
    """
    ordered = sorted(asked, key=lambda each: -each.idf)
    most = list(accumulate((each.idf * (_K1 + 1) for each in reversed(ordered)), initial=0.0))
    return ordered[: len(ordered) - bisect_left(most, score) + 1]


def _best(
    connection: Connection,
    asked: Sequence[_Phrase],
    sought: Sequence[_Phrase],
    k: int,
    average: float,
    conditions: Sequence[ColumnElement[bool]],
) -> list[tuple[int, float]]:
    """The `k` best passages that hold one of the phrases that are `sought`, scored by all that are `asked`."""
    frequencies = [_frequency(each.words).label(f"f{number}") for number, each in enumerate(asked)]
    length = (func.cardinality(_words.c.text) + func.cardinality(_words.c.title)).label("length")
    found = select(_words.c.key, length, *frequencies).where(*_candidates(asked, sought))
    if conditions:
        found = found.where(_words.c.key == passages.c.key, passages.c.article == articles.c.row, *conditions)
    hits = found.offset(0).subquery()  # a fence: each frequency is counted once
    columns = [hits.c[f"f{number}"] for number in range(len(asked))]
    score = _bm25(asked, columns, cast(hits.c.length, Float), average).label("score")
    needed = [column > 0 for each, column in zip(asked, columns, strict=True) if each.required]
    statement = select(hits.c.key, score).where(or_(*(column > 0 for column in columns)), *needed)
    return [(key, value) for key, value in connection.execute(statement.order_by(score.desc(), hits.c.key).limit(k))]


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text, in order, folded and stemmed as `indexes.storage.sql.fulltext.fts5` has them."""
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


def _count_in(connection: Connection, rows: Iterable[tuple[Sequence[str], Sequence[str]]], sign: int) -> None:
    """Take passages with these words (of text and title) into the counts, or (`sign` -1) out of them."""
    every = list(rows)
    frequencies = Counter(word for text, title in every for word in {*text, *title})
    total = sum(len(text) + len(title) for text, title in every)
    connection.execute(
        update(_totals).values(passages=_totals.c.passages + sign * len(every), words=_totals.c.words + sign * total)
    )
    if frequencies:
        put = upsert(_frequencies)
        added = {"passages": _frequencies.c.passages + put.excluded.passages}
        values = [{"word": word, "passages": sign * number} for word, number in sorted(frequencies.items())]
        connection.execute(put.on_conflict_do_update(index_elements=["word"], set_=added), values)


def _asked(connection: Connection, query: str, total: int, without: Collection[str]) -> list[_Phrase]:
    """The phrases of a query as FTS5 counts them: what is quoted is both required and one of the alternatives."""
    quoted = [" ".join(each) for each in phrases(query)]
    found = words_of([*quoted, *quoted, *loose_words(query, without)])
    if not all(found[: len(quoted)]):
        return []  # what must be there has no word
    held = _held(connection, [each for each in found if each])
    return [
        _Phrase(tuple(each), number < len(quoted), of_it := held.get(tuple(each), 0), _idf(total, of_it))
        for number, each in enumerate(found)
        if each
    ]


def _held(connection: Connection, asked: Sequence[Sequence[str]]) -> dict[tuple[str, ...], int]:
    """In how many passages each phrase occurs."""
    single = {each[0] for each in asked if len(each) == 1}
    rows = connection.execute(select(_frequencies).where(_frequencies.c.word.in_(sorted(single))))
    found: dict[tuple[str, ...], int] = {(row.word,): int(row.passages) for row in rows}
    for each in {tuple(each) for each in asked if len(each) > 1}:
        counted = select(func.count()).select_from(_words).where(_contains(each), _frequency(each) > 0)
        found[each] = connection.scalar(counted) or 0
    return found


def _idf(total: int, held: int) -> float:
    value = math.log((total - held + 0.5) / (held + 0.5))
    return value if value > 0 else _LEAST_IDF


def _candidates(asked: Sequence[_Phrase], sought: Sequence[_Phrase]) -> list[ColumnElement[bool]]:
    """What the inverted indexes can tell."""
    some = _array([word for each in sought for word in each.words])
    overlapping = or_(_words.c.text.overlap(some), _words.c.title.overlap(some))
    return [overlapping, *(_contains(each.words) for each in asked if each.required)]


def _contains(words: Sequence[str]) -> ColumnElement[bool]:
    return or_(_words.c.text.contains(_array(words)), _words.c.title.contains(_array(words)))


def _frequency(words: Sequence[str]) -> ColumnElement[Any]:
    """How often a phrase occurs in a passage, with the weight of the title."""
    return _occurrences(_words.c.text, words) + cast(TITLE_WEIGHT, Float) * _occurrences(_words.c.title, words)


def _occurrences(column: Column[Any], words: Sequence[str]) -> ColumnElement[Any]:
    places = func.array_positions(column, bindparam(None, words[0], _WORD), type_=ARRAY(BigInteger))
    if len(words) == 1:
        return func.cardinality(places)
    starts = func.unnest(places).table_valued(Column("place", BigInteger)).render_derived()
    following = column[starts.c.place : starts.c.place + len(words) - 1] == _array(words)
    return select(func.count()).select_from(starts).where(following).correlate(_words).scalar_subquery()


def _bm25(
    asked: Sequence[_Phrase], frequencies: Sequence[ColumnElement[Any]], length: ColumnElement[Any], average: float
) -> ColumnElement[Any]:
    """In the order of FTS5's own arithmetic, so that equal scores are equal here too."""
    score: ColumnElement[Any] = cast(0.0, Float)
    norm = cast(_K1, Float) * (cast(1 - _B, Float) + cast(_B, Float) * length / cast(average, Float))
    for each, frequency in zip(asked, frequencies, strict=True):
        score = score + cast(each.idf, Float) * (frequency * cast(_K1 + 1, Float) / (frequency + norm))
    return score


def _array(words: Sequence[str]) -> Any:
    return cast(list(words), POSTGRES_ARRAY(_WORD))
