"""Calendar words: names of days and months, numeric days and years, and the spans of days that they denote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from compare.text.tokens import Token

Days = tuple[date, date]
"""The first and the last day of a span."""

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = {name: number for number, name in enumerate(_DAY_NAMES)}
_SHORT_WEEKDAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4}
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
SHORT_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
                "nov": 11, "dec": 12}  # fmt: skip
"""Abbreviations that may end in a full stop."""
CALENDAR_WORDS = frozenset((*WEEKDAYS, *_SHORT_WEEKDAYS, *MONTHS, *SHORT_MONTHS))
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})


def plain(token: Token) -> str:
    """The word without a possessive ending."""
    return token.low.removesuffix("'s")


def weekday_of(token: Token) -> int | None:
    """The weekday that a word names, with Monday = 0; short names count only if capitalised."""
    short = _SHORT_WEEKDAYS.get(token.low) if token.is_capital else None
    return WEEKDAYS.get(plain(token), short)


def month_of(token: Token) -> int | None:
    """The month that a capitalised word names."""
    return (MONTHS.get(plain(token)) or SHORT_MONTHS.get(token.low)) if token.is_capital else None


def day_number(tokens: Sequence[Token], place: int) -> int | None:
    """The day of a month at `place`."""
    text = tokens[place].text if place < len(tokens) else ""
    return int(text) if text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31 else None


def year_at(tokens: Sequence[Token], place: int) -> int | None:
    """The four-digit year at `place`."""
    text = tokens[place].text if place < len(tokens) else ""
    return int(text) if len(text) == 4 and text.isdecimal() and 1800 <= int(text) <= 2100 else None


def whole_year(year: int) -> Days:
    """All days of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def whole_month(year: int, month: int) -> Days:
    """All days of a month."""
    first = date(year, month, 1)
    return first, (first + timedelta(31)).replace(day=1) - timedelta(1)
