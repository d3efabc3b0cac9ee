"""Document frequency and IDF of terms: counts from a reference corpus of news, plus those of the archive.

Terms are hashed to buckets (feature hashing), so that the counts are an array of fixed length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ids = NDArray[np.uint32]
"""Hash buckets of terms."""

_BITS = 22
HASH_BUCKETS = 1 << _BITS
"""Number of buckets; of 100,000 terms, one in forty shares its bucket with another (set by hand)."""


def hash_bucket(term: str) -> int:
    """The bucket of a term: the same in every process."""
    return crc32(term.encode("utf-8", "surrogatepass")) & (HASH_BUCKETS - 1)


@cache
def document_frequencies() -> tuple[int, NDArray[np.int32]]:
    """The number of documents in the reference corpus, and how many of them contain a term, by bucket."""
    text = resources.files("compare").joinpath("data/term_counts.txt").read_text(encoding="utf-8")
    documents, counts = 0, np.zeros(HASH_BUCKETS, np.int32)
    for line in text.splitlines():
        term, _, count = line.partition("\t")
        if term == "#documents":
            documents = int(count)
        elif not term.startswith("#"):
            counts[hash_bucket(term)] += int(count)
    return documents, counts


def idf(documents: float, found: ArrayLike, prior: float = 0.5) -> NDArray[np.float64]:
    """Inverse document frequency of terms that occur in `found` of so many documents; `prior` smooths both counts.

    The shape is that of `found`.
    """
    return np.asarray(np.log((documents + 2 * prior) / (np.asarray(found) + prior)), np.float64)


def scaled_idf(stems: Iterable[str]) -> NDArray[np.float64]:
    """The IDF of each stem in the reference corpus, scaled to 0 … 1 (1: no document contains it)."""
    documents, counts = document_frequencies()
    found = counts[np.fromiter(map(hash_bucket, stems), np.int64)]
    return np.asarray(idf(documents, found) / idf(documents, 0), np.float64)


class TermStatistics:
    """Document frequencies that start with those of the reference corpus and grow with the archive.

    Starting from the corpus makes IDF meaningful for an archive of two articles.
    """

    def __init__(self, documents: int, lookup: Callable[[Ids], NDArray[np.int32]]) -> None:
        """`documents` is the number of stored documents; `lookup` returns how many of them contain each of some terms,
        and is called once for each term.
        """
        reference, self._reference = document_frequencies()
        self._documents = reference + documents
        self._lookup = lookup
        # Memory that is never written costs nothing, so the size of these arrays does not matter.
        self._counts = np.zeros(HASH_BUCKETS, np.int32)  # of the archive alone
        self._known = np.zeros(HASH_BUCKETS, np.bool_)

    def add(self, ids: Ids) -> None:
        """Count one more document that contains the terms `ids`, each listed once."""
        self._documents += 1
        self._counts[ids] += 1

    def load(self, ids: Ids) -> None:
        """Look up the counts of those of these terms that are not known yet."""
        if not self._known[ids].all():
            unknown = np.unique(ids[~self._known[ids]])
            self._counts[unknown] += self._lookup(unknown)
            self._known[unknown] = True

    def idf(self, ids: Ids) -> NDArray[np.float32]:
        """The same as the function `idf`, in single precision: clustering computes it for every pair of articles."""
        self.load(ids)
        counts = self._reference[ids] + self._counts[ids]
        return np.asarray(np.float32(np.log(self._documents + 1)) - np.log(counts + np.float32(0.5)), np.float32)
