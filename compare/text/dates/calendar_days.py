"""Calendar days: "14 April", "April 14, 2026", "12–14 May", "between 5 and 7 March", "March 5 and 6"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from compare.text.dates.calendar_words import (
    ORDINAL_ENDINGS,
    SHORT_MONTHS,
    Days,
    day_number,
    month_of,
    weekday_of,
    year_at,
)
from compare.text.dates.date import Date, date_at, spans
from compare.text.dates.foreign_months import foreign_day
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, low_at

_RANGE = frozenset({"-", "–", "—", "to", "until", "till", "through", "bis", "au", "al"})
_LIST = frozenset({",", "and", "or", "&", "und", "et", "y", "e", "en", "och", "og", "i", "и"})
_MOST_DAYS = 8
"""Maximum number of days in one list (set by hand)."""
_LEAP_YEAR = 2000


class _Point(NamedTuple):
    """A day given by the tokens `start` to `end`; its month and year may come from another day of the list."""

    start: int
    end: int
    day: int
    month: int | None = None
    year: int | None = None


def calendar_days(tokens: Sequence[Token], place: int, today: date | None) -> tuple[Date, ...]:
    """The days at `place`: one, a range, or the days of a list; none if there is no day.

    Without a year, the days in the years around `today` are returned.
    """
    points, is_range = _enumerated(tokens, place)
    month = next((each.month for each in points if each.month), None)
    if month is None:
        return ()
    year = next((each.year for each in points if each.year), None)
    points = [each._replace(month=each.month or month, year=each.year or year) for each in points]
    named = [(points[0], points[-1])] if is_range else [(each, each) for each in points]
    dates = [_date(tokens, first, last, today) for first, last in named]
    return tuple(each for each in dates if each is not None) if all(dates) else ()


def _enumerated(tokens: Sequence[Token], place: int) -> tuple[list[_Point], bool]:
    """The days of a list or range, and whether it is a range."""
    first = _point(tokens, place)
    if first is None:
        return [], False
    points = [first]
    while len(points) < _MOST_DAYS:
        link = low_at(tokens, points[-1].end)
        spans_days = link in _RANGE or (link == "and" and low_at(tokens, place - 1) in {"between", "from"})
        if not spans_days and link not in _LIST:
            break
        after = _point(tokens, _behind_weekday(tokens, points[-1].end + 1))
        if after is None or (first.month is not None and not _goes_on(tokens, after, spans_days)):
            break
        points.append(after if after.month is not None or first.month is None else _with_year(tokens, after))
        if spans_days:
            return points, True
        if after.month is not None:
            break
    return points, False


def _goes_on(tokens: Sequence[Token], after: _Point, spans_days: bool) -> bool:
    """True if a day after one with a month belongs to the same list or range: "March 5 and 6", not "… and 6 boats"."""
    if after.month is not None:
        return spans_days
    following = tokens[after.end] if after.end < len(tokens) else None
    return following is None or not following.text.islower() or following.low in STOP_WORDS


def _point(tokens: Sequence[Token], place: int) -> _Point | None:
    """ "14", "14th of May", "May 14", "May 14, 2026"."""
    if place >= len(tokens):
        return None
    month = month_of(tokens[place])
    if month is not None:
        at = place + 1 + (low_at(tokens, place + 1) == "." and tokens[place].low in SHORT_MONTHS)
        day = day_number(tokens, at)
        if day is None:
            return None
        return _with_year(tokens, _Point(place, _behind_ending(tokens, at), day, month))
    if (named := foreign_day(tokens, place)) is not None:
        return _Point(place, named.end, named.day, named.month, named.year)
    day = day_number(tokens, place)
    if day is None:
        return None
    end = _behind_ending(tokens, place)
    at = end + (low_at(tokens, end) == "of")
    month = month_of(tokens[at]) if at < len(tokens) else None
    if month is None:
        dotted = low_at(tokens, end) == "." and low_at(tokens, end + 1) in _RANGE | _LIST  # "5. und 6. Juni"
        return _Point(place, end + dotted, day)
    at += low_at(tokens, at + 1) == "." and tokens[at].low in SHORT_MONTHS
    return _with_year(tokens, _Point(place, at + 1, day, month))


def _with_year(tokens: Sequence[Token], point: _Point) -> _Point:
    at = point.end + (low_at(tokens, point.end) == ",")
    year = year_at(tokens, at)
    return point if year is None else point._replace(end=at + 1, year=year)


def _behind_ending(tokens: Sequence[Token], place: int) -> int:
    return place + 1 + (low_at(tokens, place + 1) in ORDINAL_ENDINGS)


def _behind_weekday(tokens: Sequence[Token], place: int) -> int:
    return place + (place < len(tokens) and weekday_of(tokens[place]) is not None)


def _date(tokens: Sequence[Token], first: _Point, last: _Point, today: date | None) -> Date | None:
    """The days from `first` to `last`; None if one does not exist."""
    year = last.year
    years = [year] if year is not None else [today.year + step for step in (-1, 0, 1)] if today else []
    try:
        days = [_span(first, last, each) for each in years]
        of_year = spans([_span(first._replace(year=None), last._replace(year=None), _LEAP_YEAR)])[0]
    except ValueError:
        return None
    found = date_at(tokens, first.start, last.end, "day", days)
    return replace(found, is_range=first != last, of_year=of_year)


def _span(first: _Point, last: _Point, year: int) -> Days:
    """The days of a range that ends in `year`; a range across New Year starts in the previous year."""
    end = date(year, last.month or 1, last.day)
    start = date(first.year or year, first.month or 1, first.day)
    return (start if start <= end else start.replace(year=year - 1)), end
