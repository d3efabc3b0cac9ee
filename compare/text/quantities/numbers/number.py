"""Numbers in digits and in words: their value, before unit and hedge are parsed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from compare.text.digit_grouping import may_be_thousands, parse_digits
from compare.text.quantities.currencies import names_currency, prefix
from compare.text.quantities.numbers.fractions import UNITS_HALVED, fraction_at, fraction_sign
from compare.text.quantities.numbers.powers import power_of_ten
from compare.text.quantities.numbers.ratios import ratio_at
from compare.text.quantities.numbers.scales import ABBREVIATED, SCALES, scale_at
from compare.text.quantities.numbers.spelled import LONGEST, NUMBER_WORDS, spelled
from compare.text.tokens import FRACTION_SIGNS, Token, bag, low_at

_ARTICLES = frozenset({"a", "an"})
NUMBER_BEGINNINGS = NUMBER_WORDS | _ARTICLES | frozenset(SCALES) | {"half", "quarter"} | frozenset(FRACTION_SIGNS)
"""Words that a number may begin with."""

_ORDERED = bag("first second last other final better opening third fourth latter")
"""Words before a fraction that make it an ordinal: "the second half"."""
_POSSESSIVE = bag("my your his her its our their")
"""Words before a "half" that is not a fraction: "her half brother"."""
LARGEST = 1e18
"""The greatest value that news counts; a greater one, as in "million million million million", is rejected (set by
hand).
"""


class Number(NamedTuple):
    """Tokens `start` to `end` denote `value`; `grain` is the unit of its last digit that is not a rounding zero.

    `is_share` if the value is a percentage; `or_thousands` for digits such as "1.250", which may be 1,250.
    """

    start: int
    end: int
    value: float
    grain: float
    is_share: bool = False
    or_thousands: bool = False


def number_at(tokens: Sequence[Token], place: int) -> Number | None:
    """The number that starts at `place`: "1,200", "3.1 billion", "two dozen", "half a million", "two-thirds".

    None for one of more than 18 digits, or greater than 1e18.
    """
    number = _read(tokens, place)
    return number if number and abs(number.value) <= LARGEST and math.isfinite(number.grain) else None


def with_digits_repeated(tokens: Sequence[Token], number: Number) -> Number:
    """The number in words continues to the bracket that repeats it: "six (6)"."""
    at = number.end + 1
    again = tokens[at] if low_at(tokens, number.end) == "(" and low_at(tokens, at + 1) == ")" else None
    read = parse_digits(again.text) if again is not None and again.is_number else None
    repeats = read is not None and read.value == number.value and not tokens[number.start].is_number
    return number._replace(end=number.end + 3) if repeats else number


def _read(tokens: Sequence[Token], place: int) -> Number | None:
    token = tokens[place]
    if token.is_number:
        return _part(tokens, place) or _digits(tokens, place)
    if (fraction := fraction_sign(token)) is not None:
        return _scaled(tokens, place, place + 1, fraction, fraction)
    if (part := _part(tokens, place)) is not None:
        return part
    if token.low in _ARTICLES:
        return _one_scale(tokens, place)
    if token.low in NUMBER_WORDS:
        return _words(tokens, place)
    return None


def _digits(tokens: Sequence[Token], place: int) -> Number | None:
    read = parse_digits(tokens[place].text)
    if read is None:
        return None
    value, grain, end = read.value, read.grain, place + 1
    if _is_behind_point(tokens, place):
        value, grain = (each / 10 ** len(tokens[place].text) for each in (value, 1.0))
    if (mixed := _mixed(tokens, end, value)) is not None:
        value, grain, end = mixed
    elif (ratio := ratio_at(tokens, place, end, value)) is not None:
        return _share_number(place, ratio)
    elif (point := _spoken_point(tokens, place)) is not None:
        value, grain, end = point
    elif (power := power_of_ten(tokens, place)) is not None:
        value, grain, end = power[0], power[0], power[1]
    number = _with_rest(tokens, _scaled(tokens, place, end, value, grain))
    return number._replace(or_thousands=number.end == place + 1 and may_be_thousands(tokens[place].text))


def _is_behind_point(tokens: Sequence[Token], place: int) -> bool:
    """True for the 5 of ".5 million": a decimal point directly before the digits, and nothing before it."""
    point = tokens[place - 1] if place else None
    if point is None or point.text != "." or point.end < tokens[place].start or not tokens[place].text.isdecimal():
        return False
    return place == 1 or tokens[place - 2].end < point.start or prefix(tokens, place - 1) is not None


def _spoken_point(tokens: Sequence[Token], place: int) -> tuple[float, float, int] | None:
    """ "61 point 4": its value, its grain and its end."""
    parts = tokens[place : place + 3]
    if len(parts) < 3 or parts[1].low != "point" or not (parts[0].text.isdecimal() and parts[2].text.isdecimal()):
        return None
    decimals = parts[2].text
    return float(f"{parts[0].text}.{decimals}"), 10.0 ** -len(decimals), place + 3


def _share_number(place: int, ratio: tuple[float, int]) -> Number:
    return Number(place, ratio[1], ratio[0], 1.0, is_share=True)


def _mixed(tokens: Sequence[Token], at: int, value: float) -> tuple[float, float, int] | None:
    """The value with a fraction that follows, its grain and end: "2½", "2 1/2", "two and a half"."""
    if at >= len(tokens) or value != int(value):
        return None
    if (sign := fraction_sign(tokens[at])) is not None:
        return value + sign, 0.25, at + 1
    if low_at(tokens, at + 1) in {"/", "⁄"} and tokens[at].is_number and tokens[at].start > tokens[at - 1].end:
        found = fraction_at(tokens, at)
        return (value + found[0], 0.25, found[1]) if found else None
    start = at + (tokens[at].text == "-")
    if low_at(tokens, start) == "and":
        found = fraction_at(tokens, start + 1 + (low_at(tokens, start + 1) == "-"))
        return (value + found[0], found[0], found[1]) if found and low_at(tokens, found[1]) != "of" else None
    return None


def _scaled(tokens: Sequence[Token], start: int, end: int, value: float, grain: float) -> Number:
    """Multiply by the scale words that follow: "3.1 billion", "2 lakh crore", "a million and a half"."""
    while end < len(tokens) and end - start < LONGEST:
        at = end + (tokens[end].text == "-" and end + 1 < len(tokens))
        factor = scale_at(tokens, at, start)
        if factor is None:
            break
        value, grain, end = value * factor, grain * factor, at + 1
        if tokens[at].low in ABBREVIATED and end + 1 < len(tokens) and tokens[end].text == ".":
            end += names_currency(tokens[end + 1])
        if (factor >= 1e3 or tokens[at].low == "dozen") and (half := _and_a_half(tokens, end)) is not None:
            value, grain, end = value + half[0] * factor, half[0] * factor, half[2]
    return Number(start, end, value, grain)


def _and_a_half(tokens: Sequence[Token], end: int) -> tuple[float, float, int] | None:
    """What "and a half" or "-and-a-half" after a scale word adds, its grain and end."""
    joins = end < len(tokens) and tokens[end].text == "-"
    return _mixed(tokens, end, 0.0) if low_at(tokens, end + joins) == "and" else None


def _one_scale(tokens: Sequence[Token], place: int) -> Number | None:
    """ "a dozen", "a hundred and five", "a million"."""
    word = low_at(tokens, place + 1)
    if word in NUMBER_WORDS and word in SCALES:
        counted = _words(tokens, place + 1)
        return counted and counted._replace(start=place)
    if word in SCALES and len(word) > 2 and not word.endswith("s"):
        return _scaled(tokens, place, place + 1, 1.0, 1.0)
    return None


def _part(tokens: Sequence[Token], place: int) -> Number | None:
    """A fraction of something: "half a million", "a quarter of a million", "a third of", "half an hour"."""
    found = fraction_at(tokens, place)
    if found is None:
        return None
    value, end = found
    at = end + (low_at(tokens, end) in {"of", "-"})
    if low_at(tokens, at) in _ARTICLES or low_at(tokens, at) == "-" or _is_one_share(tokens, at):
        at += 1 + (low_at(tokens, end) == "-" and low_at(tokens, at + 1) == "-")  # "half-a-million"
    if at < len(tokens) and scale_at(tokens, at, place) is not None:
        number = _scaled(tokens, place, at, value, value)
        return number._replace(grain=1.0) if tokens[at].low == "dozen" else number
    is_unit = at < len(tokens) and (tokens[at].lemma in UNITS_HALVED or tokens[at].text == "%")
    if is_unit and (at > end or _is_half_unit(tokens, place, end)):
        return Number(place, at, value, value)
    return Number(place, end, 100 * value, 1.0, is_share=True) if _is_share(tokens, place, end) else None


def _is_one_share(tokens: Sequence[Token], at: int) -> bool:
    """True for the "one" of "three tenths of one percent", and for the 1 of "half of 1%"."""
    if low_at(tokens, at) == "1" and low_at(tokens, at + 1) == "%":
        return True
    return low_at(tokens, at) in {"one", "1"} and low_at(tokens, at + 1) in {"percent", "per", "percentage"}


def _is_half_unit(tokens: Sequence[Token], place: int, end: int) -> bool:
    """True for "a quarter point" and "a half hour", false for "a third day" and "the second half hour"."""
    return tokens[end - 1].low in {"half", "quarter"} and low_at(tokens, place - 1) not in _ORDERED


def _is_share(tokens: Sequence[Token], place: int, end: int) -> bool:
    """True for "a third of", "by a third" and "two-thirds", false for "a third person" and "the second half"."""
    before, after = low_at(tokens, place - 1), tokens[end] if end < len(tokens) else None
    if (
        before in _ORDERED
        or (before in _POSSESSIVE and not _is(after, "of"))
        or (after is not None and after.text == "-" and after.start == tokens[end - 1].end)
    ):
        return False  # "half-time", "third-party"
    if (after is not None and after.low == "of") or tokens[place].is_number:
        return after is not None and after.low == "of"
    if end - place == 3 and tokens[place + 1].text == "-" and tokens[end - 1].low.endswith("s"):
        return True  # "a two-thirds majority"
    if before in {"the", "-", "a", "an", "and"}:
        return False
    if tokens[place].low not in _ARTICLES:
        return tokens[place].low != "quarter"
    if place == 0 and after is None:
        return True  # the span of the value alone
    if after is not None and after.low == "or" and low_at(tokens, end + 1) in {"more", "less", "so"}:
        return True
    if after is not None and after.low == "to" and fraction_at(tokens, end + 1) is not None:
        return True  # "a quarter to a third"
    ends = after is None or not after.is_word or after.low in {"from", "to", "in", "since", "on", "and", "this", "last"}
    compares = after is not None and after.low in {"less", "more", "fewer", "lower", "higher", "cheaper", "larger"}
    return compares or (
        ends and before in {"by", "about", "nearly", "almost", "over", "than", "around", "roughly", "up"}
    )


def _words(tokens: Sequence[Token], place: int) -> Number | None:
    read = spelled(tokens, place)
    if read is None:
        return None
    value, end = read
    grain = 1.0 if value == int(value) else 0.1
    if (mixed := _mixed(tokens, end, value)) is not None:
        value, grain, end = mixed
    elif (ratio := ratio_at(tokens, place, end, value)) is not None:
        return _share_number(place, ratio)
    number = _scaled(tokens, place, end, value, grain)
    return _with_rest(tokens, number)


def _with_rest(tokens: Sequence[Token], number: Number) -> Number:
    """Add what follows a scale word: "two million three hundred thousand", "2 crore 50 lakh"."""
    factor = scale_at(tokens, number.end - 1, number.start) or 1.0
    while factor >= 1e3 and number.end < len(tokens) and number.end - number.start <= LONGEST:
        more = _rest(tokens, number.end)
        if more is None or more.value >= factor:
            break
        factor = scale_at(tokens, more.end - 1, more.start) or 1.0
        number = number._replace(end=more.end, value=number.value + more.value, grain=more.grain)
    return number


def _rest(tokens: Sequence[Token], place: int) -> Number | None:
    """A number in words, or digits with their own scale word."""
    if tokens[place].is_number and (read := parse_digits(tokens[place].text)) is not None:
        more = _scaled(tokens, place, place + 1, read.value, read.grain)
        return more if more.end > place + 1 and len(tokens[more.end - 1].low) > 1 else None
    spelled_out = spelled(tokens, place) if tokens[place].low in NUMBER_WORDS else None
    return _scaled(tokens, place, spelled_out[1], spelled_out[0], 1.0) if spelled_out else None


def _is(token: Token | None, word: str) -> bool:
    return token is not None and token.low == word
