"""Units: the dimension of a number, and the factor to the base unit of that dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compare.text.dates.calendar_words import CALENDAR_WORDS
from compare.text.quantities.currencies import SIGNS, code_of, names_currency, prefix
from compare.text.tokens import Token, bag, low_at

DASHES = frozenset("-–—")
_LEAST_AGE = 13
"""The number from which "a mother of" means an age and not a number of children (set by hand)."""
_YEAR = 365.25  # days
_MINUTE = 1 / 1440
_POWERS = {"2": ("area", 1.0), "3": ("volume", 1000.0)}
"""What a length to this power measures, and how many base units one metre to this power has."""
_PERSONS = bag("man woman boy girl mother father pensioner student")
"""Nouns after which "of" and a number means an age."""
_YOUNG = bag("child boy girl toddler infant baby kid son daughter brother sister twin sibling")
"""Of these, nouns for which any number is an age, however small."""

_OF_AN_AGE = _PERSONS | _YOUNG | bag("people person adult resident driver voter patient worker")
_LIMITS = bag("under over above below")
_TURNED = bag("turned turns turning")
_LEAST_TURNED = 10
_OLDEST = 120
"""Larger numbers are not ages."""
_SENT_OFF = bag("away back")
_REACH = 6
"""The words that make "turned" mean "refused", and the maximum number of tokens before them (set by hand)."""
_AFTER_AN_AGE = bag("on in this last next today yesterday and but when while during")
_COMPARED = bag("as more greater the its their less those what normal average usual")
_OF_TIME = bag("later earlier")
_LEVELS = bag("of figure number amount rate level size total sum price")
"""Words after "times" that make it a multiple, comparatives that do not, and words after "times that"."""


class Units:
    """The units named in one passage: `following` maps the token where a unit starts to the unit and its end."""

    def __init__(self, tokens: Sequence[Token], following: Mapping[int, tuple[str, int]]) -> None:
        self.tokens = tokens
        self.following = following

    def of(self, start: int, end: int, is_share: bool) -> tuple[str, int, float]:
        """The dimension, the end of the quantity, and the factor to the base unit."""
        if (currency := prefix(self.tokens, start)) is not None:
            return f"money {currency[0]}", end, 1.0
        end += 2 * self.has_dash(end)
        if is_share or self._low(end) == "%":
            return "percent", end + (not is_share), 1.0
        if self._low(end) == "°" and self._low(end + 1) in {"c", "f"}:
            return ("celsius" if self._low(end + 1) == "c" else "fahrenheit"), end + 2, 1.0
        after = end + 1 if self._low(end) in DASHES and end + 1 in self.following else end
        if after in self.following:
            return self._named_unit(start, after)
        if self._is_magnitude(start, end):
            return "magnitude", end, 1.0
        if self._is_multiple(end):
            return "multiple", end + 1 + (self._low(end) in DASHES), 1.0
        if end < len(self.tokens) and (code := SIGNS.get(self.tokens[end].text) or code_of(self.tokens[end])):
            return f"money {code}", end + 1, 1.0
        if named := self._dimension_before(start):
            return named, end, 1.0
        if self._is_age(start, end):
            return "age", end, 1.0
        return "count", end, 1.0

    def has_dash(self, end: int) -> bool:
        """True for a number that ends at `end` if a dash replaces its cents, as in "5.000,- euros"."""
        marks = self.tokens[end : end + 3]
        is_dash = len(marks) == 3 and marks[0].text in {",", "."} and marks[1].text in DASHES
        return is_dash and names_currency(marks[2])

    def _is_age(self, start: int, end: int) -> bool:
        """True for "aged 34", "aged between 5 and 11", "Ann Wex, 34, …", "Ann Wex (34)" and "a man of 34"."""
        before = self._low(start - 1)
        if before in {"between", "from"}:
            before = self._low(start - 2)
        if before in {"aged", "age", "ages"}:
            return True
        if before == "and" and self._low(start - 3) in {"aged", "ages"}:
            return True
        digits = self.tokens[start].text
        if not digits.isdecimal() or int(digits) > _OLDEST:
            return False
        around = before, self._low(end)
        if around == (",", ",") or (around == ("(", ")") and self.tokens[start - 2].is_capital):
            return True
        if self._is_age_among(start, end) or self._is_age_limit(start, end):
            return True
        if self._low(start - 1) in _TURNED and int(digits) >= _LEAST_TURNED:
            return self._ends_here(end) and _SENT_OFF.isdisjoint(token.low for token in self.tokens[end : end + _REACH])
        whose = self._low(start - 2)
        may_be = whose in _YOUNG or (whose in _PERSONS and int(digits) >= _LEAST_AGE)  # "a mother of 3"
        return may_be and before == "of" and self._low(end) not in {"%", "-"}

    def _dimension_before(self, start: int) -> str:
        """The dimension in "Category 4" and "by a factor of three", "" for other words."""
        if self._low(start - 1) in {"category", "categories"}:
            return "category"
        return "multiple" if (self._low(start - 2), self._low(start - 1)) == ("factor", "of") else ""

    def _is_age_limit(self, start: int, end: int) -> bool:
        """True for "children under 5 died" and "people over 65", false for "workers over 12 sites"."""
        if start < 2 or self._low(start - 1) not in _LIMITS or self.tokens[start - 2].lemma not in _OF_AN_AGE:
            return False
        if end >= len(self.tokens):
            return True
        after = self.tokens[end]
        if after.low == "strong" or (after.is_word and self._is_partitive(start - 2)):
            return False
        return not (after.is_word and after.low.endswith("s") and after.lemma != after.low)

    def _is_partitive(self, noun: int) -> bool:
        """True for "Of the workers" and "Among adult residents" at the beginning of a clause."""
        reach = range(noun - 1, max(-1, noun - 4), -1)
        of = next((at for at in reach if self._low(at) in {"of", "among"}), None)
        return of is not None and (of == 0 or not self.tokens[of - 1].is_word)

    def _ends_here(self, end: int) -> bool:
        """Whether there is no noun at `end`: "turned 50 on Monday"."""
        after = self.tokens[end] if end < len(self.tokens) else None
        return after is None or not after.is_word or after.low in _AFTER_AN_AGE | CALENDAR_WORDS

    def _is_age_among(self, start: int, end: int) -> bool:
        """True for both numbers of "the boys, 5 and 7, …"."""
        first = start if self._low(end) == "and" else start - 2 if self._low(start - 1) == "and" else 0
        around = self._low(first - 1), self._low(first + 1), self._low(first + 3)
        names_persons = self._is_number(first + 2) and self.tokens[first - 2].lemma in _PERSONS | _YOUNG
        return first > 1 and around == (",", "and", ",") and names_persons

    def _is_number(self, place: int) -> bool:
        return place < len(self.tokens) and self.tokens[place].is_number

    def _is_multiple(self, end: int) -> bool:
        """True for "three times as many", "40 times those of 2019", "4x" and "10-fold", false for "won three times"."""
        if self._low(end) in DASHES and self._low(end + 1) == "fold":
            return True
        if self._low(end) in {"fold", "x"}:
            return self.tokens[end].start == self.tokens[end - 1].end
        if self._low(end) != "times" or end + 1 >= len(self.tokens):
            return False
        after, behind = self.tokens[end + 1], self._low(end + 2)
        is_comparative = after.low.endswith("er") and after.lemma != after.low and after.low not in _OF_TIME
        return after.low in _COMPARED or is_comparative or (after.low == "that" and behind in _LEVELS)

    def _is_magnitude(self, start: int, end: int) -> bool:
        """True for "magnitude 6.1", "magnitude of 6.1", "6.1-magnitude" and "6.1 on the Richter scale"."""
        before = {self._low(start - 1), self._low(start - 2)}
        after = self._low(end + (self._low(end) in DASHES))
        return "magnitude" in before or after == "magnitude" or "richter" in {self._low(end + 1), self._low(end + 2)}

    def _named_unit(self, start: int, place: int) -> tuple[str, int, float]:
        """The unit named at `place`; a single letter ("m", "g") counts only directly after its number."""
        unit, end = self.following[place]
        name, _, factor = unit.partition(" ")
        if name == "duration" and self._low(end) in DASHES and self._low(end + 1) in {"old", "olds", "old's", "olds'"}:
            return "age", end + 2, float(factor) / _YEAR
        if name == "duration" and self._low(end) == "old":
            return "age", end + 1, float(factor) / _YEAR
        if name == "duration" and self._low(start - 1) in {"aged", "age"}:
            return "age", end, float(factor) / _YEAR
        if unit in {"money cent", "money penny"}:
            return self._small_change(place, end, is_penny=unit == "money penny")
        if unit == "points" or unit == "basis points":
            return "points", end, 1.0 if unit == "points" else 0.01
        if self.tokens[place].low == "m" and self._low(start - 1) in {"h", "hr", "hrs"}:
            return "duration", end, _MINUTE  # "1h 20m"
        letter = len(self.tokens[place].low) == 1 and self.tokens[place].start > self.tokens[place - 1].end
        if name == "length" and self._low(end) in _POWERS and self.tokens[end].start == self.tokens[end - 1].end:
            dimension, of_base = _POWERS[self._low(end)]
            return dimension, end + 1, of_base * float(factor) ** int(self._low(end))  # "km2"
        if name == "money" or not factor:
            return ("count", place, 1.0) if letter and name != "percent" else (unit, end, 1.0)
        return ("count", place, 1.0) if letter and self.tokens[place].low == "g" else (name, end, float(factor))

    def _small_change(self, place: int, end: int, is_penny: bool) -> tuple[str, int, float]:
        """Cents are of many currencies; pence are hundredths of a pound, and "p" is one behind one or two digits."""
        amount = self.tokens[place - 1]
        if self.tokens[place].low == "p" and (amount.end < self.tokens[place].start or len(amount.text) > 2):
            return "unknown", end, 1.0
        return ("money GBP", end, 0.01) if is_penny else ("money small cent", end, 1.0)

    def _low(self, place: int) -> str:
        return low_at(self.tokens, place)


def temperature(low: float, high: float, scale: str) -> tuple[float, float, str]:
    """Degrees Celsius, converted from Fahrenheit if necessary; any other unit as it is."""
    if scale == "fahrenheit":
        low, high = ((each - 32) * 5 / 9 for each in (low, high))
    return low, high, "temperature" if scale in {"celsius", "fahrenheit"} else scale
