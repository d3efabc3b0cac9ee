"""Average-link clustering of articles: little in common joins two articles, but not two groups of several."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from compare.clustering.average_link import clusters

JOIN = -0.6


def blocks(size: int, between: float) -> NDArray[np.float32]:
    """Log-odds of two groups of `size` articles: 3 inside, `between` the groups."""
    is_inside = np.kron(np.eye(2), np.ones((size, size)))
    return np.where(is_inside > 0, 3.0, between).astype(np.float32)


@pytest.mark.parametrize(
    ("size", "between", "events"),
    [(1, -0.4, 1), (2, -0.4, 1), (3, -0.4, 2), (4, -0.4, 2), (4, -0.1, 1), (1, -0.7, 2)],
)
def test_groups_of_several_articles_need_more_in_common_than_single_articles(size, between, events) -> None:
    found = clusters(blocks(size, between), JOIN, [None] * 2 * size)
    assert len(found) == events
    assert sorted(place for group in found for place in group) == list(range(2 * size))


def test_two_separate_groups_keep_no_others_from_joining() -> None:
    log_odds = np.full((9, 9), -0.4, np.float32)
    log_odds[:3, :3] = log_odds[3:6, 3:6] = log_odds[6:, 6:] = 3.0
    log_odds[:3, 6:] = log_odds[6:, :3] = 0.5
    assert clusters(log_odds, JOIN, [None] * 9) == [[0, 1, 2, 6, 7, 8], [3, 4, 5]]


def test_articles_that_a_person_merged_stay_together() -> None:
    assert clusters(blocks(4, -3), JOIN, ["event"] * 8) == [list(range(8))]


def test_articles_that_a_person_separated_stay_separate() -> None:
    assert clusters(blocks(2, 3), JOIN, ["one"] * 2 + ["other"] * 2) == [[0, 1], [2, 3]]
