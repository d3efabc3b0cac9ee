"""Divergences: how the passages of a match differ. Rules find evidence, one module per kind; the reader decides."""

from __future__ import annotations

from compare.divergence.decisions import KindModel, shipped_kinds
from compare.divergence.pair import Pair, pair_of
from compare.divergence.reader_divergences import diverge_by_scores
from compare.divergence.rules import FINDERS
from compare.embedded_article import EmbeddedArticle
from compare.model.match import KINDS, Divergence, Match
from compare.model.reader_scores import CellReading


def diverge(match: Match, a: EmbeddedArticle, b: EmbeddedArticle) -> tuple[Divergence, ...]:
    """The divergences that rules find in `match`, of the articles `a` and `b`, without a reader; most serious kind
    first.

    Deterministic; all spans are exact offsets in the texts of the articles.
    """
    return tuple(evidence_of(pair_of(match, a, b)))


def diverge_with_reader(
    match: Match, reading: CellReading, a: EmbeddedArticle, b: EmbeddedArticle, model: KindModel | None = None
) -> tuple[Divergence, ...]:
    """The divergences of `match` according to the reader, most serious kind first, each kind at most once."""
    pair = pair_of(match, a, b)
    return diverge_by_scores(pair, reading, evidence_of(pair), model or shipped_kinds())


def evidence_of(pair: Pair) -> list[Divergence]:
    """The divergences that rules find in a match, with their evidence; most serious kind first."""
    found: list[Divergence] = []
    for finder in FINDERS:
        found += finder.find(pair, found)
    return sorted(found, key=lambda each: KINDS.index(each.kind))
