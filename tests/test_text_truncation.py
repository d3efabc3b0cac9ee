"""Whether a text is complete."""

from __future__ import annotations

import time

import pytest

from compare.model.article import Article, Outlet
from compare.text.cleaning.truncation import breaks_off, is_truncated, mark_truncated


@pytest.mark.parametrize(
    "end",
    ["and the…", "and the ...", "and the […]", "[...]", "[+1234 chars]", "[1234 chars]", "Continue reading", "Keep reading →", "Read more »",
     "Read the full story", "Subscribe to continue reading", "Subscribe now to read the full article.", "Log in to read more",
     "This article is for subscribers only.", "This story is only available to members", "Already a subscriber? Log in"],
)  # fmt: skip
def test_a_text_that_continues_elsewhere_is_truncated(end: str) -> None:
    assert breaks_off(f"The gates were opened on Tuesday. The river rose. {end}\n")


@pytest.mark.parametrize(
    "end",
    [
        "It was over.",
        "“We will read more of this,” she said.",
        "They had to read on paper.",
        "",
        "“I don't know … yet,” he said.",
    ],
)
def test_a_text_that_ends_in_a_sentence_is_complete(end: str) -> None:
    assert not breaks_off(f"The gates were opened on Tuesday. The river rose. {end}")


def test_an_article_is_truncated_if_it_says_so() -> None:
    article = Article(Outlet("The Weir"), "Dam", "The gates were opened.")
    assert not is_truncated(article)
    assert is_truncated(mark_truncated(article))
    assert mark_truncated(article).id == article.id


def test_a_hostile_text_ending_is_handled_in_bounded_time() -> None:
    start = time.process_time()
    for piece in ("continue reading the ", "subscribe now to read ", ". . . ", "[ ", "this article is for "):
        breaks_off(piece * 200_000)
    assert time.process_time() - start < 1
