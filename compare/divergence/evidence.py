"""Evidence: the values that a rule compared, in words, and how similar the passages had to be."""

from __future__ import annotations

import math
from datetime import date
from typing import Literal

from compare.divergence.pair import Pair
from compare.model.match import Evidence
from compare.text.dates.date import Date
from compare.text.quantities.quantity import BASE_UNITS, Quantity

_UNITS = BASE_UNITS | {"volume": "litres", "power": "megawatts", "points": "points"}
"""Units as running text has them."""


def measured(measure: Literal["likeness", "overlap"], pair: Pair, least: float) -> Evidence:
    """How similar the two passages are by this measure (see `Pair`), and how similar the rule requires them to be."""
    value = f"{pair.likeness if measure == 'likeness' else pair.overlap:.2f}"
    return Evidence(f"{measure} of the passages", value, value, f"{least:.2f} or more")


def read_as(a: Quantity | Date, b: Quantity | Date) -> Evidence:
    """Two values that cannot both be right."""
    return Evidence("read as", _value(a), _value(b), "no value in common")


def _value(value: Quantity | Date) -> str:
    return amount(value) if isinstance(value, Quantity) else _time(value)


_SMALL = 0.1


def amount(quantity: Quantity) -> str:
    """A quantity in words: “14 or more people killed”, “2.5% to 3%”, “exactly 12 people”."""
    dimension, _, currency = quantity.dimension.partition(" ")
    unit = currency if dimension == "money" else _UNITS.get(dimension, "")
    if dimension == "count":
        unit = " ".join([quantity.counted or "people", *sorted(quantity.status)])
    if quantity.second is not None:
        return f"{quantity.low:,g} to {quantity.second:,g}"
    low, high = (_number(each) + ("%" if unit == "%" else "") for each in (quantity.low, quantity.high))
    if quantity.low == quantity.high:
        value = f"exactly {low}"
    elif math.isinf(quantity.high):
        value = f"{low} or more"
    elif quantity.low <= 0:
        value = f"{high} or less"
    else:
        value = f"{low} to {high}"
    return value if unit == "%" else f"{value} {unit}".strip()


def _number(value: float) -> str:
    """The number with at most three decimals, because a third has infinitely many."""
    return f"{round(value, 3):,.10g}" if abs(value) >= _SMALL else f"{value:.3g}"


def _time(found: Date) -> str:
    if found.minutes is not None:
        return f"{found.minutes // 60:02}:{found.minutes % 60:02} {found.zone}".strip()
    days = [
        str(date.fromordinal(first)) if first == last else f"{date.fromordinal(first)} to {date.fromordinal(last)}"
        for first, last in found.candidates
    ]
    return " or ".join(days) or "a day that cannot be resolved"
