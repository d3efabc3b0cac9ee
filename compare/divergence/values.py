"""Values: whether two marked spans give the same figure or date."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.agreement import agree, are_convertible, is_one_sum
from compare.model.moment import Moment
from compare.text.analysis import Date, Quantity, facts_of
from compare.text.quantities.numbers.number import number_at
from compare.text.quantities.quantity import UNKNOWN
from compare.text.tokens import tokens_of


def values_agree(a: str, b: str, published_a: Moment | None = None, published_b: Moment | None = None) -> bool | None:
    """Whether the figures and dates of two spans can be the same.

    True if each value of the span with fewer values agrees with one of the other ("at least 12" and "14 people", "a
    dozen" and "12"); False if none does, or if the same amount is in two currencies; None if it is undecidable: a span
    without a value, values of different units, an unknown unit or multiplier, or values of which only some agree. The
    publication dates resolve "last year" and "Monday".
    """
    left, right = facts_of(a, published_a), facts_of(b, published_b)
    figures = _verdict(_quantities(a, left.quantities), _quantities(b, right.quantities))
    dates = _dates_agree(left.dates, right.dates)
    found = {each for each in (figures, dates) if each is not None}
    return found.pop() if len(found) == 1 else None


def _quantities(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of a span; a number word alone, such as "one", is a quantity if there is nothing else."""
    whole = [each for each in found if not each.is_part] or list(found)
    if whole:
        return whole
    tokens = tokens_of(text)
    number = number_at(tokens, 0) if tokens else None
    if number is None or number.end != len(tokens):
        return []
    return [Quantity(0, len(text), number.value, number.value, "count", grain=number.grain)]


def _verdict(left: Sequence[Quantity], right: Sequence[Quantity]) -> bool | None:
    if not left or not right:
        return None
    few, many = sorted((left, right), key=len)
    if any(not any(_are_comparable(x, y) for y in many) for x in few):
        return None
    met = [any(agree(x, y) for y in many) for x in few]
    return met[0] if len(set(met)) == 1 else None


def _are_comparable(x: Quantity, y: Quantity) -> bool:
    if UNKNOWN in {x.dimension, y.dimension}:
        return False
    if x.dimension == y.dimension:
        return x.dimension != "money unknown" or _is_same(x, y)
    return is_one_sum(x, y) or are_convertible(x, y)


def _is_same(x: Quantity, y: Quantity) -> bool:
    return (x.low, x.high) == (y.low, y.high)


def _dates_agree(left: Sequence[Date], right: Sequence[Date]) -> bool | None:
    """None unless both have resolved dates of one kind; times of day are compared like dates."""
    pairs = [(x, y) for x in left for y in right if x.kind == y.kind and x.is_resolved and y.is_resolved]
    if not pairs:
        return None
    return any(x.may_equal(y) for x, y in pairs)
