"""Short descriptions of events and articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from compare.comparison.event_comparison import Comparison, Counts, Finding, PairProgress, central, fold
from compare.comparison.facts.facts import Fact, disputed, facts_of, reason_of
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.event import Event, Origin
from compare.model.match import Kind
from compare.model.passage import Passage

TOP = 3
"""Findings in the summary of an event."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """A contested fact in a line: its id, its leading kind of divergence, and the reason, by outlet."""

    id: str
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class EventSummary:
    """An event in a list; `headline` is its most central article, `top` its most important findings.

    Headline, findings and totals are of one article for each origin, because a reprint is not an independent report.
    `weaker` counts the facts whose divergences are too uncertain to be shown. `left_out` counts articles that are not
    compared, because there are too many or the model does not support their language; everything else is about the
    others. `progress` counts compared pairs.
    """

    event: Event
    articles: tuple[Article, ...]
    headline: Article
    counts: Counts
    origins: tuple[Origin, ...]
    top: tuple[Finding, ...]
    totals: dict[Kind, int]
    progress: PairProgress
    weaker: int = 0
    left_out: int = 0
    contested: int = 0
    strongest: tuple[FactLine, ...] = ()


@dataclass(frozen=True, slots=True)
class EventTitle:
    """An event by the title of one of its articles, with its number of articles."""

    id: str
    title: str
    articles: int


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its passages and its event; `is_read` is false if the model does not support its language."""

    article: Article
    passages: tuple[Passage, ...]
    event_id: str | None
    is_read: bool = True


def summarise(event: Event, comparison: Comparison) -> EventSummary:
    """The summary of an event from the comparison of all its articles."""
    left_out = len(event.article_ids) - len(comparison.articles)
    return replace(comparison.once(_in_short), event=event, left_out=left_out)


def _in_short(comparison: Comparison) -> EventSummary:
    """The summary of an event from its compared articles alone."""
    folded = fold(comparison)
    contested = disputed(facts_of(folded))
    ids = tuple(each.id for each in comparison.articles)
    return EventSummary(
        event=Event(ids[0], ids),
        articles=comparison.articles,
        headline=central(folded),
        counts=comparison.counts,
        origins=comparison.origins,
        top=tuple(folded.highlights()[:TOP]),
        totals=folded.totals(),
        weaker=folded.count_weaker(),
        progress=comparison.progress,
        contested=len(contested),
        strongest=strongest_of(contested, comparison.articles),
    )


def strongest_of(contested: Sequence[Fact], articles: Sequence[Article]) -> tuple[FactLine, ...]:
    """For each kind, the first fact with it, as that kind describes it."""
    names = distinct_names(articles)
    found: dict[Kind, FactLine] = {}
    for fact in contested:
        for kind in (each.divergence.kind for each in fact.findings):
            if kind not in found:
                own = replace(fact, findings=tuple(each for each in fact.findings if each.divergence.kind == kind))
                found[kind] = FactLine(fact.id, kind, reason_of(own, own.variants(), names))
    return tuple(found.values())
