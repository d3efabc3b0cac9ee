"""The figures of a fact as a table: one row per counted or measured thing, one column per article."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from compare.comparison.facts.facts import Fact
from compare.model.article import Article
from compare.model.match import Span
from compare.model.passage import Passage
from compare.text.analysis import Quantity, facts_of
from compare.text.quantities.quantity import BASE_UNITS, UNKNOWN

_LOW = frozenset({"at least", "more than", "just over"})
_HIGH = frozenset({"at most", "less than", "nearly"})
"""Hedges whose number is the lower or the upper end of the interval that they denote."""

_GENERIC = frozenset({"", "people"})

Slot = tuple[str, str]
"""What a figure measures: its dimension, and what is counted or what happened to it."""


@final
@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a passage: `value` is the number in the text, None for a range or for “several”.

    `low` and `high` are the interval denoted by the number and its `hedge` ("" for none), None if unbounded, in `unit`.
    `of` is what is counted or what happened to it ("" if not stated).
    """

    passage: Passage
    span: Span
    value: float | None
    low: float | None
    high: float | None
    unit: str
    hedge: str
    of: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The figures of the articles (by id) for one slot; articles without one are missing."""

    fact: Fact
    of: str
    figures: Mapping[str, tuple[Figure, ...]]


def figures_in(passage: Passage, article: Article, spans: Iterable[Span] = ()) -> tuple[Figure, ...]:
    """The figures of a passage, or only those that overlap one of `spans`, if there are any."""
    chosen = list(spans)
    found = (_figure(passage, each) for each in _quantities(passage, article))
    return tuple(
        each for each in found if not chosen or any(each.span.start < s.end and s.start < each.span.end for s in chosen)
    )


def figure_rows(fact: Fact, articles: Mapping[str, Article]) -> list[FigureRow]:
    """The rows of a fact: slots with figures in at least two articles, in order of appearance."""
    said: dict[Slot, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for passage in fact.passages:
        for quantity in _quantities(passage, articles[passage.article_id]):
            said[_slot(quantity)][passage.article_id].append(_figure(passage, quantity))
    _merge_unsaid(said)
    return [
        FigureRow(fact, slot[1] or slot[0], {article: tuple(each) for article, each in of.items()})
        for slot, of in said.items()
        if len(of) > 1
    ]


def _quantities(passage: Passage, article: Article) -> Sequence[Quantity]:
    found = facts_of(passage.text, article.published).quantities
    return [each for each in found if not each.is_part and each.dimension not in {UNKNOWN, "rank"}]


def _slot(quantity: Quantity) -> Slot:
    if quantity.dimension != "count":
        return quantity.dimension, ""
    return "count", " ".join(sorted(quantity.status)) or ("" if quantity.counted in _GENERIC else quantity.counted)


def _merge_unsaid(said: dict[Slot, dict[str, list[Figure]]]) -> None:
    """Merge a count without a noun ("the toll is 12") into the only counted thing of the others, if there is exactly
    one.
    """
    others = [slot for slot in said if slot[0] == "count" and slot[1]]
    if ("count", "") in said and len(others) == 1:
        for article, figures in said.pop(("count", "")).items():
            said[others[0]][article] += figures


def _figure(passage: Passage, quantity: Quantity) -> Figure:
    start, end = quantity.start, quantity.end
    name, _, currency = quantity.dimension.partition(" ")
    unit = currency if name == "money" else BASE_UNITS.get(name, "" if name == "count" else name)
    return Figure(
        passage=passage,
        span=Span(passage.start + start, passage.start + end, passage.text[start:end]),
        value=_rounded(_value(quantity)),
        low=_rounded(quantity.low),
        high=_rounded(quantity.high),
        unit=unit or quantity.counted,
        hedge=quantity.hedge,
        of=" ".join(sorted(quantity.status)),
        quantity=quantity,
    )


def _value(quantity: Quantity) -> float | None:
    """The number in the text, derived from the interval that its hedge produces."""
    if quantity.hedge in _LOW:
        return quantity.low
    if quantity.hedge in _HIGH:
        return quantity.high
    if quantity.hedge == "about":
        return (quantity.low + quantity.high) / 2
    return quantity.low if quantity.low == quantity.high else None


def _rounded(value: float | None) -> float | None:
    """The value without the error that a conversion of units leaves in its last digit; None if it is not finite."""
    return float(f"{value:.15g}") if value is not None and math.isfinite(value) else None
