"""Features of pairs of passages: the input of the alignment model.

All features are symmetric: swapping the two articles swaps rows and columns and changes no value. Features that depend
on other passages (how far a pair stands out in its row and column) are shrunk towards typical values, so that they mean
the same in an article with one passage as in one with a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compare.alignment.occurrences import Shared
from compare.alignment.side import AlignmentSide
from compare.ports import Vectors
from compare.text.document_frequency import idf

Matrix = NDArray[np.float32]

UNRELATED = 0.14
"""The cosine that the default model gives to passages of different events: `unrelated_cosine` of the gold pairs."""

_USUAL_PASSAGES = 30.0
"""Smoothing passages added to those given, so that words have an IDF even with a single passage (set by hand)."""
_USUAL_CENTRE = 10.0
"""Zero vectors included in the centre of two articles, so that articles with one passage each do not get opposite
vectors.
"""
_USUAL_ROW = 5.0
"""Weight of the prior in the mean and deviation of a row or column, in passages."""
_USUAL = {"centred": (0.0, 0.16), "lexical": (0.03, 0.06)}
"""Mean and deviation of a cell, measured on `../shared/gold/pairs`."""
_LEAD = 3  # passages: the headline and first sentences summarise what follows
_BLOCK_CELLS = 250_000  # cells per block: about 60 MB


def blocks(a: AlignmentSide, b: AlignmentSide, unrelated: float = UNRELATED) -> Iterator[tuple[int, dict[str, Matrix]]]:
    """The features of all pairs of passages: the first row of each block, and matrices of shape (rows, len(b)) by name.

    `unrelated` is the cosine that the embedding model gives to unrelated passages. Memory use does not grow with
    len(a).
    """
    pair = _Pair(a, b, unrelated)
    height = max(1, _BLOCK_CELLS // max(1, len(b)))
    spans = [(first, min(first + height, len(a))) for first in range(0, len(a), height)]
    if len(spans) == 1:
        base = pair.base(0, len(a))
        yield 0, pair.derived(0, len(a), base, {name: _RowStatistics.of(base[name], 0) for name in _USUAL})
        return
    columns: dict[str, _RowStatistics] = {}
    for first, last in spans:
        base = pair.base(first, last)
        for name in _USUAL:
            here = _RowStatistics.of(base[name], 0)
            columns[name] = columns[name].joined(here) if name in columns else here
    for first, last in spans:
        top, bottom = max(0, first - 1), min(len(a), last + 1)
        features = pair.derived(top, bottom, pair.base(top, bottom), columns)
        yield first, {name: matrix[first - top : last - top] for name, matrix in features.items()}


def unrelated_cosine(events: Sequence[Vectors]) -> float:
    """The mean cosine of passages of different events, each given by the vectors of some of its passages.

    This is what `blocks` needs to know about an embedding model; it requires no labels.
    """
    centres = np.array([vectors.mean(0) for vectors in events])
    products = centres @ centres.T
    return float(products[~np.eye(len(centres), dtype=np.bool_)].mean())


@dataclass(frozen=True, slots=True, eq=False)
class _RowStatistics:
    """Statistics of each row (or column): number of cells, sum, sum of squares, best and second-best value."""

    count: int
    sum: Matrix
    squares: Matrix
    best: Matrix
    second: Matrix

    @classmethod
    def of(cls, matrix: Matrix, axis: int) -> _RowStatistics:
        best = matrix.max(axis, keepdims=True)
        if matrix.shape[axis] > 1:
            second = np.partition(matrix, -2, axis).take([-2], axis)
        else:
            second = np.full_like(best, -np.inf)
        return cls(
            matrix.shape[axis],
            matrix.sum(axis, keepdims=True),
            np.square(matrix).sum(axis, keepdims=True),
            best,
            second,
        )

    def joined(self, other: _RowStatistics) -> _RowStatistics:
        second = np.maximum(np.minimum(self.best, other.best), np.maximum(self.second, other.second))
        best = np.maximum(self.best, other.best)
        return _RowStatistics(
            self.count + other.count, self.sum + other.sum, self.squares + other.squares, best, second
        )

    def mean(self, usual: tuple[float, float]) -> Matrix:
        return np.asarray((self.sum + _USUAL_ROW * usual[0]) / (self.count + _USUAL_ROW), np.float32)

    def score(self, matrix: Matrix, usual: tuple[float, float]) -> Matrix:
        """How many standard deviations a cell is above the mean of its row."""
        mean = self.mean(usual)
        squares = self.squares + _USUAL_ROW * (usual[0] ** 2 + usual[1] ** 2)
        variance = squares / (self.count + _USUAL_ROW) - np.square(mean)
        return np.asarray((matrix - mean) / np.sqrt(np.maximum(variance, 1e-6)), np.float32)

    def lead(self, matrix: Matrix, usual: tuple[float, float]) -> Matrix:
        """The margin of a cell over the best other one in its row (or over the typical value, if greater)."""
        floor = np.float32(usual[0] + usual[1])
        return matrix - np.maximum(np.where(matrix >= self.best, self.second, self.best), floor)


class _Pair:
    """Two sides, their shared terms, and the weight of each of these."""

    def __init__(self, a: AlignmentSide, b: AlignmentSide, unrelated: float) -> None:
        self.a, self.b = a, b
        self._unrelated = unrelated
        weight = len(a) + len(b) + _USUAL_CENTRE
        self._centre = (a.vectors.sum(0) + b.vectors.sum(0)) / weight
        self._left = (
            unrelated * (_USUAL_CENTRE / weight) ** 2
        )  # weight of the terms that all passages share, as a product
        self._stems = Shared.of(a.stems, b.stems)
        self._lexicon_matches = Shared.of(a.lexicon_matches, b.lexicon_matches)
        self._pairs = Shared.of(a.pairs, b.pairs)
        self._runs = Shared.of(a.runs, b.runs)
        self._said = Shared.of(a.quoted, b.runs), Shared.of(a.runs, b.quoted)
        self._weigh_stems()

    def _idf(self, frequency: NDArray[np.int64]) -> NDArray[np.float64]:
        """Inverse frequency among the passages of both articles and the usual passages."""
        return idf(len(self.a) + len(self.b) + _USUAL_PASSAGES, frequency)

    def _weigh_stems(self) -> None:
        in_a, in_b = self._stems.in_a, self._stems.in_b
        frequency_a, frequency_b = self.a.stems.frequency, self.b.stems.frequency
        both = frequency_a[in_a] + frequency_b[in_b]
        frequency_a[in_a] = both
        frequency_b[in_b] = both
        weights_a, weights_b = self._idf(frequency_a) * self.a.corpus_idf, self._idf(frequency_b) * self.b.corpus_idf
        self._weights = weights_a[in_a]
        self._heard_a = self.a.stems.total(weights_a)[:, None], self.a.stems.total(weights_a**2)[:, None]
        self._heard_b = self.b.stems.total(weights_b)[None], self.b.stems.total(weights_b**2)[None]

    def base(self, first: int, last: int) -> dict[str, Matrix]:
        """Features that compare two passages in isolation, for the passages `first` to `last` of `a`."""
        features = self._vectors(first, last)
        features |= self._words(first, last)
        features["pairs"] = self._common_terms(self._pairs, first, last)
        features["lexicon"] = self._common_terms(self._lexicon_matches, first, last)
        features["run"] = self._common_runs(self._runs, first, last)
        said, heard = (self._common_runs(each, first, last) for each in self._said)
        features["quotation"] = np.maximum(said, heard)
        features["both"] = np.sqrt(features["lexical"] * np.maximum(features["centred"], 0))
        return features

    def _common_terms(self, shared: Shared, first: int, last: int) -> Matrix:
        frequency = shared.a.frequency[shared.in_a] + shared.b.frequency[shared.in_b]
        return np.log1p(shared.co_occurrences(first, last).total(self._idf(frequency)))

    @staticmethod
    def _common_runs(shared: Shared, first: int, last: int) -> Matrix:
        return np.log1p(shared.co_occurrences(first, last).total(np.ones(len(shared.in_a))))

    def _vectors(self, first: int, last: int) -> dict[str, Matrix]:
        a, b, centre = self.a, self.b, self._centre
        vectors_a, vectors_b = a.vectors[first:last], b.vectors
        cosine = (vectors_a @ vectors_b.T - self._unrelated) / (1 - self._unrelated)
        centred_a, centred_b = vectors_a - centre, vectors_b - centre
        around = self._cosine(a.context[first:last] - centre, centred_b) + self._cosine(centred_a, b.context - centre)
        return {"cosine": cosine, "centred": self._cosine(centred_a, centred_b), "context": around / 2}

    def _cosine(self, left: Matrix, right: Matrix) -> Matrix:
        """Cosine of centred vectors, with the remaining common direction removed."""
        lengths = [np.sqrt(np.maximum(np.square(each).sum(1) - self._left, 1e-6)) for each in (left, right)]
        return np.asarray((left @ right.T - self._left) / np.outer(*lengths), np.float32)

    def _words(self, first: int, last: int) -> dict[str, Matrix]:
        co_occurrences, weights = self._stems.co_occurrences(first, last), self._weights
        overlap = co_occurrences.total(weights)
        (sum_a, squares_a), (sum_b, squares_b) = self._heard_a, self._heard_b
        sum_a, squares_a = sum_a[first:last], squares_a[first:last]
        names = self.a.stems.marked[self._stems.in_a] & self.b.stems.marked[self._stems.in_b]
        figures = self.a.figures[self._stems.in_a]
        return {
            "overlap": np.log1p(overlap),
            "lexical": co_occurrences.total(weights**2) / np.sqrt(np.maximum(squares_a * squares_b, 1.0)),
            "held": overlap / np.maximum(np.minimum(sum_a, sum_b), 6.0),
            "covered": overlap / np.maximum(np.maximum(sum_a, sum_b), 6.0),
            "names": np.log1p(co_occurrences.total(weights * names)),
            "figures": np.log1p(co_occurrences.total(weights * figures)),
            "common": np.log1p(co_occurrences.total(weights * ~(names | figures))),
        }

    def derived(
        self, first: int, last: int, base: dict[str, Matrix], columns: dict[str, _RowStatistics]
    ) -> dict[str, Matrix]:
        """All features of the passages `first` to `last` of `a`: `base`, rank in row and column, and position."""
        features = dict(base)
        for name, usual in _USUAL.items():
            matrix, row, column = base[name], _RowStatistics.of(base[name], 1), columns[name]
            scores = row.score(matrix, usual), column.score(matrix, usual)
            leads = row.lead(matrix, usual), column.lead(matrix, usual)
            features |= {
                f"{name} score, higher": np.maximum(*scores),
                f"{name} score, lower": np.minimum(*scores),
                f"{name} lead, higher": np.maximum(*leads),
                f"{name} lead, lower": np.minimum(*leads),
                f"{name} crowd": row.mean(usual) + column.mean(usual) + np.zeros_like(matrix),
                f"{name} next": _diagonal(matrix),
            }
        return features | self._places(first, last)

    def _places(self, first: int, last: int) -> dict[str, Matrix]:
        a, b = self.a, self.b
        rows, columns = np.arange(first, last, dtype=np.float32)[:, None], np.arange(len(b), dtype=np.float32)[None]
        lengths_a, lengths_b = a.lengths[first:last, None], b.lengths[None]
        quotes_a, quotes_b = a.quotes[first:last, None], b.quotes[None]
        return {
            "distance": np.abs(rows / max(1, len(a) - 1) - columns / max(1, len(b) - 1)),
            "leads": 1.0 * (rows < _LEAD) + (columns < _LEAD),
            "shorter": np.log1p(np.minimum(lengths_a, lengths_b)),
            "longer": np.log1p(np.maximum(lengths_a, lengths_b)),
            "both quote": quotes_a * quotes_b,
            "one quotes": np.abs(quotes_a - quotes_b),
        }


def _diagonal(matrix: Matrix) -> Matrix:
    """The sum of the cells before and after each cell along the diagonal."""
    beside = np.zeros_like(matrix)
    beside[1:, 1:] += matrix[:-1, :-1]
    beside[:-1, :-1] += matrix[1:, 1:]
    return beside
