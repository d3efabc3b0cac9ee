"""Quantities: numbers as intervals, with unit, hedge, what is counted and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compare.facts.counting import Counting
from compare.facts.currencies import prefix
from compare.facts.designations import after_slash, has_unknown_letters, is_designation
from compare.facts.hedging import HEDGES, hedged
from compare.facts.lexicon import Sense
from compare.facts.numbers import LARGEST, NUMBER_BEGINNINGS, Number, number_at, scale_at
from compare.facts.tokens import Token, bag
from compare.facts.units import DASHES, Units
from compare.terms import STOP_WORDS

_SCORE_WORDS = bag(
    "vote win victory beat score lead draw goal defeat lose loss game set match rout triumph thrash edge ruling split "
    "pass approve confirm confirmation tally senate panel court decision"
)
_ODDS = bag("odds odd bookmaker bookie bookies favourite favorite outsider longshot")
UNKNOWN = "unknown"
"""The dimension of numbers whose unit or multiplier is not known."""
_SHARE = 2.0
"""Percentage points that "a third" or "half" may be off (chosen)."""

_OF_WHOM = bag("the them his her their its our those these whom which us you this that")
"""After "several of", these name a whole of which it is a part; "hundreds of people" are the whole."""

_SPAN = 5
"""Tokens of a text that is no more than a score, as a marked span is."""
_LONGEST_RANK = 6  # digits
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"), 2
    )
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """Characters `start` to `end` say a number between `low` and `high` (in the base unit of its dimension).

    `dimension` is "count", "percent", "money USD", "duration", "score", "age" … and "unknown" where unit or multiplier
    is not known; `counted` is the group or the noun
    that is counted ("" if unsaid), `status` what happened to it ({"killed"}; empty if unsaid), `hedge` the qualifying
    words' sense ("" for none); `grain` is the worth of the last digit given; `place` is the token where it starts;
    `second` is the other side of a score; `is_part` is true where it is part of a number or comes on top of one
    ("including three", "90 additional").
    """

    start: int
    end: int
    low: float
    high: float
    dimension: str
    counted: str = ""
    status: frozenset[str] = frozenset()
    hedge: str = ""
    grain: float = 0.0
    place: int = 0
    second: float | None = None
    is_part: bool = False


def quantities_of(tokens: Sequence[Token], senses: Sequence[Sense], taken: frozenset[int]) -> tuple[Quantity, ...]:
    """The quantities in `tokens`, in order; `taken` are the tokens that dates and times have already explained."""
    reader = _Reader(tokens, senses)
    found = []
    place = 0
    while place < len(tokens):
        read = None if place in taken else reader.read(place)
        if read is None:
            place += 1
        else:
            quantity, place = read
            if quantity is not None:
                found.append(quantity)
    return tuple(found)


_BEGINNINGS = NUMBER_BEGINNINGS | frozenset(_ORDINALS)
"""Words that a quantity may begin with; all others are passed over at once."""


class _Reader:
    """Reads the quantities of one passage; all places are token places."""

    def __init__(self, tokens: Sequence[Token], senses: Sequence[Sense]) -> None:
        self.tokens = tokens
        self.hedges: dict[int, tuple[str, int]] = {}
        self.following: dict[int, tuple[str, int]] = {}
        self.vague: dict[int, Sense] = {}
        self.units = Units(tokens, self.following)
        self.counting = Counting(tokens, senses)
        self._is_of_odds = any(token.lemma in _ODDS for token in tokens)
        self.is_contest = any(token.lemma in _SCORE_WORDS for token in tokens)
        for each in senses:
            if each.kind == "quantities":
                if each.group.startswith("vague"):
                    self.vague.setdefault(each.start, each)
                elif each.group in HEDGES:
                    self.hedges.setdefault(each.end, (each.group, each.start))
                elif each.end > self.following.get(each.start, ("", 0))[1]:
                    self.following[each.start] = (each.group, each.end)

    def read(self, place: int) -> tuple[Quantity | None, int] | None:
        """The quantity at `place` and where to go on; None in place of it if the number means something else."""
        if place in self.vague and not any(place in range(first, at) for at, (_, first) in self.hedges.items()):
            return self._read_vague(self.vague[place])
        if not self.tokens[place].is_number and self.tokens[place].low not in _BEGINNINGS:
            return None
        rank = self._rank(place)
        if rank is not None:
            return rank
        number = number_at(self.tokens, place) or self._one_unit(place)
        if number is None:
            return None
        if is_designation(self.tokens, number):
            return None, number.end
        if (other := after_slash(self.tokens, number.end)) and not self._is_of_odds:
            return None, other
        if has_unknown_letters(self.tokens, number, self.following):
            return self._unknown(number, number.end + 1), number.end + 1
        pair = self._pair(number)
        if pair is not None:
            return pair
        if self._is_year(number):
            return None, number.end
        return self._finish(number, number.value, number.value, number.end)

    def _rank(self, place: int) -> tuple[Quantity | None, int] | None:
        """ "fifth", "21st": which one of a row."""
        token = self.tokens[place]
        digits = token.text.isdecimal() and self._low(place + 1) in {"st", "nd", "rd", "th"}
        if not digits and token.low not in _ORDINALS:
            return None
        if digits and len(token.text) > _LONGEST_RANK:
            return None
        value = float(token.text) if digits else float(_ORDINALS[token.low])
        end = place + 1 + digits
        return Quantity(token.start, self.tokens[end - 1].end, value, value, "rank", place=place), end

    def _unknown(self, number: Number, end: int) -> Quantity:
        """A number whose unit or multiplier is not known: it equals nothing and conflicts with nothing."""
        start, last = self.tokens[number.start].start, self.tokens[end - 1].end
        return Quantity(start, last, number.value, number.value, UNKNOWN, place=number.start)

    def _is_year(self, number: Number) -> bool:
        """True for "2020" in "the 2020 race": four digits that count nobody and have no hedge."""
        text = self.tokens[number.start].text
        plain = number.end == number.start + 1 and len(text) == 4 and text.isdecimal() and 1800 <= number.value <= 2100
        return plain and not self._counts(number.end) and number.start not in self.hedges

    def _one_unit(self, place: int) -> Number | None:
        """ "a decade", "a century": one of them."""
        if self._low(place) not in {"a", "an"}:
            return None
        half = [self._low(at) for at in range(place + 2, place + 5)] == ["and", "a", "half"]
        if half and place + 1 in self.following:
            return Number(place, place + 1, 1.5, 0.5)
        is_long = self._low(place + 1) in {"decade", "century", "fortnight"}
        return Number(place, place + 1, 1.0, 1.0) if is_long else None

    def _read_vague(self, sense: Sense) -> tuple[Quantity | None, int]:
        """ "several", "several hundred", "a couple of dozen", "tens of thousands"."""
        _, low, high = sense.group.split()
        number = Number(sense.start, sense.end, float(low), 0.0)
        factor, end = 1.0, sense.end
        at = end + (self._low(end) == "of")
        while at < len(self.tokens) and factor < LARGEST and (more := scale_at(self.tokens, at)) is not None:
            factor, end = factor * more, at + 1
            at = end + (self._low(end) == "of")
        if self._low(end) == "of" and self._low(end + 1) not in _OF_WHOM:
            end += 1
        if self._low(sense.start) == "tens" and factor == 1.0:
            return None, end
        return self._finish(number, float(low) * factor, float(high) * factor, end, hedge="vague")

    def _pair(self, number: Number) -> tuple[Quantity | None, int] | None:
        """Two numbers in one: "between 200 and 250", "40-60", "five or six", "52 to 48", "3–1", odds of "10-1"."""
        votes = int(self._low(number.end) in {"votes", "points", "seats"})
        link = self._low(number.end + votes)
        if link not in DASHES and link not in {"to", "and", "or", "/"}:
            return None
        at = number.end + votes + 1
        while at + 1 < len(self.tokens) and at < number.end + 4 and prefix(self.tokens, at + 1) is not None:
            at += 1
        other = number_at(self.tokens, at) if at < len(self.tokens) else None
        if other is None or (link == "and" and not self._is_between(number.start)):
            return None
        first, second = number.value, other.value
        if self._is_of_odds and link != "and" and first < 1000:
            start, end = self.tokens[number.start].start, self.tokens[other.end - 1].end
            return Quantity(start, end, first, first, "odds", place=number.start, second=second), other.end
        if link in DASHES and self._follows_name(number.start) and not self._counts(other.end):
            return None, other.end
        factor = scale_at(self.tokens, other.end - 1, other.start) if number.end == number.start + 1 else None
        if factor is not None and first * factor < second:
            first *= factor  # "3 to 4 million": the scale is said once
        is_all = len(self.tokens) <= _SPAN and link in DASHES
        is_contest = self.is_contest or (first > second and (link == "to" or is_all))
        is_score = is_contest and link not in {"and", "or"} and (first >= second or not self._counts(other.end))
        if is_score and first < 1000:
            start, end = self.tokens[number.start].start, self.tokens[other.end - 1].end
            return (
                Quantity(start, end, first, first, "score", place=number.start, second=second),
                other.end,
            )
        if first >= second:
            return None
        return self._finish(number, first, second, other.end, hedge="range")

    def _is_between(self, start: int) -> bool:
        currency = prefix(self.tokens, start)
        return self._low((currency[1] if currency else start) - 1) in {"between", "from"}

    def _follows_name(self, place: int) -> bool:
        """True for "Boeing 737-800": the numbers belong to a name."""
        before = self.tokens[place - 1] if place > 1 else None
        return before is not None and before.is_capital and before.low not in STOP_WORDS and not self.is_contest

    def _counts(self, place: int) -> bool:
        """True if a unit or a counted noun follows."""
        return place in self.following or place in self.counting.people or self._low(place) in {"%", "-"}

    def _finish(
        self, number: Number, low: float, high: float, end: int, hedge: str = ""
    ) -> tuple[Quantity | None, int]:
        """Add unit, hedge and what is counted to a number between `low` and `high`."""
        end, added = self._more_or_less(end)
        dimension, end, factor = self.units.of(number.start, end, number.is_share)
        currency = prefix(self.tokens, number.start)
        start = currency[1] if currency else number.start
        said, first = self._hedge(start, end)
        said = said or added
        if dimension == "count" and self._has_unknown_multiplier(end):
            return self._unknown(number, end + 2), end
        if said and not (dimension == "duration" and self._low(start - 1) == "over"):
            low, high, hedge = *hedged(low, high, said), said
        elif number.is_share:
            low, high = low - _SHARE, high + _SHARE
        if dimension in {"celsius", "fahrenheit"}:
            low, high = self._degrees(dimension, number.start, low, high)
            dimension = "temperature"
        counted, noun_end = self.counting.counted(end) if dimension in {"count", "percent"} else ("", end)
        if dimension == "count" and not counted:
            counted = self.counting.counted_before(start)
            if not counted and self.counting.is_bare(number):
                return None, end
        if number.or_thousands and dimension == "count":
            factor = 1000.0  # nobody counts 1.250 people
        status, last = frozenset[str](), noun_end
        if dimension in {"count", "percent", "duration"}:
            status, last = self.counting.status(start, noun_end)
        quantity = Quantity(
            start=self.tokens[first].start,
            end=self.tokens[last - 1].end,
            low=low * factor,
            high=high * factor,
            dimension=dimension,
            counted=counted,
            status=status,
            hedge=hedge,
            grain=number.grain * factor,
            place=start,
            is_part=self.counting.is_part(first, end, noun_end),
        )
        return quantity, end

    def _more_or_less(self, end: int) -> tuple[int, str]:
        """ "50+", "50-plus" and "50-odd": where that ends, and what it means."""
        touches = end < len(self.tokens) and self.tokens[end].start == self.tokens[end - 1].end
        if touches and self._low(end) == "+":
            return end + 1, "at least"
        word = self._low(end + 1) if touches and self._low(end) in DASHES else ""
        return (end + 2, "at least" if word == "plus" else "about") if word in {"plus", "odd", "ish"} else (end, "")

    def _has_unknown_multiplier(self, end: int) -> bool:
        """True for "40 arab rupees": a word that is not known stands between a number and a currency."""
        money = self.following.get(end + 1, ("", 0))[0].startswith("money")
        return money and end not in self.following and self._low(end).isalpha() and self.tokens[end].text.islower()

    def _hedge(self, start: int, end: int) -> tuple[str, int]:
        """The hedge around tokens `start` to `end` ("" for none), and where it begins."""
        said = self.hedges.get(start)
        if said is None and self._low(end) == "or" and self._low(end + 1) in {"more", "so"}:
            return ("at least" if self._low(end + 1) == "more" else "about"), start
        return said or ("", start)

    def _degrees(self, scale: str, start: int, low: float, high: float) -> tuple[float, float]:
        """Degrees Celsius; below zero after "minus" or a minus sign."""
        if self._low(start - 1) in {"minus", "-", "−"}:
            low, high = -high, -low
        return (_celsius(low), _celsius(high)) if scale == "fahrenheit" else (low, high)

    def _low(self, place: int) -> str:
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""


def _celsius(fahrenheit: float) -> float:
    return (fahrenheit - 32) * 5 / 9
