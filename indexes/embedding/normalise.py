"""Vectors of length 1, whose inner product is their cosine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.ports import Vectors


def normalised(vectors: NDArray[Any]) -> Vectors:
    """Rows of length 1, float32, from rows of any length; a row of zeros stays."""
    rows: Vectors = np.ascontiguousarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
