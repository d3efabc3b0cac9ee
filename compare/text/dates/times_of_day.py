"""Times of day ("7 a.m.", "19:30 GMT", "from 7 to 9 pm", "half past seven")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compare.text.tokens import Token, bag, low_at

CLOCK_WORDS = {"noon": 720, "midday": 720, "midnight": 0}
_ZONES = {"gmt": 0, "utc": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
          "pdt": -420, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540,
          "aest": 600}  # fmt: skip
"""Minutes ahead of universal time; names of several zones are left out."""
_UNTIL = frozenset({"-", "–", "—", "to", "and", "until", "till", "or"})
_HOURS = bag("one two three four five six seven eight nine ten eleven twelve 1 2 3 4 5 6 7 8 9 10 11 12")
CLOCK_BEGINNINGS = frozenset((*CLOCK_WORDS, "half", "quarter"))
"""Words that a time of day may begin with."""
_BEFORE_A_DURATION = bag("in of time record clocked")
"""Words before the time that a race took: "in 2:03:59"."""
_DAY = 1440  # minutes


class Clock(NamedTuple):
    """A time of day that ends at the token `end`: `minutes` since midnight, None if a.m. or p.m. is not given."""

    end: int
    minutes: int | None
    zone: str = ""


def clock_at(tokens: Sequence[Token], place: int) -> Clock | None:
    """The time of day at `place`: "7 a.m.", "7:30 pm", "19:30", "7.30pm", "7 o'clock", the "7" of "7 to 9 pm"."""
    if tokens[place].low in CLOCK_WORDS:
        return Clock(place + 1, CLOCK_WORDS[tokens[place].low])
    if tokens[place].low in {"half", "quarter"}:
        is_clock = low_at(tokens, place + 1) in {"past", "to"} and low_at(tokens, place + 2) in _HOURS
        return Clock(place + 3, None) if is_clock else None
    read = _hour(tokens, place)
    if read is None:
        return None
    hour, minute, end, is_timed = read
    if end < len(tokens) and tokens[end].low == "o'clock":
        return Clock(end + 1, None)
    half = _half_of_day(tokens, end)
    if half is None and (later := _second_of_range(tokens, end)) is not None:
        ends_before = hour < later[0] % 12 or later[0] == 12
        return Clock(end, 60 * (hour % 12 + 12 * later[1]) + minute if ends_before and hour <= 12 else None)
    if half is None and not is_timed:
        return None
    if half is not None:
        hour, end = hour % 12 + 12 * half[0], half[1]
    zone = tokens[end] if end < len(tokens) else None
    named = zone is not None and (zone.low in _ZONES or zone.text in {"ET", "BST"})
    return Clock(end + named, 60 * hour + minute, zone.low if zone is not None and named else "")


def same_time(minutes: int, zone: str, other: int, other_zone: str) -> bool:
    """True unless the two are certainly different times of day."""
    if zone in _ZONES and other_zone in _ZONES:
        return (minutes - _ZONES[zone] - other + _ZONES[other_zone]) % _DAY == 0
    return zone != other_zone or minutes == other


def _hour(tokens: Sequence[Token], place: int) -> tuple[int, int, int, bool] | None:
    """Hour, minute, the token after them, and whether a colon before the minutes alone makes it a time."""
    if place >= len(tokens) or (low_at(tokens, place - 1) == ":" and low_at(tokens, place - 2).isdecimal()):
        return None
    hour, _, minute = tokens[place].text.partition(".")
    end = place + 1
    if end + 1 < len(tokens) and tokens[end].text == ":" and tokens[end + 1].is_number:
        minute, end = tokens[end + 1].text, end + 2
        if low_at(tokens, end) == ":" and low_at(tokens, end + 1).isdecimal():
            if low_at(tokens, place - 1) in _BEFORE_A_DURATION:
                return None
            end += 2
    if not hour.isdecimal() or len(hour) > 2 or int(hour) > 24:
        return None
    if minute and not (len(minute) == 2 and minute.isdecimal()):
        return None
    return int(hour), int(minute or 0), end, end >= place + 3


def _second_of_range(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """Hour and half of the day of the "9 pm" in "7 to 9 pm", where `place` is the token after the 7."""
    if place >= len(tokens) or tokens[place].low not in _UNTIL:
        return None
    read = _hour(tokens, place + 1)
    half = _half_of_day(tokens, read[2]) if read else None
    return (read[0], half[0]) if read and half else None


def _half_of_day(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """0 for a.m., 1 for p.m., and the end of that marker."""
    if place < len(tokens) and tokens[place].low in {"am", "pm"}:
        return int(tokens[place].low == "pm"), place + 1
    letters = [token.low for token in tokens[place : place + 4]]
    if letters in (["a", ".", "m", "."], ["p", ".", "m", "."]):
        return int(letters[0] == "p"), place + 4
    if letters[:3] in (["a", ".", "m"], ["p", ".", "m"]):
        return int(letters[0] == "p"), place + 3
    return None
