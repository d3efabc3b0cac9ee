"""The cells that are read of two articles: the most likely ones, within a number of tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def likeliest(logits: NDArray[np.float32], tokens: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The indices, in order, of the most likely of n cells that have at most `most` tokens together.

    `logits` (n,) say how likely each cell is a match; `tokens` (n,) how many tokens it costs to read.
    """
    order = np.argsort(-logits, kind="stable")
    return np.sort(order[np.cumsum(tokens[order]) <= most])
