"""Schemas of articles, passages and positions in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web.api.schemas.base import End, Schema, Start


class Article(Schema):
    """One published text of one outlet. `text_sha256` is the SHA-256 of its text in UTF-8."""

    id: str
    revision: str
    outlet: str
    title: str
    url: str | None
    language: str | None
    published: str | None
    modified: str | None
    metadata: dict[str, str]
    text_sha256: str


class ArticleWithText(Article):
    """An article with its text."""

    text: str


class TextQuoteSelector(Schema):
    """W3C Web Annotation: the exact words, with the text before and after them."""

    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(Schema):
    """W3C Web Annotation: their offsets in the text, in code points."""

    type: Literal["TextPositionSelector"] = "TextPositionSelector"
    start: Start
    end: End


Selectors = list[Annotated[TextQuoteSelector | TextPositionSelector, Field(discriminator="type")]]


class Passage(Schema):
    """A sentence of an article: `text` is characters `start` to `end` of the article's text."""

    article: str
    revision: str
    text_sha256: str
    index: int
    paragraph: int
    start: Start
    end: End
    text: str
    selector: Selectors


class Span(Schema):
    """Characters of an article's text, or of its headline where stated."""

    start: Start
    end: End
    text: str


class ArticleView(ArticleWithText):
    """An article with its text, its first passages and the id of its event.

    `passages_left_out` is the number of the others; all are at `/articles/ID/passages`.
    """

    event: str | None
    passages: list[Passage]
    passages_left_out: int
