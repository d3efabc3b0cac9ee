"""What is nearest to each article that grouping holds: how near, and who."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from compare.grouping_score import Row, Similarities

_NEAREST = 10
"""Neighbours that are remembered (chosen)."""
_COUNTED = 5
"""Nearest neighbours whose mean similarity is an article's surroundings. 3 to 12 tried on the event sets."""


class Surroundings:
    """The nearest neighbours of each row by their terms, and the similarities of the nearest by terms and vector.

    A neighbour that is removed goes on counting for those that it was near to.
    """

    def __init__(self) -> None:
        self._rows = np.full((256, _NEAREST), -1, np.int64)
        self._terms = np.zeros((256, _NEAREST), np.float32)
        self._vector = np.zeros((256, _COUNTED), np.float32)

    def add(self, row: int, others: Sequence[int], alike: Similarities) -> None:
        """Remember what is near the new `row`, and that it is near to `others`."""
        if row == len(self._rows):
            self._rows, self._terms, self._vector = (
                np.concatenate([each, np.full_like(each, filler)])
                for each, filler in ((self._rows, -1), (self._terms, 0), (self._vector, 0))
            )
        theirs = np.array(others, np.int64)
        best = np.argsort(-alike.terms, kind="stable")[:_NEAREST]
        self._rows[row, : len(best)] = theirs[best]
        self._terms[row, : len(best)] = alike.terms[best]
        nearest = -np.sort(-alike.vector)[:_COUNTED]
        self._vector[row, : len(nearest)] = nearest
        for values, new in ((self._terms, alike.terms), (self._vector, alike.vector)):
            places = values[theirs].argmin(1)
            nearer = new > values[theirs, places]
            values[theirs[nearer], places[nearer]] = new[nearer]
            if values is self._terms:
                self._rows[theirs[nearer], places[nearer]] = row

    def means(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """How near the nearest are on average, by terms and by vector: shape (n, 2)."""
        terms = np.partition(self._terms[rows], _NEAREST - _COUNTED, axis=1)[:, -_COUNTED:]
        return np.stack([terms.mean(1), self._vector[rows].mean(1)], 1)

    def kinship(self, row: int, others: Sequence[int]) -> Row:
        """How far `row` and each of `others` have the same neighbours: the cosine of their similarities to all.

        Each is its own nearest neighbour. So two articles of a large event are kin even if they share few words.
        """
        rows = np.array([row, *others], np.int64)
        near = np.concatenate([rows[:, None], self._rows[rows]], 1)
        alike = np.concatenate([np.ones((len(rows), 1), np.float32), self._terms[rows]], 1)
        own = dict(zip(near[0].tolist(), alike[0].tolist(), strict=True))
        own.pop(-1, None)
        weights = np.array([own.get(each, 0.0) for each in near[1:].ravel().tolist()], np.float32)
        products = (weights.reshape(near[1:].shape) * alike[1:]).sum(1)
        lengths = np.linalg.norm(alike, axis=1)
        return np.asarray(products / (lengths[1:] * lengths[0]), np.float32)
