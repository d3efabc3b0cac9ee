"""The cards of an event: one for each contested fact, with its variants and the articles that report each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact, apart, reason_of, repeats
from compare.comparison.facts.figures_table import figures_in
from compare.comparison.facts.variants import OF_WORDS, Variant, joined
from compare.comparison.reviews.divergences import divergence_id
from compare.divergence.reasons import quote
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.services.summaries import EventSummary
from web.views.comparison.aligned_rows import FindingContext, Quote, finding_of
from web.views.event.coverage import VARIANTS
from web.views.event.figures import label_of, quantity_name
from web.views.event.outlets import EventFilter
from web.views.filters import short
from web.views.highlighting import anchor, marked

_OF_VALUES = ("figures", "update")
"""Kinds whose variants are labelled with a figure."""

_MOST_NAMED = 30
"""Maximum number of articles listed on a card for a variant; the page of the fact has all."""


@dataclass(frozen=True, slots=True)
class ReportingArticle:
    """An article that reports a fact, its display name, the anchor of the passage, and the names of its reprints."""

    article: Article
    name: str
    anchor: str
    reprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariantContext:
    """One variant of a fact: a quote, and the articles that report it, the article of the quote first.

    `number` counts from 1 (0: these passages do not mention what the others differ on). `value` is what distinguishes
    the variant, in a few words; `reported_by` use these words, `similar` are articles in other words, without a
    difference from them. `hidden` is the number of articles that are not listed because their outlet is hidden or
    because there are too many.
    """

    number: int
    value: str
    quote: Quote
    reported_by: tuple[ReportingArticle, ...]
    similar: tuple[ReportingArticle, ...]
    hidden: int

    @property
    def colour(self) -> str:
        """The CSS class of its colour, as in the coverage map."""
        return f"v{min(self.number, VARIANTS)}" if self.number else "open"


@dataclass(frozen=True, slots=True)
class FactCard:
    """A contested fact: `finding` is the divergence that separates its `variants`, and `reason` describes how they
    differ.

    `topic` is what a figure counts or measures ("": the difference is not in a figure). `others` are the first
    divergences of other kinds between its passages, one per kind. `findings` are the ids of all divergences of the
    leading kind.
    """

    id: str
    finding: FindingContext
    topic: str
    reason: str
    variants: tuple[VariantContext, ...]
    others: tuple[FindingContext, ...]
    findings: tuple[str, ...]

    @property
    def lists_values(self) -> bool:
        """Whether the topic, values and articles of its variants already contain everything in its reason."""
        leading = self.finding.divergence
        is_update = leading.kind == "update" and self.reason == leading.reason  # the reason says which report is later
        return bool(self.topic) and leading.kind in _OF_VALUES and not is_update and all(v.value for v in self.variants)


def fact_cards(
    facts: Iterable[Fact],
    comparison: Comparison,
    summary: EventSummary,
    filters: EventFilter = EventFilter(),  # noqa: B008  # frozen
) -> tuple[FactCard, ...]:
    """The cards of facts, all of which have findings; `summary` also has the reprints that `comparison` leaves out."""
    shown = {article.id for article in comparison.articles}
    articles = {article.id: article for article in summary.articles}
    folded = {
        each: [articles[other] for other in origin.article_ids if other not in shown]
        for origin in summary.origins
        for each in origin.article_ids
    }
    lookup = _CardLookup(articles, distinct_names(summary.articles), folded, filters, comparison.once(_Ids))
    return tuple(lookup.card(fact) for fact in facts)


def _quoted(variants: Sequence[VariantContext]) -> tuple[VariantContext, ...]:
    """The variants with their words in quotation marks, shortened so that they still differ."""
    saying = [each for each in variants if each.number and each.value]
    labels = apart([each.value.strip(' ,;.:“”"') for each in saying])
    words = {each.number: quote(label) for each, label in zip(saying, labels, strict=True)}
    return tuple(replace(each, value=words.get(each.number, each.value)) for each in variants)


class _Ids:
    """The ids of the divergences of facts, cached because a fact of sixty articles has many hundreds, and each id is a
    hash."""

    def __init__(self, _: Comparison) -> None:
        self._found: dict[tuple[str, Kind | None, bool], tuple[str, ...]] = {}

    def of(self, fact: Fact) -> tuple[str, ...]:
        """The ids of all divergences of the leading kind."""
        key = fact.id, fact.kind, fact.findings[0].divergence.is_weaker
        if key not in self._found:
            own = (each for each in fact.findings if each.divergence.kind == fact.kind)
            self._found[key] = tuple(divergence_id(each.match, each.divergence) for each in own)
        return self._found[key]


@dataclass(frozen=True, slots=True)
class _CardLookup:
    """The parts of an event that its cards are built from, by the id of the article.

    `names` are display names, `folded` the reprints of an article that are left out.
    """

    articles: Mapping[str, Article]
    names: Mapping[str, str]
    folded: Mapping[str, Sequence[Article]]
    filters: EventFilter
    ids: _Ids

    def card(self, fact: Fact) -> FactCard:
        first: dict[Kind, FindingContext] = {}
        for each in fact.findings:
            if each.divergence.kind not in first:
                first[each.divergence.kind] = finding_of(each.match, each.divergence, self.names)
        leading, *others = first.values()
        kind = leading.divergence.kind
        variants = fact.variants()
        sides = (leading.match.a, leading.match.b)
        slot = self._slot(variants, kind)
        shown = tuple(self._variant(number, each, kind, sides, slot) for number, each in enumerate(variants, start=1))
        return FactCard(
            fact.id,
            leading,
            quantity_name(slot) if slot else "",
            reason_of(fact, variants, self.names),
            _quoted(shown) if kind in OF_WORDS else shown,
            tuple(others),
            self.ids.of(fact),
        )

    def _slot(self, variants: Sequence[Variant], kind: Kind) -> str:
        """What a figure counts (such as “killed”) or its dimension; "" if the variants do not differ in a figure."""
        if kind not in _OF_VALUES or not variants[0].spans:
            return ""
        figures = figures_in(variants[0].lead, self._of(variants[0].lead), variants[0].spans[variants[0].lead])
        return figures[0].of or figures[0].quantity.dimension if figures else ""

    def _of(self, passage: Passage) -> Article:
        return self.articles[passage.article_id]

    def _variant(
        self, number: int, variant: Variant, kind: Kind, sides: Sequence[Passage], slot: str
    ) -> VariantContext:
        """The variant as shown; its quote is the passage of the leading divergence, if the variant contains it."""
        shown = [each for each in variant.passages if self.filters.shows(self._of(each))] or list(variant.passages)
        lead = next((each for each in sides if each in shown), variant.lead if variant.lead in shown else shown[0])
        firsts = {each.article_id: each for each in reversed(shown)} | {lead.article_id: lead}
        ordered = list(dict.fromkeys([lead.article_id, *(each.article_id for each in shown)]))
        if not any(self.filters.shows(self.articles[each]) for each in ordered):
            ordered = []
        source = lead if lead in variant.spans else variant.lead  # its words are the label
        spans = variant.spans.get(source, ())
        named = ordered[:_MOST_NAMED]
        saying = set(named) if kind == "figures" or not spans else variant.saying(spans) | {source.article_id}
        return VariantContext(
            number if variant.spans else 0,
            self._value(source, kind, variant, slot),
            Quote(self._of(lead), marked(lead, kind, variant.spans.get(lead, ())), anchor(lead)),
            tuple(self._reporter(firsts[each]) for each in named if each in saying),
            tuple(self._reporter(firsts[each]) for each in named if each not in saying),
            len(variant.article_ids) - len(named),
        )

    def _value(self, source: Passage, kind: Kind, variant: Variant, slot: str) -> str:
        if not variant.spans:
            if kind in OF_WORDS:
                return "other words"
            return ", ".join(self._other_values(variant, slot)) if kind in _OF_VALUES and slot else ""
        spans = variant.spans[source]
        if kind in _OF_VALUES and (figures := figures_in(source, self._of(source), spans)):
            return label_of(figures[0])
        words = (" ".join(span.text.split()) for span in joined(source, kind, spans))
        words_shown = " … ".join(each for each in words if any(map(str.isalnum, each)))
        return words_shown if kind in OF_WORDS else short(words_shown)

    def _other_values(self, variant: Variant, slot: str) -> list[str]:
        """Up to three figures for the same thing in passages that have no divergence of the leading kind."""
        every = (each for passage in variant.passages for each in figures_in(passage, self._of(passage)))
        return list(dict.fromkeys(label_of(each) for each in every if (each.of or each.quantity.dimension) == slot))[:3]

    def _reporter(self, passage: Passage) -> ReportingArticle:
        copies = [each for each in self.folded[passage.article_id] if repeats(each, passage)]
        reprints = tuple(self.names[each.id] for each in copies)
        return ReportingArticle(self._of(passage), self.names[passage.article_id], anchor(passage), reprints)
