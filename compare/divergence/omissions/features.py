"""Features of a passage given both articles, from which a scorer decides whether it is missing from the other
article.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compare.embedded_article import EmbeddedArticle
from compare.model.match import Match
from compare.text.analysis import Facts, facts_of
from compare.text.cleaning.furniture_signs import bare, may_be_furniture

Column = NDArray[np.float32]
Features = dict[str, Column]

_MOST = 0.999
"""The highest probability of a link that counts (set by hand): nothing is certain."""

_LEAD = 3
"""Passages that summarise what follows."""

_FIRST_PERSON = re.compile(r"\b(?:I|we|my|our)\b", re.IGNORECASE)
_PAST_PERFECT = re.compile(r"\bhad\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of an article and another one that were read, matches or not: passages `own` of the article, and the
    probabilities of a link, each of shape (n,).
    """

    own: NDArray[np.int64]
    linked: Column

    @classmethod
    def of(cls, article_id: str, matches: Sequence[Match]) -> Cells:
        """Those of `matches`, as seen from this article, whichever side it is on."""
        own = [each.a.index if each.a.article_id == article_id else each.b.index for each in matches]
        return cls(np.array(own, np.int64), np.array([each.probability for each in matches], np.float32))

    def highest(self, passages: int) -> Column:
        """The highest probability of a link of each of so many passages; 0 for those without a cell."""
        found = np.zeros(passages, np.float32)
        np.maximum.at(found, self.own, self.linked)
        return found


def only_features(own: EmbeddedArticle, other: EmbeddedArticle, cells: Cells) -> Features:
    """The features of each passage of `own`, by name, each of shape (len(own.passages),)."""
    return _of_cells(len(own.passages), cells) | _of_words(own, other) | _of_place(len(own.passages))


def substance_features(own: EmbeddedArticle, other: EmbeddedArticle) -> Features:
    """The features of each passage of `own` that do not depend on a reader or encoder; names and shapes as above."""
    number = len(own.passages)
    return _of_words(own, other) | _of_place(number) | _of_length(own, other)


def _of_cells(number: int, cells: Cells) -> Features:
    """How likely it is that no passage of the other article reports the same, and how many may, for each of `number`
    passages.
    """
    none = np.bincount(cells.own, np.log1p(-np.minimum(cells.linked, _MOST)), number)
    several = np.bincount(cells.own, cells.linked, number)
    return {"none": none.astype(np.float32), "several": np.log1p(several).astype(np.float32)}


def _of_words(own: EmbeddedArticle, other: EmbeddedArticle) -> Features:
    """What the passage says, and how many of its names are missing from the other article."""
    facts, theirs = ([facts_of(each.text, side.article.published) for each in side.passages] for side in (own, other))
    known = frozenset[str]().union(*(each.content | _names(each) for each in theirs))
    texts = [passage.text for passage in own.passages]
    return {
        "words": _column([math.log(max(1, len(each.content))) for each in facts]),
        "source": _column([bool(each.sources) for each in facts]),
        "quotation": _column([bool(each.quotations) for each in facts]),
        "new names": _column([math.log1p(len(_names(each) - known)) for each in facts]),
        "question": _column([bare(text).endswith("?") for text in texts]),
        "no end": _column([not bare(text).endswith((".", "?", "!")) for text in texts]),
        "furniture": _column([may_be_furniture(text) for text in texts]),
    }


def _of_length(own: EmbeddedArticle, other: EmbeddedArticle) -> Features:
    """How much the passage says, how much of it the other article has nowhere, and how it says it."""
    facts, theirs = ([facts_of(each.text, side.article.published) for each in side.passages] for side in (own, other))
    known = frozenset[str]().union(*(each.content for each in theirs))
    texts = [passage.text for passage in own.passages]
    number = len(texts)
    return {
        "characters": _column([math.log(max(1, len(text))) for text in texts]),
        "new words": _column([len(each.content - known) for each in facts]),
        "passages": np.full(number, math.log(max(1, number)), np.float32),
        "index": np.log1p(np.arange(number, dtype=np.float32)),
        "past perfect": _column([_PAST_PERFECT.search(text) is not None for text in texts]),
        "first person": _column([_FIRST_PERSON.search(text) is not None for text in texts]),
    }


def _of_place(number: int) -> Features:
    places = np.arange(number, dtype=np.float32)
    return {"position": places / np.float32(max(1, number - 1)), "lead": (places < _LEAD).astype(np.float32)}


def _names(facts: Facts) -> frozenset[str]:
    return frozenset[str]().union(*(each.words for each in facts.names))


def _column(values: Sequence[float]) -> Column:
    return np.array(values, np.float32)
