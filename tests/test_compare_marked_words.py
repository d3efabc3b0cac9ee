"""Which words of a passage show a divergence: features of its tokens, and the spans chosen by their probabilities."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.divergence.features.marked_words import marked_spans, token_features, whole_words
from compare.divergence.pair import pair_of
from compare.model.match import Divergence, Match
from compare.model.reader_scores import KINDS, CellReading
from compare.text.tokens import tokens_of
from tests.test_compare_alignment import article
from tests.test_compare_decisions import marks

A = "“Nobody helped,” Mott said on the quay. Twelve died."
B = "Mott reportedly said that nobody helped."


def offsets(number: int) -> np.ndarray:
    """Tokens of three characters with a space between them."""
    return np.array([(4 * each, 4 * each + 3) for each in range(number)], np.int64).reshape(-1, 2)


def test_a_single_token_between_two_marked_ones_is_marked():
    chances = np.array([0.9, 0.1, 0.9, 0.1, 0.1, 0.9], np.float32)
    assert marked_spans(offsets(6), chances, 0.5) == [(0, 11), (20, 23)]


def test_the_likeliest_tokens_are_marked_if_none_reaches_the_threshold():
    chances = np.array([0.05, 0.3, 0.25, 0.1], np.float32)
    assert marked_spans(offsets(4), chances, 0.5) == [(4, 11)]


def test_no_token_is_marked_if_none_is_likely():
    assert marked_spans(offsets(3), np.full(3, 0.01, np.float32), 0.5) == []
    assert marked_spans(offsets(0), np.zeros(0, np.float32), 0.5) == []


@given(st.lists(st.floats(0, 1, width=32), max_size=30), st.floats(0.1, 0.9))
def test_spans_are_ordered_disjoint_and_cover_every_token_above_the_threshold(chances, threshold):
    found = marked_spans(offsets(len(chances)), np.array(chances, np.float32), threshold)
    assert all(end < start for (_, end), (start, _) in pairwise(found))
    for (start, end), chance in zip(offsets(len(chances)).tolist(), np.array(chances, np.float32), strict=True):
        if chance >= threshold:
            assert any(first <= start and end <= last for first, last in found)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 2), (9, 14)], ["The", "mediator"]),
        ([(5, 6), (7, 10)], ["old mediator"]),
        ([(4, 5), (6, 7)], ["old"]),
        ([(19, 21)], ["didn’t"]),
        ([], []),
    ],
)
def test_marked_spans_end_at_word_boundaries(spans, expected):
    text = "The old mediator didn’t resign."
    found = whole_words(spans, tokens_of(text))
    assert [text[start:end] for start, end in found] == expected


@pytest.fixture
def columns():
    a, b = article("A", A), article("B", B)
    pair = pair_of(Match(a.passages[0], b.passages[0], 0.9, 0.8, "strong"), a, b)
    reading = CellReading(
        np.ones(2, np.float32),
        np.ones(len(KINDS) + 1, np.float32),
        (marks(A, "quotation", "Nobody helped"), marks(B, "quotation", "nobody helped.")),
    )
    start = pair.a.passage.start
    ruled = Divergence("quotation", "", "quotation.cut", 0.5, (pair.a.span(1, 15),), (pair.b.whole(),), ())
    assert start == 0
    return [token_features(pair, place, reading, "quotation", [ruled]) for place in (0, 1)]


def words(columns, name: str, text: str) -> list[str]:
    return [word for word, value in zip(text.split(), columns[name], strict=True) if value > 0]


def test_the_features_include_quoted_hedged_shared_and_rule_marked(columns):
    a, b = columns
    assert words(a, "rule", A) == ["“Nobody", "helped,”"]
    assert words(a, "quoted", A) == ["“Nobody", "helped,”"]
    assert words(b, "quoted", B) == []
    assert "reportedly" in words(b, "hedge", B)
    assert "helped." in words(b, "shared", B) and "reportedly" not in words(b, "shared", B)
    assert words(a, "number", A) == ["Twelve", "died."]
    assert a["read"].argmax() in (0, 1)


def test_every_passage_has_the_same_features(columns):
    a, b = columns
    assert a.keys() == b.keys()
    assert {len(each) for each in a.values()} == {len(A.split())}
