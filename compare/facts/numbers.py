"""Numbers in digits and in words: what stands there as a value, before unit and hedge are read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from text_to_num import text2num  # type: ignore[import-untyped]

from compare.facts.tokens import Token, bag

NUMBER_WORDS = bag(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"
)
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fifth": 0.2,
              "fifths": 0.2, "tenth": 0.1, "tenths": 0.1, "halves": 0.5}  # fmt: skip
_ARTICLES = frozenset({"a", "an"})
NUMBER_BEGINNINGS = NUMBER_WORDS | _ARTICLES | frozenset(_SCALES) | {"half"}
"""Words that a number may begin with."""

_CURRENCY_SIGNS = frozenset("$€£¥₹₽")

_MOST_DIGITS = 18
"""A longer run of digits is an account number, a hash or noise, and no figure (chosen)."""
LARGEST = 1e18
"""No news counts further; a greater value, as of "million million million million", is refused (chosen)."""


class Number(NamedTuple):
    """Tokens `start` to `end` say `value`; `grain` is the worth of its last digit that is not a rounding zero."""

    start: int
    end: int
    value: float
    grain: float
    is_share: bool = False


def number_at(tokens: Sequence[Token], place: int) -> Number | None:
    """The number that starts at `place`: "1,200", "3.1 billion", "two dozen", "half a million", "two-thirds".

    None for one of more than 18 digits, or greater than 1e18.
    """
    number = _read(tokens, place)
    return number if number and abs(number.value) <= LARGEST and math.isfinite(number.grain) else None


def _read(tokens: Sequence[Token], place: int) -> Number | None:
    token = tokens[place]
    if token.is_number:
        return _digits(tokens, place)
    if token.low in _ARTICLES or token.low in _SCALES or token.low == "half":
        return _counted_scale(tokens, place)
    if token.low in NUMBER_WORDS:
        return _words(tokens, place)
    return None


def _digits(tokens: Sequence[Token], place: int) -> Number | None:
    text = tokens[place].text
    plain = text.replace(",", "") if "," in text else text
    if plain.count(".") > 1 or len(plain) > _MOST_DIGITS + ("." in plain):
        return None
    value = float(plain)
    _, _, decimals = plain.partition(".")
    zeros = len(plain) - len(plain.rstrip("0")) if not decimals else 0
    grain = 10.0 ** (-len(decimals)) if decimals else 10.0 ** (zeros if zeros >= 2 else 0)
    return _scaled(tokens, place, place + 1, value, grain)


def _scaled(tokens: Sequence[Token], start: int, end: int, value: float, grain: float) -> Number:
    """Multiply by the scale words that follow; one letter ("m", "k") only where it touches the digits of a sum."""
    while end < len(tokens) and tokens[end].low in _SCALES:
        word = tokens[end]
        joined = word.start == tokens[end - 1].end and start > 0 and tokens[start - 1].text in _CURRENCY_SIGNS
        if len(word.low) == 1 and not joined:
            break
        value, grain, end = value * _SCALES[word.low], grain * _SCALES[word.low], end + 1
    return Number(start, end, value, grain)


def _counted_scale(tokens: Sequence[Token], place: int) -> Number | None:
    """ "a dozen", "half a million", "a hundred", "half", "a third", "a quarter"."""
    half = tokens[place].low == "half"
    end = place + 1
    if end < len(tokens) and tokens[end].low in _ARTICLES:
        end += 1
    word = tokens[end].low if end < len(tokens) else ""
    if half and word in _SCALES and len(word) > 2:
        value = 0.5 * _SCALES[word]
        return Number(place, end + 1, value, 1.0 if word == "dozen" else value)
    if half:
        return Number(place, place + 1, 50.0, 1.0, is_share=True)
    if tokens[place].low in _ARTICLES:
        if word in NUMBER_WORDS and word in _SCALES:
            counted = _words(tokens, place + 1)
            return counted and counted._replace(start=place)
        if word in _SCALES and len(word) > 2:
            return _scaled(tokens, place, place + 1, 1.0, 1.0)
        if word in _FRACTIONS and end + 1 < len(tokens) and tokens[end + 1].low == "of":
            return Number(place, end + 1, 100 * _FRACTIONS[word], 1.0, is_share=True)
    return None


def _words(tokens: Sequence[Token], place: int) -> Number | None:
    end = place
    while end < len(tokens) and (
        tokens[end].low in NUMBER_WORDS
        or (tokens[end].low in {"-", "and"} and end + 1 < len(tokens) and _joins(tokens, place, end))
    ):
        end += 1
    try:
        value = float(text2num(" ".join(t.low for t in tokens[place:end] if t.text != "-"), "en"))
    except ValueError:
        end = place + 1
        value = float(text2num(tokens[place].low, "en"))
    share = end + 1 if end < len(tokens) and tokens[end].text == "-" else end
    if share < len(tokens) and tokens[share].low in _FRACTIONS and value < 10:
        return Number(place, share + 1, 100 * value * _FRACTIONS[tokens[share].low], 1.0, is_share=True)
    if tokens[end : end + 1] and tokens[end].low == "in" and end + 1 < len(tokens):
        whole = number_at(tokens, end + 1) if tokens[end + 1].low in NUMBER_WORDS or tokens[end + 1].is_number else None
        if whole and 1 < whole.value <= 100 and value < whole.value:
            return Number(place, whole.end, 100 * value / whole.value, 1.0, is_share=True)
    return _scaled(tokens, place, end, value, 1.0)


def _joins(tokens: Sequence[Token], start: int, place: int) -> bool:
    """A hyphen joins "twenty-three"; "and" joins "hundred and five"."""
    following = tokens[place + 1].low
    if tokens[place].text == "-":
        return (
            tokens[place - 1].low.endswith("ty") and following in NUMBER_WORDS and not following.endswith(("ty", "een"))
        )
    return tokens[place - 1].low in {"hundred", "thousand"} and following in NUMBER_WORDS
