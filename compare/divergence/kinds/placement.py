"""Placement: at the beginning of one article, far down in the other."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.pair import Pair
from compare.embedded_article import EmbeddedArticle
from compare.model.match import Divergence
from compare.model.passage import Passage

_HEAD = 2
"""Passages that make the head of an article (chosen)."""

_BURIED = 0.6
_FEWEST = 8
"""From this share of an article, and this many passages, something is buried (chosen)."""


def find(pair: Pair, so_far: Sequence[Divergence]) -> list[Divergence]:
    """One divergence for a strong match whose passages are at very different positions."""
    match = pair.match
    if match.strength != "strong":
        return []
    if not (
        (_leads(match.a) and _is_buried(match.b, pair.article_b))
        or (_leads(match.b) and _is_buried(match.a, pair.article_a))
    ):
        return []
    places = [
        f"{passage.index + 1} of {len(article.passages)}"
        for passage, article in ((match.a, pair.article_a), (match.b, pair.article_b))
    ]
    reason = f"{pair.called[0]}: sentence {places[0]}; {pair.called[1]}: {places[1]}"
    return [Divergence("placement", reason, "placement.position", 0.6, (pair.a.whole(),), (pair.b.whole(),))]


def _leads(passage: Passage) -> bool:
    return passage.index < _HEAD


def _is_buried(passage: Passage, article: EmbeddedArticle) -> bool:
    return passage.index >= _FEWEST and passage.index >= _BURIED * len(article.passages)
