"""Omission: what one article reports and the other does not, unless the other could not have reported it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np

from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.match import Match, Omission
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.text.analysis import facts_of
from compare.text.cleaning.truncation import is_truncated

_FEWEST_WORDS = 5
"""Words of meaning below which a passage carries too little to be missed (chosen on the pairs)."""

ANSWERED = 0.35
"""Without a reader, a match of a lower probability does not show that the other text has it. Cross-validated on
twelve pairs, F1 of only-in passages is .80 from .35 to .40, .79 at .28 and at .50."""

SILENT = 0.15
"""An article is silent on a fact of several others if none of its passages reports any passage of that fact with this
probability or more. Of 61 such silences on 19 stories of three articles (folds 1 to 4), annotators had linked the
article strongly in 7 with the threshold of matches (.31), in 1 of 36 with this one."""

_SUBSTANCE = {"words": 1.19, "source": 1.05, "quotation": 0.91, "quantity": 0.21, "question": -1.12}
_SUBSTANCE_BIAS = -2.57
"""A logistic regression of whether annotators held a passage that matches nothing to be substantial, on 11,256 passages
of folds 1 to 4; `words` is the logarithm of how many carry meaning. Cross-validated by fold, of the fifth with the most
substance 92 % were held to be so, of all 69 %."""

_EMBEDDED = re.compile(r"https?://|\bt\.co/|\bpic\.twitter\.com|\(@\w")
"""Posts that a page embeds. Of 108 passages with one of these or cut off by an ellipsis, annotators held 24 to be
substantial."""

_MUCH_SHORTER = 0.8
"""A text that is cut and has less than this share of the other's characters shows nothing by what it lacks (chosen)."""

_BOILERPLATE = re.compile(
    r"\b(?:subscribe|newsletter|sign up|click here|follow us|all rights reserved|copyright|read more|advertisement|"
    r"cookies?|privacy policy|contributed to this report|image source|getty images|photo:|watch:|related:|"
    r"this (?:story|article) (?:has been|was|is) (?:updated|developing|a developing)|follow \w+ on twitter)\b",
    re.IGNORECASE,
)


def omissions(
    a: EmbeddedArticle, b: EmbeddedArticle, matches: Sequence[Match], answered: float = ANSWERED
) -> list[Omission]:
    """The passages of `a` that say something substantial and match nothing in `b`, in order.

    `matches` are those of `a` and `b`, on either side, including candidates below the threshold; from the probability
    `answered`, one shows that the other article has it. Each omission has the nearest passage of `b`.
    """
    chances: dict[Passage, float] = {}
    for match in matches:
        for passage in (match.a, match.b):
            chances[passage] = max(chances.get(passage, 0.0), match.probability)
    left = [
        passage
        for passage in a.passages
        if chances.get(passage, 0.0) < answered and is_substantial(passage.text, a.article.published)
    ]
    if not left:
        return []
    doubt = doubt_of_absence(a.article, b.article)
    verdict: Literal["not found", "cannot tell"] = "cannot tell" if doubt else "not found"
    return [
        Omission(
            passage,
            b.article.id,
            verdict,
            doubt or "no match",
            other,
            score,
            chances.get(passage, 0.0),
            substance(passage.text, a.article.published),
        )
        for passage, (other, score) in zip(left, _nearest(a, b, left), strict=True)
    ]


@lru_cache(maxsize=8192)
def is_substantial(text: str, published: Moment | None) -> bool:
    """True for a passage with enough content to be missed that is not page furniture."""
    if _BOILERPLATE.search(text) or _EMBEDDED.search(text) or _bare(text).endswith(("...", "…")):
        return False
    facts = facts_of(text, published)
    weight = len(facts.content) + 2 * bool(facts.quantities) + bool(facts.names) + bool(facts.quotations)
    return weight >= _FEWEST_WORDS and len(facts.content) >= 3


@lru_cache(maxsize=8192)
def substance(text: str, published: Moment | None) -> float:
    """How likely an editor is to call a passage substantial for the event, from 0 to 1."""
    facts = facts_of(text, published)
    features = {
        "words": math.log(max(1, len(facts.content))),
        "source": bool(facts.sources),
        "quotation": bool(facts.quotations),
        "quantity": bool(facts.quantities),
        "question": _bare(text).endswith("?"),
    }
    logit = _SUBSTANCE_BIAS + sum(_SUBSTANCE[name] * value for name, value in features.items())
    return round(1 / (1 + math.exp(-logit)), 4)


def _bare(text: str) -> str:
    """The text without quotation marks at its end."""
    return text.rstrip(" \n\"'”’»“")


def doubt_of_absence(a: Article, b: Article) -> str:
    """Why its absence in `b` proves nothing; "" if it does."""
    if is_truncated(b) and len(b.text.rstrip()) < _MUCH_SHORTER * len(a.text):
        return "text is cut short"
    if a.published and b.published and b.published.before(a.published):
        hours = (a.published.earliest - b.published.latest).total_seconds() / 3600
        if hours >= 1:
            return "published earlier"
    return ""


def _nearest(a: EmbeddedArticle, b: EmbeddedArticle, passages: Sequence[Passage]) -> list[tuple[Passage | None, float]]:
    """For each passage, the one of `b` with the highest cosine, and that cosine."""
    if not b.passages:
        return [(None, 0.0) for _ in passages]
    cosines = a.vectors[[passage.index for passage in passages]] @ b.vectors.T
    best = np.argmax(cosines, axis=1)
    return [(b.passages[int(column)], round(float(row[column]), 4)) for row, column in zip(cosines, best, strict=True)]
