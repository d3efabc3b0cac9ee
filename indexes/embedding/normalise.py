"""Normalised vectors, whose inner product is their cosine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.ports import Vectors


def normalised(vectors: NDArray[Any]) -> Vectors:
    """Normalise rows to length 1, float32; a row of zeros is unchanged."""
    rows: Vectors = np.ascontiguousarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
