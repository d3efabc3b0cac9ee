"""Thresholds from which a kind is raised or shown: chosen by precision, on links that a scorer did not see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.fit.scorers import best_f1, recall_at

FEWEST = 8
"""Minimum number of correct ones above a threshold for a kind to be shown: fewer say nothing about its precision."""
FEWEST_ALONE = 5
"""The same for gold pairs of passages, of which the fold has about a hundred and fifty."""


def threshold_at(
    scores: NDArray[np.float32], labels: NDArray[np.bool_], precision: float, fewest: int = FEWEST
) -> tuple[float | None, tuple[int, int]]:
    """The score from which at least `precision` are right, None if fewer than `fewest` are; how many there are, and how
    many are right.
    """
    _, threshold = recall_at(scores, labels, precision)
    return _counted(scores, labels, threshold, fewest)


def sure_threshold(
    scores: NDArray[np.float32], labels: NDArray[np.bool_], precision: float
) -> tuple[float | None, tuple[int, int]]:
    """As `threshold_at`, where the lower bound of the precision (Wilson 1927, one standard error) reaches `precision`.

    The highest recall at a precision is partly due to chance: quotations that were shown from a cross-validated
    precision of .70 were right in .54 to .57 of the cases on other stories.
    """
    order = np.argsort(-scores, kind="stable")
    number = np.arange(1, len(order) + 1)
    share = np.cumsum(labels[order]) / number
    error = np.sqrt(share * (1 - share) / number + 1 / (4 * number**2))
    reached = np.flatnonzero((share + 1 / (2 * number) - error) / (1 + 1 / number) >= precision)
    if not len(reached):
        return None, (0, 0)
    return _counted(scores, labels, float(scores[order][reached[-1]]), FEWEST)


def _counted(
    scores: NDArray[np.float32], labels: NDArray[np.bool_], threshold: float, fewest: int
) -> tuple[float | None, tuple[int, int]]:
    above = scores >= threshold
    right = int(labels[above].sum())
    return (round(threshold, 4), (int(above.sum()), right)) if right >= fewest else (None, (0, 0))


def threshold_alone(
    scores: NDArray[np.float32],
    labels: NDArray[np.bool_],
    alone: NDArray[np.bool_],
    is_gold: NDArray[np.bool_],
    precision: float,
) -> tuple[float | None, tuple[int, int]]:
    """As `threshold_at`, of pairs of passages: the precision must hold on all of them and on the gold ones alone.

    The authors of the others also wrote training data, so their pairs are easier than those of other authors. If F1 is
    best at a higher threshold, that one is used: kinds are frequent in these pairs, so precision alone would show too
    much.
    """
    every, _ = threshold_at(scores[alone], labels[alone], precision)
    own, _ = threshold_at(scores[alone & is_gold], labels[alone & is_gold], precision, FEWEST_ALONE)
    if every is None or own is None:
        return None, (0, 0)
    _, best = best_f1(scores[alone], labels[alone])
    threshold = max(every, own, round(best, 4))
    above = alone & is_gold & (scores >= threshold)
    return threshold, (int(above.sum()), int(labels[above].sum()))
