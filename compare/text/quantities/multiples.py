"""Multiples as words: "doubled", "halved", "twice as many", "threefold"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compare.text.tokens import Token, bag

_VERBS = {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0, "quintuple": 5.0, "halve": 0.5}
_TIMES = {"twice": 2.0, "thrice": 3.0, "double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0}
_BEFORE_A_BASE = bag("to will would could can may might should must did does not")
"""Words before the base form of a verb: "double" alone is more often a noun or an adjective."""
_AFTER_TIMES = bag("as the what that those its their his her last this")
_PARTICLES = bag("back over up down")
"""Words with which the verb means something else: "doubled down"."""
_FOLD = {"two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0,
         "ten": 10.0, "hundred": 100.0, "thousand": 1000.0}  # fmt: skip
_FORMS = {
    form: verb for verb in _VERBS for form in (verb, f"{verb}s", f"{verb.rstrip('e')}ed", f"{verb.rstrip('e')}ing")
}
MULTIPLE_BEGINNINGS = frozenset((*_FORMS, *_TIMES, *(f"{word}fold" for word in _FOLD)))
"""Words that a multiple may begin with."""


class ValueInWords(NamedTuple):
    """A value between `low` and `high` in words that are not a number; `end` is the token after them."""

    end: int
    low: float
    high: float
    dimension: str


def multiple_at(tokens: Sequence[Token], place: int) -> ValueInWords | None:
    """The multiple at `place`; "halved" means falling by half, which is a share."""
    word, before = tokens[place].low, tokens[place - 1].low if place else ""
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    if word.endswith("fold"):
        value = _FOLD.get(word.removesuffix("fold"), 0.0)
    elif word in _TIMES and after in _AFTER_TIMES:
        value = _TIMES[word]
    elif word not in _FORMS or after in _PARTICLES or word.endswith("s"):
        return None  # "doubles" is more often a kind of match
    elif word in _VERBS and before not in _BEFORE_A_BASE:
        return None
    else:
        value = _VERBS[_FORMS[word]]
    return (
        ValueInWords(place + 1, 50.0, 50.0, "percent")
        if value < 1
        else ValueInWords(place + 1, value, value, "multiple")
    )
