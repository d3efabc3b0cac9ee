"""BM25 as SQL expressions over the tables of full-text search, with the arithmetic of SQLite's FTS5."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Column, ColumnElement, Float, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY as POSTGRES_ARRAY

from indexes.storage.sql.fulltext.postgresql_tables import WORD, WORDS
from indexes.storage.sql.fulltext.query_words import TITLE_WEIGHT

K1, _B = 1.2, 0.75
_LEAST_IDF = 1e-6
"""The constants of bm25() in FTS5: https://www.sqlite.org/fts5.html#the_bm25_function"""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive words; whether they are required, how many passages contain them, and their IDF."""

    words: tuple[str, ...]
    required: bool
    passages: int
    idf: float


def idf(total: int, held: int) -> float:
    """The inverse document frequency of a phrase that `held` of `total` passages contain."""
    value = math.log((total - held + 0.5) / (held + 0.5))
    return value if value > 0 else _LEAST_IDF


def contains(words: Sequence[str]) -> ColumnElement[bool]:
    """Whether all these words occur in the text, or all in the title, of a passage."""
    return or_(WORDS.c.text.contains(array(words)), WORDS.c.title.contains(array(words)))


def frequency(words: Sequence[str]) -> ColumnElement[Any]:
    """How often a phrase occurs in a passage; occurrences in the title are weighted."""
    return _occurrences(WORDS.c.text, words) + cast(TITLE_WEIGHT, Float) * _occurrences(WORDS.c.title, words)


def _occurrences(column: Column[Any], words: Sequence[str]) -> ColumnElement[Any]:
    places = func.array_positions(column, bindparam(None, words[0], WORD), type_=ARRAY(BigInteger))
    if len(words) == 1:
        return func.cardinality(places)
    starts = func.unnest(places).table_valued(Column("place", BigInteger)).render_derived()
    following = column[starts.c.place : starts.c.place + len(words) - 1] == array(words)
    return select(func.count()).select_from(starts).where(following).correlate(WORDS).scalar_subquery()


def bm25(
    asked: Sequence[Phrase], frequencies: Sequence[ColumnElement[Any]], length: ColumnElement[Any], average: float
) -> ColumnElement[Any]:
    """The BM25 score, computed in the same order as in FTS5, so that equal scores stay equal."""
    score: ColumnElement[Any] = cast(0.0, Float)
    norm = cast(K1, Float) * (cast(1 - _B, Float) + cast(_B, Float) * length / cast(average, Float))
    for each, count in zip(asked, frequencies, strict=True):
        score = score + cast(each.idf, Float) * (count * cast(K1 + 1, Float) / (count + norm))
    return score


def array(words: Sequence[str]) -> Any:
    """A literal array of words."""
    return cast(list(words), POSTGRES_ARRAY(WORD))
