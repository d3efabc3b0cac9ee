"""Items that can be saved in a notebook, quoted in their current form: an event, a finding, a fact, a match or a
passage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.facts.facts import fact_of, reason_of
from compare.comparison.method import METHOD
from compare.comparison.reviews.divergences import find_divergence
from compare.comparison.reviews.links import link_id
from compare.errors import InputError, NotFoundError
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Match, Span
from compare.model.notebook import Item, Quotation
from compare.model.passage import Passage
from compare.services.comparing.event_failures import checked
from compare.services.summaries import ArticleView, EventSummary

Compare = Callable[[Sequence[str]], Comparison]
ReadEvent = Callable[[str], tuple[EventSummary, Comparison]]
ReadArticle = Callable[[str], ArticleView]


class NotebookItems:
    """Finds an item to save. Every method raises NotFoundError for an item that does not exist (any more)."""

    def __init__(self, compare: Compare, event: ReadEvent, article: ReadArticle) -> None:
        self._compare = compare
        self._event = event
        self._article = article

    def event(self, event_id: str) -> Item:
        """An event, with the first sentence of each independent report."""
        summary, whole = self._event(event_id)
        comparison = fold(whole)
        openings = {own[0]: () for own in (comparison.passages[each.id] for each in comparison.articles) if own}
        return Item(
            "event", "", _about(summary), METHOD, f"/events/{event_id}", _quotations(comparison, openings)
        )  # fmt: skip

    def finding(self, article_ids: Sequence[str], divergence: str) -> Item:
        """A divergence between two articles. Raises InputError unless two are named."""
        comparison = self._two(article_ids)
        found = find_divergence(comparison, divergence)
        if found is None:
            raise NotFoundError(f"There is no divergence “{divergence[:80]}” between these two articles.")
        match, one = found
        said = {match.a: one.a, match.b: one.b}
        return Item(
            "finding", one.kind, one.reason, METHOD, _side_by_side(match), _quotations(comparison, said),
        )  # fmt: skip

    def match(self, article_ids: Sequence[str], link: str) -> Item:
        """Two sentences that report the same thing. Raises InputError unless two articles are named."""
        comparison = self._two(article_ids)
        found = next((each for each in comparison.matches if link_id(each.a, each.b) == link), None)
        if found is None:
            raise NotFoundError(f"There is no match “{link[:80]}” between these two articles.")
        quotations = _quotations(comparison, {found.a: (), found.b: ()})
        names = " and ".join(distinct_names(comparison.articles).values())
        return Item("match", "", f"{names} report the same fact", METHOD, _side_by_side(found), quotations)

    def fact(self, event_id: str, fact_id: str) -> Item:
        """A fact of an event, with all articles that report it. Raises ComparisonError if it could not be compared."""
        comparison = fold(checked(self._event(event_id)[1]))
        found = fact_of(comparison, fact_id)
        variants = found.variants()
        reason = reason_of(found, variants, distinct_names(comparison.articles)) or found.headline.text
        said = {passage: variant.spans.get(passage, ()) for variant in variants for passage in variant.passages}
        return Item("fact", found.kind or "", reason, METHOD, f"/events/{event_id}", _quotations(comparison, said))

    def passage(self, article_id: str, index: int) -> Item:
        """A sentence of an article, by its number from 0."""
        view = self._article(article_id)
        if not 0 <= index < len(view.passages):
            raise NotFoundError(f"This article has no sentence {index + 1}; it has {len(view.passages)} sentences.")
        passage = view.passages[index]
        quotation = _quotation(view.article, passage, ())
        return Item(
            "passage", "", view.article.title, METHOD, f"/articles/{article_id}#{_anchor(passage)}", (quotation,)
        )

    def _two(self, article_ids: Sequence[str]) -> Comparison:
        if len(article_ids) != 2:
            raise InputError("Differences and matches are between two articles: give both ids.")
        return self._compare(article_ids)


def _about(summary: EventSummary) -> str:
    """The headline of an event, and what it had when it was saved."""
    counts = summary.counts
    numbers = [(counts.articles, "article"), (counts.origins, "independent report")]
    told = [f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in numbers]
    if summary.contested:
        told.append(f"{summary.contested} contested")
    return f"{summary.headline.title or 'Untitled'} ({', '.join(told)})"


def _quotations(comparison: Comparison, said: Mapping[Passage, Sequence[Span]]) -> tuple[Quotation, ...]:
    held = {each.id: each for each in comparison.articles}
    return tuple(_quotation(held[passage.article_id], passage, spans) for passage, spans in said.items())


def _quotation(article: Article, passage: Passage, spans: Sequence[Span]) -> Quotation:
    return Quotation(
        article.id,
        article.outlet.name,
        article.title,
        article.url or "",
        article.published.isoformat() if article.published else "",
        passage.text,
        " … ".join(span.text for span in spans),
    )


def _side_by_side(match: Match) -> str:
    return f"/compare?article={match.a.article_id}&article={match.b.article_id}#{_anchor(match.a)}"


def _anchor(passage: Passage) -> str:
    return f"p-{passage.article_id}-{passage.index}"
