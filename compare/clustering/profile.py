"""The input of clustering for an article: its terms by prominence, numbers and dates, one vector, and its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from compare.embedded_article import EmbeddedArticle
from compare.model.moment import Moment
from compare.ports.profiles import ArticleProfile, Bag
from compare.text.dates.calendar_words import MONTHS, WEEKDAYS
from compare.text.document_frequency import Ids, hash_bucket
from compare.text.terms import STOP_WORDS, shingles, stem, words

_HALF = 4.0
"""Number of passages after which a word counts half: news articles put the main facts first and background last (set by
hand).
"""
_READ = 60
"""Maximum number of passages that are read; later ones would count for less than a fifteenth."""
_MOST_TERMS = 300

_CALENDAR = [name for name in (*MONTHS, *WEEKDAYS) if name != "may"]  # which is mostly a verb
_CALENDAR_WORDS = {name: name[:3] for name in _CALENDAR} | {name[:3]: name[:3] for name in _CALENDAR} | {"sept": "sep"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SECONDS = 86_400


MOST_TRIPLES = 128
"""Number of word triples of an article that are stored, those with the least hashes: the share of these that two texts
have in common is that of all triples, to about .05 (bottom-k sketch; Broder 1997).
"""


def blank(article: EmbeddedArticle) -> ArticleProfile:
    """A profile similar to no other, for an article in a language that the model does not support."""
    zeros = np.zeros(article.vectors.shape[1], np.float32)
    return ArticleProfile(
        article.article.id, _bag([]), _bag([]), _bag([]), zeros, (float("nan"), float("nan")), {}, _triples([])
    )


def profile(article: EmbeddedArticle) -> ArticleProfile:
    """The profile of an article: its title counts as its first passage."""
    texts = [article.article.title, *(passage.text for passage in article.passages[:_READ])]
    terms: dict[str, float] = defaultdict(float)
    figures: dict[str, float] = defaultdict(float)
    dates: dict[str, float] = defaultdict(float)
    spelling: dict[str, str] = {}
    for place, text in enumerate(texts):
        prominence = _prominence(place)
        for word in words(text):
            folded = word.casefold()
            if folded in STOP_WORDS:
                continue
            term = stem(word)
            terms[term] += prominence
            spelling.setdefault(term, word)
            if folded[0].isdecimal():
                figures[term] += 1
            if (date := _date(word, folded)) is not None:
                dates[date] += 1
    return ArticleProfile(
        article_id=article.article.id,
        terms=_bag(sorted(terms.items(), key=lambda each: -each[1])[:_MOST_TERMS]),
        figures=_bag(figures.items()),
        dates=_bag(dates.items()),
        vector=_vector(article),
        days=_days(article.article.published),
        spelling={hash_bucket(term): word for term, word in spelling.items()},
        triples=_triples(texts),
    )


def _triples(texts: Sequence[str]) -> Ids:
    """The least hashes of the word triples of `texts`."""
    found: set[int] = set()
    for text in texts:
        folded = [word.casefold() for word in words(text)]
        found.update(crc32(" ".join(triple).encode()) for triple in shingles(folded))
    return np.array(sorted(found)[:MOST_TRIPLES], np.uint32)


def _prominence(place: int) -> float:
    return 1 / (1 + place / _HALF)


def _date(word: str, folded: str) -> str | None:
    """A calendar word: a year, or the short name of a month or weekday."""
    if len(word) == 4 and word.isdecimal() and word[:2] in {"19", "20"}:
        return word
    return _CALENDAR_WORDS.get(folded) if word[0].isupper() else None


def _bag(counts: Iterable[tuple[str, float]]) -> Bag:
    """Weights grow with the logarithm of the count: a word repeated ten times is not ten times as important."""
    numbered: dict[int, float] = defaultdict(float)
    for term, count in counts:
        numbered[hash_bucket(term)] += count
    ids = np.fromiter(numbered, np.uint32, len(numbered))
    weights = np.log1p(np.fromiter(numbered.values(), np.float32, len(numbered)))
    order = np.argsort(ids)
    return Bag(ids[order], weights[order])


def _vector(article: EmbeddedArticle) -> NDArray[np.float32]:
    """The mean of the passages' vectors, weighted by prominence, normalised to length 1."""
    read = article.vectors[:_READ]
    weights = np.array([_prominence(place) for place in range(1, len(read) + 1)], np.float32)
    total = np.asarray(weights @ read, np.float32)
    return total / max(float(np.linalg.norm(total)), 1e-9)


def _days(published: Moment | None) -> tuple[float, float]:
    if published is None:
        return (float("nan"), float("nan"))
    first, last = ((each - _EPOCH).total_seconds() / _DAY_SECONDS for each in (published.earliest, published.latest))
    return (first, last)
