"""Zero-width characters are not text, unless a script or an emoji needs them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.text.cleaning.zero_width import without_invisible
from indexes.ingest.article_of import Defaults, article_of


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("The par\u00adlia\u00adment re\u00adsigned.", "The parliament resigned."),
        ("\ufeffThe coun\u200bcil met\u2060.", "The council met."),
        ("The coun\x08cil \x1bmet\x7f.\n\tIt rained.", "The council met.\n\tIt rained."),
        ("A zero\u200cwidth non\u200djoiner\u200e.", "A zerowidth nonjoiner."),
    ],
)
def test_invisible_characters_are_removed(text: str, visible: str) -> None:
    assert without_invisible(text) == visible


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🚒 came", "שלום\u200f!"])
def test_joiners_and_direction_marks_are_kept_in_other_scripts(text: str) -> None:
    assert without_invisible(text) == text


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xAC, exclude_characters="\x7f")))
def test_visible_latin_text_is_unchanged(text: str) -> None:
    assert without_invisible(text) == text


def test_article_titles_and_texts_have_no_invisible_characters() -> None:
    article, problems = article_of(
        {"title": "Cab\u00adi\u00adnet quits", "text": "The cab\u00adinet quit\u200b on Mon\u00adday."}, Defaults()
    )
    assert (article.title, article.text) == ("Cabinet quits", "The cabinet quit on Monday.")
    assert not problems
