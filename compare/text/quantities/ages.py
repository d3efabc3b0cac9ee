"""Ages given as a decade of life: "in his 30s", "in her mid-forties", "an octogenarian"."""

from __future__ import annotations

from collections.abc import Sequence

from compare.text.quantities.multiples import ValueInWords
from compare.text.tokens import Token, bag, low_at

_WHOSE = bag("his her their my our your")
_DECADES = {"teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
            "eighties": 80, "nineties": 90}  # fmt: skip
_PARTS = {"early": (0, 3), "mid": (3, 7), "middle": (3, 7), "late": (6, 9)}
"""Years of a decade that "early", "mid" and "late" may mean (set by hand)."""
_JOINTS = bag("- – to or and")
_PERSONS = {"quinquagenarian": 50, "sexagenarian": 60, "septuagenarian": 70, "octogenarian": 80, "nonagenarian": 90}
_SOMETHING = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_LONGEST = 5
"""Maximum number of words between "his" and the decade: "his early to mid-30s"."""

AGE_BEGINNINGS = frozenset((*_DECADES, *_PERSONS, *(f"{word}something" for word in _SOMETHING)))
"""Words that an age may begin with."""


def age_at(tokens: Sequence[Token], place: int) -> ValueInWords | None:
    """The decade of life at `place`, in years."""
    word = tokens[place].low
    person = word.removesuffix("s")
    if person in _PERSONS:
        return _years(place + 1, _PERSONS[person])
    if word.endswith("something"):
        return _years(place + 1, _SOMETHING[word.removesuffix("something")])
    if tokens[place].is_number and [low_at(tokens, place + 1), low_at(tokens, place + 2)] == ["-", "something"]:
        return _years(place + 3, int(word)) if word.isdecimal() and len(word) == 2 else None
    decade, end = _decade(tokens, place)
    if decade is None:
        return None
    parts, at = [], place - 1
    while at >= max(0, place - _LONGEST) and (tokens[at].low in _PARTS or tokens[at].low in _JOINTS):
        parts += [_PARTS[tokens[at].low]] if tokens[at].low in _PARTS else []
        at -= 1
    if low_at(tokens, at) not in _WHOSE:
        return None
    if decade == _DECADES["teens"]:
        return ValueInWords(end, 13.0, 19.0, "age")
    first, last = (min(part[0] for part in parts), max(part[1] for part in parts)) if parts else (0, 9)
    return ValueInWords(end, decade + first, decade + last, "age")


def _decade(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    """The decade that "30s" or "thirties" means, and the token after it."""
    token = tokens[place]
    if not token.is_number:
        return _DECADES.get(token.low), place + 1
    touches = low_at(tokens, place + 1) == "s" and tokens[place + 1].start == token.end
    is_decade = touches and token.text.isdecimal() and len(token.text) == 2 and token.text[-1] == "0"
    return (int(token.text) if is_decade else None), place + 2


def _years(end: int, decade: int) -> ValueInWords:
    return ValueInWords(end, float(decade), decade + 9.0, "age")
