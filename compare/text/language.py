"""Which language an article is in, and whether the model in use reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from compare.model.article import Article
from compare.ports import Embedder

Detect = Callable[[str], str | None]
"""The language of a text as an ISO 639 code, None if that is not certain."""


def nothing_detected(text: str) -> str | None:
    """A `Detect` that is never certain."""
    return None


def base(language: str | None) -> str:
    """The language without region or script: "en" of "en-GB"; "" if none is known."""
    return (language or "").replace("_", "-").partition("-")[0].strip().casefold()


def with_language(article: Article, detect: Detect) -> Article:
    """The article with the language of its text, if that is certain, in the place of another that it claims."""
    found = detect(article.text)
    return article if found is None or base(article.language) == found else replace(article, language=found)


def is_read(article: Article, embedder: Embedder) -> bool:
    """Whether the model reads the language of an article; one of no known language is taken for read."""
    language = base(article.language)
    return embedder.languages is None or not language or language in embedder.languages
