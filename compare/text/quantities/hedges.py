"""Hedges: what "at least", "about" and "nearly" mean for a number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from compare.text.quantities.numbers.scales import scale_at
from compare.text.quantities.units import DASHES
from compare.text.tokens import Token, low_at

HEDGES = {
    "at least": (1.0, math.inf), "more than": (1.0, math.inf), "at most": (0.0, 1.0), "less than": (0.0, 1.0),
    "nearly": (0.9, 1.0), "just over": (1.0, 1.1), "about": (0.9, 1.1),
}  # fmt: skip
"""The interval that a hedge denotes, as factors of the number (set by hand; "about 1,000" includes 1,003).

A factor near 1 moves closer to 1 for a less round number: "about 1.7 million" does not include 1.6 million.
"""
_LEAST_SLACK, _MOST_SLACK = 0.025, 0.1
"""The tolerance of "about", as a share of a number (set by hand)."""
_POINTS, _PART = 2.0, 0.1
"""The tolerance of "a third" or "half" in percentage points, and that of a small share relative to itself (set by
hand).
"""


def hedged(low: float, high: float, hedge: str) -> tuple[float, float]:
    """The interval that a number or a range denotes with a hedge."""
    below, above = HEDGES[hedge]
    if below == 1 - _MOST_SLACK:
        below = 1 - _slack(low)
    if math.isfinite(above) and above > 1:
        above = 1 + _slack(high)
    return low * below, high * above


def bound_behind(tokens: Sequence[Token], end: int) -> str:
    """The hedge in "or more" or "or fewer" after what is counted ("500 people or more"); "" for other words."""
    if low_at(tokens, end) != "or":
        return ""
    return {"more": "at least", "less": "at most", "fewer": "at most"}.get(low_at(tokens, end + 1), "")


def more_or_less(tokens: Sequence[Token], end: int) -> tuple[int, str, float]:
    """ "50+", "50-plus", "50-odd thousand", "50 or more": where it ends, the hedge that it means, and the scale word
    after it.
    """
    after, hedge = _more_or_less(tokens, end)
    scale = scale_at(tokens, after) if hedge and after < len(tokens) else None
    return (after, hedge, 1.0) if scale is None else (after + 1, hedge, scale)


def _more_or_less(tokens: Sequence[Token], end: int) -> tuple[int, str]:
    if low_at(tokens, end) == "or" and low_at(tokens, end + 1) in {"more", "so"}:
        return end + 2, "at least" if low_at(tokens, end + 1) == "more" else "about"
    touches = end < len(tokens) and tokens[end].start == tokens[end - 1].end
    if touches and low_at(tokens, end) == "+":
        return end + 1, "at least"
    word = low_at(tokens, end + 1) if touches and low_at(tokens, end) in DASHES else ""
    return (end + 2, "at least" if word == "plus" else "about") if word in {"plus", "odd", "ish"} else (end, "")


def is_to_life(tokens: Sequence[Token], end: int) -> bool:
    """Whether a prison term continues from here to "life": "25 years to life" is at least that long."""
    return low_at(tokens, end) == "to" and low_at(tokens, end + 1) == "life"


def share(low: float, high: float) -> tuple[float, float]:
    """The interval of percentages that "a third" or "half" may mean."""
    slack = min(_POINTS, _PART * low)
    return low - slack, high + slack


def _slack(value: float) -> float:
    """Half the value of the last digit that is not zero, or of five of it if it is a five, relative to the number."""
    if not value or not math.isfinite(value):
        return _MOST_SLACK
    digits = f"{abs(value):.6e}".partition("e")[0].replace(".", "").rstrip("0")
    half = (2.5 if digits.endswith("5") else 0.5) / int(digits)
    return min(_MOST_SLACK, max(_LEAST_SLACK, half))
