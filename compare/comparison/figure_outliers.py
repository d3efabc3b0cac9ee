"""Outlier figures: articles whose figure disagrees with the one in most independent reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from compare.comparison.facts import Fact
from compare.comparison.figures_table import Figure, FigureRow, figure_rows
from compare.divergence.agreement import agree
from compare.model.article import Article

_CANDIDATES = 100
"""Different figures of one row of which each may be the one that most give."""

_OF_FIGURES = frozenset({"figures", "update"})


@dataclass(frozen=True, slots=True)
class Consensus:
    """The figure in most independent reports of a row, and the articles whose figures all disagree with it."""

    figure: Figure
    voices: int
    outliers: frozenset[str]


def consensus_of(row: FigureRow, origin_of: Mapping[str, int]) -> Consensus | None:
    """The majority figure of the independent reports (`origin_of` each article).

    None if no figure is in more than half of them and in at least two. Figures agree by the same rules as for
    divergences: "about 1,000" and 1,003 do. "At least 12" agrees with 14, but does not support a larger number.
    """
    every = [(article, each) for article, own in row.figures.items() for each in own]
    closed = [(article, each) for article, each in every if isfinite(_width(each))] or every
    different = {_key(each): each for _, each in closed}
    voices = {origin_of[article] for article in row.figures}
    best: tuple[int, float, Figure] | None = None
    for figure in list(different.values())[:_CANDIDATES]:
        behind = {origin_of[article] for article, each in closed if agree(each.quantity, figure.quantity)}
        if best is None or (len(behind), -_width(figure)) > best[:2]:
            best = (len(behind), -_width(figure), figure)
    if best is None or best[0] < 2 or 2 * best[0] <= len(voices):
        return None
    agreeing = {origin_of[article] for article, each in every if agree(each.quantity, best[2].quantity)}
    return Consensus(best[2], best[0], frozenset(each for each in row.figures if origin_of[each] not in agreeing))


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


def is_contested(fact: Fact) -> bool:
    """True if a difference of figures is shown between articles of the fact."""
    return any(each.divergence.is_finding and each.divergence.kind in _OF_FIGURES for each in fact.findings)


def _places(row: FigureRow) -> frozenset[tuple[str, int, int]]:
    return frozenset((article, each.span.start, each.span.end) for article, own in row.figures.items() for each in own)


def _width(figure: Figure) -> float:
    """The width of the interval of a figure."""
    return figure.quantity.high - figure.quantity.low


def _key(figure: Figure) -> tuple[object, ...]:
    each = figure.quantity
    return each.dimension, each.low, each.high, each.counted, each.hedge, each.second
