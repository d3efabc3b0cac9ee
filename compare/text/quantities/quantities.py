"""Quantities: numbers as intervals, with unit, hedge, what is counted and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence

from compare.text.lexicon import LexiconMatch
from compare.text.quantities.ages import AGE_BEGINNINGS, age_at
from compare.text.quantities.counted_nouns import Counting
from compare.text.quantities.currencies import prefix
from compare.text.quantities.designations import designation_end, is_model, unknown_end
from compare.text.quantities.hedges import HEDGES, bound_behind, hedged, is_to_life, more_or_less, share
from compare.text.quantities.multiples import MULTIPLE_BEGINNINGS, ValueInWords, multiple_at
from compare.text.quantities.numbers.number import (
    LARGEST,
    NUMBER_BEGINNINGS,
    Number,
    number_at,
    with_digits_repeated,
)
from compare.text.quantities.numbers.pairs import PairReader, after_slash
from compare.text.quantities.numbers.scales import scale_at
from compare.text.quantities.numbers.signs import is_below_zero, is_loss, is_negative
from compare.text.quantities.numbers.spelled import ORDINAL_BEGINNINGS, ordinal
from compare.text.quantities.quantity import UNKNOWN, Quantity
from compare.text.quantities.units import Units, temperature
from compare.text.tokens import Token, bag, low_at

_BEFORE_A_VERB = bag("to will would could may might can not")

_OF_WHOM = bag("the them his her their its our those these whom which us you this that")
"""Totals of which "several of" denotes a part; "hundreds of people" denotes the total."""


def quantities_of(
    tokens: Sequence[Token], lexicon_matches: Sequence[LexiconMatch], taken: frozenset[int]
) -> tuple[Quantity, ...]:
    """The quantities in `tokens`, in order; `taken` are the tokens that belong to dates and times."""
    reader = _Reader(tokens, lexicon_matches)
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


_BEGINNINGS = NUMBER_BEGINNINGS | MULTIPLE_BEGINNINGS | AGE_BEGINNINGS | ORDINAL_BEGINNINGS
"""Words that a quantity may begin with; all other words are skipped immediately."""


class _Reader:
    """Parses the quantities of one passage; all places are token positions."""

    def __init__(self, tokens: Sequence[Token], lexicon_matches: Sequence[LexiconMatch]) -> None:
        self.tokens = tokens
        self.hedges: dict[int, tuple[str, int]] = {}
        self.following: dict[int, tuple[str, int]] = {}
        self.vague: dict[int, LexiconMatch] = {}
        self.units = Units(tokens, self.following)
        self.counting = Counting(tokens, lexicon_matches)
        self.pairs = PairReader(tokens)
        for each in lexicon_matches:
            if each.kind == "quantities":
                if each.group.startswith("vague"):
                    if not tokens[each.end - 1].low.endswith("'s"):  # "the couple's income"
                        self.vague.setdefault(each.start, each)
                elif each.group in HEDGES:
                    if not (each.start and tokens[each.start - 1].text == "-"):  # "a five-under 67"
                        self.hedges.setdefault(each.end, (each.group, each.start))
                elif self._is_unit(each) and each.end > self.following.get(each.start, ("", 0))[1]:
                    self.following[each.start] = (each.group, each.end)

    def _is_unit(self, found_word: LexiconMatch) -> bool:
        """False for the G of "5G", the M of "3M", for "wins", and for "in" and "St" that are not directly after their
        digits.
        """
        token = self.tokens[found_word.start]
        if token.text == "G" or (token.lemma == "win" and token.low != "won"):
            return False
        if token.text == "M" and not self.counting.shouts:
            return False  # "3M" is either millions or a name
        before = self.tokens[found_word.start - 1] if found_word.start else None
        return token.low not in {"in", "st"} or (before is not None and before.is_number and before.end == token.start)

    def read(self, place: int) -> tuple[Quantity | None, int] | None:
        """The quantity at `place` and where to continue; None instead of it if the number means something else."""
        if place in self.vague and not any(place in range(first, at) for at, (_, first) in self.hedges.items()):
            return self._read_vague(self.vague[place])
        if not self.tokens[place].is_number and self.tokens[place].low not in _BEGINNINGS:
            return None
        told = multiple_at(self.tokens, place) or age_at(self.tokens, place)
        if told is not None:
            return self._told(place, told), told.end
        rank = self._rank(place)
        if rank is not None:
            return rank
        number = number_at(self.tokens, place) or self._one_unit(place)
        return None if number is None else self._of_number(number)

    def _of_number(self, number: Number) -> tuple[Quantity | None, int]:
        if (end := designation_end(self.tokens, number, self.counting.has_plain_words)) is not None:
            return None, end
        if is_loss(self.tokens, number):
            return self._unknown(number, number.end + 1), number.end + 1
        number = with_digits_repeated(self.tokens, number)
        if end := unknown_end(self.tokens, number, self.following):
            return (None if is_model(self.tokens, number) else self._unknown(number, end)), end
        pair = self._pair(number)
        if pair is not None:
            return pair
        if end := after_slash(self.tokens, number.end):
            return None, end
        if self._is_year(number):
            return None, number.end
        return self._finish(number, number.value, number.value, number.end)

    def _rank(self, place: int) -> tuple[Quantity | None, int] | None:
        """ "fifth", "21st", "twenty-first": a position in a series."""
        read = ordinal(self.tokens, place)
        if read is None:
            return None
        value, end = read
        if self._low(place - 1) in {"per", "every", "each"}:
            return None, end  # "metres per second", "every third house"
        return Quantity(self.tokens[place].start, self.tokens[end - 1].end, value, value, "rank", place=place), end

    def _told(self, place: int, told: ValueInWords) -> Quantity:
        """Quantities in words that are not numbers: "more than doubled", "in his 30s"."""
        said, first = self._hedge(place, told.end)
        low, high = hedged(told.low, told.high, said) if said else (told.low, told.high)
        if told.dimension == "percent" and not said:
            low, high = share(low, high)
        start, end = self.tokens[first].start, self.tokens[told.end - 1].end
        return Quantity(start, end, low, high, told.dimension, hedge=said, grain=1.0, place=place)

    def _unknown(self, number: Number, end: int) -> Quantity:
        """A number with an unknown unit or multiplier: it equals nothing and conflicts with nothing."""
        start, last = self.tokens[number.start].start, self.tokens[end - 1].end
        return Quantity(start, last, number.value, number.value, UNKNOWN, place=number.start)

    def _is_year(self, number: Number) -> bool:
        """True for "2020" in "the 2020 race": four digits without a counted noun or a hedge."""
        text = self.tokens[number.start].text
        plain = number.end == number.start + 1 and len(text) == 4 and text.isdecimal() and 1800 <= number.value <= 2100
        return plain and not self._counts(number.end) and number.start not in self.hedges

    def _are_years(self, number: Number, end: int) -> bool:
        """True for "between 2019 and 2021": two years without a counted noun."""
        texts = self.tokens[number.start].text, self.tokens[end - 1].text
        are_years = all(len(each) == 4 and each.isdecimal() and each[:2] in {"18", "19", "20"} for each in texts)
        return are_years and not self._counts(end) and not self.counting.counted(end)[0]

    def _one_unit(self, place: int) -> Number | None:
        """ "a decade", "a century": one of them."""
        if self._low(place) not in {"a", "an"}:
            return None
        half = [self._low(at) for at in range(place + 2, place + 5)] == ["and", "a", "half"]
        if half and place + 1 in self.following:
            return Number(place, place + 1, 1.5, 0.5)
        if self._low(place + 2) == "and" and place + 1 in self.following and self._measures(place + 3):
            return Number(place, place + 1, 1.0, 1.0)  # "a year and three months"
        is_long = self._low(place + 1) in {"decade", "century", "fortnight"}
        return Number(place, place + 1, 1.0, 1.0) if is_long else None

    def _measures(self, place: int) -> bool:
        """True if a number and its unit are at `place`."""
        number = number_at(self.tokens, place) if place < len(self.tokens) else None
        return number is not None and self.following.get(number.end, ("", 0))[0].startswith("duration")

    def _read_vague(self, found_word: LexiconMatch) -> tuple[Quantity | None, int]:
        """ "several", "several hundred", "a couple of dozen", "tens of thousands"."""
        if found_word.end in self.vague:
            return None, found_word.end  # "several tens of thousands"
        _, low, high = found_word.group.split()
        number = Number(found_word.start, found_word.end, float(low), 0.0)
        factor, end = 1.0, found_word.end
        at = end + (self._low(end) == "of")
        while at < len(self.tokens) and factor < LARGEST and (more := scale_at(self.tokens, at)) is not None:
            factor, end = factor * more, at + 1
            at = end + (self._low(end) == "of")
        if self._low(end) == "of" and self._low(end + 1) not in _OF_WHOM:
            end += 1
        if self._low(found_word.start) == "tens" and factor == 1.0:
            return None, end
        return self._finish(number, float(low) * factor, float(high) * factor, end, hedge="vague")

    def _pair(self, number: Number) -> tuple[Quantity | None, int] | None:
        """Two numbers as one quantity: "between 200 and 250", "five or six", "52 to 48", "3–1", odds of "10-1"."""
        pair = self.pairs.read(number, self._counts)
        if pair is None:
            return None
        if pair.kind == "none" or (pair.kind == "range" and self._are_years(number, pair.end)):
            return None, pair.end
        if pair.kind == "range":
            return self._finish(number, pair.first, pair.second, pair.end, "range", pair.is_signed)
        if pair.kind == "unknown":
            return self._unknown(number, pair.end), pair.end
        start, end = self.tokens[number.start].start, self.tokens[pair.end - 1].end
        first = pair.first
        if pair.kind == "rate":
            value = first / pair.second
            return Quantity(
                start, end, value, value, "rate", grain=number.grain / pair.second, place=number.start
            ), pair.end
        return Quantity(start, end, first, first, pair.kind, place=number.start, second=pair.second), pair.end

    def _counts(self, place: int) -> bool:
        """True if a unit or a counted noun is at `place`."""
        return place in self.following or place in self.counting.people or self._low(place) in {"%", "-"}

    def _finish(
        self, number: Number, low: float, high: float, end: int, hedge: str = "", is_signed: bool = False
    ) -> tuple[Quantity | None, int]:
        """Add unit, hedge and what is counted to a number between `low` and `high`."""
        end, added, scale = more_or_less(self.tokens, end)
        low, high, number = low * scale, high * scale, number._replace(grain=number.grain * scale)
        dimension, end, factor = self.units.of(number.start, end, number.is_share)
        if dimension == "duration" and is_to_life(self.tokens, end):
            end, added = end + 2, "at least"
        start = currency[1] if (currency := prefix(self.tokens, number.start)) else number.start
        said, first = self._hedge(start - is_negative(self.tokens, start), end)
        said = said or added
        if dimension == "count" and self._has_unknown_multiplier(end):
            return self._unknown(number, end + 2), end
        if said and not (dimension == "duration" and first == start - 1 and self._low(first) == "over"):
            low, high, hedge = *hedged(low, high, said), said
        elif number.is_share:
            low, high = share(low, high)
        if not is_signed and is_below_zero(self.tokens, start, end):
            low, high, dimension, end = self._below_zero(dimension, end, low, high)
        low, high, dimension = temperature(low, high, dimension)
        counted, noun_end = self._counted(dimension, start, end, low == high == 1)
        if counted and not said and (bound := bound_behind(self.tokens, noun_end)):
            low, high, hedge = *hedged(low, high, bound), bound
        if dimension == "count" and self.counting.is_of_name(number, counted, said or hedge):
            return None, end
        if number.or_thousands and (dimension == "count" or self.units.has_dash(number.end)):
            factor = 1000.0  # 1.250 people must be 1,250
        has_status = dimension in {"count", "percent", "duration"}
        status, last = self.counting.status(start, noun_end) if has_status else (frozenset[str](), noun_end)
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
            is_part=self.counting.is_part(first, end, noun_end) or self.pairs.is_former(number, high > low),
            change=self.pairs.change(number.start),
        )
        return quantity, end

    def _counted(self, dimension: str, start: int, end: int, is_one: bool) -> tuple[str, int]:
        """What is counted ("" if it is not stated), and where it ends."""
        counted, noun_end = self.counting.counted(end) if dimension in {"count", "percent"} else ("", end)
        if is_one and noun_end == end + 1 and self._low(end).endswith("s"):
            counted, noun_end = "", end  # "Formula 1 returns"
        if counted:
            return counted + self._per(noun_end), noun_end
        return (self.counting.counted_before(start) if dimension == "count" else ""), noun_end

    def _per(self, end: int) -> str:
        """ " per day" after what is counted: the number is not a total of people."""
        unit = self.tokens[end + 1] if end + 1 < len(self.tokens) else None
        return f" per {unit.lemma}" if unit is not None and unit.is_word and self._low(end) == "per" else ""

    def _has_unknown_multiplier(self, end: int) -> bool:
        """True for "40 arab rupees": an unknown word between a number and a currency."""
        money = self.following.get(end + 1, ("", 0))[0].startswith("money")
        return money and end not in self.following and self._low(end).isalpha() and self.tokens[end].text.islower()

    def _hedge(self, start: int, end: int) -> tuple[str, int]:
        """The hedge around tokens `start` to `end` ("" for none), and where it begins."""
        said = self.hedges.get(start)
        if said is not None and self._low(said[1]) == "top" and self._low(said[1] - 1) not in _BEFORE_A_VERB:
            said = None  # "the top ten"
        return said or ("", start)

    def _below_zero(self, dimension: str, end: int, low: float, high: float) -> tuple[float, float, str, int]:
        """The values, dimension and end of a number that is below zero; without a unit, it is in degrees."""
        may_be = dimension in {"celsius", "fahrenheit", "degrees", "count", "percent", "points"}
        if not may_be and not dimension.startswith("money"):
            return low, high, dimension, end
        end += 2 * (self._low(end) == "below")
        return -high, -low, "degrees" if dimension == "count" else dimension, end

    def _low(self, place: int) -> str:
        return low_at(self.tokens, place)
