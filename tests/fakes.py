"""Fakes for fast tests: small implementations of the protocols in `compare.ports`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.attribution import Attribution
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.model.reader_scores import KINDS, MARKED, Reading, TokenMarks
from compare.ports import Progress, Vectors
from compare.text.terms import content_stems, stem, words


class FakeEmbedder:
    """A deterministic embedder without a model: texts that share words have similar vectors, others nearly orthogonal
    ones.

    Each stem has a random direction, seeded by its hash; the vector of a text is the normalised sum of the directions
    of its stems. `encoded` records all texts, so that tests can check that nothing is embedded twice.
    """

    def __init__(self, fingerprint: str = "fake-64", dimension: int = 64) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.unrelated = 0.0
        self.languages: frozenset[str] | None = None
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `compare.ports.Embedder`."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for number, text in enumerate(texts):
            for each in content_stems(text) or [stem(word) for word in words(text)]:
                vectors[number] += _direction(each, self.dimension)
        self.encoded += texts
        if progress is not None:
            progress(len(texts), len(texts))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def faults(self) -> list[str]:
        """See `compare.ports.Embedder`."""
        return []


class CountingTagger:
    """A tagger that finds nothing in English articles; `given` records the titles of all articles it was called
    with."""

    fingerprint, languages = "counting", frozenset({"en"})

    def __init__(self) -> None:
        self.given: list[str] = []

    def tag(self, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> list[tuple[Attribution, ...]]:
        """See `compare.ports.Tagger`."""
        self.given += [article.title for article, _ in articles]
        return [()] * len(articles)


@lru_cache(maxsize=65536)
def _direction(word: str, dimension: int) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)


class FakeReader:
    """A reader without a model: the probability of a match is the share of words that two passages have in common.

    It finds no likely divergence. With `floors`, its probabilities are used as they are; see `compare.ports.Reader`.
    """

    def __init__(self, name: str = "", floors: Mapping[Kind, float] | None = None) -> None:
        self.fingerprint = f"fake-reader:{name}"
        self.name = name
        self.languages = frozenset({"en"})
        self.floors = floors

    def read(
        self,
        a: tuple[Article, Sequence[Passage]],
        b: tuple[Article, Sequence[Passage]],
        cells: NDArray[np.int64],
    ) -> Reading:
        """See `compare.ports.Reader`."""
        shared = [_shared(a[1][i].text, b[1][j].text) for i, j in cells.tolist()]
        logits = np.array([[12 * each - 4, 12 * each - 6] for each in shared], np.float32).reshape(-1, 2)
        marks = [(_unmarked(a[1][i].text), _unmarked(b[1][j].text)) for i, j in cells.tolist()]
        kinds = np.full((len(cells), len(KINDS) + 1), -6, np.float32)
        return Reading(cells, logits, np.zeros_like(logits), kinds, marks)


def _shared(a: str, b: str) -> float:
    left, right = set(content_stems(a)), set(content_stems(b))
    return len(left & right) / max(1, min(len(left), len(right)))


def _unmarked(text: str) -> TokenMarks:
    return TokenMarks(np.array([[0, len(text)]], np.int64), np.zeros((1, len(MARKED)), np.float32))
