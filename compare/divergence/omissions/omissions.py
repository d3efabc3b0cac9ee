"""Omission: what one article reports and the other does not, unless the other could not have reported it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from compare.alignment.models import OmissionModel
from compare.alignment.scorer import probability
from compare.divergence.omissions.features import Cells, only_features
from compare.divergence.omissions.substance import is_substantial, substance
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.match import Match, Omission
from compare.model.passage import Passage
from compare.text.cleaning.truncation import is_truncated

ANSWERED = 0.35
"""Without a reader, a match of a lower probability is not evidence that the other text reports the same.
Cross-validated on twelve pairs, F1 of only-in passages is .80 from .35 to .40, .79 at .28 and at .50.
"""

SILENT = 0.15
"""An article is silent on a fact of several others if none of its passages reports any passage of that fact with this
probability or more. Of 61 such omissions on 19 stories of three articles (folds 1 to 4), annotators had linked the
article strongly in 7 with the threshold of matches (.31), in 1 of 36 with this one."""

_MUCH_SHORTER = 0.8
"""A truncated text with less than this share of the other's characters shows nothing by what it lacks (set by hand)."""


def omissions(
    a: EmbeddedArticle,
    b: EmbeddedArticle,
    matches: Sequence[Match],
    only: OmissionModel | None = None,
    answered: float = ANSWERED,
) -> list[Omission]:
    """The passages of `a` that say something substantial that is missing from `b`, in order.

    `matches` are those of `a` and `b`, on either side, with all candidates below the threshold. A passage with a match
    of at least the probability `answered` is not listed. Of the others, `only` decides; without it, those are listed
    that are substantial by rule. Each omission has the nearest passage of `b`. Its worth is the probability that the
    passage is substantial and that no passage of `b` reports the same.
    """
    cells = Cells.of(a.article.id, matches)
    chances = cells.highest(len(a.passages))
    if only is None:
        chosen = _substantial(a)
    else:
        chosen = probability(only.scorer.logits(only_features(a, b, cells))) >= only.threshold
    listed = chosen & (chances < answered)
    there = {passage.text for passage in b.passages}
    left = [own for own, is_listed in zip(a.passages, listed, strict=True) if is_listed and own.text not in there]
    if not left:
        return []
    worth = substance(a, b) * (1 - chances)
    doubt = why_inconclusive(a.article, b.article)
    verdict: Literal["not found", "cannot tell"] = "cannot tell" if doubt else "not found"
    return [
        Omission(
            own,
            b.article.id,
            verdict,
            doubt or "no match",
            other,
            score,
            float(chances[own.index]),
            round(float(worth[own.index]), 4),
        )
        for own, (other, score) in zip(left, _nearest(a, b, left), strict=True)
    ]


def _substantial(article: EmbeddedArticle) -> NDArray[np.bool_]:
    """Which of its passages say enough to count as omissions, by rule."""
    published = article.article.published
    return np.array([is_substantial(passage.text, published) for passage in article.passages], np.bool_)


def why_inconclusive(a: Article, b: Article) -> str:
    """Why its absence from `b` proves nothing; "" if it does prove something."""
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
