"""Which terms occur in which passages, and which terms two articles share: a sparse product in NumPy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Reals = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """The terms of an article's passages; `places` numbers the terms.

    `rows[starts[t] : starts[t + 1]]` are the passages of term `t`, ascending; `marked` flags terms of the kind that the
    caller marks.
    """

    passages: int
    places: Mapping[Hashable, int]
    starts: Numbers
    rows: Numbers
    marked: NDArray[np.bool_]

    @classmethod
    def of(cls, passages: Sequence[Iterable[Hashable]], marked: Container[Hashable] = ()) -> Occurrences:
        """Index the different terms of each passage."""
        rows: dict[Hashable, list[int]] = defaultdict(list)
        for row, terms in enumerate(passages):
            for term in dict.fromkeys(terms):
                rows[term].append(row)
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(each) for each in rows.values()], out=starts[1:])
        flat = np.fromiter((row for each in rows.values() for row in each), np.int64, int(starts[-1]))
        marks = np.fromiter((term in marked for term in rows), np.bool_, len(rows))
        return cls(len(passages), {term: place for place, term in enumerate(rows)}, starts, flat, marks)

    @property
    def frequency(self) -> Numbers:
        """The number of passages that contain each term."""
        return np.diff(self.starts)

    def total(self, weights: NDArray[np.float64]) -> Reals:
        """For each passage, the sum of the `weights` of its terms."""
        spread = np.repeat(weights, self.frequency)
        return np.bincount(self.rows, spread, self.passages).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """The terms that two articles share, by their index in `a` and in `b` (in the order of `a`)."""

    a: Occurrences
    b: Occurrences
    in_a: Numbers
    in_b: Numbers

    @classmethod
    def of(cls, a: Occurrences, b: Occurrences) -> Shared:
        """The terms that `a` and `b` share."""
        common = a.places.keys() & b.places.keys()
        in_a, in_b = (np.fromiter(map(side.places.__getitem__, common), np.int64, len(common)) for side in (a, b))
        order = np.argsort(in_a)  # sets are unordered, and sums of floats depend on the order
        return cls(a, b, in_a[order], in_b[order])

    def co_occurrences(self, first: int, last: int) -> CoOccurrences:
        """The cells in which the passages `first` to `last` of `a` share a term with passages of `b`."""
        if not len(self.in_a):
            return CoOccurrences((last - first, self.b.passages), np.zeros(0, np.int64), np.zeros(0, np.int64))
        rows, terms = self._rows_of_a(first, last)
        counts = self.b.frequency[self.in_b][terms]
        which = np.repeat(np.arange(len(rows)), counts)
        begins = np.cumsum(counts) - counts
        columns = self.b.rows[self.b.starts[self.in_b][terms][which] + np.arange(len(which)) - begins[which]]
        return CoOccurrences(
            (last - first, self.b.passages), (rows[which] - first) * self.b.passages + columns, terms[which]
        )

    def _rows_of_a(self, first: int, last: int) -> tuple[Numbers, Numbers]:
        """Each occurrence of a shared term in those passages of `a`: passage and index of the term."""
        counts = self.a.frequency[self.in_a]
        which = np.repeat(np.arange(len(counts)), counts)
        begins = np.cumsum(counts) - counts
        rows = self.a.rows[self.a.starts[self.in_a][which] + np.arange(len(which)) - begins[which]]
        if first == 0 and last == self.a.passages:
            return rows, which
        inside = (rows >= first) & (rows < last)
        return rows[inside], which[inside]


@dataclass(frozen=True, slots=True, eq=False)
class CoOccurrences:
    """All (passage, passage, term) triples that two articles share: flat cells of `shape`, and indices of terms."""

    shape: tuple[int, int]
    cells: Numbers
    terms: Numbers

    def total(self, weights: NDArray[np.float64]) -> Reals:
        """A matrix with the sum of the `weights` of the shared terms of each pair of passages."""
        size = self.shape[0] * self.shape[1]
        return np.bincount(self.cells, weights[self.terms], size).astype(np.float32).reshape(self.shape)
