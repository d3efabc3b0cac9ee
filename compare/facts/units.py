"""Units: what dimension a number has, and the factor to the base unit of that dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compare.facts.tokens import Token

SIGNS = {"$": "money USD", "€": "money EUR", "£": "money GBP", "¥": "money JPY", "₹": "money INR", "₽": "money RUB"}
DASHES = frozenset("-–—")


class Units:
    """The units named in one passage: `following` tells, by the token where it starts, a unit and where it ends."""

    def __init__(self, tokens: Sequence[Token], following: Mapping[int, tuple[str, int]]) -> None:
        self.tokens = tokens
        self.following = following

    def of(self, start: int, end: int, is_share: bool) -> tuple[str, int, float]:
        """Dimension, where the quantity ends, and factor to the base unit."""
        before = self._low(start - 1)
        if before in SIGNS:
            return SIGNS[before], end, 1.0
        if is_share or self._low(end) == "%":
            return "percent", end + (not is_share), 1.0
        if self._low(end) == "°" and self._low(end + 1) in {"c", "f"}:
            return ("celsius" if self._low(end + 1) == "c" else "fahrenheit"), end + 2, 1.0
        after = end + 1 if self._low(end) in DASHES and end + 1 in self.following else end
        if after in self.following:
            return self._named_unit(start, after)
        if self._low(start - 1) in {"magnitude", "magnitude-"} or self._low(start - 2) == "magnitude":
            return "magnitude", end, 1.0
        if self._low(start - 1) in {"aged", "age"} or (self._low(start - 1) == "," and self._low(end) == ","):
            return "age", end, 1.0
        return "count", end, 1.0

    def _named_unit(self, start: int, place: int) -> tuple[str, int, float]:
        """The unit named at `place`; one letter ("m", "g") only where it touches its number."""
        unit, end = self.following[place]
        name, _, factor = unit.partition(" ")
        if name == "duration" and self._low(end) in DASHES and self._low(end + 1) == "old":
            return "age", end + 2, 1.0
        if name == "duration" and self._low(end) == "old":
            return "age", end + 1, 1.0
        if unit == "money cent" or unit == "money penny":
            return "money small " + factor, end, 1.0
        if unit == "points" or unit == "basis points":
            return "points", end, 1.0 if unit == "points" else 0.01
        letter = len(self.tokens[place].low) == 1 and self.tokens[place].start > self.tokens[place - 1].end
        if name == "money" or not factor:
            return ("count", place, 1.0) if letter and name != "percent" else (unit, end, 1.0)
        return ("count", place, 1.0) if letter and self.tokens[place].low == "g" else (name, end, float(factor))

    def _low(self, place: int) -> str:
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""
