"""Similarity of articles: the share of one article that the other reports."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from compare.comparison.event_comparison import Comparison


def shared(comparison: Comparison) -> NDArray[np.float64]:
    """The share of passages of two articles that match one of the other's, shape (articles, articles), 0 to 1."""
    place = {article.id: number for number, article in enumerate(comparison.articles)}
    sizes = [len(comparison.passages[article.id]) for article in comparison.articles]
    met = {(match.a, place[match.b.article_id]) for match in comparison.matches}
    met |= {(match.b, place[match.a.article_id]) for match in comparison.matches}
    counts = np.zeros((len(sizes), len(sizes)))
    for passage, other in met:
        counts[place[passage.article_id], other] += 1
    found = np.eye(len(sizes))
    for i, j in combinations(range(len(sizes)), 2):
        found[i, j] = found[j, i] = (counts[i, j] + counts[j, i]) / max(1, sizes[i] + sizes[j])
    return found


def seriation(comparison: Comparison) -> list[int]:
    """The positions of the articles in an order that puts similar ones next to each other.

    The order follows the first axis of classical multidimensional scaling (Torgerson, 1952) of 1 - `shared`, oriented
    so that the first article that is off the middle is in the first half: the result is deterministic.
    """
    distances = (1 - comparison.once(shared)) ** 2
    size = len(distances)
    if size < 3:
        return list(range(size))
    centring = np.eye(size) - 1 / size
    _, vectors = np.linalg.eigh(-centring @ distances @ centring / 2)
    axis = np.round(vectors[:, -1], 9)
    off = np.flatnonzero(axis)
    if len(off) and axis[off[0]] > 0:
        axis = -axis
    return [int(each) for each in np.argsort(axis, kind="stable")]
