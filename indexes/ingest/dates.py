"""Dates as they are written in feeds, pages and tables, and which of them cannot be meant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from compare.errors import InputError
from compare.moment import Moment, now

_DIGITS = re.compile(r"(?:19|20)\d{6}(?:\d{6})?")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ ,T]+(\d{1,2}:\d{2}(?::\d{2})?))?")
_ZONE_NAME = re.compile(r"\b([A-Z]{2,5})\)?\s*$")
_MAIL_ZONES = frozenset({"UT", "UTC", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})
"""Zones by name in RFC 2822, which Python reads."""
_AMBIGUOUS = frozenset({"IST", "AST", "AMT", "GST", "SST", "ECT", "WST", "BT", "LHST", "ADT"})
"""Zones of several parts of the world."""
_PLACEHOLDERS = ("0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "2099-12-31", "9999-12-31")
_FIRST_YEAR = 1700
"""Of newspapers; what is older was put in for no date."""
_AHEAD = timedelta(days=2)
"""How far a date may be in the future: clocks and zones differ, and tomorrow's paper is on the web today."""
_MONTH_FIRST = frozenset({"en-us", "en-ph"})
_DAY_FIRST_ENDINGS = frozenset(
    ["uk", "au", "nz", "ie", "in", "za", "de", "at", "fr", "es", "it", "nl", "pl", "ru", "br"]
)


def moment_of(text: str, language: str | None = None, host: str = "") -> Moment | None:
    """A date in ISO 8601, as in mail (RFC 2822), in digits, or as seconds since 1970; None if it is none of these.

    Of a time whose zone is not known only the day is kept. A day and a month in digits are read in the order of the
    `language` (a tag) and the `host`; None if neither tells.
    """
    for read in (_compact, Moment.parse, _mail_date, _epoch):
        try:
            return read(text)
        except (InputError, ValueError, TypeError, IndexError, OverflowError, OSError):
            continue
    return _numeric(text, language, host)


def doubt_of(moment: Moment, today: Moment | None = None) -> str:
    """Why a date cannot be when something was published, in words; "" if it can."""
    day = moment.earliest.date().isoformat()
    if moment.earliest.year < _FIRST_YEAR or (day in _PLACEHOLDERS and (moment.is_day or not _has_clock(moment))):
        return "stands for no date"
    if moment.earliest > (today or now()).earliest + _AHEAD:
        return "is in the future"
    return ""


def is_usable(text: str) -> bool:
    """True for what a page says of a date, unless it is a placeholder; what is no date is for others to judge."""
    moment = moment_of(text)
    return bool(text) and (moment is None or doubt_of(moment) != "stands for no date")


def _has_clock(moment: Moment) -> bool:
    return (moment.earliest.hour, moment.earliest.minute, moment.earliest.second) not in {(0, 0, 0), (23, 59, 59)}


def _compact(text: str) -> Moment:
    """A day or a time written as digits alone, as in GDELT."""
    if not _DIGITS.fullmatch(text):
        raise ValueError
    parts = [text[:4], *(text[place : place + 2] for place in range(4, len(text), 2))]
    return Moment.parse("-".join(parts[:3]) + ("T" + ":".join(parts[3:]) if parts[3:] else ""))


def _mail_date(text: str) -> Moment:
    time = parsedate_to_datetime(text)
    named = _ZONE_NAME.search(text)
    zone = named.group(1) if named else ""
    if not zone or zone in _MAIL_ZONES:
        return Moment.parse((time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat())
    offset = None if zone in _AMBIGUOUS else _offset_of(zone)
    if offset is None:
        return Moment.parse(time.date().isoformat())
    return Moment.parse((time.replace(tzinfo=UTC) - offset).isoformat())


def _offset_of(zone: str) -> timedelta | None:
    from dateparser.timezone_parser import pop_tz_offset_from_string  # slow, and only zones by name need it

    found = pop_tz_offset_from_string(f"1 January 2000 12:00 {zone}")[1]
    return found.utcoffset(datetime(2000, 1, 1)) if found is not None else None


def _epoch(text: str) -> Moment:
    seconds = float(text)
    seconds = seconds / 1000 if seconds > 1e11 else seconds  # as JavaScript counts
    if not 1e8 < seconds < 1e10:  # 1973 to 2286: another number is no time
        raise ValueError
    return Moment.parse(datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds"))


def _numeric(text: str, language: str | None, host: str) -> Moment | None:
    """ "3/4/2026": 3 April or 4 March, where that can be told."""
    found = _NUMERIC.fullmatch(text.strip())
    if not found:
        return None
    first, mark, second, year, clock = found.groups()
    one, other = int(first), int(second)
    month_first = one <= 12 < other
    if one <= 12 and other <= 12 and one != other:
        told = False if mark == "." else _is_month_first(language, host)
        if told is None:
            return None
        month_first = told
    day, month = (other, one) if month_first else (one, other)
    try:
        return Moment.parse(f"{year}-{month:02}-{day:02}" + (f"T{clock.zfill(5)}" if clock else ""))
    except InputError:
        return None


def _is_month_first(language: str | None, host: str) -> bool | None:
    """None where neither language nor site tells."""
    tag = (language or "").replace("_", "-").casefold()
    if tag in _MONTH_FIRST:
        return True
    if (tag and tag.partition("-")[0] != "en") or "-" in tag or host.rpartition(".")[2] in _DAY_FIRST_ENDINGS:
        return False
    return None
