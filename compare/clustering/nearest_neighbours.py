"""The k nearest neighbours of each article: their density, and the number of neighbours that two articles share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from compare.clustering.pair_score import Rows, Similarities
from compare.ports.profiles import NearestArticles

_NEIGHBOURS = 10
"""How many nearest neighbours are stored (set by hand)."""
_DENSITY_NEIGHBOURS = 5
"""Number of nearest neighbours whose mean similarity is the density. 3 to 12 were tried on the event sets."""


class NearestNeighbours:
    """The nearest neighbours of each row by terms, and the similarities of the nearest by terms and by vector.

    Rows that are not known yet are looked up when they are needed. A removed article still counts as a neighbour of the
    articles near it.
    """

    def __init__(self, lookup: Callable[[Collection[int]], Mapping[int, NearestArticles]]) -> None:
        self._lookup = lookup
        self._places: dict[int, int] = {}  # in the arrays, by row
        self._changed: set[int] = set()
        self._rows = np.full((256, _NEIGHBOURS), -1, np.int64)
        self._terms = np.zeros((256, _NEIGHBOURS), np.float32)
        self._vector = np.zeros((256, _DENSITY_NEIGHBOURS), np.float32)

    def add(self, row: int, others: Sequence[int], similarities: Similarities) -> None:
        """Update the neighbours of the new `row` and of `others`; `similarities` have shape (1, len(others))."""
        terms, vector = similarities.terms[0], similarities.vector[0]
        theirs, place = self._at(others), self._new(row)
        numbers = np.array(others, np.int64)
        best = np.argsort(-terms, kind="stable")[:_NEIGHBOURS]
        self._rows[place, : len(best)] = numbers[best]
        self._terms[place, : len(best)] = terms[best]
        nearest = -np.sort(-vector)[:_DENSITY_NEIGHBOURS]
        self._vector[place, : len(nearest)] = nearest
        self._changed.add(row)
        for values, new in ((self._terms, terms), (self._vector, vector)):
            columns = values[theirs].argmin(1)
            closer = new > values[theirs, columns]
            values[theirs[closer], columns[closer]] = new[closer]
            if values is self._terms:
                self._rows[theirs[closer], columns[closer]] = row
            self._changed.update(numbers[closer].tolist())

    def load(self, rows: Collection[int]) -> None:
        """Look up those of these rows that are not known yet."""
        lacking = [row for row in rows if row not in self._places]
        for row, found in self._lookup(lacking).items() if lacking else ():
            place = self._new(row)
            self._rows[place], self._terms[place], self._vector[place] = found.rows, found.terms, found.vector

    def changed(self) -> dict[int, NearestArticles]:
        """The rows that are new or were changed since the last call."""
        places = {row: self._places[row] for row in sorted(self._changed)}
        self._changed.clear()
        return {
            row: NearestArticles(self._rows[place].copy(), self._terms[place].copy(), self._vector[place].copy())
            for row, place in places.items()
        }

    def _at(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """The positions of these rows in the arrays."""
        self.load(rows)
        return np.array([self._places[row] for row in rows], np.int64)

    def _new(self, row: int) -> int:
        """A new position for `row`."""
        place = self._places[row] = len(self._places)
        if place == len(self._rows):
            self._rows = np.concatenate([self._rows, np.full_like(self._rows, -1)])
            self._terms = np.concatenate([self._terms, np.zeros_like(self._terms)])
            self._vector = np.concatenate([self._vector, np.zeros_like(self._vector)])
        return place

    def density(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """k-NN density: the mean similarity to the nearest neighbours, by terms and by vector. Shape (n, 2)."""
        places = self._at(rows)
        terms = np.partition(self._terms[places], _NEIGHBOURS - _DENSITY_NEIGHBOURS, axis=1)[:, -_DENSITY_NEIGHBOURS:]
        return np.stack([terms.mean(1), self._vector[places].mean(1)], 1)

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
        own, places = np.array(rows, np.int64).reshape(-1, 1), self._at(rows)
        neighbours = np.concatenate([own, self._rows[places]], 1)
        return neighbours, np.concatenate([np.ones((len(own), 1), np.float32), self._terms[places]], 1)
