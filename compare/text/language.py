"""The language of an article, and whether the model in use supports it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from compare.model.article import Article
from compare.ports import Embedder

Detect = Callable[[str], str | None]
"""The language of a text as an ISO 639 code, None if that is not certain."""


def nothing_detected(text: str) -> str | None:
    """A `Detect` that never detects a language."""
    return None


def base(language: str | None) -> str:
    """The language without region or script: "en" for "en-GB"; "" if unknown."""
    return (language or "").replace("_", "-").partition("-")[0].strip().casefold()


def with_language(article: Article, detect: Detect) -> Article:
    """The article with the detected language of its text, if that is certain, instead of the declared one."""
    found = detect(article.text)
    return article if found is None or base(article.language) == found else replace(article, language=found)


def is_read(article: Article, embedder: Embedder) -> bool:
    """Whether the model supports the language of an article; an unknown language counts as supported."""
    language = base(article.language)
    return embedder.languages is None or not language or language in embedder.languages
