"""Quantities: numbers as intervals, with unit, hedge, what is counted and what happened to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from compare.facts.lexicon import Sense
from compare.facts.numbers import Number, number_at
from compare.facts.tokens import Token, bag
from compare.terms import STOP_WORDS

_SIGNS = {"$": "money USD", "€": "money EUR", "£": "money GBP", "¥": "money JPY", "₹": "money INR", "₽": "money RUB"}
_DASHES = frozenset("-–—")
_SCORE_WORDS = bag(
    "vote win victory beat score lead draw goal defeat lose loss game set match rout triumph thrash edge ruling split "
    "pass approve confirm confirmation tally senate panel court decision"
)
_HEDGES = {
    "at least": (1.0, math.inf), "more than": (1.0, math.inf), "at most": (0.0, 1.0), "less than": (0.0, 1.0),
    "nearly": (0.9, 1.0), "just over": (1.0, 1.1), "about": (0.9, 1.1),
}  # fmt: skip
"""What a hedge makes of a number, as factors of it (chosen; "about 1,000" holds 1,003)."""

_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"), 2
    )
}
_ON_TOP = frozenset({"additional", "more", "further", "extra", "other", "others", "new"})
_PART_OF = frozenset(
    {"including", "include", "includes", "included", "another", "among", "additional", "further", "other"}
)
_REACH = 8
"""How many words away what happened to the counted may stand (chosen)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Characters `start` to `end` say a number between `low` and `high` (in the base unit of its dimension).

    `dimension` is "count", "percent", "money USD", "duration", "score", "age" …; `counted` is the group or the noun
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


class _Reader:
    """Reads the quantities of one passage; all places are token places."""

    def __init__(self, tokens: Sequence[Token], senses: Sequence[Sense]) -> None:
        self.tokens = tokens
        self.hedges: dict[int, tuple[str, int]] = {}
        self.following: dict[int, tuple[str, int]] = {}
        self.vague: dict[int, Sense] = {}
        self.people = {each.start: each for each in senses if each.kind == "people"}
        self.statuses = [each for each in senses if each.kind == "statuses"]
        self.is_contest = any(token.lemma in _SCORE_WORDS for token in tokens)
        for each in senses:
            if each.kind == "quantities":
                if each.group.startswith("vague"):
                    self.vague.setdefault(each.start, each)
                elif each.group in _HEDGES:
                    self.hedges.setdefault(each.end, (each.group, each.start))
                elif each.end > self.following.get(each.start, ("", 0))[1]:
                    self.following[each.start] = (each.group, each.end)

    def read(self, place: int) -> tuple[Quantity | None, int] | None:
        """The quantity at `place` and where to go on; None in place of it if the number means something else."""
        if place in self.vague and not any(place in range(first, at) for at, (_, first) in self.hedges.items()):
            return self._read_vague(self.vague[place])
        rank = self._rank(place)
        if rank is not None:
            return rank
        number = number_at(self.tokens, place) or self._one_unit(place)
        if number is None:
            return None
        pair = self._pair(number)
        if pair is not None:
            return pair
        if self._is_year(number):
            return None, number.end
        return self._finish(number, number.value, number.value, number.end)

    def _rank(self, place: int) -> tuple[Quantity | None, int] | None:
        """ "fifth", "21st": which one of a row."""
        token = self.tokens[place]
        digits = token.text.isdigit() and self._low(place + 1) in {"st", "nd", "rd", "th"}
        if not digits and token.low not in _ORDINALS:
            return None
        value = float(token.text) if digits else float(_ORDINALS[token.low])
        end = place + 1 + digits
        return Quantity(token.start, self.tokens[end - 1].end, value, value, "rank", place=place), end

    def _is_year(self, number: Number) -> bool:
        """True for "2020" in "the 2020 race": four digits that count nobody and have no hedge."""
        text = self.tokens[number.start].text
        plain = number.end == number.start + 1 and len(text) == 4 and text.isdigit() and 1800 <= number.value <= 2100
        return plain and not self._counts(number.end) and number.start not in self.hedges

    def _one_unit(self, place: int) -> Number | None:
        """ "a decade", "a century": one of them."""
        if self._low(place) in {"a", "an"} and self._low(place + 1) in {"decade", "century", "fortnight"}:
            return Number(place, place + 1, 1.0, 1.0)
        return None

    def _read_vague(self, sense: Sense) -> tuple[Quantity | None, int]:
        _, low, high = sense.group.split()
        number = Number(sense.start, sense.end, float(low), 0.0)
        return self._finish(number, float(low), float(high), sense.end, hedge="vague")

    def _pair(self, number: Number) -> tuple[Quantity | None, int] | None:
        """Two numbers in one: "between 200 and 250", "40-60", "52 to 48", "3–1"."""
        votes = int(self._low(number.end) in {"votes", "points", "seats"})
        link = self._low(number.end + votes)
        if link not in _DASHES and link not in {"to", "and"}:
            return None
        at = number.end + votes + 1
        at += at < len(self.tokens) and self.tokens[at].text in _SIGNS
        other = number_at(self.tokens, at) if at < len(self.tokens) else None
        if other is None or (link == "and" and self._low(number.start - 1) != "between"):
            return None
        first, second = number.value, other.value
        if number.end == number.start + 1 and number.grain == 1 and first < second / 1000:
            first *= other.grain  # "3 to 4 million": the scale is said once
        is_contest = self.is_contest or (link == "to" and first > second)
        is_score = is_contest and link != "and" and (first >= second or not self._counts(other.end))
        if is_score and first < 1000:
            start, end = self.tokens[number.start].start, self.tokens[other.end - 1].end
            return (
                Quantity(start, end, first, first, "score", place=number.start, second=second),
                other.end,
            )
        if first >= second:
            return None
        return self._finish(number, first, second, other.end, hedge="range")

    def _counts(self, place: int) -> bool:
        """True if a unit or a counted noun follows."""
        return place in self.following or place in self.people or self._low(place) in {"%", "-"}

    def _finish(
        self, number: Number, low: float, high: float, end: int, hedge: str = ""
    ) -> tuple[Quantity | None, int]:
        start = number.start
        dimension, end, factor = self._unit(start, end, number.is_share)
        if dimension == "" or dimension == "rank":
            return None, end
        if self._low(start - 1) in _SIGNS:
            start -= 1
        said, first = self.hedges.get(start) or self.hedges.get(number.start) or ("", start)
        if not said and self._low(end) == "or" and self._low(end + 1) in {"more", "so"}:
            said = "at least" if self._low(end + 1) == "more" else "about"
        if said and not (dimension == "duration" and self._low(start - 1) == "over"):
            below, above = _HEDGES[said]
            low, high, hedge = low * below, high * above, said
        elif number.is_share:
            low, high = low - 2, high + 2
        if dimension in {"celsius", "fahrenheit"}:
            low, high = (_celsius(low), _celsius(high)) if dimension == "fahrenheit" else (low, high)
            dimension = "temperature"
        counted, noun_end = self._counted(end) if dimension in {"count", "percent"} else ("", end)
        if dimension == "count" and not counted:
            counted = self._counted_before(start)
        if dimension == "count" and not counted and self._is_bare(number):
            return None, end
        status, last = frozenset[str](), noun_end
        if dimension in {"count", "percent", "duration"}:
            status, last = self._status(start, noun_end)
        span = self.tokens[first].start, self.tokens[last - 1].end
        quantity = Quantity(
            *span,
            low * factor,
            high * factor,
            dimension,
            counted,
            status,
            hedge,
            number.grain * factor,
            start,
            is_part=self._is_part(first, end, noun_end),
        )
        return quantity, end

    def _is_part(self, first: int, end: int, noun_end: int) -> bool:
        """True for "including three children", "90 additional students", "another 20", "two of them"."""
        inside = {self._low(at) for at in range(end, noun_end + 1)}
        before = {self._low(first - 1), self._low(first - 2)}
        return not inside.isdisjoint(_ON_TOP) or not before.isdisjoint(_PART_OF) or self._low(end) == "of"

    def _unit(self, start: int, end: int, is_share: bool) -> tuple[str, int, float]:
        """Dimension, where the quantity ends, and factor to the base unit."""
        before = self._low(start - 1)
        if before in _SIGNS:
            return _SIGNS[before], end, 1.0
        if is_share or self._low(end) == "%":
            return "percent", end + (not is_share), 1.0
        if self._low(end) == "°" and self._low(end + 1) in {"c", "f"}:
            return ("celsius" if self._low(end + 1) == "c" else "fahrenheit"), end + 2, 1.0
        after = end + 1 if self._low(end) in _DASHES and end + 1 in self.following else end
        if after in self.following:
            return self._named_unit(start, after)
        if self._low(start - 1) in {"magnitude", "magnitude-"} or self._low(start - 2) == "magnitude":
            return "magnitude", end, 1.0
        if self._low(start - 1) in {"aged", "age"} or (self._low(start - 1) == "," and self._low(end) == ","):
            return "age", end, 1.0
        return "count", end, 1.0

    def _named_unit(self, start: int, place: int) -> tuple[str, int, float]:
        unit, end = self.following[place]
        name, _, factor = unit.partition(" ")
        if name == "duration" and self._low(end) in _DASHES and self._low(end + 1) == "old":
            return "age", end + 2, 1.0
        if name == "duration" and self._low(end) == "old":
            return "age", end + 1, 1.0
        if unit == "money cent" or unit == "money penny":
            return "money small " + factor, end, 1.0
        if unit == "points" or unit == "basis points":
            return "points", end, 1.0 if unit == "points" else 0.01
        if name == "money" or not factor:
            single = len(self.tokens[place].low) == 1 and self.tokens[place].start > self.tokens[place - 1].end
            return ("count", place, 1.0) if single and name != "percent" else (unit, end, 1.0)
        single = len(self.tokens[place].low) == 1 and self.tokens[place].start > self.tokens[place - 1].end
        return ("count", place, 1.0) if single and self.tokens[place].low == "g" else (name, end, float(factor))

    def _is_bare(self, number: Number) -> bool:
        """ "one" as a pronoun and numbers that count nothing near ("Flight 370", "Covid-19")."""
        if self._low(number.start) == "one":
            return True
        before = self.tokens[number.start - 1] if number.start else None
        if before is None or before.text == "#":
            return before is not None
        named = before.is_capital and number.start > 1 and before.low not in STOP_WORDS
        return (named or before.text == "-") and not self._status(number.start, number.end)[0]

    def _counted(self, place: int) -> tuple[str, int]:
        """The group or the plural noun that follows, and where it ends; ("", place) if none does."""
        for at in range(place, min(place + 6, len(self.tokens))):
            token = self.tokens[at]
            if at in self.people and token.low != "dead":
                sense = self.people[at]
                if not (at + 1 < len(self.tokens) and at + 1 in self.people and self.people[at + 1].end > sense.end):
                    return sense.group, sense.end
                continue
            if token.is_number or (not token.is_word and token.text not in _DASHES):
                break
            if token.low in STOP_WORDS and token.low not in {
                "of",
                "the",
                "other",
                "more",
                "his",
                "her",
                "its",
                "their",
            }:
                break
            if any(each.start <= at < each.end for each in self.statuses):
                break
            if token.low.endswith("s") and token.lemma != token.low and not token.low.endswith("'s"):
                return token.lemma, at + 1
        return "", place

    def _counted_before(self, start: int) -> str:
        """What is counted in "the number of homes … at 90", "a crowd of 450"."""
        for at in range(start - 1, max(0, start - _REACH), -1):
            if self._low(at) in {".", ";", ","}:
                return ""
            if self._low(at) == "of" and self._low(at - 1) in {"number", "numbers"}:
                return self._counted(at + 1)[0]
            if self._low(at) == "crowd":
                return "people"
        return ""

    def _status(self, start: int, end: int) -> tuple[frozenset[str], int]:
        """What happened to the counted, said nearest to them; and `end`, moved past it if it is next."""
        if any(self._low(at) == "toll" for at in range(max(0, start - 2 * _REACH), start)):
            return frozenset({"killed"}), end
        best, nearest, last = set[str](), _REACH + 1, end
        for each in self.statuses:
            if each.end <= start:
                distance, gap = start - each.end, range(each.end, start)
            elif each.start >= end:
                distance, gap = each.start - end, range(end, each.start)
            else:
                distance, gap = 0, range(0)
            if self.tokens[each.start].low == "fire" and each.group == "dismissed":
                continue  # the noun
            distance += 2 * sum(self.tokens[at].text == "," or self.tokens[at].low == "and" for at in gap)
            if distance > min(nearest, _REACH) or any(self.tokens[at].text in {".", ";"} for at in gap):
                continue
            if distance < nearest:
                best, nearest = set(), distance
                last = each.end if each.start in {end, end + 1} else max(end, each.end) if not gap else end
            best.add(each.group)
        return frozenset(best), max(last, end)

    def _low(self, place: int) -> str:
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""


def _celsius(fahrenheit: float) -> float:
    return (fahrenheit - 32) * 5 / 9
