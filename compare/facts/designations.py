"""Designations: digits that count and measure nothing, as those of "G7", "F-16", "24/7" and "the 1990s"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from compare.facts.currencies import code_of, prefix
from compare.facts.numbers import Number
from compare.facts.tokens import Token


def is_designation(tokens: Sequence[Token], number: Number) -> bool:
    """True for the number of a name ("G7", "F-16") and for "the 1990s"."""
    if not tokens[number.start].is_number or not number.start:
        return _has_ending(tokens, number.end, {"s"})
    before = tokens[number.start - 1]
    if before.text == "-" and number.start > 1:
        name = tokens[number.start - 2]
        touches = name.end == before.start and before.end == tokens[number.start].start
        if touches and name.is_capital and not code_of(name):
            return True
    elif before.is_word and before.end == tokens[number.start].start:
        return prefix(tokens, number.start) is None
    return _has_ending(tokens, number.end, {"s"})


def has_unknown_letters(tokens: Sequence[Token], number: Number, units: Collection[int]) -> bool:
    """True for "40xx" and "1080p": letters that touch the number and are no known unit or multiplier.

    `units` are the tokens at which a unit begins.
    """
    at = number.end
    if not tokens[at - 1].is_number or at == len(tokens) or _has_ending(tokens, at, {"s", "x", "fold"}):
        return False
    touches = tokens[at].is_word and tokens[at].start == tokens[at - 1].end
    return touches and at not in units and not code_of(tokens[at])


def after_slash(tokens: Sequence[Token], place: int) -> int:
    """Where the second number of "24/7" ends; 0 if none follows."""
    follows = place + 1 < len(tokens) and tokens[place].text == "/" and tokens[place + 1].is_number
    return place + 2 if follows else 0


def _has_ending(tokens: Sequence[Token], place: int, endings: Collection[str]) -> bool:
    touches = 0 < place < len(tokens) and tokens[place].start == tokens[place - 1].end
    return touches and tokens[place].low in endings
