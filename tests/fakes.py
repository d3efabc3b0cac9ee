"""Fakes for fast tests: small real things that keep the contracts of `compare.ports`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from compare.ports import Progress, Vectors
from compare.text.terms import content_stems, stem, words


class FakeEmbedder:
    """A deterministic embedder without a model: texts that share words are near, others about orthogonal.

    Each stem has its own random direction, seeded by its hash; a text is the sum of its stems' directions, made of
    length 1. `encoded` holds all texts that were asked for, so that a test can say what must not be embedded again.
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


@lru_cache(maxsize=65536)
def _direction(word: str, dimension: int) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
