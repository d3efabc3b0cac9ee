"""Relative dates: "last year", "next Tuesday", "two days ago", "the day before yesterday"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from compare.text.dates.calendar_words import Days, plain, weekday_of, whole_month, whole_year
from compare.text.dates.date import Date, DateKind, date_at
from compare.text.tokens import Token

_NAMED = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_TIMES_OF_DAY = {"morning", "afternoon", "evening", "night", "lunchtime"}
_FEW = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip
_LENGTHS: dict[str, tuple[DateKind, float, float]] = {
    "minute": ("day", 1 / 1440, 1), "hour": ("day", 1 / 24, 1), "day": ("day", 1.0, 0), "night": ("day", 1.0, 0),
    "week": ("week", 7.0, 3), "fortnight": ("week", 14.0, 3), "month": ("month", 30.4375, 15),
    "year": ("year", 365.25, 183), "decade": ("year", 3652.5, 730), "century": ("year", 36525.0, 7305),
}  # fmt: skip
"""For each unit of "… ago": the kind of date, its length and its tolerance, both in days (the tolerance is set by hand:
about half a unit, and two years for a decade).
"""
_MOST_DAYS = 31
"""Maximum number of days "ago" that are counted exactly; more are a round number (set by hand)."""

RELATIVE_BEGINNINGS = frozenset((*_NAMED, *_STEPS, *_FEW, "the"))
"""Words that a relative date may begin with."""


def weekday(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """ "Monday": the one before or after publication; "last" and "next" decide, but may each mean either of two
    consecutive weeks.
    """
    number = weekday_of(tokens[place])
    if number is None:
        return None
    days = []
    if today is not None:
        past = today - timedelta((today.weekday() - number) % 7)
        said = tokens[place - 1].low if place else ""
        if said in {"last", "past"}:
            steps = (-7, -14) if past == today else (0, -7)
        else:
            steps = (7, 14) if said == "next" else (0, 7)
        days = [past + timedelta(step) for step in steps]
    return date_at(tokens, place, place + 1, "day", [(day, day) for day in days], number)


def relative_date(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """What "yesterday", "last week", "this month" and "two years ago" mean; no days without `today`."""
    if plain(tokens[place]) in _NAMED:
        return _day(tokens, place, place + 1, _NAMED[plain(tokens[place])], today)
    if place + 1 >= len(tokens):
        return None
    return _beyond(tokens, place, today) or _ago(tokens, place, today) or _step(tokens, place, today)


def _day(tokens: Sequence[Token], place: int, end: int, step: int, today: date | None) -> Date:
    day = today + timedelta(step) if today else None
    return date_at(tokens, place, end, "day", [(day, day)] if day else [], day.weekday() if day else None)


def _beyond(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """ "the day before yesterday", "the day after tomorrow"."""
    words = [token.low for token in tokens[place : place + 4]]
    if words == ["the", "day", "before", "yesterday"]:
        return _day(tokens, place, place + 4, -2, today)
    return _day(tokens, place, place + 4, 2, today) if words == ["the", "day", "after", "tomorrow"] else None


def _ago(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """ "two days ago", "a fortnight ago", "a hundred years ago"."""
    at = place + (tokens[place].low in {"a", "an"} and tokens[place + 1].low in {"hundred", "few"})
    if at + 2 >= len(tokens) or tokens[at + 2].low != "ago" or tokens[at + 1].lemma not in _LENGTHS:
        return None
    count = _count(tokens[at])
    kind, length, slack = _LENGTHS[tokens[at + 1].lemma]
    if count is None:
        return date_at(tokens, place, at + 3, kind, is_relative=True) if tokens[at].low == "few" else None
    if kind == "day" and count * length > _MOST_DAYS:
        return None
    days: list[Days] = []
    if today is not None:
        middle = today - timedelta(round(count * length))
        first, last = middle - timedelta(slack), min(middle + timedelta(slack), today)
        days = [(whole_month(first.year, first.month)[0], last) if kind == "month" else (first, last)]
    return date_at(tokens, place, at + 3, kind, days, is_relative=True)


def _count(token: Token) -> int | None:
    return int(token.text) if token.text.isdecimal() and len(token.text) <= 3 else _FEW.get(token.low)


def _step(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """ "last year", "this week", "next weekend", "last night"."""
    step, unit = _STEPS.get(tokens[place].low), plain(tokens[place + 1])
    if step is None:
        return None
    if unit in _TIMES_OF_DAY:
        return _day(tokens, place, place + 2, step, today) if step <= 0 and tokens[place].low != "past" else None
    if tokens[place].low == "past" or unit not in {"year", "month", "week", "weekend"}:
        return None
    kind: DateKind = (
        "day" if unit == "weekend" else "year" if unit == "year" else "month" if unit == "month" else "week"
    )
    days = _spans(unit, step, today) if today else []
    return date_at(tokens, place, place + 2, kind, days, is_relative=True)


def _spans(unit: str, step: int, today: date) -> list[Days]:
    """The spans that "last week" and the like may mean; on a Sunday, the week is ambiguous."""
    if unit == "year":
        return [whole_year(today.year + step)]
    if unit == "month":
        months = 12 * today.year + today.month - 1 + step
        return [whole_month(months // 12, months % 12 + 1)]
    monday = today - timedelta(today.weekday()) + timedelta(7 * step)
    weeks = [monday, monday + timedelta(7)] if today.weekday() == 6 or (unit == "weekend" and step) else [monday]
    if unit == "weekend":
        return [(each + timedelta(5), each + timedelta(6)) for each in (weeks[0] - timedelta(7), *weeks)]
    return [(each, each + timedelta(6)) for each in weeks]
