"""Vectors, and the index that finds their nearest neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, dimension), C-contiguous; each row has length 1, or is all zeros for an empty text."""


Ids = NDArray[np.int64]


Progress = Callable[[int, int], None]
"""Called as progress(done, total) during long operations."""


class PassageIndex(Protocol):
    """Nearest-neighbour search over vectors; ids are the passage keys of the catalogue (int64, ≥ 0)."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the model that produced the vectors."""
        ...

    def __len__(self) -> int:
        """The number of vectors."""
        ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add `vectors` under `ids`, replacing existing ones.

        Raises IndexMismatchError for a wrong shape.
        """
        ...

    def remove(self, ids: Ids) -> int:
        """Remove `ids`, ignoring unknown ones. Returns how many were removed."""
        ...

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """Find the `k` best matches of each query among `allowed` ids (None: all): scores and ids of shape
        (len(queries), k).

        Best first. If there are fewer than `k`, the rest has id -1 and score -inf.
        """
        ...


class LiveIndex(Protocol):
    """A vector index that follows the catalogue: it opens, updates, saves and rebuilds itself."""

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """As `PassageIndex.search`, over all passages in the catalogue."""
        ...

    def vectors(self, keys: Ids) -> tuple[Ids, Vectors]:
        """Those of `keys` (each once) that the index has, in any order, and their vectors, shape (found, dimension)."""
        ...

    def refresh(self) -> None:
        """Apply additions to and removals from the catalogue."""
        ...

    def require_model(self) -> None:
        """Raise IndexMismatchError if the index, or the vectors of the catalogue, were made by another model."""
        ...

    def share(self) -> None:
        """Make additions visible to other processes, unless each process applies them itself."""
        ...

    def publish(self) -> None:
        """Save a new generation for all readers."""
        ...

    def rebuild(self, progress: Progress | None = None) -> int:
        """Rebuild the index from the catalogue and save it as a new generation. Returns the number of vectors."""
        ...

    def faults(self) -> list[str]:
        """Problems with the saved index, one sentence each; [] if there are none."""
        ...


class PassagesState(NamedTuple):
    """The state of all passages: it changes whenever passages are added or removed."""

    catalogue: str
    """Identifies this catalogue; a new catalogue at the same place has a different identity."""
    last_key: int
    """The highest passage key ever assigned."""
    removals: int
    """The number of passages ever removed."""
