"""Agreement: whether two quantities can be the same figure."""

from __future__ import annotations

from compare.text.quantities.currencies import may_be_same
from compare.text.quantities.quantity import UNKNOWN, Quantity

GENERIC = frozenset({"", "people"})
"""Nouns that a report may count when another report counts something more exact."""

_ROUNDED = 0.05
"""Maximum relative difference between a rounded figure and the exact one (set by hand)."""

_OPPOSITE = [{low, high} for low in ("at least", "more than") for high in ("at most", "less than")]
"""Hedges that give a lower bound, and hedges that give an upper bound."""

_CONVERTIBLE = ({"multiple", "percent"}, {"degrees", "temperature"})
"""Pairs of dimensions that can express each other; degrees may belong to either scale."""


def agree(x: Quantity, y: Quantity) -> bool:
    """True if both can be the same figure: their intervals overlap, or one rounds the other."""
    if x.dimension != y.dimension:
        return _agree_across(x, y)
    if x.dimension == UNKNOWN:
        return False
    if x.dimension == "score":
        return _score(x) == _score(y)
    if x.dimension == "odds":
        return x.low * (y.second or 1.0) == y.low * (x.second or 1.0)
    if {x.hedge, y.hedge} in _OPPOSITE and max(x.low, y.low) >= min(x.high, y.high):
        return False  # "at least ten years" and "up to ten years"
    if {x.change, y.change} == {"by", "to"} and x.low == y.low and x.low:
        return False  # "rises by 80" and "rises to 80"
    if x.low <= y.high + 1e-9 and y.low <= x.high + 1e-9:
        return x.dimension != "count" or may_count_same(x, y) or x.low == y.low
    if {x.hedge, y.hedge} - {"", "range"}:
        return False  # a hedge is an interval that allows for rounding
    coarse = max(x.grain, y.grain)
    apart = max(x.low, y.low) - min(x.high, y.high)
    near = apart <= _ROUNDED * max(abs(x.high), abs(y.high)) or coarse <= 1
    if x.dimension == "duration" or x.dimension in {"length", "area", "mass", "volume", "speed", "temperature"}:
        near, coarse = apart <= _ROUNDED * min(abs(x.high), abs(y.high)), max(coarse, 2 * apart)
    return near and x.grain != y.grain and apart <= 0.5 * coarse


def _agree_across(x: Quantity, y: Quantity) -> bool:
    """Whether the two agree across dimensions: “doubled” and “rose by 100 per cent”, or degrees with a scale on one
    side only."""
    by_dimension = {x.dimension: x, y.dimension: y}
    multiple, percent = by_dimension.get("multiple"), by_dimension.get("percent")
    if multiple and percent:
        return percent.low <= 100 * (multiple.high - 1) and 100 * (multiple.low - 1) <= percent.high
    bare, scaled = by_dimension.get("degrees"), by_dimension.get("temperature")
    if bare and scaled:
        readings = (bare.low, (bare.low - 32) * 5 / 9)
        return any(scaled.low - 0.5 <= each <= scaled.high + 0.5 for each in readings)
    return False


def _score(x: Quantity) -> tuple[float, ...]:
    return tuple(sorted((x.low, x.second or 0.0)))


def is_one_sum(x: Quantity, y: Quantity) -> bool:
    """True for the same amount of money in currencies that are certainly different."""
    sums = x.dimension.startswith("money") and y.dimension.startswith("money")
    return sums and not may_be_same(x.dimension, y.dimension) and (x.low, x.high) == (y.low, y.high)


def are_convertible(x: Quantity, y: Quantity) -> bool:
    """True for two dimensions that can express each other: "doubled" and "rose by 100 per cent"."""
    return {x.dimension, y.dimension} in _CONVERTIBLE


def may_count_same(x: Quantity, y: Quantity) -> bool:
    """True unless two different things are counted."""
    return x.counted == y.counted or x.counted in GENERIC or y.counted in GENERIC
