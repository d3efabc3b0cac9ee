"""How common terms are: counts of documents, in a background of news and in the archive itself."""

from __future__ import annotations

from functools import cache
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint32]

_BITS = 22
PLACES = 1 << _BITS
"""Terms are numbered by a hash; among 100,000 terms one in forty shares its number with another (chosen)."""


def number(term: str) -> int:
    """The number of a term: the same in every process."""
    return crc32(term.encode("utf-8", "surrogatepass")) & (PLACES - 1)


class TermStatistics:
    """In how many documents each term occurs; starts from the background, so that two articles are enough."""

    def __init__(self) -> None:
        self._documents, counts = _background()
        self._counts = counts.copy()
        self._logs = np.log(self._counts + np.float32(0.5))

    def add(self, ids: Ids, by: int = 1) -> None:
        """Count one more document (one less, if `by` is -1) that holds the terms `ids`, each named once."""
        self._documents += by
        self._counts[ids] += by
        self._logs[ids] = np.log(self._counts[ids] + np.float32(0.5))

    def rarity(self, ids: Ids) -> NDArray[np.float32]:
        """The inverse document frequency of terms: log((documents + 1) / (count + ½))."""
        return np.asarray(np.float32(np.log(self._documents + 1)) - self._logs[ids], np.float32)


@cache
def _background() -> tuple[int, NDArray[np.int32]]:
    """The number of documents in the background, and how many hold each term."""
    text = resources.files("compare").joinpath("data/term_counts.txt").read_text(encoding="utf-8")
    documents, counts = 0, np.zeros(PLACES, np.int32)
    for line in text.splitlines():
        term, _, count = line.partition("\t")
        if term == "#documents":
            documents = int(count)
        elif not term.startswith("#"):
            counts[number(term)] += int(count)
    return documents, counts
