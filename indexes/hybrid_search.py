"""Semantic search: passages near in meaning and passages that hold the words, in one ranking."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from math import log, log10
from typing import Literal

import numpy as np

from compare.errors import InputError
from compare.ports import Embedder, Filter, FoundByWords, Hit, Ids, LiveIndex, Vectors
from compare.services.catalogue import Catalogue
from compare.text.terms import STOP_WORDS, stem, words
from indexes.storage.sql.fulltext.query_words import phrases
from indexes.storage.sql.rows import chunks

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
_BESIDE = 8  # searches at a time whose words are looked for beside what is near; more wait
_DEPTH = 200  # candidates that are near; more where more hits are wanted
_DEPTH_BY_WORDS = 40
"""Candidates by words, twice as many as are wanted by default: further down their words say no more."""


class Searcher:
    """Implements `compare.ports.Search` over a catalogue and its vector index."""

    def __init__(self, catalogue: Catalogue, index: LiveIndex, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embedder = embedder
        self._beside = ThreadPoolExecutor(_BESIDE, "parallax-words")  # which starts threads as they are needed

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
        word_depth = depth if phrases(query) else max(_DEPTH_BY_WORDS, 2 * limit)
        vector = self._embedder.encode([query])
        finding_words = self._beside.submit(self._catalogue.by_words, query, word_depth, where)
        allowed = None if where == Filter() else self._catalogue.passage_keys(where)
        near = {} if phrases(query) else self._near(vector, depth, allowed)
        by_words = finding_words.result()
        keys = [key for key, _ in by_words.scores]
        lowest = floor(by_words.passages)
        ranking = fused([keys, [key for key, cosine in near.items() if cosine >= lowest]])
        cosines = near | self._cosines(vector, [key for key in keys if key not in near])
        weights = _weights(by_words)
        needed = 0.0 if phrases(query) else _COVERED  # a phrase in quotation marks is there already
        far = [key for key in keys if cosines.get(key, -1.0) < lowest]
        unfit = {key for key in far if coverage(weights, by_words.texts.get(key, "")) < needed}
        fit = {key: score for key, score in ranking.items() if key not in unfit}
        return list(islice(_capped(self._hits(fit, cosines, weights, limit)), limit))

    def _near(self, vector: Vectors, number: int, allowed: Ids | None) -> dict[int, float]:
        """Cosines of the nearest passages, by key, best first (equal ones by key)."""
        scores, keys = self._index.search(vector, number, allowed)
        pairs = zip(keys[0].tolist(), scores[0].tolist(), strict=True)
        near = ((key, cosine) for key, cosine in pairs if key >= 0)
        return dict(sorted(near, key=lambda pair: (-pair[1], pair[0])))

    def _cosines(self, vector: Vectors, keys: Sequence[int]) -> dict[int, float]:
        if not keys:
            return {}
        scores, found = self._index.search(vector, len(keys), np.array(keys, np.int64))
        return dict(zip(found[0].tolist(), scores[0].tolist(), strict=True))

    def _hits(
        self, ranking: Mapping[int, float], cosines: Mapping[int, float], weights: Mapping[str, float], at_a_time: int
    ) -> Iterator[Hit]:
        """Those of `ranking` (score by key), best first.

        Their articles are read `at_a_time`, as they are wanted: mostly the first of them suffice.
        """
        for keys in chunks(sorted(ranking, key=lambda key: (-ranking[key], key)), at_a_time):
            for each in self._catalogue.found({key: ranking[key] for key in keys}):
                cosine = cosines.get(each.key, -1.0)
                closeness: Literal["close", "loose"] = "close" if cosine >= CLOSE else "loose"
                is_exact = coverage(weights, f"{each.article.title} {each.passage.text}") == 1
                yield Hit(each.passage, each.article, each.score, cosine, closeness, is_exact)


def _weights(found: FoundByWords) -> dict[str, float]:
    """How telling each stem of the query is: the rarer, the more; without stop words."""
    return {
        _folded(word): log((found.passages + 2) / (number + 1))
        for word, number in found.counts.items()
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
    held = set(map(_folded, words(text)))
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
