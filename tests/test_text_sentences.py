"""Where sentences end."""

from __future__ import annotations

import sys

import pytest

from compare.text.segmentation import sentences as segmentation
from compare.text.segmentation.sentences import sentence_spans


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for _, start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The team averaged 14. 4 points and 6. 9 assists.", "It lost."],
        ["Raiders took $2. 6 million.", "Nobody was hurt."],
        ["It was seen at 8. 40am on Saturday.", "The street was empty."],
        ["The quake measured 5. 9.", "A second one followed."],
        ["Prices rose 3.5 percent, to $1.2 billion.", "Wages fell."],
        ["It was built in 2016.", "5 people work there."],
        ["J. K. Rowling and J. R. R. Hale met C. Holm.", "They talked."],
        ["Maj. Gen. Ada Holm and Lt. Col. Tim Oss spoke.", "Brig. Gen. Una Brandt did not."],
        ["Then-Sen. Ada Holm voted for it.", "Rear Adm. Tim Oss, ex-Gov. Una Brandt and Pfc. Jo Ray did not."],
        ["It began at 10 a.m. Tuesday and ended at 5 p.m. ET.", "Nobody slept."],
        ["He left at 5 p.m.", "She stayed."],
        ["The U.S. Army and the U. S. Geological Survey agreed.", "It was in the U.S.", "He went home."],
        ["Route No. 5 and Prop. 8 are known.", "Use the ferry."],
        ["“We ran. We did not look back. It was dark,” she said.", "Then he left."],
        ["She said: “It is over. Go home.”", "Nobody went."],
        ["It was … a long day.", "They waited..."],
        ["1. The dam is closed.", "2. The bridge is open."],
        ["It is called WEIR.COM by everyone.", "It is old."],
        ["Non-U.S. citizens left.", "Others stayed."],
        ["The dam held,” he said.", "“ Not for long.”"],
        ["Richard Oss, R-Ala.; Una Brandt, D-Colo., and Tim Holm voted for it.", "It failed."],
    ],
)
def test_sentences_are_split_as_a_reader_would(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_number_split_over_paragraphs_stays_split() -> None:
    assert sentences("The dam cost 3.\n\n5 million crowns.") == ["The dam cost 3.", "5 million crowns."]


def test_removed_spans_end_sentences_without_leftovers() -> None:
    text = "Sen. Holm XXXX (Orly) said the wall was cracked. It was old."
    cut = [(text.index("XXXX"), text.index("XXXX") + 4)]
    assert [text[a:b] for _, a, b in sentence_spans(text, "en", cut)] == [
        "(Orly) said the wall was cracked.",
        "It was old.",
    ]


def test_a_sentence_longer_than_a_window_is_found_completely_or_in_parts() -> None:
    text = " ".join(f"The dam number {number} held on Monday." for number in range(2_000))
    assert sentences(text) == [f"The dam number {number} held on Monday." for number in range(2_000)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["Der Damm brach am 5. Mai.", "Niemand starb."]),
        ("fr", ["Le barrage a cédé lundi.", "M. Holm est parti."]),
        ("ja", ["ダムが決壊した。", "死者はいない。"]),
    ],
)
def test_sentences_end_at_the_punctuation_of_their_language(language: str, expected: list[str]) -> None:
    assert sentences(("" if language == "ja" else " ").join(expected), language) == expected


@pytest.mark.parametrize("space", [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()], ids=ascii)
def test_any_white_space_is_allowed_between_an_initial_and_its_full_stop(space: str) -> None:
    text = f"She met J{space}. Smith at the weir.{space}He left."
    assert "".join(filter(str.isalnum, "".join(sentences(text)))) == "ShemetJSmithattheweirHeleft"


def test_if_the_sentence_splitter_fails_the_text_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def raise_panic(language: str, text: str) -> None:
        raise PanicException("byte index 3 is not a char boundary")

    monkeypatch.setattr(segmentation, "get_sentence_boundaries", raise_panic)
    assert sentences("The dam held. Nobody was hurt.") == ["The dam held. Nobody was hurt."]
