"""Dates and times of day, resolved against the time of publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from compare.model.moment import Moment
from compare.text.dates.calendar_days import calendar_days
from compare.text.dates.calendar_words import (
    CALENDAR_WORDS,
    ORDINAL_ENDINGS,
    SHORT_MONTHS,
    day_number,
    month_of,
    plain,
    whole_month,
    whole_year,
    year_at,
)
from compare.text.dates.date import Date, date_at
from compare.text.dates.numeric_dates import numeric_date
from compare.text.dates.relative_dates import RELATIVE_BEGINNINGS, relative_date, weekday
from compare.text.dates.times_of_day import CLOCK_BEGINNINGS, clock_at
from compare.text.tokens import Token, bag

_NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
"""Ordinals of weekdays: "the first Monday in May"."""
_BEGINNINGS = RELATIVE_BEGINNINGS | CALENDAR_WORDS | CLOCK_BEGINNINGS
"""Words that a date may begin with; all other words are skipped immediately."""

_BEFORE_A_MONTH = frozenset(
    {"in", "since", "by", "until", "last", "of", "during", "from", "early", "late", "mid", "for"}
)
_BEFORE_A_YEAR = bag("in since the by until of from early late to for spring summer autumn fall winter")

_YEARS = range(1000, 9000)
"""Years of publication in which "Monday" is resolved: others are placeholders of a format, such as 0001-01-01."""


def dates_of(tokens: Sequence[Token], published: Moment | None) -> tuple[Date, ...]:
    """The dates and times in `tokens`, in order."""
    today = published.earliest.date() if published and published.earliest.year in _YEARS else None
    found: list[Date] = []
    place = 0
    while place < len(tokens):
        read = _read(tokens, place, today)
        found += read
        place = read[-1].last if read else place + 1
    return tuple(found)


def _read(tokens: Sequence[Token], place: int, today: date | None) -> tuple[Date, ...]:
    token = tokens[place]
    if not token.is_number and plain(token) not in _BEGINNINGS:
        is_day = day_number(tokens, place + 1) is not None and token.is_word
        return calendar_days(tokens, place, today) if is_day and _is_before_year(tokens, place + 2) else ()
    if token.is_number and (numeric := numeric_date(tokens, place)) is not None:
        return (date_at(tokens, place, numeric[1], "day", [(day, day) for day in numeric[0]]),)
    found = _of_weekday(tokens, place, today) or calendar_days(tokens, place, today)
    if not found:
        one = _month(tokens, place, today) or relative_date(tokens, place, today) or _year(tokens, place)
        one = one or _clock(tokens, place)
        found = (one,) if one else ()
    return found


def _is_before_year(tokens: Sequence[Token], place: int) -> bool:
    return year_at(tokens, place + (place < len(tokens) and tokens[place].text == ",")) is not None


def _of_weekday(tokens: Sequence[Token], place: int, today: date | None) -> tuple[Date, ...]:
    """ "Monday", "Monday, 14 May": with a day of the month it is that day, in a year in which that day is a Monday."""
    named = weekday(tokens, place, today)
    if named is None:
        return ()
    if (one_of_month := _nth_weekday(tokens, place, named.weekday, today)) is not None:
        return (one_of_month,)
    at = place + 1 + (place + 1 < len(tokens) and tokens[place + 1].text == ",")
    of_month = calendar_days(tokens, at, today) if at < len(tokens) else ()
    if not of_month:
        return (named,)
    first, *others = of_month
    fitting = tuple(span for span in first.candidates if (span[0] - 1) % 7 == named.weekday)
    first = replace(first, start=named.start, place=place, candidates=fitting or first.candidates)
    return (first, *others)


def _nth_weekday(tokens: Sequence[Token], place: int, number: int | None, today: date | None) -> Date | None:
    """ "the first Monday in May", "the last Friday of June 2026"."""
    nth = _nth(tokens, place - 1) if place else None
    if nth is None or number is None or place + 2 >= len(tokens) or tokens[place + 1].low not in {"in", "of"}:
        return None
    month = _month(tokens, place + 2, today)
    if month is None:
        return None
    days = []
    for first, last in month.candidates:
        fitting = [each for each in range(first, last + 1) if date.fromordinal(each).weekday() == number]
        if nth < len(fitting):
            day = date.fromordinal(fitting[nth])
            days.append((day, day))
    return date_at(tokens, place, month.last, "day", days, number)


def _nth(tokens: Sequence[Token], place: int) -> int | None:
    """ "second", "2nd"."""
    if place and tokens[place].low in ORDINAL_ENDINGS and tokens[place - 1].text.isdecimal():
        number = int(tokens[place - 1].text[:3])
        return number - 1 if 0 < number <= len(_NTH) - 1 else None
    return _NTH.get(tokens[place].low)


def _month(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """ "April 2026", "in April"."""
    month = month_of(tokens[place])
    if month is None:
        return None
    at = place + 1
    if at < len(tokens) and tokens[at].text == "." and tokens[place].low in SHORT_MONTHS:
        at += 1
    year = year_at(tokens, at)
    if year is not None:
        return date_at(tokens, place, at + 1, "month", [whole_month(year, month)])
    if tokens[place].low in SHORT_MONTHS and at == place + 1:
        return None
    at = place - 1 - (place > 1 and tokens[place - 1].text == "-")  # "mid-May"
    before = tokens[at].low if place else ""
    if tokens[place].low in {"may", "march"} and before not in _BEFORE_A_MONTH:
        return None
    years = [today.year + step for step in (-1, 0, 1)] if today else []
    return date_at(tokens, place, place + 1, "month", [whole_month(each, month) for each in years])


def _year(tokens: Sequence[Token], place: int) -> Date | None:
    """ "2023" after a word like "in"; "the 1990s"."""
    year = year_at(tokens, place)
    if year is None:
        return None
    if _is_decade(tokens, place):
        return date_at(tokens, place, place + 2, "year", [(date(year, 1, 1), date(year + 9, 12, 31))])
    if (end := _two_years(tokens, place, year)) is not None:
        return date_at(tokens, place, end, "year", [(date(year, 1, 1), date(year + 1, 12, 31))])
    if place and tokens[place - 1].low in _BEFORE_A_YEAR:
        return date_at(tokens, place, place + 1, "year", [whole_year(year)])
    return None


def _two_years(tokens: Sequence[Token], place: int, year: int) -> int | None:
    """The end of "2025-26" and "2025/26"."""
    if place + 2 >= len(tokens) or tokens[place + 1].text not in {"-", "–", "/"}:
        return None
    touch = tokens[place + 2].start == tokens[place].end + 1
    return place + 3 if touch and tokens[place + 2].text in {str(year + 1), str(year + 1)[2:]} else None


def _is_decade(tokens: Sequence[Token], place: int) -> bool:
    """True for "the 1990s"."""
    ending = tokens[place + 1] if place + 1 < len(tokens) else None
    return (
        ending is not None and ending.low == "s" and ending.start == tokens[place].end and tokens[place].text[-1] == "0"
    )


def _clock(tokens: Sequence[Token], place: int) -> Date | None:
    read = clock_at(tokens, place)
    if read is None:
        return None
    return replace(date_at(tokens, place, read.end, "clock"), minutes=read.minutes, zone=read.zone)
