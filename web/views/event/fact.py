"""The page of one fact: every passage that reports it, by variant."""

from __future__ import annotations

from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact, fact_of
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Kind
from compare.services.summaries import EventSummary
from web.views.comparison.aligned_rows import Quote
from web.views.event.cards import FactCard, fact_cards
from web.views.event.coverage import VARIANTS
from web.views.event.figures import Outlier, outliers_of
from web.views.highlighting import anchor, marked

TELLINGS = 200
"""Maximum number of passages on the page."""


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
    tellings: tuple[VariantPassages, ...]
    outliers: tuple[Outlier, ...]
    silent: tuple[tuple[Article, str], ...]
    left_out: int


def fact_context(summary: EventSummary, comparison: Comparison, fact_id: str) -> FactContext:
    """The page of a fact. Raises NotFoundError if the event has no fact with this id."""
    fact = fact_of(comparison, fact_id)
    articles = {each.id: each for each in comparison.articles}
    card = next(iter(fact_cards([fact], comparison, summary)), None) if fact.is_contested else None
    names, telling = distinct_names(comparison.articles), {each.article_id for each in fact.passages}
    tellings, left = [], TELLINGS
    kind: Kind = fact.kind or "detail"
    for number, variant in enumerate(fact.variants() if card else (), start=1):
        quotes = tuple(
            Quote(articles[each.article_id], marked(each, kind, variant.said.get(each, ())), anchor(each))
            for each in variant.passages[:left]
        )
        left -= len(quotes)
        value = card.variants[number - 1].value if card else ""
        tellings.append(VariantPassages(number if variant.said else 0, value, quotes))
    if card is None:
        quotes = tuple(Quote(articles[each.article_id], marked(each, kind, ()), anchor(each)) for each in fact.passages)
        tellings = [VariantPassages(0, "", quotes[:TELLINGS])]
    shown = sum(len(each.quotes) for each in tellings)
    silent = tuple((each, names[each.id]) for each in comparison.articles if each.id not in telling)
    outliers = outliers_of(comparison, names).get(fact.id, ())
    return FactContext(summary, fact, card, tuple(tellings), outliers, silent, max(0, len(fact.passages) - shown))
