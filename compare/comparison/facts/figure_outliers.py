"""Outlier figures: articles whose figure disagrees with the one in most independent reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact, facts_of
from compare.comparison.facts.figures_table import Figure, FigureRow, figure_rows
from compare.divergence.agreement import agree
from compare.model.article import Article
from compare.text.analysis import Quantity
from compare.text.analysis import facts_of as facts_in

_CANDIDATES = 100
"""Maximum number of different figures in a row that are candidates for the majority figure."""

_OF_FIGURES = frozenset({"figures", "update"})


@dataclass(frozen=True, slots=True)
class Consensus:
    """The figure in most independent reports of a row, and the articles whose figures all disagree with it."""

    figure: Figure
    reports: int
    outliers: frozenset[str]


def consensus_of(row: FigureRow, origin_of: Mapping[str, int]) -> Consensus | None:
    """The majority figure of the independent reports (`origin_of` each article).

    None if no figure is in more than half of them and in at least two. Figures agree by the same rules as for
    divergences: "about 1,000" and 1,003 do. "At least 12" agrees with 14, but does not support a larger number.
    """
    every = [(article, each) for article, own in row.figures.items() for each in own]
    closed = [(article, each) for article, each in every if isfinite(_width(each))] or every
    different = {_key(each): each for _, each in closed}
    reports = {origin_of[article] for article in row.figures}
    behind, agreeing = _reports_by_quantity(closed, origin_of), _reports_by_quantity(every, origin_of)
    best: tuple[int, float, Figure] | None = None
    for figure in list(different.values())[:_CANDIDATES]:
        number = len(_agreeing(behind, figure))
        if best is None or (number, -_width(figure)) > best[:2]:
            best = (number, -_width(figure), figure)
    if best is None or best[0] < 2 or 2 * best[0] <= len(reports):
        return None
    alike = _agreeing(agreeing, best[2])
    alike |= {origin_of[article] for article, own in row.figures.items() if _is_of_another_year(own, best[2])}
    alike |= {origin_of[article] for article, own in row.figures.items() if _is_summand(own, best[2])}
    return Consensus(best[2], best[0], frozenset(each for each in row.figures if origin_of[each] not in alike))


def _reports_by_quantity(
    figures: Iterable[tuple[str, Figure]], origin_of: Mapping[str, int]
) -> dict[Quantity, set[int]]:
    """The reports that give each quantity, in any passage: of sixty articles most give the same one."""
    found: dict[Quantity, set[int]] = defaultdict(set)
    for article, each in figures:
        found[replace(each.quantity, start=0, end=0, place=0)].add(origin_of[article])
    return found


def _agreeing(reports: Mapping[Quantity, set[int]], figure: Figure) -> set[int]:
    """The independent reports that give a quantity which agrees with the figure."""
    return {origin for each, own in reports.items() if agree(each, figure.quantity) for origin in own}


def table_rows(facts: Iterable[Fact], articles: Mapping[str, Article]) -> list[FigureRow]:
    """The figures of all facts: first those with a shown difference, then by the number of articles.

    Figures of facts between two rows, and numbers without a counted noun, are too uncertain and are included only if a
    difference of figures is shown. A row whose figures are all in another row is included there.
    """
    rows = [
        row
        for fact in facts
        for row in figure_rows(fact, articles)
        if is_contested(fact) or (len(fact.rows) == 1 and row.of != "count")
    ]
    rows.sort(key=lambda row: (-len(_places(row)), len(row.fact.rows)))
    seen: dict[tuple[str, int, int], list[int]] = {}
    kept: list[tuple[FigureRow, frozenset[tuple[str, int, int]]]] = []
    for row in rows:
        places = _places(row)
        holders = [set(seen.get(each, ())) for each in places]
        if not set.intersection(*holders):
            for each in places:
                seen.setdefault(each, []).append(len(kept))
            kept.append((row, places))
    return sorted((row for row, _ in kept), key=lambda row: (not is_contested(row.fact), -len(row.figures)))


@dataclass(frozen=True, slots=True)
class OutlierRow:
    """A row in which some articles disagree with the figure in most independent reports."""

    row: FigureRow
    consensus: Consensus


class FigureRows:
    """The figure rows of all facts of a comparison, and the consensus of each, which is computed when it is needed."""

    def __init__(self, comparison: Comparison) -> None:
        self.rows = tuple(table_rows(facts_of(comparison), {each.id: each for each in comparison.articles}))
        self._origin_of = comparison.origin_of()
        self._found: dict[int, Consensus | None] = {}

    def consensus(self, number: int) -> Consensus | None:
        """See `consensus_of`; `number` is the index of the row."""
        if number not in self._found:
            self._found[number] = consensus_of(self.rows[number], self._origin_of)
        return self._found[number]


def outlier_rows(comparison: Comparison) -> dict[str, tuple[OutlierRow, ...]]:
    """The rows with outliers among what the facts count, such as deaths, by the id of the fact.

    Measures are left out: distances and durations are rounded and converted too freely to be said to differ.
    """
    found: dict[str, list[OutlierRow]] = defaultdict(list)
    figures = comparison.once(FigureRows)
    for number, row in enumerate(figures.rows):
        consensus = figures.consensus(number)
        if consensus and consensus.outliers and consensus.figure.quantity.dimension == "count":
            found[row.fact.id].append(OutlierRow(row, consensus))
    return {each: tuple(own) for each, own in found.items()}


def is_contested(fact: Fact) -> bool:
    """True if a difference of figures is shown between articles of the fact."""
    return any(each.divergence.is_finding and each.divergence.kind in _OF_FIGURES for each in fact.findings)


def _is_of_another_year(own: Iterable[Figure], most: Figure) -> bool:
    """True if each passage of an article's figures names a year that the passage of `most` does not, as of an earlier
    disaster: what they count is another thing."""
    here = _years(most)
    return all((years := _years(each)) and not years & here for each in own)


def _is_summand(own: Iterable[Figure], most: Figure) -> bool:
    """True if the figures of an article are parts of the sum in `most`: “184 passengers” of “184 passengers and 31
    crew” do not disagree with 215 people."""
    start, end = most.quantity.start, most.quantity.end
    every = (each for each in facts_in(most.passage.text).quantities if each.is_part)
    parts = [each for each in every if start <= each.start and each.end <= end]
    return bool(parts) and all(any(agree(part, each.quantity) for part in parts) for each in own)


def _years(figure: Figure) -> frozenset[int]:
    """The years that the passage of a figure names, as the ordinals of their first days."""
    dates = facts_in(figure.passage.text).dates
    return frozenset(each.candidates[0][0] for each in dates if each.kind == "year" and each.candidates)


def _places(row: FigureRow) -> frozenset[tuple[str, int, int]]:
    return frozenset((article, each.span.start, each.span.end) for article, own in row.figures.items() for each in own)


def _width(figure: Figure) -> float:
    """The width of the interval of a figure."""
    return figure.quantity.high - figure.quantity.low


def _key(figure: Figure) -> tuple[object, ...]:
    each = figure.quantity
    return each.dimension, each.low, each.high, each.counted, each.hedge, each.second
