"""The word-level difference of two passages."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from compare.comparison.diff.words import difference

_TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(["the", "mayor", "left", ",", "“", "12", "  ", "it's"])).map(
    " ".join
)


@given(_TEXTS, _TEXTS)
def test_a_diff_reproduces_both_texts(a: str, b: str) -> None:
    edits = difference(a, b)
    assert "".join(a[each.a_start : each.a_end] for each in edits) == a
    assert "".join(b[each.b_start : each.b_end] for each in edits) == b
    for each in edits:
        same = a[each.a_start : each.a_end] == b[each.b_start : each.b_end]
        assert same == (each.operation == "equal")


@given(_TEXTS, _TEXTS)
def test_reliability_bins_are_contiguous(a: str, b: str) -> None:
    edits = difference(a, b)
    for first, second in pairwise(edits):
        assert (first.a_end, first.b_end) == (second.a_start, second.b_start)


def test_no_edit_splits_a_word() -> None:
    a, b = "The mayor admitted it.", "The mayor admits it."
    (changed,) = (each for each in difference(a, b) if each.operation != "equal")
    assert (a[changed.a_start : changed.a_end], b[changed.b_start : changed.b_end]) == ("admitted", "admits")


def test_no_edit_splits_a_number_at_its_separators() -> None:
    a, b = "A total of 6,812 patients took part.", "A total of 4,812 patients took part."
    (changed,) = (each for each in difference(a, b) if each.operation != "equal")
    assert (a[changed.a_start : changed.a_end], b[changed.b_start : changed.b_end]) == ("6,812", "4,812")


def test_one_empty_side_is_one_edit() -> None:
    assert [each.operation for each in difference("", "All new.")] == ["insert"]
    assert [each.operation for each in difference("All gone.", "")] == ["delete"]
    assert difference("", "") == ()
