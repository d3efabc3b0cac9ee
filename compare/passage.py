"""Passages: the sentences of an article, as exact offsets into its text."""

from __future__ import annotations

from dataclasses import dataclass

from compare.article import Article
from compare.text.cleaning import furniture_spans, is_furniture
from compare.text.link_lists import blank_link_lists
from compare.text.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: `article.text[start:end] == text`; `paragraph` and `index` count from 0."""

    article_id: str
    index: int
    paragraph: int
    start: int
    end: int
    text: str


def split(article: Article) -> list[Passage]:
    """The passages of an article, in order: its sentences without page furniture (see `compare.text.cleaning`)."""
    passages: list[Passage] = []
    readable = blank_link_lists(article.text)
    for paragraph, start, end in sentence_spans(readable, article.language or "en", furniture_spans(readable)):
        text = article.text[start:end]
        if not is_furniture(readable[start:end]):
            passages.append(Passage(article.id, len(passages), paragraph, start, end, text))
    return passages
