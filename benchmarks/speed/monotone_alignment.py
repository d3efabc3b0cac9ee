"""The monotone alignment of translation tools, as a baseline.

Thompson and Koehn, "Vecalign: Improved Sentence Alignment in Linear Time and Space", EMNLP 2019: dynamic programming
over 1-1, 1-2 and 2-1 blocks of passages and skipped ones, with the cosine normalised by the mean over the other side.
Two differences: the coarse-to-fine steps are omitted, because documents of this length do not need them, and a block of
two sentences has the mean of their vectors instead of a new one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compare.ports import Vectors

Costs = NDArray[np.float64]

_SKIP = 20
"""The cost of skipping a passage, as a percentile of the costs of 1-1 blocks: Vecalign's default."""

_MOVES = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1))
"""Numbers of passages of each side that a step takes."""


def align(a: Vectors, b: Vectors) -> NDArray[np.bool_]:
    """Which passages are linked, shape (len(a), len(b)): those in the same block of the cheapest path."""
    linked = np.zeros((len(a), len(b)), np.bool_)
    if not linked.size:
        return linked
    taken = _cheapest(_costs(a, b))
    i, j = linked.shape
    while i or j:
        rows, columns = _MOVES[taken[i, j]]
        linked[i - rows : i, j - columns : j] = True
        i, j = i - rows, j - columns
    return linked


def _costs(a: Vectors, b: Vectors) -> list[Costs]:
    """The cost of each move from each position, shape (len(a) + 1, len(b) + 1); inf if it leaves the matrix."""
    shape = len(a) + 1, len(b) + 1
    blocks_a, blocks_b = {1: a, 2: _pairs(a)}, {1: b, 2: _pairs(b)}
    found = []
    for rows, columns in _MOVES:
        costs = np.full(shape, np.inf)
        if rows and columns:
            block = _block_costs(blocks_a[rows], blocks_b[columns], a, b) * rows * columns
            costs[: block.shape[0], : block.shape[1]] = block
        found.append(costs)
    skip = np.percentile(found[2][:-1, :-1], _SKIP)
    found[0][:-1, :], found[1][:, :-1] = skip, skip
    return found


def _block_costs(blocks_a: Vectors, blocks_b: Vectors, a: Vectors, b: Vectors) -> Costs:
    """1 - cosine of each pair of blocks, divided by its mean over pairs of each block and the other side's passages."""
    usual = (1 - blocks_a @ b.T).mean(1)[:, None] + (1 - a @ blocks_b.T).mean(0)[None]
    costs: Costs = ((1 - blocks_a @ blocks_b.T) / np.maximum(usual, 1e-6)).astype(np.float64)
    return costs


def _pairs(vectors: Vectors) -> Vectors:
    both = vectors[:-1] + vectors[1:]
    made: Vectors = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    return made


def _cheapest(costs: list[Costs]) -> NDArray[np.int64]:
    """The last move of the cheapest path to each position; all positions of an antidiagonal are computed at once."""
    high, wide = costs[0].shape
    margin = 2  # of positions that no path reaches, so that every move starts inside
    total = np.full((high + margin, wide + margin), np.inf)
    total[margin, margin] = 0
    padded = [np.pad(each, ((margin, 0), (margin, 0)), constant_values=np.inf) for each in costs]
    taken = np.zeros((high, wide), np.int64)
    for diagonal in range(1, high + wide - 1):
        i = np.arange(max(0, diagonal - wide + 1), min(high, diagonal + 1))
        j = diagonal - i
        ways = []
        for cost, (rows, columns) in zip(padded, _MOVES, strict=True):
            start = i + margin - rows, j + margin - columns
            ways.append(total[start] + cost[start])
        taken[i, j] = np.argmin(ways, 0)
        total[i + margin, j + margin] = np.min(ways, 0)
    return taken
