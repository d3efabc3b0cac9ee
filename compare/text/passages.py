"""Splits articles into passages."""

from __future__ import annotations

from compare.model.article import Article
from compare.model.failure import problem_of
from compare.model.passage import Passage
from compare.text.cleaning.furniture import furniture_spans, is_furniture
from compare.text.cleaning.link_lists import blank_link_lists
from compare.text.segmentation.sentences import sentence_spans


def split(article: Article) -> list[Passage]:
    """The passages of an article, in order: its sentences without page furniture (see `furniture`)."""
    passages: list[Passage] = []
    readable = blank_link_lists(article.text)
    for paragraph, start, end in sentence_spans(readable, article.language or "en", furniture_spans(readable)):
        text = article.text[start:end]
        if not is_furniture(readable[start:end]):
            passages.append(Passage(article.id, len(passages), paragraph, start, end, text))
    return passages


def split_or_whole(article: Article) -> tuple[tuple[Passage, ...], str]:
    """The passages of an article and "", or no passages and the reason if its text causes an error, so that other
    articles are still processed."""
    try:
        return tuple(split(article)), ""
    except Exception as error:
        return (), problem_of(error)
