"""Dates as written in feeds, pages and tables, and the detection of impossible ones."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from compare.errors import InputError
from compare.model.moment import Moment
from compare.services.clock import now
from indexes.ingest.decode.written_dates import offset_of, written_date

_DIGITS = re.compile(r"(?:19|20)\d{6}(?:\d{6})?")
_NAMED_OFFSET = re.compile(r"(Z|[+-]\d{1,2}(?::?\d{2})?)\s*(?:\[[^\[\]]{1,40}\]|\([^()]{1,60}\))\s*$")
"""A UTC offset that the name of its zone follows."""
_ZONE_IN_BRACKETS = re.compile(r"\s*\[([A-Z][\w/+-]{1,40})\]\s*$")
_FROM_GMT = re.compile(r"\s*\b(?:GMT|UTC|UT)\s*([+-])\s?(\d{1,2})(?::?(\d{2}))?\s*$")
_OF_DOT_NET = re.compile(r"/Date\((\d{9,16})(?:[+-]\d{4})?\)/")
_MAIL_TAIL = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?\s*(?:([+-]\d{2}):?(\d{2})|\(?((?!AM|PM)[A-Z]{2,5}|[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+)+)\)?)?(?:\s+\d{4})?\s*$"
)
"""A time of day and what may follow it: an offset, a zone, and (in the output of `date`) the year."""
_MAIL_ZONES = frozenset({"UT", "UTC", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})
"""Names of zones in RFC 2822, which Python parses."""
_BEFORE_CHRIST = re.compile(r"[A-Za-z]{3}\s+-\d")
_PLACEHOLDERS = (
    "0001-01-01",
    "1899-12-30",
    "1904-01-01",
    "1899-12-31",
    "1900-01-01",
    "1970-01-01",
    "2099-12-31",
    "9999-12-31",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MOMENTS = frozenset(
    {datetime(1980, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC)}
)
"""The first moments of clocks that were never set, which may stand for a missing time; the days alone do not."""
_FARTHEST_ZONE, _QUARTER = timedelta(hours=14), timedelta(minutes=15)
"""Time zones are at most 14 hours from UTC, in steps of a quarter of an hour."""
_YEAR_OF_FOUR = re.compile(r"\b[A-Za-z]{3,9}[\s-]+00\d\d\b")
"""The year of "01 Jan 0001", which Python reads as a two-digit year."""
_FIRST_YEAR = 1700
"""The year of the first newspapers; an earlier date is a placeholder."""
_PLACEHOLDER = "is a placeholder"
MAY_BE_PLACEHOLDER = "may be a placeholder"
_IN_FUTURE = "is in the future"
_AHEAD = timedelta(days=2)
"""How far in the future a date may be: clocks and zones differ, and tomorrow's paper is on the web today."""


def moment_of(text: str, language: str | None = None, host: str = "") -> Moment | None:
    """A date in ISO 8601, as in mail (RFC 2822), in common notations, or in seconds since 1970; None otherwise.

    If the time zone is unknown, only the day is kept. Numeric days and months are read in the order of the `language`
    (a tag) and the `host`; None if neither decides.
    """
    text = _with_offset(text)
    for read in (_compact, Moment.parse, _mail_date, _epoch):
        try:
            return read(text)
        except (InputError, ValueError, TypeError, IndexError, OverflowError, OSError):
            continue
    return written_date(text, language, host)


def doubt_of(moment: Moment, today: Moment | None = None) -> str:
    """Why a date cannot be a publication date, in words; "" if it can."""
    day = moment.earliest.date().isoformat()
    is_marker = day in _PLACEHOLDERS and (moment.is_day or not _has_clock(moment))
    if moment.earliest.year < _FIRST_YEAR or is_marker or _is_zero_somewhere(moment.earliest):
        return _PLACEHOLDER
    if not moment.is_day and moment.earliest in _FIRST_MOMENTS:
        return MAY_BE_PLACEHOLDER
    if moment.earliest > (today or now()).earliest + _AHEAD:
        return _IN_FUTURE
    return ""


def _is_zero_somewhere(moment: datetime) -> bool:
    """True for the start of Unix time in any zone, and for the second before it, which stand for a missing time."""
    away = moment - _EPOCH
    return away == -timedelta(seconds=1) or (abs(away) <= _FARTHEST_ZONE and away % _QUARTER == timedelta())


def is_usable(text: str) -> bool:
    """True for a date in a page unless it may be a placeholder; text that is not a date is left to other checks."""
    moment = moment_of(text)
    return bool(text) and (moment is None or doubt_of(moment) not in {_PLACEHOLDER, MAY_BE_PLACEHOLDER})


def is_to_come(text: str) -> bool:
    """True for a date in the future."""
    moment = moment_of(text)
    return moment is not None and doubt_of(moment) == _IN_FUTURE


def _has_clock(moment: Moment) -> bool:
    return (moment.earliest.hour, moment.earliest.minute, moment.earliest.second) not in {(0, 0, 0), (23, 59, 59)}


def _compact(text: str) -> Moment:
    """A day or time written as digits only, as in GDELT."""
    if not _DIGITS.fullmatch(text):
        raise ValueError
    parts = [text[:4], *(text[place : place + 2] for place in range(4, len(text), 2))]
    return Moment.parse("-".join(parts[:3]) + ("T" + ":".join(parts[3:]) if parts[3:] else ""))


def _with_offset(text: str) -> str:
    """The date with the offset of its zone as four digits, without surrounding text that programs add."""
    if (ticks := _OF_DOT_NET.fullmatch(text)) is not None:
        return ticks.group(1)
    text = _ZONE_IN_BRACKETS.sub(r" \1", _NAMED_OFFSET.sub(r"\1", text))
    return _FROM_GMT.sub(lambda found: f" {found[1]}{found[2]:0>2}{found[3] or '00'}", text)


def _mail_date(text: str) -> Moment:
    if _BEFORE_CHRIST.search(text) or _YEAR_OF_FOUR.search(text):
        raise ValueError  # "30 Nov -0001": a missing date in databases, which Python misreads
    tail = _MAIL_TAIL.search(text)
    if tail is None and ":" in text:
        raise ValueError  # Python ignores unknown text after the time
    hours, minutes, zone = tail.groups(default="") if tail is not None else ("", "", "")
    time = parsedate_to_datetime(text[: tail.start(1)] + hours + minutes if tail is not None and hours else text)
    if not zone or zone in _MAIL_ZONES:
        return Moment.parse((time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat())
    offset = offset_of(zone, time.replace(tzinfo=None))
    if offset is None:  # the day is known
        return Moment.parse(time.date().isoformat())
    return Moment.parse((time.replace(tzinfo=UTC) - offset).isoformat())


def _epoch(text: str) -> Moment:
    seconds = float(text)
    while seconds > 1e11:  # JavaScript uses milliseconds, databases microseconds
        seconds /= 1000
    if not 1e8 < seconds < 1e10:  # 1973 to 2286: other numbers are not times
        raise ValueError
    return Moment.parse(datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds"))
