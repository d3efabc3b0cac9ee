"""Digit grouping: numbers as written in different countries ("816 000", "61,4", "1’250’000", "12,00,000")."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from babel.numbers import NumberFormatError, parse_decimal

_SPACES = " \u00a0\u2009\u202f"
NUMBER = (
    rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d{{1,2}})?(?![.,]?\d)"
    r"|\d{1,3}(?:, 000)+(?!\d)"
    r"|\d{1,3}(?:['’]\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d+(?:[.,·]\d+)*"
)
"""A number in digits with its group and decimal marks."""
PLAIN_NUMBER = r"\d+(?:[.,·]\d+)*"
"""The same without groups that spaces or apostrophes separate."""

_MOST_DIGITS = 18
"""A longer run of digits is an account number, a hash or noise, and not a figure (set by hand)."""

_LOCALES = ("en", "en_IN", "fr", "de_CH", "de")
"""Notations in the order in which they are tried, English first: the text is English, so an ambiguous number ("1,250")
is read as English.
"""

_TO_FRENCH = str.maketrans(dict.fromkeys(_SPACES, "\u202f"))
_TO_ENGLISH = str.maketrans(dict.fromkeys(_SPACES, ","))
_GROUPED_BY_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")


class Digits(NamedTuple):
    """The `value` of digits, and in `grain` the unit of the last digit that is not a rounding zero."""

    value: float
    grain: float


@lru_cache(maxsize=8192)
def parse_digits(text: str) -> Digits | None:
    """The value of a number token; None for more than 18 digits and for separators that fit no notation."""
    if sum(map(str.isdecimal, text)) > _MOST_DIGITS:
        return None
    text = text.replace(", ", ",").replace("·", ".")
    whole, _, decimals = text.partition(".")
    if whole.isdecimal() and (not decimals or decimals.isdecimal()):
        return _with_grain(text)
    if " " in text.translate(dict.fromkeys(map(ord, _SPACES), " ")) and "." in text:
        text = text.translate(_TO_ENGLISH)
    text = text.translate(_TO_FRENCH).replace("'", "’")
    _, _, after = text.rpartition(",")
    if text.count(",") == 1 and len(after) > 3 and len(text) > len(after) + 4:
        return None  # "2023,2024" is a list
    for locale in _LOCALES:
        try:
            return _with_grain(str(parse_decimal(text, locale=locale, strict=True)))
        except NumberFormatError:
            continue
    return None


def may_be_thousands(text: str) -> bool:
    """True for "1.250", which is 1.25 in English and 1,250 in many other languages; the counted noun decides."""
    return _GROUPED_BY_POINT.fullmatch(text) is not None


def _with_grain(plain: str) -> Digits:
    whole, _, decimals = plain.partition(".")
    if decimals:
        return Digits(float(plain), 10.0 ** -len(decimals))
    zeros = len(whole) - len(whole.rstrip("0"))
    return Digits(float(whole), 10.0**zeros if zeros >= 2 else 1.0)
