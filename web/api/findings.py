"""Serialises divergences and omissions with everything needed to quote them."""

from __future__ import annotations

from collections.abc import Sequence

from compare.comparison import event_comparison as compared
from compare.comparison.filters import DivergenceFilter, select_findings
from compare.comparison.method import METHOD
from compare.comparison.reviews.divergences import divergence_id
from compare.model.article import Article
from compare.model.match import Omission, Span
from web.api import schemas
from web.api.responses import page_after
from web.api.serialisers import ArticlesById, by_id, selectors


def findings(of: compared.Comparison, where: DivergenceFilter, limit: int, after: str) -> schemas.FindingList:
    """A page of the selected divergences of a comparison: shown ones, others, dismissed ones; most important first.

    Raises NotFoundError if `after` is not among them.
    """
    held = by_id(of.articles)
    ordered = sorted(of.ranked(), key=lambda each: (not each.divergence.counts, not each.divergence.is_finding))
    wanted = select_findings(ordered, where, held)
    shown, following = page_after(wanted, limit, after, lambda each: divergence_id(each.match, each.divergence))
    return schemas.FindingList(divergences=[_finding(each, held) for each in shown], next=following)


def _finding(each: compared.Finding, held: ArticlesById) -> schemas.Finding:
    within, found = each.match, each.divergence
    return schemas.Finding(
        id=divergence_id(within, found),
        kind=found.kind,
        reason=found.reason,
        rule=found.rule,
        probability=found.probability,
        shown=found.is_finding,
        confidence=found.probability,
        strength=within.strength,
        match_probability=round(within.probability, 4),
        score=round(within.probability, 4),
        weight=round(each.weight, 4),
        verdict=found.verdict,
        method=METHOD,
        a=_side(held[within.a.article_id], within.a.text, found.a),
        b=_side(held[within.b.article_id], within.b.text, found.b),
    )


def missing(of: compared.Comparison, limit: int, after: str) -> schemas.MissingList:
    """A page of the omissions of a comparison, with those first that pages show first; reprints are folded.

    Raises NotFoundError if `after` is not among them.
    """
    held, clear = by_id(of.articles), of.clear_gaps
    ordered = sorted(of.omissions, key=lambda each: each not in clear)
    listed, following = page_after(ordered, limit, after, _place)
    return schemas.MissingList(omissions=[_missing(each, each in clear, held) for each in listed], next=following)


def _place(each: Omission) -> str:
    return f"{each.passage.article_id}.{each.passage.index}.{each.article_id}"


def _missing(each: Omission, is_shown: bool, held: ArticlesById) -> schemas.Missing:
    reported = each.passage
    return schemas.Missing(
        verdict=each.verdict,
        reason=each.reason,
        shown=is_shown,
        worth=round(each.worth, 4),
        nearest_score=round(each.nearest_score, 4),
        method=METHOD,
        a=_side(held[reported.article_id], reported.text, [Span(reported.start, reported.end, reported.text)]),
        b=_side(held[each.article_id], each.nearest.text if each.nearest else "", []),
    )


def _side(source: Article, text: str, spans: Sequence[Span]) -> schemas.Side:
    return schemas.Side(
        outlet=source.outlet.name,
        title=source.title,
        url=source.url,
        published=source.published and source.published.isoformat(),
        article=source.id,
        revision=source.revision,
        passage=text,
        quote=" … ".join(span.text for span in spans),
        targets=[schemas.Target(selector=selectors(source, span.start, span.end)) for span in spans],
    )
