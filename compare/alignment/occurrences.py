"""Which terms occur in which passages, and what two articles share: a sparse product in NumPy."""

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
    """The terms of an article's passages, each term numbered by `places`.

    `rows[starts[t] : starts[t + 1]]` holds the passages of term `t`, ascending; `marked` says of each term whether it
    is of the kind that the caller marks.
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
        """In how many passages each term occurs."""
        return np.diff(self.starts)

    def total(self, weights: NDArray[np.float64]) -> Reals:
        """For each passage the sum of its terms' `weights` (one a term)."""
        spread = np.repeat(weights, self.frequency)
        return np.bincount(self.rows, spread, self.passages).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """The terms that two articles share, by their place in `a` and in `b` (in the order of `a`)."""

    a: Occurrences
    b: Occurrences
    in_a: Numbers
    in_b: Numbers

    @classmethod
    def of(cls, a: Occurrences, b: Occurrences) -> Shared:
        """What `a` and `b` share."""
        common = a.places.keys() & b.places.keys()
        in_a, in_b = (np.fromiter(map(side.places.__getitem__, common), np.int64, len(common)) for side in (a, b))
        order = np.argsort(in_a)  # a set has none of its own, and sums of floats depend on it
        return cls(a, b, in_a[order], in_b[order])

    def meetings(self, first: int, last: int) -> Meetings:
        """Where the passages `first` to `last` of `a` meet the passages of `b` in a term."""
        if not len(self.in_a):
            return Meetings((last - first, self.b.passages), np.zeros(0, np.int64), np.zeros(0, np.int64))
        rows, terms = self._rows_of_a(first, last)
        counts = self.b.frequency[self.in_b][terms]
        which = np.repeat(np.arange(len(rows)), counts)
        begins = np.cumsum(counts) - counts
        columns = self.b.rows[self.b.starts[self.in_b][terms][which] + np.arange(len(which)) - begins[which]]
        return Meetings(
            (last - first, self.b.passages), (rows[which] - first) * self.b.passages + columns, terms[which]
        )

    def _rows_of_a(self, first: int, last: int) -> tuple[Numbers, Numbers]:
        """Each occurrence of a shared term in those passages of `a`: the passage, and the number of the term here."""
        counts = self.a.frequency[self.in_a]
        which = np.repeat(np.arange(len(counts)), counts)
        begins = np.cumsum(counts) - counts
        rows = self.a.rows[self.a.starts[self.in_a][which] + np.arange(len(which)) - begins[which]]
        if first == 0 and last == self.a.passages:
            return rows, which
        inside = (rows >= first) & (rows < last)
        return rows[inside], which[inside]


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Every (passage, passage, term) that two articles share: flat cells of `shape`, and the terms' numbers."""

    shape: tuple[int, int]
    cells: Numbers
    terms: Numbers

    def total(self, weights: NDArray[np.float64]) -> Reals:
        """A matrix: for each two passages the sum of the `weights` (one a shared term) of what they share."""
        size = self.shape[0] * self.shape[1]
        return np.bincount(self.cells, weights[self.terms], size).astype(np.float32).reshape(self.shape)
