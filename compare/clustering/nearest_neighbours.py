"""The k nearest neighbours of each article: their density, and the number of neighbours that two articles share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.clustering.pair_score import Rows, Similarities

_NEIGHBOURS = 10
"""How many neighbours are kept (chosen)."""
_DENSITY_NEIGHBOURS = 5
"""Density is the mean similarity to so many nearest neighbours. 3 to 12 were tried on the event sets."""


class NearestNeighbours:
    """The nearest neighbours of each row by terms, and the similarities of the nearest by terms and by vector.

    A removed article still counts as a neighbour of the articles near it.
    """

    def __init__(self) -> None:
        self._rows = np.full((256, _NEIGHBOURS), -1, np.int64)
        self._terms = np.zeros((256, _NEIGHBOURS), np.float32)
        self._vector = np.zeros((256, _DENSITY_NEIGHBOURS), np.float32)

    def add(self, row: int, others: Sequence[int], similarities: Similarities) -> None:
        """Update the neighbours of the new `row` and of `others`; `similarities` have shape (1, len(others))."""
        terms, vector = similarities.terms[0], similarities.vector[0]
        self._grow(row)
        theirs = np.array(others, np.int64)
        best = np.argsort(-terms, kind="stable")[:_NEIGHBOURS]
        self._rows[row, : len(best)] = theirs[best]
        self._terms[row, : len(best)] = terms[best]
        nearest = -np.sort(-vector)[:_DENSITY_NEIGHBOURS]
        self._vector[row, : len(nearest)] = nearest
        for values, new in ((self._terms, terms), (self._vector, vector)):
            places = values[theirs].argmin(1)
            closer = new > values[theirs, places]
            values[theirs[closer], places[closer]] = new[closer]
            if values is self._terms:
                self._rows[theirs[closer], places[closer]] = row

    def state(self, rows: Sequence[int]) -> dict[str, NDArray[Any]]:
        """The arrays of `rows`, renumbered in that order; see `of`."""
        place = np.full(len(self._rows) + 1, -1, np.int64)
        place[rows] = np.arange(len(rows))
        return {
            "near_rows": place[self._rows[rows]],
            "near_terms": self._terms[rows].astype(np.float16),
            "near_vector": self._vector[rows].astype(np.float16),
        }

    @classmethod
    def of(cls, state: Mapping[str, NDArray[Any]]) -> NearestNeighbours:
        """Restore from the arrays in `state`. Raises KeyError if one is missing."""
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
            self._rows = np.concatenate([self._rows, np.full((more, _NEIGHBOURS), -1, np.int64)])
            self._terms = np.concatenate([self._terms, np.zeros((more, _NEIGHBOURS), np.float32)])
            self._vector = np.concatenate([self._vector, np.zeros((more, _DENSITY_NEIGHBOURS), np.float32)])

    def density(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """k-NN density: the mean similarity to the nearest neighbours, by terms and by vector. Shape (n, 2)."""
        terms = np.partition(self._terms[rows], _NEIGHBOURS - _DENSITY_NEIGHBOURS, axis=1)[:, -_DENSITY_NEIGHBOURS:]
        return np.stack([terms.mean(1), self._vector[rows].mean(1)], 1)

    def shared_neighbour_similarity(self, rows: Sequence[int], others: Sequence[int]) -> Rows:
        """Shared-nearest-neighbour similarity of each of `rows` and each of `others`. Shape (rows, others).

        It is the cosine of their vectors of similarities to all articles, each article being its own nearest
        neighbour. Two articles of a large event come out similar even if they share few words.
        """
        (neighbours, similarities), (their_neighbours, their_similarities) = (
            self._neighbours(rows),
            self._neighbours(others),
        )
        same = neighbours[:, None, :, None] == their_neighbours[None, :, None, :]
        products = np.einsum("ia,jb,ijab->ij", similarities, their_similarities, same.astype(np.float32))
        return np.asarray(
            products / np.outer(np.linalg.norm(similarities, axis=1), np.linalg.norm(their_similarities, axis=1)),
            np.float32,
        )

    def _neighbours(self, rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The nearest rows of each row, itself first, and their similarity; padding is 0."""
        own = np.array(rows, np.int64).reshape(-1, 1)
        neighbours = np.concatenate([own, self._rows[own[:, 0]]], 1)
        return neighbours, np.concatenate([np.ones((len(own), 1), np.float32), self._terms[own[:, 0]]], 1)
