"""Units: what dimension a number has, and the factor to the base unit of that dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compare.facts.currencies import code_of, prefix
from compare.facts.tokens import Token

DASHES = frozenset("-–—")


class Units:
    """The units named in one passage: `following` tells, by the token where it starts, a unit and where it ends."""

    def __init__(self, tokens: Sequence[Token], following: Mapping[int, tuple[str, int]]) -> None:
        self.tokens = tokens
        self.following = following

    def of(self, start: int, end: int, is_share: bool) -> tuple[str, int, float]:
        """Dimension, where the quantity ends, and factor to the base unit."""
        if (currency := prefix(self.tokens, start)) is not None:
            return f"money {currency[0]}", end, 1.0
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
            return "multiple", end + 1, 1.0
        if end < len(self.tokens) and (code := code_of(self.tokens[end])):
            return f"money {code}", end + 1, 1.0
        if self._low(start - 1) in {"aged", "age"} or (self._low(start - 1) == "," and self._low(end) == ","):
            return "age", end, 1.0
        return "count", end, 1.0

    def _is_multiple(self, end: int) -> bool:
        """True for "three times as many", "4x" and "10-fold", false for "won three times"."""
        if self._low(end) in {"fold", "x"}:
            return self.tokens[end].start == self.tokens[end - 1].end
        compares = {"as", "more", "higher", "larger", "bigger", "greater", "the", "its", "their", "less", "faster"}
        return self._low(end) == "times" and self._low(end + 1) in compares

    def _is_magnitude(self, start: int, end: int) -> bool:
        """True for "magnitude 6.1", "magnitude of 6.1", "6.1-magnitude" and "6.1 on the Richter scale"."""
        before = {self._low(start - 1), self._low(start - 2)}
        after = self._low(end + (self._low(end) in DASHES))
        return "magnitude" in before or after == "magnitude" or "richter" in {self._low(end + 1), self._low(end + 2)}

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
