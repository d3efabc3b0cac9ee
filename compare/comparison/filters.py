"""Selecting: which matches and divergences of a comparison are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from compare.comparison.event_comparison import Finding
from compare.model.article import Article
from compare.model.match import Divergence, Kind, Match


@dataclass(frozen=True, slots=True)
class DivergenceFilter:
    """Which divergences are wanted: of these kinds (all, if empty), shown as findings or not (None: both).

    `min_probability` (0 to 1) is the least probability of what is listed; `outlets` (ids; all, if empty) are those of
    which one must have a side.
    """

    kinds: tuple[Kind, ...] = ()
    shown: bool | None = None
    min_probability: float = 0.0
    outlets: tuple[str, ...] = ()

    def wants(self, divergence: Divergence) -> bool:
        """True if kind, `shown` and probability fit; the outlets are those of its match."""
        return (
            (not self.kinds or divergence.kind in self.kinds)
            and self.shown in (None, divergence.is_finding)
            and divergence.probability >= self.min_probability
        )

    def wants_outlets_of(self, match: Match, articles: Mapping[str, Article]) -> bool:
        """True if one of the two articles (which are looked up by id) is of a wanted outlet."""
        sides = (articles[each.article_id].outlet.id for each in (match.a, match.b))
        return not self.outlets or any(outlet in self.outlets for outlet in sides)


def select_findings(
    findings: Iterable[Finding], where: DivergenceFilter, articles: Mapping[str, Article]
) -> list[Finding]:
    """The findings that are wanted, in their order."""
    return [each for each in findings if where.wants(each.divergence) and where.wants_outlets_of(each.match, articles)]


def select_matches(matches: Iterable[Match], where: DivergenceFilter, articles: Mapping[str, Article]) -> list[Match]:
    """The matches that are as probable as wanted, in their order, with those divergences that fit `shown`.

    Where kinds are named, only matches with a divergence of one of them.
    """
    found = []
    for match in matches:
        if match.probability >= where.min_probability and where.wants_outlets_of(match, articles):
            fitting = tuple(each for each in match.divergences if where.shown in (None, each.is_finding))
            if not where.kinds or any(each.kind in where.kinds for each in fitting):
                found.append(match if fitting == match.divergences else replace(match, divergences=fitting))
    return found
