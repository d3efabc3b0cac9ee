"""The metrics against values computed by hand, and invariants for any input."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.evaluation.metrics import (
    Score,
    Tally,
    b_cubed,
    b_cubed_of_links,
    calibration_error,
    recall_at_precision,
    reliability,
    tally,
    tally_by_kind,
)

groupings = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 4), min_size=n, max_size=n), st.lists(st.integers(0, 4), min_size=n, max_size=n)
    )
)
reviews = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40)


def named(groups):
    return {str(place): group for place, group in enumerate(groups)}


def test_f1_is_the_harmonic_mean():
    assert Score(0.5, 1.0).f1 == pytest.approx(2 / 3)
    assert Score(0.0, 0.0).f1 == 0.0


def test_b_cubed_of_a_false_merge_by_hand():
    # {a b c} found as one; gold is {a b} {c}: precision (2/3 + 2/3 + 1/3) / 3, nothing torn apart
    score = b_cubed({"a": 1, "b": 1, "c": 1}, {"a": "x", "b": "x", "c": "y"})
    assert score.precision == pytest.approx(5 / 9)
    assert score.recall == 1.0


def test_b_cubed_of_a_false_split_by_hand():
    # gold {a b c d}; found {a b c} {d}: recall (3/4 * 3 + 1/4) / 4
    score = b_cubed({"a": 1, "b": 1, "c": 1, "d": 2}, dict.fromkeys("abcd", 0))
    assert score.precision == 1.0
    assert score.recall == pytest.approx(10 / 16)


def test_b_cubed_requires_the_same_items_in_both_groupings():
    with pytest.raises(ValueError, match="same items"):
        b_cubed({"a": 1}, {"b": 1})


def test_b_cubed_of_some_items_uses_complete_groups():
    # of "c" alone, found with "a" and "b" that are another event
    score = b_cubed({"a": 1, "b": 1, "c": 1}, {"a": "x", "b": "x", "c": "y"}, of={"c"})
    assert score.precision == pytest.approx(1 / 3)
    assert score.recall == 1.0


@given(groupings)
def test_swapping_the_groupings_swaps_precision_and_recall_of_b_cubed(both):
    found, gold = map(named, both)
    one, other = b_cubed(found, gold), b_cubed(gold, found)
    assert one.precision == pytest.approx(other.recall)
    assert one.f1 == pytest.approx(other.f1)
    assert 0 < one.f1 <= 1 + 1e-9


@given(groupings)
def test_b_cubed_is_perfect_only_for_the_same_grouping(both):
    found, gold = map(named, both)
    same = all((found[a] == found[b]) == (gold[a] == gold[b]) for a in found for b in found)
    assert (b_cubed(found, gold).f1 == pytest.approx(1.0)) == same


def test_disputed_labels_count_neither_way():
    counted = tally({(0, 0), (0, 1), (2, 2)}, {(0, 0), (1, 1), (3, 3)}, ignored={(2, 2), (3, 3)})
    assert counted == Tally(right=1, wrong=1, missed=1)
    assert counted.score == Score(0.5, 0.5)


def test_an_empty_result_has_precision_one_and_an_empty_gold_set_recall_one():
    assert tally(set(), {1}).score == Score(1.0, 0.0)
    assert tally({1}, set()).score == Score(0.0, 1.0)
    assert tally(set(), set()).score.f1 == 1.0


def test_tallies_are_summed_over_articles():
    total = Tally(1, 2, 3) + Tally(4, 0, 1)
    assert total == Tally(5, 2, 4)
    assert total.expected == 9


def test_each_kind_is_counted_separately_without_disputed_labels():
    gold = {"m1": {"figures"}, "m2": set(), "m3": {"wording"}}
    found = {"m1": {"figures", "wording"}, "m2": {"figures"}, "elsewhere": {"figures"}}
    assert tally_by_kind(found, gold) == {"figures": Tally(1, 1, 0), "wording": Tally(0, 1, 1)}
    assert tally_by_kind(found, gold, {"m1": {"wording"}})["wording"] == Tally(0, 0, 1)


def test_recall_at_a_precision_by_hand():
    judged = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, False)]
    assert recall_at_precision(judged, expected=4, precision=0.9) == 0.5
    assert recall_at_precision(judged, expected=4, precision=0.75) == 0.75
    assert recall_at_precision([(0.9, False)], expected=4) == 0.0


def test_tied_scores_are_counted_together():
    assert recall_at_precision([(0.5, True), (0.5, False)], expected=1, precision=0.9) == 0.0


@given(reviews, st.floats(0.05, 1))
def test_a_higher_precision_never_has_a_higher_recall(judged, precision):
    expected = sum(right for _, right in judged)
    strict = recall_at_precision(judged, expected, precision)
    assert 0 <= strict <= recall_at_precision(judged, expected, precision / 2) <= 1


def test_the_reliability_table_by_hand():
    lines = reliability([(0.05, False), (0.81, True), (0.89, True), (0.85, False), (1.0, True)])
    assert [(line.low, line.count) for line in lines] == [(0.0, 1), (0.8, 3), (0.9, 1)]
    assert lines[1].mean == pytest.approx(0.85)
    assert lines[1].right == pytest.approx(2 / 3)


def test_scores_that_are_always_right_have_no_calibration_error():
    assert calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert calibration_error([(0.8, True)] * 3 + [(0.8, False)]) == pytest.approx(0.05)
    assert calibration_error([]) == 0.0


@given(reviews)
def test_the_reliability_table_counts_every_judgement_once(judged):
    assert sum(line.count for line in reliability(judged)) == len(judged)


def test_b_cubed_of_links_is_one_for_groups_of_exactly_the_linked_items() -> None:
    groups = [{("a", 0), ("b", 0), ("c", 0)}, {("a", 1), ("b", 1)}, {("c", 1)}]
    links = [frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)]
    assert b_cubed_of_links(groups, links) == Score(1.0, 1.0)


def test_b_cubed_of_links_counts_wrong_and_missing_group_members() -> None:
    fused = [{("a", 0), ("b", 0), ("b", 1)}]
    assert b_cubed_of_links(fused, [frozenset({("a", 0), ("b", 0)})]).precision == pytest.approx(
        (2 / 3 + 1 + 1 / 2) / 3
    )
    parted = [{("a", 0), ("b", 0)}, {("c", 0)}]
    links = [frozenset({("a", 0), ("b", 0)}), frozenset({("b", 0), ("c", 0)})]
    assert b_cubed_of_links(parted, links).recall == pytest.approx((1 + 2 / 3 + 1 / 2) / 3)


def test_b_cubed_of_links_ignores_two_parts_of_one_text_and_single_items() -> None:
    groups = [{("a", 0), ("a", 1), ("b", 0)}, {("c", 5)}]
    links = [frozenset({("a", 0), ("b", 0)}), frozenset({("a", 1), ("b", 0)})]
    assert b_cubed_of_links(groups, links) == Score(1.0, 1.0)
    assert b_cubed_of_links([{("a", 0)}], []) == Score(1.0, 1.0)
