"""Dates in digits alone ("05.06.2026", "25/06/2026", "2026-06-05") and dates told from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from compare.facts.tokens import Token

Days = tuple[date, date]

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{2})\.(\d{2})\.(\d{2})|(\d{4})\.(\d{1,2})\.(\d{1,2})", re.ASCII)
_SEPARATORS = frozenset("/-–.")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_STEPS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_FEW = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_YEAR = 365.25  # days
_MONTH = 30.4375  # days
RELATIVE_BEGINNINGS = frozenset((*_STEPS, *_FEW))
"""Words that a date told from the day of publication may begin with."""


def numeric_date(tokens: Sequence[Token], place: int) -> tuple[list[date], int] | None:
    """The days that digits alone may mean, and the token after them.

    With points the day comes first, with a year in front the month comes next; with strokes or hyphens day and month
    may stand in either order, and both days are given.
    """
    dotted = _DOTTED.fullmatch(tokens[place].text)
    if dotted is not None:
        parts = [part for part in dotted.groups() if part]
        found = _in_order(parts, either_order=False)
        return (found, place + 1) if found else None
    if place + 4 >= len(tokens) or tokens[place + 1].text not in _SEPARATORS:
        return None
    run = tokens[place : place + 5]
    if run[1].text != run[3].text or any(x.end != y.start for x, y in pairwise(run)):
        return None
    parts = [run[0].text, run[2].text, run[4].text]
    if not all(part.isascii() and part.isdecimal() and len(part) in {1, 2, 4} for part in parts):
        return None
    found = _in_order(parts, either_order=True)
    return (found, place + 5) if found else None


def _in_order(parts: Sequence[str], either_order: bool) -> list[date]:
    if len(parts[0]) == 4:
        return _valid([(parts[0], parts[1], parts[2])])
    first, second, year = parts
    if len(year) == 1 or len(first) > 2 or len(second) > 2:
        return []
    days = _valid([(year, second, first)])
    return sorted({*days, *_valid([(year, first, second)])}) if either_order or not days else days


def _valid(dates: Sequence[tuple[str, str, str]]) -> list[date]:
    found = []
    for year, month, day in dates:
        number = int(year) + 2000 * (len(year) == 2)
        if _FIRST_YEAR <= number <= _LAST_YEAR:
            try:
                found.append(date(number, int(month), int(day)))
            except ValueError:
                continue
    return found


def relative_date(
    tokens: Sequence[Token], place: int, today: date | None
) -> tuple[Literal["day", "month", "year"], list[Days], int] | None:
    """What "last year", "this month" and "two years ago" mean, and the token after it; no days without `today`."""
    if place + 1 >= len(tokens):
        return None
    unit = tokens[place + 1].lemma
    if unit not in {"year", "month", "week", "day"}:
        return None
    is_ago = place + 2 < len(tokens) and tokens[place + 2].low == "ago"
    if is_ago and (count := _count(tokens[place])) is not None:
        return _ago(count, unit, today, place + 3)
    step = _STEPS.get(tokens[place].low)
    if step is None or unit not in {"year", "month"} or tokens[place + 1].low not in {unit, f"{unit}'s"}:
        return None
    if unit == "year":
        return "year", [_year(today.year + step)] if today else [], place + 2
    return "month", [_month(today, step)] if today else [], place + 2


def _count(token: Token) -> int | None:
    return int(token.text) if token.text.isdecimal() and len(token.text) <= 3 else _FEW.get(token.low)


def _ago(
    count: int, unit: str, today: date | None, end: int
) -> tuple[Literal["day", "month", "year"], list[Days], int] | None:
    """Half a unit earlier or later is meant as well, but for days."""
    if unit == "week" or (unit == "day" and count > 31):
        return None
    kind: Literal["day", "month", "year"] = "day" if unit == "day" else "month" if unit == "month" else "year"
    if today is None:
        return kind, [], end
    length = {"day": 1.0, "month": _MONTH, "year": _YEAR}[unit]
    middle, slack = today - timedelta(round(count * length)), timedelta(round(length / 2) if unit != "day" else 0)
    first, last = middle - slack, middle + slack
    if kind == "month":
        return kind, [(_month(first, 0)[0], _month(last, 0)[1])], end
    return kind, [(first, last)], end


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _month(day: date, step: int) -> Days:
    months = 12 * day.year + day.month - 1 + step
    first = date(months // 12, months % 12 + 1, 1)
    return first, (first + timedelta(31)).replace(day=1) - timedelta(1)
