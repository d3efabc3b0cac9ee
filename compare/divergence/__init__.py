"""Divergences: one module a kind, each from a match and what its passages state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from compare.divergence import attribution, contradiction, detail, figures, placement, quotation, update, wording
from compare.divergence.explaining import explained
from compare.divergence.pair import Pair, pair_of
from compare.embedded import EmbeddedArticle
from compare.match import KINDS, Divergence, Match

_FINDERS: tuple[Callable[[Pair, Sequence[Divergence]], list[Divergence]], ...] = (
    update.find,
    figures.find,
    attribution.find,
    contradiction.find,
    quotation.find,
    wording.find,
    placement.find,
    detail.find,
)
"""In this order, each sees what those before it found: time comes before conflict, who says it before contradiction."""


def diverge(match: Match, a: EmbeddedArticle, b: EmbeddedArticle) -> tuple[Divergence, ...]:
    """How the passages of `match`, of the articles `a` and `b`, differ; the gravest kind first.

    Deterministic; all spans are exact places in the texts of the articles.
    """
    pair = pair_of(match, a, b)
    found: list[Divergence] = []
    for find in _FINDERS:
        found += find(pair, found)
    return tuple(explained(pair, each) for each in sorted(found, key=lambda each: KINDS.index(each.kind)))
