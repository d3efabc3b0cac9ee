"""The exact vector index, in NumPy: the reference for the others, and sufficient for small archives."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np

from compare.errors import IndexMismatchError
from compare.ports import Ids, Progress, Vectors
from indexes.vectors.backend import NOTHING, AdditionalVectors, checked, last_of_each


class ExactIndex:
    """Implements `indexes.vectors.backend.Backend`: every inner product, in float32; equal scores by ascending id."""

    dtype = "float32"

    def __init__(self, fingerprint: str, dimension: int) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._ids: Ids = np.zeros(0, np.int64)
        self._vectors: Vectors = np.zeros((0, dimension), np.float32)

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> Ids:
        """All ids, ascending."""
        return self._ids.copy()

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `compare.ports.PassageIndex.add`."""
        ids, vectors = last_of_each(ids, checked(vectors, self.dimension, len(ids)))
        self.remove(ids)
        joined = np.concatenate([self._ids, ids])
        order = np.argsort(joined)
        self._ids = joined[order]
        self._vectors = np.concatenate([self._vectors, vectors])[order]

    def remove(self, ids: Ids) -> int:
        """See `compare.ports.PassageIndex.remove`."""
        stays = ~np.isin(self._ids, ids)
        removed = len(stays) - int(stays.sum())
        if removed:
            self._ids, self._vectors = self._ids[stays], self._vectors[stays]
        return removed

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """See `compare.ports.PassageIndex.search`."""
        queries = checked(queries, self.dimension)
        ids, vectors = self._ids, self._vectors
        if allowed is not None:
            chosen = np.isin(ids, allowed)
            ids, vectors = ids[chosen], vectors[chosen]
        number = min(k, len(ids))
        scores = np.full((len(queries), k), -np.inf, np.float32)
        found = np.full((len(queries), k), -1, np.int64)
        cosines = queries @ vectors.T
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :number]
        scores[:, :number] = np.take_along_axis(cosines, best, axis=1)
        found[:, :number] = ids[best]
        return scores, found

    def vectors(self, ids: Ids) -> tuple[Ids, Vectors]:
        """See `compare.ports.LiveIndex.vectors`."""
        chosen = np.isin(self._ids, ids)
        return self._ids[chosen], self._vectors[chosen]

    def write(self, path: Path, more: AdditionalVectors = NOTHING, progress: Progress | None = None) -> int:
        """See `Backend.write`."""
        parts = [(self._ids, self._vectors), *more.read()]
        ids, vectors = (np.concatenate(each) for each in zip(*parts, strict=True))
        with path.open("wb") as file:
            np.savez(file, ids=ids, vectors=vectors)
        if progress is not None:
            progress(len(ids), len(ids))
        return len(ids)

    @classmethod
    def read(cls, path: Path, fingerprint: str, dimension: int) -> Self:
        """See `Backend.read`."""
        index = cls(fingerprint, dimension)
        try:
            with np.load(path) as file:
                index.add(file["ids"], file["vectors"])
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise IndexMismatchError(f"{path} is not an exact index ({error}): run `parallax reindex`.") from error
        return index
