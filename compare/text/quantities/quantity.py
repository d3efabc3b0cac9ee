"""Quantity: a number as an interval, with unit, hedge, what is counted and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "unknown"
"""The dimension of numbers whose unit or multiplier is not known."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Characters `start` to `end` say a number between `low` and `high` (in the base unit of its dimension).

    `dimension` is "count", "percent", "money USD", "duration", "score", "age" … and "unknown" where unit or multiplier
    is not known; `counted` is the group or the noun
    that is counted ("" if unsaid), `status` what happened to it ({"killed"}; empty if unsaid), `hedge` the qualifying
    words' sense ("" for none); `grain` is the worth of the last digit given; `place` is the token where it starts;
    `second` is the other side of a score; `is_part` is true where it is part of a number or comes on top of one
    ("including three", "90 additional"), or what it was before ("from 12 to 19"); `change` is "by" where it says how
    much something rose or fell, "to" where it says what it came to, else "".
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
    change: str = ""
