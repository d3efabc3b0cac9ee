"""What is nearest to each article that grouping holds: how near, and who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.clustering.pair_score import Rows, Similarities

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
        """Remember what is near the new `row`, and that it is near to `others`, `alike` to it: shape (1, n)."""
        terms, vector = alike.terms[0], alike.vector[0]
        self._grow(row)
        theirs = np.array(others, np.int64)
        best = np.argsort(-terms, kind="stable")[:_NEAREST]
        self._rows[row, : len(best)] = theirs[best]
        self._terms[row, : len(best)] = terms[best]
        nearest = -np.sort(-vector)[:_COUNTED]
        self._vector[row, : len(nearest)] = nearest
        for values, new in ((self._terms, terms), (self._vector, vector)):
            places = values[theirs].argmin(1)
            nearer = new > values[theirs, places]
            values[theirs[nearer], places[nearer]] = new[nearer]
            if values is self._terms:
                self._rows[theirs[nearer], places[nearer]] = row

    def state(self, rows: Sequence[int]) -> dict[str, NDArray[Any]]:
        """The arrays of `rows`, which are numbered anew in that order; see `of`."""
        place = np.full(len(self._rows) + 1, -1, np.int64)
        place[rows] = np.arange(len(rows))
        return {
            "near_rows": place[self._rows[rows]],
            "near_terms": self._terms[rows].astype(np.float16),
            "near_vector": self._vector[rows].astype(np.float16),
        }

    @classmethod
    def of(cls, state: Mapping[str, NDArray[Any]]) -> Surroundings:
        """Those of which `state` holds the arrays. Raises KeyError if one is missing."""
        made = cls()
        made._rows = state["near_rows"]
        made._terms = state["near_terms"].astype(np.float32)
        made._vector = state["near_vector"].astype(np.float32)
        made._grow(len(made._rows))
        return made

    def _grow(self, row: int) -> None:
        """Make room for `row`."""
        if row >= len(self._rows):
            more = max(256, len(self._rows))
            self._rows = np.concatenate([self._rows, np.full((more, _NEAREST), -1, np.int64)])
            self._terms = np.concatenate([self._terms, np.zeros((more, _NEAREST), np.float32)])
            self._vector = np.concatenate([self._vector, np.zeros((more, _COUNTED), np.float32)])

    def means(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """How near the nearest are on average, by terms and by vector: shape (n, 2)."""
        terms = np.partition(self._terms[rows], _NEAREST - _COUNTED, axis=1)[:, -_COUNTED:]
        return np.stack([terms.mean(1), self._vector[rows].mean(1)], 1)

    def kinship(self, rows: Sequence[int], others: Sequence[int]) -> Rows:
        """How far each of `rows` and `others` have the same neighbours: the cosine of their similarities to all.

        Each is its own nearest neighbour. So two articles of a large event are kin even if they share few words.
        """
        (near, alike), (their_near, their_alike) = self._neighbours(rows), self._neighbours(others)
        same = near[:, None, :, None] == their_near[None, :, None, :]
        products = np.einsum("ia,jb,ijab->ij", alike, their_alike, same.astype(np.float32))
        return np.asarray(
            products / np.outer(np.linalg.norm(alike, axis=1), np.linalg.norm(their_alike, axis=1)), np.float32
        )

    def _neighbours(self, rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The nearest of each row, itself first, and how near they are; 0 for what fills up."""
        own = np.array(rows, np.int64).reshape(-1, 1)
        near = np.concatenate([own, self._rows[own[:, 0]]], 1)
        return near, np.concatenate([np.ones((len(own), 1), np.float32), self._terms[own[:, 0]]], 1)
