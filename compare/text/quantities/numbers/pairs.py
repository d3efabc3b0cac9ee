"""Pairs of numbers: ranges ("200 to 250"), scores ("3–1", "52 votes to 48", "three-nil") and odds ("5-1", "100/1")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from compare.text.quantities.currencies import prefix
from compare.text.quantities.numbers.number import Number, number_at
from compare.text.quantities.numbers.scales import scale_at
from compare.text.quantities.numbers.signs import MINUS, is_negative
from compare.text.quantities.units import DASHES
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag, low_at

SCORE_WORDS = bag(
    "vote win victory beat score lead draw goal defeat lose loss game set match rout triumph thrash edge ruling split "
    "pass approve confirm confirmation tally senate panel court decision"
)
ODDS_WORDS = bag("odds odd bookmaker bookie bookies favourite favorite outsider longshot horse jockey")
_ODDS_BEHIND = bag("shot shots favourite favorite outsider chance bet")
_COUNTED_IN_SCORES = bag("vote point seat goal set game run try frame")
_NOTHING = bag("nil zero nought love")
_CHANGES = bag("rise climb increase grow jump soar surge go fall drop decline revise raise cut reduce slip edge lift")
_COMPARED = frozenset({("up", "from"), ("down", "from"), ("compared", "with"), ("compared", "to")})
"""Words before an earlier value of a figure."""
_CRICKET = bag("wicket inning innings stump batsman batter bowler cricket crease odi t20")
_REACH = 7
"""Maximum number of tokens between a verb of change and its "from 12 to 19" (set by hand)."""
_FOLD = 4
"""Ratio of level to change from which "rose 4 to 31" gives both, and not a range (set by hand)."""
_JOINED = [["-", word, "-"] for word in ("for", "in", "on", "by")]
"""Words that join two numbers to a designation."""
_MARKS = frozenset({"/", "per", ":", "x", "×"})
_LINKS = _MARKS | {"to", "and", "or"}
_ENDS = frozenset({".", ",", ";", "(", ")"})
_SPAN = 5
"""Maximum number of tokens of a text that is only a score, such as a marked span."""
_MOST_POINTS = 1000
"""The highest value in a score or in odds (set by hand)."""
_LEAST_BASE = 10
"""Numbers for which a rate is given, at least: "3 per 100,000"."""
_MOST_UNDER = 10
"""The highest denominator of odds with a slash: "100/8", but not "24/12" (set by hand)."""


class NumberPair(NamedTuple):
    """Two numbers, the second of which ends at the token `end`; "none" for two that are not a figure, and "unknown" for
    two that may be a range or two figures. `is_signed` if one end of a range is below zero.
    """

    kind: Literal["range", "score", "odds", "rate", "unknown", "none"]
    first: float
    second: float
    end: int
    is_signed: bool = False


class PairReader:
    """Parses the pairs of numbers of one passage."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.is_contest = any(token.lemma in SCORE_WORDS for token in tokens)
        self.is_of_cricket = any(token.lemma in _CRICKET for token in tokens)
        self.is_of_odds = any(token.lemma in ODDS_WORDS for token in tokens)

    def read(self, number: Number, counts: Callable[[int], bool]) -> NumberPair | None:
        """The pair that begins with `number`; `counts` is a predicate for tokens at which a unit or a counted noun
        begins."""
        if (end := self._joined_end(number.end)) is not None:
            return NumberPair("none", number.value, number.value, end)
        link, at = self._link(number.end)
        if (score := self._score_in_words(number, at, link)) is not None:
            return score
        if link not in DASHES and link not in _LINKS:
            return None
        other = self._other(at + 1)
        if other is None or (link == "and" and not self._is_between(number.start)):
            return None
        if (signed := self._signed(number, other)) is not None:
            return signed
        if self._are_odds(number, other, link):
            return NumberPair("odds", number.value, other.value, other.end)
        if link in _MARKS:
            return self._of_mark(number.value, other.value, link, other.end)
        if link in DASHES and self._follows_name(number.start) and not counts(other.end):
            return NumberPair("none", number.value, other.value, other.end)
        return self._score_or_range(number, other, link, counts(other.end))

    def _joined_end(self, end: int) -> int | None:
        """The end of "4-for-1" and "3-in-1" for a number that ends at `end`; None for others."""
        other = self._other(end + 3) if end + 3 < len(self.tokens) else None
        link = [self._low(place) for place in range(end, end + 3)]
        return other.end if other is not None and link in _JOINED else None

    def _link(self, end: int) -> tuple[str, int]:
        """What connects a number that ends at `end` to the next one, and its last token."""
        noun = end < len(self.tokens) and self.tokens[end].lemma in _COUNTED_IN_SCORES
        at = end + noun
        if [self._low(place) for place in range(at, at + 3)] == ["-", "to", "-"]:
            return "to", at + 2  # "15-to-1"
        return self._low(at), at

    def _score_or_range(self, number: Number, other: Number, link: str, counts: bool) -> NumberPair | None:
        first, second = number.value, other.value
        is_measured = counts or prefix(self.tokens, number.start) is not None
        if link == "to" and (self._is_former(number.start) or self._is_change(number, other, is_measured)):
            return None  # "rose from 12 to 19", "rose by 7 to 19": two figures
        if link == "to" and self._change_link(number.start) == "by":
            return NumberPair("unknown", first, second, other.end)  # "rose by 4 to 9 percent": may mean either
        if prefix(self.tokens, number.start) is None and self._is_score(first, second, link, counts):
            return NumberPair("score", first, second, other.end)
        factor = scale_at(self.tokens, other.end - 1, other.start) if number.end == number.start + 1 else None
        if factor is not None and first * factor < second:
            first *= factor  # "3 to 4 million": the scale word applies to both
        return NumberPair("range" if first < second else "none", first, second, other.end)

    def _score_in_words(self, number: Number, at: int, link: str) -> NumberPair | None:
        """ "three-nil", "312 for 4" and "312/4" in cricket, "Brask 2, Senn 1"."""
        if self._low(at + 1) in _NOTHING and link in {*DASHES, "to"} and number.value < _MOST_POINTS:
            return NumberPair("score", number.value, 0.0, at + 2)
        if self.is_of_cricket and link in {"for", "/"} and (other := self._other(at + 1)) is not None:
            return NumberPair("score", number.value, other.value, other.end)
        if link != "," or not self._is_result(number.start):
            return None
        last = at + 1
        while last < len(self.tokens) and self.tokens[last].is_capital and last - at <= _SPAN:
            last += 1
        ends = last + 1 >= len(self.tokens) or self._low(last + 1) in _ENDS
        if last == at + 1 or not ends or not self._is_result(last):
            return None
        return NumberPair("score", number.value, float(self.tokens[last].text), last + 1)

    def _is_result(self, place: int) -> bool:
        """True for the 2 of "Brask 2, Senn 1": a short number after a name at the start of its sentence or clause."""
        digits = self.tokens[place].text if place < len(self.tokens) else ""
        named = place > 0 and self.tokens[place - 1].is_capital and self._low(place - 1) not in STOP_WORDS
        return named and digits.isdecimal() and int(digits) < _MOST_POINTS

    def _signed(self, number: Number, other: Number) -> NumberPair | None:
        """A range with an end below zero: "-0.3 to 0.2", "between minus 5 and 3"."""
        below = is_negative(self.tokens, number.start), is_negative(self.tokens, other.start)
        if not any(below):
            return None
        ends = sorted((-number.value if below[0] else number.value, -other.value if below[1] else other.value))
        return NumberPair("range", ends[0], ends[1], other.end, is_signed=True)

    def _is_change(self, number: Number, other: Number, is_measured: bool) -> bool:
        """True for the 4 of "rose by 4 to 31", "rose 4 to 31", "fell 4 points to 31" and "rose by 4 to 9".

        `is_measured` is true if a unit or a counted noun belongs to the second number: then "by 4 to 9" may be a range.
        """
        link = self._change_link(number.start)
        if link is None:
            return False
        is_level = link == "by" and (other.value <= number.value or not is_measured)
        return is_level or self._low(number.end) != "to" or other.value >= _FOLD * number.value

    def _change_link(self, start: int) -> str | None:
        """What connects a verb of change to a number: "by" or nothing; None without such a verb."""
        at = self._before(start)
        link = "by" if self._low(at) == "by" else ""
        at -= len(link) > 0
        return link if at >= 0 and self.tokens[at].lemma in _CHANGES else None

    def change(self, start: int) -> str:
        """ "by" for the 4 of "rises by 4", "to" for that of "rises to 4", otherwise ""."""
        at = self._before(start)
        is_of_change = at > 0 and self.tokens[at - 1].lemma in _CHANGES
        return self._low(at) if is_of_change and self._low(at) in {"by", "to"} else ""

    def _of_mark(self, first: float, second: float, link: str, end: int) -> NumberPair | None:
        """ "3 per 100,000" is a rate, "3:1" a score in the context of a contest, otherwise a proportion or a scale."""
        if link in {"x", "×"}:
            return NumberPair("none", first, second, end)  # "12 x 15 metres"
        if link == ":":
            if self._low(end) == ":" and end + 1 < len(self.tokens) and self.tokens[end + 1].is_number:
                return NumberPair("none", first, second, end + 2)  # "2:03:59"
            return NumberPair("score" if self.is_contest else "none", first, second, end)
        is_rate = link == "per" and second >= _LEAST_BASE
        return NumberPair("rate", first, second, end) if is_rate else None

    def _other(self, at: int) -> Number | None:
        last = at + 3
        if at + 1 < len(self.tokens) and (self._low(at) in MINUS or self._low(at) == "minus"):
            at += 1
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
        sign = is_negative(self.tokens, start)
        return self._low(self._before(start) - sign) in {"between", "from"}

    def is_former(self, number: Number, is_range: bool) -> bool:
        """True for the 12 of "rose from 12 to 19" and the 4 of "rose by 4 to 9", which the level follows."""
        is_step = not is_range and self._low(number.end) == "to" and self._change_link(number.start) is not None
        return self._is_former(number.start) or (is_step and self._other(number.end + 1) is not None)

    def _is_former(self, start: int) -> bool:
        """True for the 12 of "rose from 12 to 19", "rose to 19 from 12" and "19, up from 12"."""
        at = self._before(start)
        if (self._low(at - 1), self._low(at)) in _COMPARED:
            return True
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
        return low_at(self.tokens, place)


def after_slash(tokens: Sequence[Token], place: int) -> int:
    """The end of the second number of "24/7"; 0 if there is none."""
    follows = place + 1 < len(tokens) and tokens[place].text == "/" and tokens[place + 1].is_number
    return place + 2 if follows else 0
