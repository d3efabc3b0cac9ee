"""Thresholds of kinds: what is shown was right often enough, and not only by chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.fit.thresholds import FEWEST, FEWEST_ALONE, sure_threshold, threshold_alone, threshold_at


def descending(*labels: bool) -> tuple[np.ndarray, np.ndarray]:
    """Scores from .99 down, each with its label; of four digits, as thresholds are."""
    return np.linspace(0.99, 0.01, len(labels)).round(4).astype(np.float32), np.array(labels, np.bool_)


def test_a_precision_reached_by_few_cases_is_not_certain() -> None:
    scores, labels = descending(*[True] * 8, *[False] * 3)
    assert threshold_at(scores, labels, 0.7)[1] == (11, 8)
    assert sure_threshold(scores, labels, 0.7)[1] == (9, 8)


def test_a_precision_reached_by_many_cases_is_certain() -> None:
    scores, labels = descending(*[True, True, True, False] * 100)
    assert sure_threshold(scores, labels, 0.7)[1] == (400, 300)


@given(st.lists(st.booleans(), min_size=1, max_size=80), st.sampled_from([0.3, 0.6, 0.7]))
def test_cases_above_a_threshold_reach_the_precision_with_enough_correct_ones(
    given: list[bool], precision: float
) -> None:
    scores, labels = descending(*given)
    for chosen in (threshold_at, sure_threshold):
        threshold, (number, right) = chosen(scores, labels, precision)
        if threshold is None:
            assert (number, right) == (0, 0)
        else:
            assert right >= FEWEST
            assert right >= precision * number
            assert number == (scores >= threshold).sum()
    assert sure_threshold(scores, labels, precision)[1][0] <= threshold_at(scores, labels, precision)[1][0]


@pytest.mark.parametrize("own", [FEWEST_ALONE - 1, FEWEST_ALONE])
def test_a_kind_is_shown_for_two_single_passages_only_if_gold_pairs_confirm_it(own: int) -> None:
    scores, labels = descending(*[True] * 20, *[False] * 40)
    is_gold = np.zeros(60, np.bool_)
    is_gold[:own] = True
    threshold, counts = threshold_alone(scores, labels, np.ones(60, np.bool_), is_gold, 0.6)
    assert (threshold is not None) == (own == FEWEST_ALONE)
    assert counts == ((own, own) if threshold else (0, 0))


def test_the_threshold_for_two_single_passages_is_the_best_f1_if_higher() -> None:
    scores, labels = descending(*[True] * 20, *[False] * 13, *[False] * 27)
    every = np.ones(60, np.bool_)
    assert threshold_at(scores, labels, 0.6)[1] == (33, 20)
    assert threshold_alone(scores, labels, every, every, 0.6)[1] == (20, 20)
