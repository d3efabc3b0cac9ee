"""The interface of vector indexes beyond searching: listing ids, writing to a file and reading it back.

Its protocol is not in `compare.ports`, because only this package saves indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np

from compare.errors import IndexMismatchError
from compare.ports import Ids, PassageIndex, Progress, Vectors


@dataclass(frozen=True, slots=True)
class AdditionalVectors:
    """Vectors that are written in addition to those of an index: their approximate number, and a function that yields
    ids and vectors in parts, each time from the start.
    """

    number: int
    read: Callable[[], Iterable[tuple[Ids, Vectors]]]


NOTHING = AdditionalVectors(0, tuple)


class Backend(PassageIndex, Protocol):
    """A `compare.ports.PassageIndex` that can be saved; not thread-safe."""

    dtype: str
    """How the components are stored: float32 or float16."""

    def __init__(self, fingerprint: str, dimension: int) -> None: ...

    @property
    def dimension(self) -> int:
        """The number of components of a vector."""
        ...

    def vectors(self, ids: Ids) -> tuple[Ids, Vectors]:
        """As `compare.ports.LiveIndex.vectors`."""
        ...

    def ids(self) -> Ids:
        """All ids, in arbitrary order."""
        ...

    def write(self, path: Path, more: AdditionalVectors = NOTHING, progress: Progress | None = None) -> int:
        """Write all vectors, and `more`, to a new file; returns their number.

        `more` must not contain existing ids. It is not added to this index unless the file is read, so an index is
        never in memory twice.
        """
        ...

    @classmethod
    def read(cls, path: Path, fingerprint: str, dimension: int) -> Self:
        """Read a file written by `write`. Raises IndexMismatchError if it contains something else."""
        ...


def checked(vectors: Vectors, dimension: int, number: int | None = None) -> Vectors:
    """`vectors` as float32, C-contiguous. Raises IndexMismatchError if the shape is not (number, dimension)."""
    if vectors.ndim != 2 or vectors.shape[1] != dimension or number not in (None, len(vectors)):
        wanted = f"({'n' if number is None else number}, {dimension})"
        raise IndexMismatchError(f"Vectors have the shape {vectors.shape}; this index needs {wanted}.")
    return np.ascontiguousarray(vectors, np.float32)


def last_of_each(ids: Ids, vectors: Vectors) -> tuple[Ids, Vectors]:
    """Remove repeated ids, keeping the last occurrence."""
    unique, places = np.unique(ids[::-1], return_index=True)
    if len(unique) == len(ids):
        return np.ascontiguousarray(ids, np.int64), vectors
    return unique.astype(np.int64), np.ascontiguousarray(vectors[::-1][places])
