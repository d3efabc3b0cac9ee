"""Dates and times of day, resolved against the time of publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from compare.facts.numeric_dates import RELATIVE_BEGINNINGS, numeric_date, relative_date
from compare.facts.tokens import Token
from compare.moment import Moment

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WEEKDAYS = {name: number for number, name in enumerate(_DAY_NAMES)}
_SHORT_WEEKDAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4}
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_SHORT_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
                 "nov": 11, "dec": 12}  # fmt: skip
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_CLOCK_WORDS = {"noon": 720, "midday": 720, "midnight": 0}
_ZONES = {"gmt": 0, "utc": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
          "pdt": -420, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540,
          "aest": 600}  # fmt: skip
"""Minutes ahead of universal time; names that mean several zones are left out."""

_BEGINNINGS = RELATIVE_BEGINNINGS.union(_WEEKDAYS, _SHORT_WEEKDAYS, _MONTHS, _SHORT_MONTHS, _RELATIVE, _CLOCK_WORDS)
"""Words that a date may begin with; all others are passed over at once."""

_BEFORE_A_MONTH = frozenset(
    {"in", "since", "by", "until", "last", "of", "during", "from", "early", "late", "mid", "for"}
)

_YEARS = range(1000, 9000)
"""Years of publication from which "Monday" is resolved: others are placeholders of a format, as 0001-01-01 is."""

DateKind = Literal["day", "month", "year", "clock"]


@dataclass(frozen=True, slots=True)
class Date:
    """Characters `start` to `end` name a day, month, year or a time of day.

    `candidates` are the spans of days (proleptic ordinals, first and last) it may mean: a weekday may be the one before
    or after publication; empty if nothing resolves it. `weekday` counts from Monday = 0. `minutes` is the time of day
    since midnight, in the time `zone` named ("" if none is). `place` is the token where it starts, `last`
    the one after it. `is_relative` for "last year" and the like, which name it by the day of publication.
    """

    start: int
    end: int
    kind: DateKind
    place: int
    last: int
    candidates: tuple[tuple[int, int], ...] = ()
    weekday: int | None = None
    minutes: int | None = None
    zone: str = ""
    is_relative: bool = False

    def may_equal(self, other: Date) -> bool:
        """True unless the two certainly name different times."""
        if self.minutes is not None and other.minutes is not None:
            if self.zone in _ZONES and other.zone in _ZONES:
                return (self.minutes - _ZONES[self.zone] - other.minutes + _ZONES[other.zone]) % 1440 == 0
            return self.zone != other.zone or self.minutes == other.minutes
        if self.candidates and other.candidates:
            return any(a <= d and c <= b for a, b in self.candidates for c, d in other.candidates)
        if self.weekday is not None and other.weekday is not None:
            return self.weekday == other.weekday
        return True


def dates_of(tokens: Sequence[Token], published: Moment | None) -> tuple[Date, ...]:
    """The dates and times in `tokens`, in order."""
    today = published.earliest.date() if published and published.earliest.year in _YEARS else None
    found = []
    place = 0
    while place < len(tokens):
        read = _read(tokens, place, today)
        if read is not None:
            found.append(read)
        place = read.last if read else place + 1
    return tuple(found)


def _read(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    token = tokens[place]
    if not token.is_number and _plain(token) not in _BEGINNINGS:
        return None
    if _plain(token) in _WEEKDAYS or (token.low in _SHORT_WEEKDAYS and token.is_capital):
        return _weekday(tokens, place, today)
    if _month(token) and token.is_capital:
        return _from_month(tokens, place, today)
    if _plain(token) in _RELATIVE:
        return _relative(tokens, place, today)
    if token.low in _CLOCK_WORDS:
        return _date(tokens, place, place + 1, "clock", minutes=_CLOCK_WORDS[token.low])
    if (told := relative_date(tokens, place, today)) is not None:
        kind, days, end = told
        return replace(_date(tokens, place, end, kind, days), is_relative=True)
    if token.is_number:
        return _from_number(tokens, place, today)
    return None


def _plain(token: Token) -> str:
    return token.low.removesuffix("'s")


def _month(token: Token) -> int | None:
    return _MONTHS.get(_plain(token)) or _SHORT_MONTHS.get(token.low)


def _date(
    tokens: Sequence[Token],
    start: int,
    end: int,
    kind: DateKind,
    days: Sequence[tuple[date, date]] = (),
    weekday: int | None = None,
    minutes: int | None = None,
    zone: str = "",
) -> Date:
    candidates = tuple((first.toordinal(), last.toordinal()) for first, last in days)
    return Date(tokens[start].start, tokens[end - 1].end, kind, start, end, candidates, weekday, minutes, zone)


def _weekday(tokens: Sequence[Token], place: int, today: date | None) -> Date:
    low = _plain(tokens[place])
    weekday = _WEEKDAYS.get(low, _SHORT_WEEKDAYS.get(low, 0))
    days: list[tuple[date, date]] = []
    if today is not None:
        past = today - timedelta((today.weekday() - weekday) % 7)
        days = [(day, day) for day in (past, past + timedelta(7))]
        if place and tokens[place - 1].low == "last":
            days.append((past - timedelta(7), past - timedelta(7)))
        if place and tokens[place - 1].low == "next":
            days.append((past + timedelta(14), past + timedelta(14)))
    return _date(tokens, place, place + 1, "day", days, weekday)


def _relative(tokens: Sequence[Token], place: int, today: date | None) -> Date:
    if today is None:
        return _date(tokens, place, place + 1, "day")
    day = today + timedelta(_RELATIVE[_plain(tokens[place])])
    return _date(tokens, place, place + 1, "day", [(day, day)], day.weekday())


def _from_month(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """ "April 14", "April 14, 2026", "April 2026", "in April"."""
    month = _month(tokens[place]) or 1
    at = place + 1
    if at < len(tokens) and tokens[at].text == "." and tokens[place].low in _SHORT_MONTHS:
        at += 1
    if at < len(tokens) and (day := _day_number(tokens, at)) is not None:
        end = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low in {"st", "nd", "rd", "th"})
        return _on_day(tokens, place, end, day, month, today)
    year = _year(tokens, at)
    if year is not None:
        return _date(tokens, place, at + 1, "month", [_whole_month(year, month)])
    if tokens[place].low in _SHORT_MONTHS and at == place + 1:
        return None
    before = tokens[place - 1].low if place else ""
    if tokens[place].low in {"may", "march"} and before not in _BEFORE_A_MONTH:
        return None
    years = [today.year + step for step in (-1, 0, 1)] if today else []
    return _date(tokens, place, place + 1, "month", [_whole_month(year, month) for year in years])


def _on_day(tokens: Sequence[Token], start: int, end: int, day: int, month: int, today: date | None) -> Date | None:
    at = end + (end < len(tokens) and tokens[end].text == ",")
    year = _year(tokens, at)
    if year is not None:
        end = at + 1
    years = [year] if year is not None else [today.year + step for step in (-1, 0, 1)] if today else []
    try:
        days = [date(each, month, day) for each in years]
    except ValueError:
        return None
    return _date(tokens, start, end, "day", [(each, each) for each in days])


def _from_number(tokens: Sequence[Token], place: int, today: date | None) -> Date | None:
    """ "14 April", "14th of April", "2023" after a word like "in", "7 a.m.", "10:30"."""
    if (numeric := numeric_date(tokens, place)) is not None:
        return _date(tokens, place, numeric[1], "day", [(day, day) for day in numeric[0]])
    at = place + 1
    if at < len(tokens) and tokens[at].low in {"st", "nd", "rd", "th"}:
        at += 1
    if at < len(tokens) and tokens[at].low == "of":
        at += 1
    day = _day_number(tokens, place)
    if day is not None and at < len(tokens) and tokens[at].is_capital and (month := _month(tokens[at])):
        return _on_day(tokens, place, at + 1, day, month, today)
    before = tokens[place - 1].low if place else ""
    year = _year(tokens, place)
    if year is not None and _is_decade(tokens, place):
        return _date(tokens, place, place + 2, "year", [(date(year, 1, 1), date(year + 9, 12, 31))])
    follower = tokens[place + 1] if place + 1 < len(tokens) else None
    if year is not None and before in {"in", "since", "the", "by", "until", "of", "from", "early", "late", "to", "for"}:
        if before in {"the", "of", "to", "for", "by"} and (follower is None or not follower.is_word or before != "the"):
            return _date(tokens, place, place + 1, "year", [(date(year, 1, 1), date(year, 12, 31))])
        if before not in {"of", "to", "for", "by"}:
            return _date(tokens, place, place + 1, "year", [(date(year, 1, 1), date(year, 12, 31))])
    return _clock(tokens, place)


def _is_decade(tokens: Sequence[Token], place: int) -> bool:
    """True for "the 1990s"."""
    ending = tokens[place + 1] if place + 1 < len(tokens) else None
    return (
        ending is not None and ending.low == "s" and ending.start == tokens[place].end and tokens[place].text[-1] == "0"
    )


def _clock(tokens: Sequence[Token], place: int) -> Date | None:
    """ "7 a.m.", "7:30 pm", "19:30", "7.30pm"."""
    hour_text, _, minute_text = tokens[place].text.partition(".")
    end = place + 1
    if tokens[end : end + 2] and tokens[end].text == ":" and end + 1 < len(tokens) and tokens[end + 1].is_number:
        minute_text, end = tokens[end + 1].text, end + 2
    if not hour_text.isdecimal() or len(hour_text) > 2 or int(hour_text) > 24:
        return None
    if minute_text and len(minute_text) != 2:
        return None
    half = _half_of_day(tokens, end)
    if half is None and not (minute_text.isdecimal() and end == place + 3):
        return None
    hour = int(hour_text)
    if half is not None:
        hour, end = hour % 12 + 12 * half[0], half[1]
    minutes = 60 * hour + (int(minute_text) if minute_text.isdecimal() else 0)
    follower = tokens[end] if end < len(tokens) else None
    zone = follower.low if follower is not None and (follower.low in _ZONES or follower.text in {"ET", "BST"}) else ""
    return _date(tokens, place, end + bool(zone), "clock", minutes=minutes, zone=zone)


def _half_of_day(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """0 for a.m., 1 for p.m., and where the mark of it ends."""
    if place < len(tokens) and tokens[place].low in {"am", "pm"}:
        return int(tokens[place].low == "pm"), place + 1
    letters = [token.low for token in tokens[place : place + 4]]
    if letters in (["a", ".", "m", "."], ["p", ".", "m", "."]):
        return int(letters[0] == "p"), place + 4
    if letters[:3] in (["a", ".", "m"], ["p", ".", "m"]):
        return int(letters[0] == "p"), place + 3
    return None


def _day_number(tokens: Sequence[Token], place: int) -> int | None:
    text = tokens[place].text
    return int(text) if text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31 else None


def _year(tokens: Sequence[Token], place: int) -> int | None:
    text = tokens[place].text if place < len(tokens) else ""
    return int(text) if len(text) == 4 and text.isdecimal() and 1800 <= int(text) <= 2100 else None


def _whole_month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, (first + timedelta(31)).replace(day=1) - timedelta(1)
