"""Quantity: a number as an interval, with unit, hedge, what is counted and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "unknown"
"""The dimension of numbers with an unknown unit or multiplier."""

BASE_UNITS = {
    "percent": "%", "length": "m", "mass": "kg", "area": "m²", "volume": "l", "speed": "km/h", "power": "MW",
    "energy": "MWh", "temperature": "°C", "duration": "days", "age": "years", "data": "MB", "pressure": "hPa",
    "frequency": "MHz", "loudness": "dB", "dose": "mSv",
}  # fmt: skip
"""The base unit of each dimension that has one, as `compare/data/quantities.txt` defines them; the other dimensions
(score, magnitude, points …) are their own unit.
"""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Characters `start` to `end` denote a number between `low` and `high` (in the base unit of its dimension).

    `dimension` is "count", "percent", "money USD", "duration", "score", "age" …, or "unknown" if unit or multiplier is
    not known; `counted` is the group or the noun that is counted ("" if not stated), `status` what happened to it
    ({"killed"}; empty if not stated), `hedge` the meaning of the qualifying words ("" for none); `grain` is the value
    of the last digit given; `place` is the token where it starts; `second` is the other side of a score; `is_part` is
    true if it is part of a number or is added to one ("including three", "90 additional"), or is an earlier value
    ("from 12 to 19"); `change` is "by" for the amount of a rise or fall, "to" for the new level, otherwise "".
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
