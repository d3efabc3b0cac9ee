"""The page of one fact: every passage that reports it, by variant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact, fact_of
from compare.comparison.facts.variants import Spans
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.services.summaries import EventSummary
from web.views.comparison.aligned_rows import Quote
from web.views.event.cards import FactCard, fact_cards
from web.views.event.coverage import VARIANTS
from web.views.event.figures import Outlier, outliers_of
from web.views.highlighting import anchor, marked

MOST_PASSAGES = 200
"""Maximum number of passages on the page."""

_REST = "Other sentences of these articles"


@dataclass(frozen=True, slots=True)
class VariantPassages:
    """The passages of one variant; `number` and `value` are as in `VariantContext`."""

    number: int
    value: str
    quotes: tuple[Quote, ...]

    @property
    def colour(self) -> str:
        """The CSS class of its colour, as in the coverage map."""
        return f"v{min(self.number, VARIANTS)}" if self.number else "open"


@dataclass(frozen=True, slots=True)
class FactContext:
    """One fact with its passages.

    `card` is its card (None: it is not contested), `outliers` are figures that differ from those of most reports,
    `silent` are the articles without a match, each with its display name, and `left_out` is the number of passages that
    are not shown.
    """

    summary: EventSummary
    fact: Fact
    card: FactCard | None
    variants: tuple[VariantPassages, ...]
    outliers: tuple[Outlier, ...]
    silent: tuple[tuple[Article, str], ...]
    left_out: int


def fact_context(summary: EventSummary, comparison: Comparison, fact_id: str) -> FactContext:
    """The page of a fact. Raises NotFoundError if the event has no fact with this id."""
    fact = fact_of(comparison, fact_id)
    articles = {each.id: each for each in comparison.articles}
    card = next(iter(fact_cards([fact], comparison, summary)), None) if fact.is_contested else None
    names, reporting = distinct_names(comparison.articles), {each.article_id for each in fact.passages}
    variants = _reports(fact, card, articles)
    left, shown = MOST_PASSAGES, []
    for each in variants:
        shown.append(replace(each, quotes=each.quotes[:left]))
        left -= len(shown[-1].quotes)
    silent = tuple((each, names[each.id]) for each in comparison.articles if each.id not in reporting)
    outliers = outliers_of(comparison, names).get(fact.id, ())
    left_out = sum(len(each.quotes) for each in variants) - (MOST_PASSAGES - left)
    return FactContext(summary, fact, card, tuple(shown), outliers, silent, left_out)


def _reports(fact: Fact, card: FactCard | None, articles: Mapping[str, Article]) -> list[VariantPassages]:
    """The passages of each variant, and last those in which articles of these variants mention the fact again."""
    kind: Kind = fact.kind or "detail"

    def quotes(passages: Iterable[Passage], spans: Mapping[Passage, Spans]) -> tuple[Quote, ...]:
        marked_up = ((each, marked(each, kind, spans.get(each, ()))) for each in passages)
        return tuple(Quote(articles[each.article_id], segments, anchor(each)) for each, segments in marked_up)

    if card is None:
        return [VariantPassages(0, "", quotes(fact.passages, {}))]
    variants = fact.variants()
    found = [
        VariantPassages(number if variant.spans else 0, one.value, quotes(variant.passages, variant.spans))
        for number, (variant, one) in enumerate(zip(variants, card.variants, strict=True), start=1)
    ]
    rest = quotes(fact.further(), {})
    return [*found, VariantPassages(0, _REST, rest)] if rest else found
