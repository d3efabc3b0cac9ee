"""Cards of an event: one for each fact whose articles differ, with every variant of it and who tells it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts import Fact, reason_of, repeats
from compare.comparison.variants import Variant
from compare.model.article import Article
from compare.model.bylines import told_apart
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.services.summaries import EventSummary
from web.views.aligned_rows import FindingContext, Quote, finding_of
from web.views.highlighting import anchor, marked


@dataclass(frozen=True, slots=True)
class Teller:
    """An article that tells a fact, the place where it does, and what the articles that reprint it are called."""

    article: Article
    anchor: str
    reprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariantContext:
    """One way in which a fact is told: a quote of it, and everyone who tells it so, that of the quote first."""

    quote: Quote
    tellers: tuple[Teller, ...]


@dataclass(frozen=True, slots=True)
class FactCard:
    """A fact whose articles differ: `finding` is the divergence that separates its `variants`, `reason` says how.

    `others` are the divergences of other kinds between its passages, the first of each.
    """

    finding: FindingContext
    reason: str
    variants: tuple[VariantContext, ...]
    others: tuple[FindingContext, ...]


def fact_cards(facts: Iterable[Fact], comparison: Comparison, summary: EventSummary) -> tuple[FactCard, ...]:
    """The cards of facts with findings; `summary` has the articles, too, that `comparison` leaves out as copies."""
    shown = {article.id for article in comparison.articles}
    articles = {article.id: article for article in summary.articles}
    folded = {
        each: [articles[other] for other in origin.article_ids if other not in shown]
        for origin in summary.origins
        for each in origin.article_ids
    }
    around = _Around(articles, told_apart(summary.articles), folded)
    return tuple(around.card(fact) for fact in facts)


@dataclass(frozen=True, slots=True)
class _Around:
    """What is needed of an event to tell its facts, by the ids of articles; `folded` are copies that are left out."""

    articles: Mapping[str, Article]
    names: Mapping[str, str]
    folded: Mapping[str, Sequence[Article]]

    def card(self, fact: Fact) -> FactCard:
        first: dict[Kind, FindingContext] = {}
        for each in fact.findings:
            first.setdefault(each.divergence.kind, finding_of(each.match, each.divergence, self.names))
        leading, *others = first.values()
        variants = fact.variants(self.articles)
        sides = (leading.match.a, leading.match.b)
        return FactCard(
            leading,
            reason_of(fact, variants, self.names),
            tuple(self._variant(each, leading.divergence.kind, sides) for each in variants),
            tuple(others),
        )

    def _variant(self, variant: Variant, kind: Kind, sides: Sequence[Passage]) -> VariantContext:
        """The quote is the passage of the divergence that leads the card, if the variant has it."""
        lead = next((each for each in sides if each in variant.passages), variant.lead)
        firsts = {each.article_id: each for each in reversed(variant.passages)} | {lead.article_id: lead}
        ordered = dict.fromkeys([lead.article_id, *variant.article_ids])
        segments = marked(lead, kind, variant.said.get(lead, ()))
        return VariantContext(
            Quote(self.articles[lead.article_id], segments, anchor(lead)),
            tuple(self._teller(firsts[each]) for each in ordered),
        )

    def _teller(self, passage: Passage) -> Teller:
        copies = [each for each in self.folded[passage.article_id] if repeats(each, passage)]
        reprints = tuple(self.names[each.id] for each in copies)
        return Teller(self.articles[passage.article_id], anchor(passage), reprints)
