"""How common terms are in news: counts of documents, by the number of the term."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_BITS = 22
PLACES = 1 << _BITS
"""Terms are numbered by a hash; among 100,000 terms one in forty shares its number with another (chosen)."""


def number(term: str) -> int:
    """The number of a term: the same in every process."""
    return crc32(term.encode("utf-8", "surrogatepass")) & (PLACES - 1)


def rarity(stems: Iterable[str]) -> NDArray[np.float64]:
    """How rare each stem is in news, from nearly 0 to 1 (in no document): its inverse document frequency, scaled."""
    documents, counts = background()
    held = counts[np.fromiter(map(number, stems), np.int64)]
    return np.asarray(np.log((documents + 1) / (held + 0.5)) / np.log((documents + 1) / 0.5), np.float64)


@cache
def background() -> tuple[int, NDArray[np.int32]]:
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
