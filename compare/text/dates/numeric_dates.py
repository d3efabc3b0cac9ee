"""Numeric dates ("05.06.2026", "5. 6. 2026", "25/06/2026", "2026-06-05", "2026年6月5日")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from compare.text.tokens import Token, low_at

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{2})\.(\d{2})\.(\d{2})|(\d{4})\.(\d{1,2})\.(\d{1,2})", re.ASCII)
_EAST_ASIAN = frozenset({("年", "月"), ("년", "월")})
_FIRST_DAY = re.compile("[日号號일]")
_SEPARATORS = frozenset("/-–.")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100


def numeric_date(tokens: Sequence[Token], place: int) -> tuple[list[date], int] | None:
    """The days that digits may denote, and the token after them.

    With dots the day comes first; after a leading year the month comes next; with slashes or hyphens day and month may
    be in either order, and both days are returned.
    """
    dotted = _DOTTED.fullmatch(tokens[place].text)
    if dotted is not None:
        parts = [part for part in dotted.groups() if part]
        found = _in_order(parts, either_order=False)
        return (found, place + 1) if found else None
    if place + 4 >= len(tokens):
        return None
    run = tokens[place : place + 5]
    if (run[1].text, run[3].text) in _EAST_ASIAN and _FIRST_DAY.match(low_at(tokens, place + 5)):
        found = _in_order([run[0].text, run[2].text, run[4].text], either_order=False)
        return (found, place + 6) if found else None
    if run[1].text not in _SEPARATORS or run[1].text != run[3].text or not _touch(run):
        return None
    parts = [run[0].text, run[2].text, run[4].text]
    if not all(part.isascii() and part.isdecimal() and len(part) in {1, 2, 4} for part in parts):
        return None
    found = _in_order(parts, either_order=run[1].text != ".")
    return (found, place + 5) if found else None


def _touch(run: Sequence[Token]) -> bool:
    """Whether there is no space between the parts of a date, or one after each full stop."""
    gaps = [after.start - before.end for before, after in pairwise(run)]
    return not any(gaps) or (run[1].text == "." and gaps == [0, 1, 0, 1])


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
