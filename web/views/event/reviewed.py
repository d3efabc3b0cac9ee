"""Differences that users reviewed: the dismissed ones, and the one that was just reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison
from compare.comparison.reviews.divergences import divergence_id
from compare.model.match import Kind
from web.views.comparison.aligned_rows import FindingContext, finding_of


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Dismissed differences of one kind about one fact: the first of them, and the ids of all."""

    finding: FindingContext
    findings: tuple[str, ...]


def dismissed_of(comparison: Comparison, names: Mapping[str, str], most: int) -> tuple[Dismissed, ...]:
    """The first `most` differences that users dismissed, grouped by kind and fact."""
    row_of = comparison.row_of()
    groups: dict[tuple[Kind, frozenset[int]], list[FindingContext]] = defaultdict(list)
    for each in comparison.dismissed()[:most]:
        rows = frozenset({row_of[each.match.a], row_of[each.match.b]})
        groups[each.divergence.kind, rows].append(finding_of(each.match, each.divergence, names))
    return tuple(Dismissed(own[0], tuple(each.id for each in own)) for own in groups.values())


def judged_of(comparison: Comparison, names: Mapping[str, str], wanted: str) -> FindingContext | None:
    """The divergence with the id `wanted`; None if there is none."""
    if not wanted:
        return None
    every = ((match, each) for match in comparison.matches for each in match.divergences if each.kind != "detail")
    found = next((pair for pair in every if divergence_id(*pair) == wanted), None)
    return finding_of(*found, names) if found else None
