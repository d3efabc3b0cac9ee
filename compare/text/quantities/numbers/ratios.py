"""Ratios that are shares: "one in five", "4 out of 10", "three of every four", "one child in three", "1 in 3,000"."""

from __future__ import annotations

from collections.abc import Sequence

from compare.text.digit_grouping import parse_digits
from compare.text.quantities.numbers.spelled import NUMBER_WORDS, spelled
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag, low_at

_WHOLES = frozenset({2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 20.0, 50.0, 100.0, 1000.0})
"""Numbers that may be written in digits before "in" or "out of", as in "3 in 5" (set by hand)."""
_MOST = 1000
_MOST_OF_ONE = 1e9
"""The highest total for any share, and for a share of one: "1 in 100,000" (set by hand)."""
_TIMES = bag("year day month week hour minute decade")
_YEARS = range(1800, 2100)


def ratio_at(tokens: Sequence[Token], place: int, end: int, value: float) -> tuple[float, int] | None:
    """The percentage that the number `value` at tokens `place` to `end` is of the total that follows, and where that
    ends.

    In digits, only usual totals are accepted, unless "every" precedes the total.
    """
    noun = _singular(tokens, end) if value == 1 else 0
    link = end + noun
    link += low_at(tokens, link) == "-"
    at = _behind_link(tokens, link)
    if not at:
        return None
    is_every = low_at(tokens, at) == "every"
    at += is_every or (link > end + noun and low_at(tokens, at) == "-")
    if at >= len(tokens) or (not is_every and low_at(tokens, link) == "of"):
        return None
    read = parse_digits(tokens[at].text) if tokens[at].is_number else None
    words = spelled(tokens, at) if tokens[at].low in NUMBER_WORDS else None
    whole, last = (read.value, at + 1) if read else words or (0.0, at)
    if not 1 < whole <= (_MOST_OF_ONE if value == 1 else _MOST) or value >= whole:
        return None
    is_strict = bool(noun) or tokens[place].is_number or (read is not None and whole > _MOST)
    if is_strict and not is_every and not _is_usual(tokens[at], whole, value):
        return None
    if is_strict and last < len(tokens) and tokens[last].lemma in _TIMES:
        return None
    if noun and last < len(tokens) and _is_plural(tokens[last]):
        return None  # "one goal in three games"
    return 100 * value / whole, last


def _behind_link(tokens: Sequence[Token], link: int) -> int:
    """The token after "in", "out of", "out of every" or "of every"; 0 if there is no such link."""
    word, after = low_at(tokens, link), low_at(tokens, link + 1)
    if word == "in":
        return link + 1
    if word == "out" and after in {"of", "in"}:
        return link + 2
    return link + 1 if word == "of" and after == "every" else 0


def _singular(tokens: Sequence[Token], place: int) -> int:
    """1 if the noun of "one child in three", followed by "in", is at `place`, otherwise 0."""
    if low_at(tokens, place + 1) != "in" or not tokens[place].is_word or tokens[place].is_capital:
        return 0
    return int(tokens[place].low not in STOP_WORDS and not _is_plural(tokens[place]))


def _is_plural(token: Token) -> bool:
    return token.low.endswith("s") and token.lemma != token.low and token.low not in STOP_WORDS


def _is_usual(token: Token, whole: float, value: float) -> bool:
    """True for a total that is usual for shares; for a share of one, any round number that is not a year."""
    if whole in _WHOLES:
        return True
    is_year = token.text.isdecimal() and int(whole) in _YEARS
    return value == 1 and whole > _MOST / 10 and whole % 10 == 0 and not is_year
