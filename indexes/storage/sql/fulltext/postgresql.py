"""Full-text search in PostgreSQL, with the same words and scores as SQLite's FTS5.

The words of each passage are stored as an array with an inverted index (GIN), with the document frequency of each word.
FTS5 itself tokenizes the texts, in memory, so that searches find the same in both databases.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

from sqlalchemy import ColumnElement, Connection, Float, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from indexes.storage.sql.fulltext.postgresql_bm25 import K1, Phrase, array, bm25, contains, frequency, idf
from indexes.storage.sql.fulltext.postgresql_tables import FREQUENCIES, METADATA, TOTALS, WORDS, fts5_terms
from indexes.storage.sql.fulltext.query_words import COUNTED, FoundRow, Row, loose_words, phrases
from indexes.storage.sql.schema import articles, passages

_TRIED = 4
"""The rarest words are tried first: as many as have this many times `k` passages (set by hand)."""


def create(connection: Connection) -> None:
    """As `indexes.storage.sql.fulltext.index.create`."""
    METADATA.create_all(connection)
    if connection.scalar(select(func.count()).select_from(TOTALS)) == 0:
        connection.execute(TOTALS.insert().values(passages=0, words=0))


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.storage.sql.fulltext.index.insert`."""
    found = fts5_terms([part for _, text, title in rows for part in (text, title)])
    put = [
        {"key": key, "text": text, "title": title}
        for (key, _, _), text, title in zip(rows, found[::2], found[1::2], strict=True)
    ]
    connection.execute(WORDS.insert(), put)
    _add_counts(connection, zip(found[::2], found[1::2], strict=True), 1)


def delete(connection: Connection, rows: Sequence[Row]) -> None:
    """As `indexes.storage.sql.fulltext.index.delete`."""
    gone = WORDS.delete().where(WORDS.c.key.in_([key for key, _, _ in rows]))
    found = connection.execute(gone.returning(WORDS.c.text, WORDS.c.title)).all()
    _add_counts(connection, [(row.text, row.title) for row in found], -1)


def count(connection: Connection) -> int:
    """As `indexes.storage.sql.fulltext.index.count`."""
    return connection.scalar(select(func.count()).select_from(WORDS)) or 0


def counts(connection: Connection, asked: Sequence[str]) -> dict[str, int]:
    """The document frequency of each of these words, of which there is at least one; capped at 20,000."""
    found = fts5_terms(asked)
    held = _held(connection, [found_words for found_words in found if found_words])
    return {word: min(held.get(tuple(parts), 0), COUNTED) for word, parts in zip(asked, found, strict=True)}


def vocabulary(connection: Connection, start: str) -> list[tuple[str, int]]:
    """As `index.vocabulary`."""
    word = FREQUENCIES.c.word
    statement = select(word, FREQUENCIES.c.passages).where(word >= start, word < start + "\U0010ffff")
    return [(row.word, row.passages) for row in connection.execute(statement)]


def search(
    connection: Connection,
    query: str,
    k: int,
    conditions: Sequence[ColumnElement[bool]],
    without: Collection[str] = (),
) -> list[FoundRow]:
    """As `indexes.storage.sql.fulltext.index.search`."""
    total, words = connection.execute(select(TOTALS.c.passages, TOTALS.c.words)).one()
    asked = _asked(connection, query, total, without)
    if not asked or not words:
        return []

    def best(sought: Sequence[Phrase]) -> list[tuple[int, float]]:
        return _best(connection, asked, sought, k, words / total, conditions)

    if any(each.required for each in asked):
        return best(asked)
    sought = _rarest(asked, _TRIED * k)
    found = best(sought)
    needed = _essential(asked, found[-1][1] if len(found) == k else 0.0)
    return found if len(needed) <= len(sought) else best(needed)


def _rarest(asked: Sequence[Phrase], number: int) -> list[Phrase]:
    """The rarest phrases, as many as are needed to find this number of passages."""
    ordered = sorted(asked, key=lambda each: -each.idf)
    held = list(accumulate(each.passages for each in ordered))
    return ordered[: bisect_left(held, number) + 1]


def _essential(asked: Sequence[Phrase], score: float) -> list[Phrase]:
    """The rarest phrases: a passage without any of them cannot reach that score.

    This is MaxScore, which skips common words without changing the result: Turtle and Flood 1995, "Query evaluation:
    strategies and optimizations".
    """
    ordered = sorted(asked, key=lambda each: -each.idf)
    most = list(accumulate((each.idf * (K1 + 1) for each in reversed(ordered)), initial=0.0))
    return ordered[: len(ordered) - bisect_left(most, score) + 1]


def _best(
    connection: Connection,
    asked: Sequence[Phrase],
    sought: Sequence[Phrase],
    k: int,
    average: float,
    conditions: Sequence[ColumnElement[bool]],
) -> list[tuple[int, float]]:
    """The `k` best passages that contain one of the phrases in `sought`, scored by all phrases in `asked`."""
    frequencies = [frequency(each.words).label(f"f{number}") for number, each in enumerate(asked)]
    length = (func.cardinality(WORDS.c.text) + func.cardinality(WORDS.c.title)).label("length")
    found = select(WORDS.c.key, length, *frequencies).where(*_candidates(asked, sought))
    if conditions:
        found = found.where(WORDS.c.key == passages.c.key, passages.c.article == articles.c.row, *conditions)
    hits = found.offset(0).subquery()  # an optimization fence: each frequency is computed once
    columns = [hits.c[f"f{number}"] for number in range(len(asked))]
    score = bm25(asked, columns, cast(hits.c.length, Float), average).label("score")
    needed = [column > 0 for each, column in zip(asked, columns, strict=True) if each.required]
    statement = select(hits.c.key, score).where(or_(*(column > 0 for column in columns)), *needed)
    return [(key, value) for key, value in connection.execute(statement.order_by(score.desc(), hits.c.key).limit(k))]


def _add_counts(connection: Connection, rows: Iterable[tuple[Sequence[str], Sequence[str]]], sign: int) -> None:
    """Add passages with these words (of text and title) to the counts, or subtract them (`sign` -1)."""
    every = list(rows)
    frequencies = Counter(word for text, title in every for word in {*text, *title})
    total = sum(len(text) + len(title) for text, title in every)
    connection.execute(
        update(TOTALS).values(passages=TOTALS.c.passages + sign * len(every), words=TOTALS.c.words + sign * total)
    )
    if frequencies:
        put = upsert(FREQUENCIES)
        added = {"passages": FREQUENCIES.c.passages + put.excluded.passages}
        values = [{"word": word, "passages": sign * number} for word, number in sorted(frequencies.items())]
        connection.execute(put.on_conflict_do_update(index_elements=["word"], set_=added), values)


def _asked(connection: Connection, query: str, total: int, without: Collection[str]) -> list[Phrase]:
    """The phrases of a query as FTS5 counts them: quoted phrases are both required and alternatives."""
    quoted = [" ".join(each) for each in phrases(query)]
    found = fts5_terms([*quoted, *quoted, *loose_words(query, without)])
    if not all(found[: len(quoted)]):
        return []  # a quoted phrase has no words
    held = _held(connection, [each for each in found if each])
    return [
        Phrase(tuple(each), number < len(quoted), of_it := held.get(tuple(each), 0), idf(total, of_it))
        for number, each in enumerate(found)
        if each
    ]


def _held(connection: Connection, asked: Sequence[Sequence[str]]) -> dict[tuple[str, ...], int]:
    """The document frequency of each phrase."""
    single = {each[0] for each in asked if len(each) == 1}
    rows = connection.execute(select(FREQUENCIES).where(FREQUENCIES.c.word.in_(sorted(single))))
    found: dict[tuple[str, ...], int] = {(row.word,): int(row.passages) for row in rows}
    for each in {tuple(each) for each in asked if len(each) > 1}:
        counted = select(func.count()).select_from(WORDS).where(contains(each), frequency(each) > 0)
        found[each] = connection.scalar(counted) or 0
    return found


def _candidates(asked: Sequence[Phrase], sought: Sequence[Phrase]) -> list[ColumnElement[bool]]:
    """Conditions that the inverted indexes can check."""
    some = array([word for each in sought for word in each.words])
    overlapping = or_(WORDS.c.text.overlap(some), WORDS.c.title.overlap(some))
    return [overlapping, *(contains(each.words) for each in asked if each.required)]
