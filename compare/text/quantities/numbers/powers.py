"""Powers of ten: "10^6", "10⁶", "5 x 10^6"."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import digit

from compare.text.digit_grouping import parse_digits
from compare.text.tokens import Token

_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_TIMES = frozenset("x×·")
_GREATEST = 18


def power_of_ten(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """The value of a power of ten at `place`, alone or behind a factor, and where it ends."""
    if tokens[place].text == "10" and (raised := exponent_at(tokens, place + 1)) is not None:
        return _power(1.0, raised)
    is_factor = place + 2 < len(tokens) and tokens[place + 1].text in _TIMES and tokens[place + 2].text == "10"
    raised = exponent_at(tokens, place + 3) if is_factor else None
    factor = parse_digits(tokens[place].text)
    return _power(factor.value, raised) if factor is not None and raised is not None else None


def exponent_at(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """The exponent directly behind a number that ends before `place`, and where it ends."""
    if place >= len(tokens) or tokens[place].start > tokens[place - 1].end:
        return None
    if _RAISED.issuperset(tokens[place].text):
        return int("".join(str(digit(each)) for each in tokens[place].text)), place + 1
    if tokens[place].text != "^" or place + 1 >= len(tokens) or tokens[place + 1].start > tokens[place].end:
        return None
    return (int(tokens[place + 1].text), place + 2) if tokens[place + 1].text.isdecimal() else None


def _power(factor: float, raised: tuple[int, int]) -> tuple[float, int] | None:
    return (factor * 10.0 ** raised[0], raised[1]) if raised[0] <= _GREATEST else None
