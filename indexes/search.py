"""Semantic search: passages near in meaning and passages that hold the words, in one ranking."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import log, log10
from typing import Literal

import numpy as np

from compare.catalogue import Catalogue
from compare.errors import InputError
from compare.ports import Embedder, Filter, Hit, Ids, LiveIndex, Vectors
from compare.terms import STOP_WORDS, stem, words
from indexes.query_words import phrases
from indexes.rows import chunks

LONGEST_QUERY = 1000
"""Characters; the model reads about as many."""

CLOSE = 0.70
"""Cosine from which a passage says what the query says. Tuned on 1,500 pairs of the STS benchmark in `../shared/gold`:
above it 84 % were judged equivalent but for details or better (score 3 of 5), and 83 % of those lie above it."""

_LOWEST_FLOOR, _HIGHEST_FLOOR = 0.30, 0.45
"""Bounds of `floor`: of STS pairs with a topic in common (score 1 of 5) 98 % are above one, 92 % above both."""

_COVERED = 0.6
"""Share of the query's telling words (by rarity) that a passage below the floor must hold to be found by its words;
chosen so that one rare word found by chance in a nonsense query is not enough, and a name alone is."""

_FUSION = 60
"""The constant of reciprocal rank fusion: Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet
and individual rank learning methods", SIGIR 2009."""

_PER_ARTICLE = 3
_DEPTH = 200  # candidates that are near; more where more hits are wanted
_DEPTH_BY_WORDS = 60
"""Candidates by words, three times as many as are wanted by default: further down their words say no more."""


class Searcher:
    """Implements `compare.ports.Search` over a catalogue and its vector index."""

    def __init__(self, catalogue: Catalogue, index: LiveIndex, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embedder = embedder

    def search(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """The `limit` best passages, at most three of an article, best first; [] if nothing is close enough.

        A part of the query in quotation marks must be in a passage word for word. Raises InputError for an empty query
        or one over 1,000 characters.
        """
        query = query.strip()
        if not query:
            raise InputError("The search is empty: write a few words, or a sentence.")
        if len(query) > LONGEST_QUERY:
            raise InputError(f"The search has {len(query):,} characters, and at most {LONGEST_QUERY:,} are taken.")
        depth = max(_DEPTH, 4 * limit)
        total = self._catalogue.passages_state()[0]
        lowest = floor(total)
        allowed = None if where == Filter() else self._catalogue.passage_keys(where)
        vector = self._embedder.encode([query])
        word_depth = depth if phrases(query) else max(_DEPTH_BY_WORDS, 2 * limit)
        by_words = [key for key, _ in self._catalogue.lexical(query, word_depth, where)]
        cosines = {} if phrases(query) else self._near(vector, depth, allowed, lowest)
        near = list(cosines)
        cosines |= self._cosines(vector, [key for key in by_words if key not in cosines])
        ranking = fused([by_words, near])
        judged = self._judged(query, ranking, cosines, total, limit)
        return list(islice(_capped(judged), limit))

    def _near(self, vector: Vectors, number: int, allowed: Ids | None, lowest: float) -> dict[int, float]:
        """Cosines of the nearest passages, by key, best first (equal ones by key); none below `lowest`."""
        scores, keys = self._index.search(vector, number, allowed)
        pairs = zip(keys[0].tolist(), scores[0].tolist(), strict=True)
        near = ((key, cosine) for key, cosine in pairs if key >= 0 and cosine >= lowest)
        return dict(sorted(near, key=lambda pair: (-pair[1], pair[0])))

    def _cosines(self, vector: Vectors, keys: Sequence[int]) -> dict[int, float]:
        if not keys:
            return {}
        scores, found = self._index.search(vector, len(keys), np.array(keys, np.int64))
        return dict(zip(found[0].tolist(), scores[0].tolist(), strict=True))

    def _judged(
        self, query: str, ranking: Mapping[int, float], cosines: Mapping[int, float], total: int, at_a_time: int
    ) -> Iterator[Hit]:
        """Those of `ranking` (score by key) that are near enough, or hold enough of the query's words, best first.

        Their articles are read `at_a_time`, as they are wanted: mostly the first of them suffice.
        """
        weights = self._weights(query, total)
        lowest = floor(total)
        enough = 0.0 if phrases(query) else _COVERED  # a phrase in quotation marks is there already
        far = {key for key in ranking if cosines.get(key, -1.0) < lowest}
        texts = self._catalogue.titled_texts(sorted(far))
        unfit = far - {key for key, text in texts.items() if coverage(weights, text) >= enough}
        ordered = sorted(ranking.keys() - unfit, key=lambda key: (-ranking[key], key))
        for keys in chunks(ordered, at_a_time):
            for each in self._catalogue.found({key: ranking[key] for key in keys}):
                cosine = cosines.get(each.key, -1.0)
                closeness: Literal["close", "loose"] = "close" if cosine >= CLOSE else "loose"
                is_exact = coverage(weights, f"{each.article.title} {each.passage.text}") == 1
                yield Hit(each.passage, each.article, each.score, cosine, closeness, is_exact)

    def _weights(self, query: str, total: int) -> dict[str, float]:
        """How telling each stem of the query is among `total` passages: the rarer, the more; without stop words."""
        counts = self._catalogue.word_counts(query)
        return {
            _folded(word): log((total + 2) / (number + 1))
            for word, number in counts.items()
            if word.casefold() not in STOP_WORDS
        }


def floor(passages: int) -> float:
    """Cosine below which the best of so many passages is not even about the same.

    The more there are, the nearer the nearest to nonsense is. Tuned on random letters against 12,000 passages of news
    of `../shared/gold`: the nearest of 10, 100, 1,000 and 12,000 lies below 0.20, 0.27, 0.34 and 0.38 for 95 of 100
    queries; 0.20 + 0.055 log10(n) keeps some distance from that, and is under the nearest passage for 95 of 100 real
    headlines.
    """
    return min(max(0.20 + 0.055 * log10(max(passages, 1)), _LOWEST_FLOOR), _HIGHEST_FLOOR)


def fused(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """Reciprocal rank fusion: each ranking gives the key at rank r (from 1) a score of 1 / (60 + r)."""
    scores: Counter[int] = Counter()
    for ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] += 1 / (_FUSION + rank)  # type: ignore[assignment]
    return dict(scores)


def coverage(weights: Mapping[str, float], text: str) -> float:
    """The share of `weights` (by stem) whose stems are in `text`; 1 for all of them, 0 if there are none."""
    held = {_folded(word) for word in words(text)}
    missing = sum(weight for each, weight in weights.items() if each not in held)
    return 1 - missing / sum(weights.values()) if weights else 0.0


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    """The stem without accents, as the index of words has it."""
    decomposed = unicodedata.normalize("NFKD", stem(word))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _capped(hits: Iterable[Hit]) -> Iterator[Hit]:
    """At most three of an article."""
    taken: Counter[str] = Counter()
    for hit in hits:
        taken[hit.article.id] += 1
        if taken[hit.article.id] <= _PER_ARTICLE:
            yield hit
