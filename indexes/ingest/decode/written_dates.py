"""Dates in common notations: "3/4/2026 10:15 PM", "2026/04/03", "1 June 2026", "Jun 1, 2026 at 7:58 pm ET"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from unicodedata import decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from compare.errors import InputError
from compare.model.moment import Moment

_LONGEST = 80
"""Maximum number of characters of a date with its time."""
_CLOCK = re.compile(
    r"[\s,T]*(?:\bat\s+|\bum\s+|à\s+|\|\s*|-\s+)?(?:(午前|上午|오전|午後|下午|오후)\s*)?(\d{1,2})[:h時时](\d{2})(?::(\d{2}))?(?:\.\d+)?分?\s*([AaPp]\.?[Mm]\b\.?)?"
    r"\s*\(?([A-Z]{1,5}|[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+)+|[+-]\d{2}:?\d{2})?\)?\s*(?:Uhr)?$"
)
_AFTERNOON = frozenset({"午後", "下午", "오후"})
_DAY_FIRST = re.compile(r"(\d{1,2})(\.\s?|[./-])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{2})")
_SHORT_YEAR_NAMED = re.compile(r"(\d{1,2}[\s-][^\W\d_]{3,9}\.?[\s-])['’]?(\d{2})")
_NAMED_PARTS = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일](?:\s*\([^()]{1,4}\))?")
"""Year, month and day as written in Chinese, Japanese and Korean, whatever language the page declares."""
_ERA = re.compile(r"(令和|平成|昭和|民國|民国|中華民國|中华民国)\s*(元|\d{1,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911, "中华民国": 1911}
"""The year before the first year of an era: those of Japan's emperors, and that of the Republic of China."""
_YEAR_FIRST_LANGUAGES = frozenset({"ja", "zh", "ko", "hu", "lt", "mn", "fa"})
_PIVOT = 69
"""The first two-digit year that belongs to the last century, as in POSIX."""
_YEAR_FIRST = re.compile(r"(\d{4})(?:([/-])|\.\s?)(\d{1,2})(?(2)\2|\.\s?)(\d{1,2})\.?")
_NAMES_A_MONTH = re.compile(r"(?=.*[^\W\d_]).*\b[12]\d{3}|[12]\d{3}\s*年")
_MONTH_FIRST = frozenset({"en-us", "en-ph"})
_EITHER_ORDER = frozenset({"en-ca"})
_DAY_FIRST_ENDINGS = frozenset(
    ["uk", "au", "nz", "ie", "in", "za", "de", "at", "fr", "es", "it", "nl", "pl", "ru", "br"]
)
_AMBIGUOUS = frozenset({"IST", "AST", "AMT", "GST", "SST", "ECT", "WST", "BT", "LHST", "ADT"})
"""Zone names that are used in several parts of the world."""
_WITH_SUMMER_TIME = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
                     "PT": "America/Los_Angeles"}  # fmt: skip
"""Names that do not distinguish summer time: the day decides."""


class _Clock(NamedTuple):
    """A time of day; `zone` as written, "" if there is none."""

    hour: int
    minute: int
    second: int
    zone: str


def written_date(text: str, language: str | None, host: str) -> Moment | None:
    """The moment in a text; None if it is not a date, or if the order of day and month is ambiguous.

    Numeric days and months are read in the order of the `language` (a tag) and the `host`, names of months in the
    `language` or in English. A time without a zone is UTC; in an unknown zone only the day is kept.
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    text = "".join(str(decimal(each)) if each.isdecimal() else each for each in text)
    found = _CLOCK.search(text)
    clock = _clock(found) if found else None
    day = _day(text[: found.start()] if found and clock else text, language, host)
    if day is None or clock is None:
        return Moment.parse(day.isoformat()) if day else None
    time = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second)
    ahead = offset_of(clock.zone, time) if clock.zone else timedelta()
    return Moment.parse(day.isoformat() if ahead is None else (time.replace(tzinfo=UTC) - ahead).isoformat())


def offset_of(zone: str, time: datetime) -> timedelta | None:
    """The UTC offset of a zone at its local `time`; None if the zone is unknown or its name is ambiguous."""
    if zone in _WITH_SUMMER_TIME:
        return time.replace(tzinfo=ZoneInfo(_WITH_SUMMER_TIME[zone])).utcoffset()
    if zone in {"Z", "UT", "UTC", "GMT"}:
        return timedelta()
    if "/" in zone:
        return _offset_of_place(zone, time)
    if zone in _AMBIGUOUS or not (zone.isupper() or zone[0] in "+-"):
        return None
    from dateparser.timezone_parser import pop_tz_offset_from_string  # slow, and only named zones need it

    found = pop_tz_offset_from_string(f"1 January 2000 12:00 {zone}")[1]
    return found.utcoffset(datetime(2000, 1, 1)) if found is not None else None


def _offset_of_place(zone: str, time: datetime) -> timedelta | None:
    """The offset of a zone of the tz database, such as Europe/Berlin."""
    try:
        return time.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _clock(found: re.Match[str]) -> _Clock | None:
    before, hour, minute, second, half, zone = found.groups()
    at = int(hour)
    if (half or before) and at <= 12:
        at = at % 12 + 12 * (half[0] in "Pp" if half else before in _AFTERNOON)
    is_time = at < 24 and int(minute) < 60 and int(second or 0) < 60
    return _Clock(at, int(minute), int(second or 0), zone or "") if is_time else None


def _day(text: str, language: str | None, host: str) -> date | None:
    text = text.strip(" ,")
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found.group(1)), int(found.group(3)), int(found.group(4)))
        if found := _NAMED_PARTS.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _ERA.fullmatch(text):
            era, year, month, day = found.groups()
            return date(_BEFORE_ERA[era] + (1 if year == "元" else int(year)), int(month), int(day))
        if found := _DAY_FIRST.fullmatch(text) or _SHORT_YEAR.fullmatch(text):
            one, mark, other, year = found.groups()
            order = _is_month_first(language, host)
            if len(year) == 2 and (order is None or (language or "")[:2].casefold() in _YEAR_FIRST_LANGUAGES):
                return None  # the year may come first
            month_first = False if mark == "." else order
            return _in_digits((int(one), int(other)), _full_year(year), month_first)
        if found := _SHORT_YEAR_NAMED.fullmatch(text):
            text = f"{found.group(1).replace('-', ' ')}{_full_year(found.group(2))}"
    except ValueError:
        return None
    return _with_month(text, language) if _NAMES_A_MONTH.search(text) else None


def _full_year(year: str) -> int:
    if len(year) > 2:
        return int(year)
    return int(year) + (1900 if int(year) >= _PIVOT else 2000)


def _in_digits(numbers: tuple[int, int], year: int, month_first: bool | None) -> date | None:
    """ "3/4/2026": 3 April or 4 March, if that can be decided."""
    one, other = numbers
    if one > 12 or other > 12 or one == other:
        month_first = one <= 12 < other
    if month_first is None:
        return None
    day, month = (other, one) if month_first else (one, other)
    return date(year, month, day)


def _is_month_first(language: str | None, host: str) -> bool | None:
    """None if neither language nor site decides."""
    tag = (language or "").replace("_", "-").casefold()
    if tag in _MONTH_FIRST:
        return True
    if tag in _EITHER_ORDER:
        return None
    if (tag and tag.partition("-")[0] != "en") or "-" in tag or host.rpartition(".")[2] in _DAY_FIRST_ENDINGS:
        return False
    return None


def _with_month(text: str, language: str | None) -> date | None:
    """A day with the name of its month; months alone and relative days ("yesterday") are ignored."""
    from dateparser import parse  # takes half a second to import, and only dates in words need it

    own = (language or "en").replace("_", "-").partition("-")[0].casefold()
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    for each in dict.fromkeys((own, "en")):
        try:
            found = parse(text, languages=[each], settings=settings)
        except (ValueError, InputError):  # a language that the library does not know
            continue
        if isinstance(found, datetime):
            return found.date()
    return None
