"""Signs: whether a number is below zero."""

from __future__ import annotations

from collections.abc import Sequence

from compare.text.quantities.currencies import prefix
from compare.text.quantities.numbers.number import Number
from compare.text.quantities.numbers.scales import scale_at
from compare.text.tokens import Token, low_at

MINUS = frozenset("-−–")
_OPENING = frozenset("([“‘\"'")
"""Characters that may precede a sign directly; after anything else, the sign is a hyphen."""


def is_negative(tokens: Sequence[Token], start: int) -> bool:
    """True for "minus 12", "negative 12" and "-12".

    False for the 12 of "3-12", "5%-12%", "- 12" and "plus or minus 12".
    """
    if not start:
        return False
    sign, before = tokens[start - 1], tokens[start - 2] if start > 1 else None
    if sign.text not in MINUS:
        return (sign.low == "minus" and (before is None or before.low not in {"or", "/", "-"})) or (
            sign.low == "negative" and tokens[start].is_number
        )
    if sign.end != tokens[start].start:
        return False
    return before is None or before.end < sign.start or before.text in _OPENING


def is_below_zero(tokens: Sequence[Token], start: int, end: int) -> bool:
    """True for a number at tokens `start` to `end` as in "minus 12", "-12" and "12 below zero"."""
    is_after = low_at(tokens, end) == "below" and low_at(tokens, end + 1) in {"zero", "freezing"}
    return is_after or is_negative(tokens, start)


def is_loss(tokens: Sequence[Token], number: Number) -> bool:
    """True for "$(1.2) million" and "($1.2) million": a loss in the notation of accountants."""
    if low_at(tokens, number.end) != ")":
        return False
    if low_at(tokens, number.start - 1) == "(":
        return prefix(tokens, number.start - 1) is not None
    currency = prefix(tokens, number.start)
    is_scaled = number.end + 1 < len(tokens) and scale_at(tokens, number.end + 1) is not None
    return currency is not None and low_at(tokens, currency[1] - 1) == "(" and is_scaled
