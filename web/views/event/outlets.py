"""The outlets of an event: which of them a page shows, and what else it is narrowed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact
from compare.model.article import Article
from compare.model.match import Kind


@dataclass(frozen=True, slots=True)
class OutletChip:
    """An outlet of an event, how many articles it has there, and whether the page shows it."""

    id: str
    name: str
    articles: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a page of an event is narrowed to: facts of some `kinds`, and with a part of some `outlets` (by id).

    Empty means all. Facts stay what they are: hiding an outlet changes neither their variants nor what is contested.
    """

    kinds: frozenset[Kind] = frozenset()
    outlets: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """True if nothing is left out."""
        return not self.kinds and not self.outlets

    def shows(self, article: Article) -> bool:
        """Whether the articles of this outlet are shown."""
        return not self.outlets or article.outlet.id in self.outlets

    def wants_kind(self, kind: Kind) -> bool:
        """Whether differences of this kind are shown."""
        return not self.kinds or kind in self.kinds

    def wants(self, fact: Fact, articles: dict[str, Article]) -> bool:
        """Whether an article of a shown outlet tells the fact."""
        return any(self.shows(articles[each.article_id]) for each in fact.passages)

    def columns(self, comparison: Comparison) -> tuple[Article, ...]:
        """The articles that are shown, in their order."""
        return tuple(filter(self.shows, comparison.articles))


def chips(articles: Sequence[Article], narrowed: Narrowed) -> tuple[OutletChip, ...]:
    """Every outlet of an event, in the order in which they first published; one is named as in its first article."""
    named = {each.outlet.id: each for each in reversed(articles)}
    counted = Counter(each.outlet.id for each in articles)
    return tuple(
        OutletChip(each, named[each].outlet.name, counted[each], narrowed.shows(named[each]))
        for each in dict.fromkeys(one.outlet.id for one in articles)
    )


def known_outlets(wanted: Iterable[str], articles: Collection[Article]) -> frozenset[str]:
    """Those of the wanted outlets that the event has."""
    return frozenset(wanted) & {each.outlet.id for each in articles}
