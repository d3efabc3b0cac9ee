"""Pairs of numbers: ranges ("200 to 250"), scores ("3–1", "52 votes to 48", "three-nil") and odds ("5-1", "100/1")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from compare.text.quantities.currencies import prefix
from compare.text.quantities.numbers import Number, number_at, scale_at
from compare.text.quantities.units import DASHES
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag

SCORE_WORDS = bag(
    "vote win victory beat score lead draw goal defeat lose loss game set match rout triumph thrash edge ruling split "
    "pass approve confirm confirmation tally senate panel court decision"
)
ODDS_WORDS = bag("odds odd bookmaker bookie bookies favourite favorite outsider longshot")
_ODDS_BEHIND = bag("shot shots favourite favorite outsider chance bet")
_COUNTED_IN_SCORES = bag("vote point seat goal set game run try frame")
_NOTHING = bag("nil zero nought love")
_CHANGES = bag("rise climb increase grow jump soar surge go fall drop decline revise raise cut reduce slip edge lift")
_REACH = 4
"""Tokens between a verb of change and its "from 12 to 19", at most (chosen)."""
_SPAN = 5
"""Tokens of a text that is no more than a score, as a marked span is."""
_MOST_POINTS = 1000
"""No score and no odds are higher (chosen)."""
_LEAST_BASE = 10
"""So many, or more, are what a rate is given for: "3 per 100,000"."""
_MOST_UNDER = 10
"""What odds with a stroke are divided by, at most: "100/8", no "24/12" (chosen)."""


class NumberPair(NamedTuple):
    """Two numbers, the second of which ends at the token `end`; "none" for two that are no figure at all."""

    kind: Literal["range", "score", "odds", "rate", "none"]
    first: float
    second: float
    end: int


class PairReader:
    """Reads the pairs of numbers of one passage."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.is_contest = any(token.lemma in SCORE_WORDS for token in tokens)
        self.is_of_odds = any(token.lemma in ODDS_WORDS for token in tokens)

    def read(self, number: Number, counts: Callable[[int], bool]) -> NumberPair | None:
        """The pair that `number` begins; `counts` tells whether a unit or a counted noun is at a token."""
        noun = int(number.end < len(self.tokens) and self.tokens[number.end].lemma in _COUNTED_IN_SCORES)
        link = self._low(number.end + noun)
        if link not in DASHES and link not in {"to", "and", "or", "/", "per", ":"}:
            return None
        if self._low(number.end + noun + 1) in _NOTHING and link in {*DASHES, "to"} and number.value < _MOST_POINTS:
            return NumberPair("score", number.value, 0.0, number.end + noun + 2)
        other = self._other(number.end + noun + 1)
        if other is None or (link == "and" and not self._is_between(number.start)):
            return None
        first, second = number.value, other.value
        if self._are_odds(number, other, link):
            return NumberPair("odds", first, second, other.end)
        if link in {"/", "per", ":"}:
            return self._of_mark(first, second, link, other.end)
        if link in DASHES and self._follows_name(number.start) and not counts(other.end):
            return NumberPair("none", first, second, other.end)
        if link == "to" and self.is_former(number.start):
            return None  # "rose from 12 to 19": two figures
        if self._is_score(first, second, link, counts(other.end)):
            return NumberPair("score", first, second, other.end)
        factor = scale_at(self.tokens, other.end - 1, other.start) if number.end == number.start + 1 else None
        if factor is not None and first * factor < second:
            first *= factor  # "3 to 4 million": the scale is said once
        return NumberPair("range" if first < second else "none", first, second, other.end)

    def _of_mark(self, first: float, second: float, link: str, end: int) -> NumberPair | None:
        """ "3 per 100,000" is a rate, "3:1" a score where there is a contest, else a proportion or a scale."""
        if link == ":":
            return NumberPair("score" if self.is_contest else "none", first, second, end)
        is_rate = link == "per" and second >= _LEAST_BASE
        return NumberPair("rate", first, second, end) if is_rate else None

    def _other(self, at: int) -> Number | None:
        last = at + 3
        while at + 1 < len(self.tokens) and at < last and prefix(self.tokens, at + 1) is not None:
            at += 1
        return number_at(self.tokens, at) if at < len(self.tokens) else None

    def _are_odds(self, number: Number, other: Number, link: str) -> bool:
        if link == "and" or number.value >= _MOST_POINTS:
            return False
        if self.is_of_odds or (other.end < len(self.tokens) and self.tokens[other.end].low in _ODDS_BEHIND):
            return True
        is_price = link == "/" and self._low(number.start - 1) in {"at", "of", "from"}
        return is_price and other.value < number.value and other.value <= _MOST_UNDER and other.end == number.end + 2

    def _is_score(self, first: float, second: float, link: str, counts: bool) -> bool:
        is_all = len(self.tokens) <= _SPAN and link in DASHES
        is_contest = self.is_contest or (first > second and (link == "to" or is_all))
        return is_contest and link not in {"and", "or"} and (first >= second or not counts) and first < _MOST_POINTS

    def _is_between(self, start: int) -> bool:
        return self._low(self._before(start)) in {"between", "from"}

    def is_former(self, start: int) -> bool:
        """True for the 12 of "rose from 12 to 19" and "rose to 19 from 12"."""
        at = self._before(start)
        before = self.tokens[max(0, at - _REACH) : max(0, at)]
        return self._low(at) == "from" and any(token.lemma in _CHANGES for token in before)

    def _before(self, start: int) -> int:
        """The token before a number and its currency."""
        currency = prefix(self.tokens, start)
        return (currency[1] if currency else start) - 1

    def _follows_name(self, place: int) -> bool:
        """True for "Boeing 737-800": the numbers belong to a name."""
        before = self.tokens[place - 1] if place > 1 else None
        return before is not None and before.is_capital and before.low not in STOP_WORDS and not self.is_contest

    def _low(self, place: int) -> str:
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""
