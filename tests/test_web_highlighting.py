"""Marks in the text of a passage."""

from __future__ import annotations

import pytest

from compare.comparison.diff.words import compare_words
from compare.comparison.facts.variants import joined
from compare.model.match import Kind, Span
from compare.model.passage import Passage
from web.views.highlighting import marked

TEXT = "“I did not send the paper, but it left my office,” Orrey wrote in a letter shorter than parking tickets."
PASSAGE = Passage("article", 0, 0, 100, 100 + len(TEXT), TEXT)


def spans(*words: str) -> list[Span]:
    return [Span(100 + TEXT.index(each), 100 + TEXT.index(each) + len(each), each) for each in words]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("quotation", ["did not send the paper, but it left my office"]),
        ("wording", ["did not send the", "it left my office", "parking"]),
    ],
)
def test_a_quotation_is_marked_completely_without_surrounding_words(kind: Kind, expected: list[str]) -> None:
    own = spans("it left my office", "did not send the", "parking")
    found = joined(PASSAGE, kind, own)
    assert [each.text for each in found] == expected
    assert all(TEXT[each.start - 100 : each.end - 100] == each.text for each in found)
    assert [each.text for each in marked(PASSAGE, kind, own) if each.kinds] == expected


def test_a_passage_that_is_one_quotation_keeps_the_marked_parts() -> None:
    text = "“We pay the staff, and we stay here in the port.”"
    passage = Passage("article", 0, 0, 0, len(text), text)
    parts = ("“We pay the staff", "we stay here in the port.”")
    own = [Span(text.index(each), text.index(each) + len(each), each) for each in parts]
    assert [each.text for each in marked(passage, "quotation", own) if each.kinds] == list(parts)


def test_the_letters_of_an_abbreviation_are_one_word_of_a_comparison() -> None:
    early, late = "It left a port at 3 a.m. today.", "It left a port at 5 p.m. today."
    told = compare_words(early, late)
    changed = [
        [text[each.start : each.end] for each in own if each.change == "changed"]
        for text, own in zip((early, late), told, strict=True)
    ]
    assert changed == [["3 a.m."], ["5 p.m."]]
