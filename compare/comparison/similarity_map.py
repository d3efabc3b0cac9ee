"""Similarity map: articles on a plane, nearer to each other the more of their passages match."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from compare.comparison.event_comparison import Comparison

_TINY = 1e-9  # what rounding leaves of zero


def shared(comparison: Comparison) -> NDArray[np.float64]:
    """The share of the passages of two articles that match one of the other's, shape (articles, articles), 0 to 1."""
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


def layout(comparison: Comparison) -> NDArray[np.float64]:
    """A position for each article on a plane, shape (articles, 2), 0 to 1: the more two share, the nearer they are.

    Classical multidimensional scaling (Torgerson, 1952) of 1 - `shared`; each axis is turned so that the first article
    that is off its middle lies on its lesser side, which makes the picture the same every time.
    """
    distances = (1 - shared(comparison)) ** 2
    size = len(distances)
    centring = np.eye(size) - 1 / max(size, 1)
    values, vectors = np.linalg.eigh(-centring @ distances @ centring / 2)
    axes = np.zeros((size, 2))
    for axis, at in enumerate(np.argsort(values)[::-1][:2]):
        if values[at] > _TINY:
            axes[:, axis] = np.round(vectors[:, at] * np.sqrt(values[at]), 9)
    for column in axes.T:
        off = np.flatnonzero(np.abs(column) > _TINY)
        column *= -1 if len(off) and column[off[0]] > 0 else 1
    spread = max(float(np.ptp(axes)), _TINY) if size else 1.0
    middle = (axes.max(0) + axes.min(0)) / 2 if size else np.zeros(2)
    return (axes - middle) / spread + 0.5
