"""The page of one fact: every passage that tells it, by variant."""

from __future__ import annotations

from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact, facts_of
from compare.errors import NotFoundError
from compare.model.article import Article
from compare.model.bylines import told_apart
from compare.model.match import Kind
from compare.services.summaries import EventSummary
from web.views.aligned_rows import Quote
from web.views.event.cards import FactCard, fact_cards
from web.views.event.coverage import VARIANTS
from web.views.highlighting import anchor, marked

TELLINGS = 200
"""Passages of one fact on its page."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Passages of one variant, with the number of that variant (0: none)."""

    number: int
    value: str
    quotes: tuple[Quote, ...]

    @property
    def colour(self) -> str:
        """The class of its colour, as in the coverage map."""
        return f"v{min(self.number, VARIANTS)}" if self.number else "open"


@dataclass(frozen=True, slots=True)
class FactContext:
    """One fact: its headline sentence, its card if articles differ on it, and all passages; `silent` has no match."""

    summary: EventSummary
    fact: Fact
    card: FactCard | None
    tellings: tuple[Telling, ...]
    silent: tuple[tuple[Article, str], ...]
    left_out: int


def fact_context(summary: EventSummary, comparison: Comparison, fact_id: str) -> FactContext:
    """The page of a fact. Raises NotFoundError if the event has none of this id."""
    fact = next((each for each in facts_of(comparison) if each.id == fact_id), None)
    if fact is None:
        raise NotFoundError(f"There is no fact “{fact_id[:40]}” in this event: its articles may have changed.")
    articles = {each.id: each for each in comparison.articles}
    card = next(iter(fact_cards([fact], comparison, summary)), None) if fact.is_contested else None
    names, telling = told_apart(comparison.articles), {each.article_id for each in fact.passages}
    tellings, left = [], TELLINGS
    kind: Kind = fact.kind or "detail"
    for number, variant in enumerate(fact.variants() if card else (), start=1):
        quotes = tuple(
            Quote(articles[each.article_id], marked(each, kind, variant.said.get(each, ())), anchor(each))
            for each in variant.passages[:left]
        )
        left -= len(quotes)
        value = card.variants[number - 1].value if card else ""
        tellings.append(Telling(number if variant.said else 0, value, quotes))
    if card is None:
        quotes = tuple(Quote(articles[each.article_id], marked(each, kind, ()), anchor(each)) for each in fact.passages)
        tellings = [Telling(0, "", quotes[:TELLINGS])]
    shown = sum(len(each.quotes) for each in tellings)
    silent = tuple((each, names[each.id]) for each in comparison.articles if each.id not in telling)
    return FactContext(summary, fact, card, tuple(tellings), silent, max(0, len(fact.passages) - shown))
