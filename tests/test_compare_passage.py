from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.model.article import Article, Outlet
from compare.text.passages import split
from compare.text.segmentation.sentences import sentence_spans

PIECES = [
    "The dam held. ",
    "“No,” she said. ",
    "at 5 p.m. Friday ",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "U.S. ",
    "Dr. No ",
    "\u2029",
    "é",
    "مرحبا. ",
    "她走了。",
    "🙂",
    "\0",
    "a\u0301",
    "...",
    "!?",
    "x" * 1200,
]


def sentences(text: str) -> list[str]:
    return [text[start:end] for _, start, end in sentence_spans(text)]


def article(text: str) -> Article:
    return Article(Outlet("The Weir"), "Title", text)


@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), max_size=30
    ).map("".join)
)
def test_a_passage_is_the_text_at_its_offsets(text: str) -> None:
    passages = split(article(text))
    end = 0
    for index, passage in enumerate(passages):
        assert passage.index == index
        assert text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert passage.start >= end
        assert any(character.isalnum() for character in passage.text)
        end = passage.end
    assert [each.paragraph for each in passages] == sorted(each.paragraph for each in passages)


@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), max_size=30
    ).map("".join)
)
def test_no_letter_or_digit_is_lost_between_sentences(text: str) -> None:
    inside = "".join(sentences(text))
    assert [c for c in inside if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    "expected",
    [
        ["The U.S. and Gen. Marta Holm agreed on Jan. 5.", "Talks go on."],
        ["“We will not wait,” Mr. J. R. Hale said.", "“It is over.”", "Then he left."],
        ["It began at 5 p.m. Friday and ended at 9 a.m. on Sunday.", "Nobody slept."],
        ["“Why now?” she asked.", "Nobody knew."],
        ["Route No. 5 is shut.", "Use the ferry."],
        ["Sen. Ada Brill (R., Coldwater) voted against it.", "Rep. Tim Oss did too."],
        ["Prices rose 3.5 percent.", "Wages fell."],
        ["It was Ms. Brill and Sen. Tim Oss (D-N.W.) who asked.", "Nobody knew."],
        ["“Go home!” he shouted.", "They stayed …"],
    ],
)
def test_sentences_are_split_as_a_reader_would(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_line_is_a_paragraph() -> None:
    assert [paragraph for paragraph, _, _ in sentence_spans("One. Two.\nThree.\n\n\nFour.")] == [0, 0, 1, 2]


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    text = (
        "The council met on Monday and\nagreed, after a long debate in\nwhich tempers rose, to keep the\n"
        "old bridge. It will be painted\nin the spring.\n\nWork begins in May."
    )
    assert len(sentences(text)) == 3
    assert [paragraph for paragraph, _, _ in sentence_spans(text)] == [0, 0, 1]


def test_an_endless_sentence_is_split_at_words() -> None:
    text = "and then, " * 2000
    cut = sentences(text)
    assert max(map(len, cut)) <= 1000
    assert "".join(cut).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "\n" * 200_000, "a. " * 200_000, "“" * 100_000, "By A" + " B" * 50_000, "A. B. " * 50_000]
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    before = time.process_time()
    split(article(text))
    assert time.process_time() - before < 10
