"""The filters of the page of an event: outlets and kinds of differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact
from compare.model.article import Article
from compare.model.match import Kind


@dataclass(frozen=True, slots=True)
class OutletChip:
    """An outlet of an event, the number of its articles there, and whether the page shows it."""

    id: str
    name: str
    articles: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class EventFilter:
    """The selected `kinds` of differences and `outlets` (by id); empty means all.

    Hiding an outlet does not change the variants of a fact or whether it is contested.
    """

    kinds: frozenset[Kind] = frozenset()
    outlets: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """True if nothing is filtered out."""
        return not self.kinds and not self.outlets

    def shows(self, article: Article) -> bool:
        """Whether the outlet of the article is shown."""
        return not self.outlets or article.outlet.id in self.outlets

    def wants_kind(self, kind: Kind) -> bool:
        """Whether differences of this kind are shown."""
        return not self.kinds or kind in self.kinds

    def wants(self, fact: Fact, articles: dict[str, Article]) -> bool:
        """Whether a shown outlet reports the fact; `articles` are by id."""
        return any(self.shows(articles[each.article_id]) for each in fact.passages)

    def columns(self, comparison: Comparison) -> tuple[Article, ...]:
        """The articles that are shown, in their order."""
        return tuple(filter(self.shows, comparison.articles))


def chips(articles: Sequence[Article], filters: EventFilter) -> tuple[OutletChip, ...]:
    """The outlets of an event in the order of its articles, with the name in their first article."""
    named = {each.outlet.id: each for each in reversed(articles)}
    counted = Counter(each.outlet.id for each in articles)
    return tuple(
        OutletChip(each, named[each].outlet.name, counted[each], filters.shows(named[each]))
        for each in dict.fromkeys(one.outlet.id for one in articles)
    )
