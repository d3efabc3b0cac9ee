"""Selects which cells of two articles are read: the most likely ones within a token budget."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def likeliest(logits: NDArray[np.float32], tokens: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The indices, in order, of the most likely of n cells that have at most `most` tokens together.

    `logits` (n,) are the log-odds that a cell is a match, and `tokens` (n,) the number of tokens it takes to read the
    cell.
    """
    order = np.argsort(-logits, kind="stable")
    return np.sort(order[np.cumsum(tokens[order]) <= most])
