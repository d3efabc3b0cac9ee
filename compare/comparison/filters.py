"""Filters for matches and divergences of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from compare.comparison.event_comparison import Finding
from compare.model.article import Article
from compare.model.match import Divergence, Kind, Match


@dataclass(frozen=True, slots=True)
class DivergenceFilter:
    """Selects divergences of these kinds (empty: all) that are shown as findings or not (None: both).

    `min_probability` (0 to 1) is the minimum probability; one side must be from one of `outlets` (ids; empty: all).
    """

    kinds: tuple[Kind, ...] = ()
    shown: bool | None = None
    min_probability: float = 0.0
    outlets: tuple[str, ...] = ()

    def wants(self, divergence: Divergence) -> bool:
        """True if kind, `shown` and probability match; outlets are a property of the match."""
        return (
            (not self.kinds or divergence.kind in self.kinds)
            and self.shown in (None, divergence.is_finding)
            and divergence.probability >= self.min_probability
        )

    def wants_outlets_of(self, match: Match, articles: Mapping[str, Article]) -> bool:
        """True if one of the two articles (looked up by id) is from a selected outlet."""
        sides = (articles[each.article_id].outlet.id for each in (match.a, match.b))
        return not self.outlets or any(outlet in self.outlets for outlet in sides)


def select_findings(
    findings: Iterable[Finding], where: DivergenceFilter, articles: Mapping[str, Article]
) -> list[Finding]:
    """The selected findings, in their order."""
    return [each for each in findings if where.wants(each.divergence) and where.wants_outlets_of(each.match, articles)]


def select_matches(matches: Iterable[Match], where: DivergenceFilter, articles: Mapping[str, Article]) -> list[Match]:
    """The matches with the minimum probability, in their order, with the divergences that match `shown`.

    If kinds are given, only matches with a divergence of one of them.
    """
    found = []
    for match in matches:
        if match.probability >= where.min_probability and where.wants_outlets_of(match, articles):
            fitting = tuple(each for each in match.divergences if where.shown in (None, each.is_finding))
            if not where.kinds or any(each.kind in where.kinds for each in fitting):
                found.append(match if fitting == match.divergences else replace(match, divergences=fitting))
    return found
