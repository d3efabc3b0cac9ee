"""Decisions about matches: combines the reader's scores with the structure of the two articles.

The reader scores each cell in isolation. Here, the scores of a cell are compared with those of its row, its column and
its diagonal neighbours, which shows whether a passage has a better counterpart and whether its neighbours match.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from compare.model.reader_scores import Reading

Matrix = NDArray[np.float32]

_UNREAD = -7.0
"""The logit of a cell that is not a candidate and was not read."""


def decision_features(structure: Mapping[str, Matrix], candidate: Matrix, reading: Reading) -> dict[str, Matrix]:
    """The features of the cells that were read, by name, each of shape (n,).

    `structure` contains the features of all cells (see `compare.alignment.features`) and `candidate` the logits of the
    candidate scorer, both of shape (passages of A, passages of B).
    """
    rows, columns = reading.cells[:, 0], reading.cells[:, 1]
    found = {name: matrix[rows, columns] for name, matrix in structure.items()}
    found["candidate"] = candidate[rows, columns]
    screened = reading.strength if reading.screened is None else reading.screened
    for read, prefix in ((reading.strength, ""), (screened, "screened ")):
        for place, name in enumerate(("link", "strong")):
            logits = np.full(candidate.shape, _UNREAD, np.float32)
            logits[rows, columns] = read[:, place]
            found |= {f"{prefix}{name} {key}": matrix[rows, columns] for key, matrix in _standing(logits).items()}
    return found | {"nothing": reading.likeness[:, 0], "detail": reading.likeness[:, 1]}


def _standing(logits: Matrix) -> dict[str, Matrix]:
    """Each logit relative to the best other one in its row and column, its share of them, and its neighbours."""
    chance = np.asarray(1 / (1 + np.exp(-logits)), np.float32)
    margins = _margin(logits, 1), _margin(logits, 0)
    sums = np.broadcast_to(chance.sum(1, keepdims=True), logits.shape), np.broadcast_to(chance.sum(0), logits.shape)
    shares = [chance / np.maximum(each, 1e-3) for each in sums]
    return {
        "logit": logits,
        "margin, higher": np.maximum(*margins),
        "margin, lower": np.minimum(*margins),
        "share, higher": np.maximum(*shares),
        "share, lower": np.minimum(*shares),
        "sum, higher": np.log1p(np.maximum(*sums)),
        "sum, lower": np.log1p(np.minimum(*sums)),
        "along": _shifted(chance, 1, 1) + _shifted(chance, -1, -1),
        "across": _shifted(chance, 1, -1) + _shifted(chance, -1, 1),
        "beside": np.maximum(
            _shifted(chance, 0, 1) + _shifted(chance, 0, -1), _shifted(chance, 1, 0) + _shifted(chance, -1, 0)
        ),
    }


def _margin(logits: Matrix, axis: int) -> Matrix:
    """The margin of each logit over the best other one in its row (axis 1) or column (axis 0)."""
    if logits.shape[axis] < 2:
        return logits - np.float32(_UNREAD)
    top = np.partition(logits, -2, axis)
    best, second = top.take([-1], axis), top.take([-2], axis)
    return np.asarray(logits - np.where(logits >= best, second, best), np.float32)


def _shifted(matrix: Matrix, down: int, right: int) -> Matrix:
    """The matrix shifted by so many places, filled with 0."""
    moved = np.zeros_like(matrix)
    height, width = matrix.shape
    target = slice(max(0, down), height + min(0, down)), slice(max(0, right), width + min(0, right))
    source = slice(max(0, -down), height + min(0, -down)), slice(max(0, -right), width + min(0, -right))
    moved[target] = matrix[source]
    return moved
