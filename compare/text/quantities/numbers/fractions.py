"""Fractions: "½", "1/3", "a quarter", "two-thirds"."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from compare.text.tokens import FRACTION_SIGNS, Token, bag

_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "hundredth": 100, "hundredths": 100,
}  # fmt: skip
_HOW_MANY = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_SCALES = frozenset({"million", "billion", "trillion"})
"""What "three quarter" may precede without an s."""
UNITS_HALVED = bag(
    "hour minute second day week month year decade century mile kilometre kilometer metre meter inch foot acre tonne "
    "ton pound kilo kilogram litre liter pint percent percentage point degree"
)
"""Units that "half" may precede: "half an hour"."""


def fraction_sign(token: Token) -> float | None:
    """The value of "½" and its like."""
    return unicodedata.numeric(token.text) if token.text in FRACTION_SIGNS else None


def fraction_at(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """The value of the fraction at `place` and where it ends; None if there is none."""
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token.is_number:
        return _ratio_of_digits(tokens, place)
    if token.low in {"half", "quarter"}:
        return 1 / _PARTS[token.low], place + 1
    count = _HOW_MANY.get(token.low)
    if count is None or place + 1 >= len(tokens):
        return None
    at = place + 1
    if tokens[at].text == "-" and at + 1 < len(tokens):
        at += 1
    parts = _PARTS.get(tokens[at].low)
    if parts is None or count >= parts:
        return None
    is_of_scale = tokens[at].low == "quarter" and at + 1 < len(tokens) and tokens[at + 1].low in _SCALES
    if (count > 1) != tokens[at].low.endswith("s") and not is_of_scale:
        return None
    return count / parts, at + 1


def _ratio_of_digits(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """ "1/3", the marks touching."""
    ratio = tokens[place : place + 3]
    if (
        len(ratio) < 3
        or ratio[1].text not in {"/", "⁄"}
        or not ratio[2].is_number
        or ratio[0].end + 1 != ratio[2].start
    ):
        return None
    over, under = ratio[0].text, ratio[2].text
    if not (over.isdecimal() and under.isdecimal() and len(over) < 3 and len(under) < 3):
        return None
    return (int(over) / int(under), place + 3) if 0 < int(over) < int(under) else None
