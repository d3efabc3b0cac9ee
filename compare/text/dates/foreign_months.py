"""Names of months in languages other than English: "5. Juni 2026", "5 de junio de 2026", "2026. június 5."."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from compare.text.dates.calendar_words import ORDINAL_ENDINGS, day_number, year_at
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag, low_at

_LANGUAGES = bag(
    "af ar be bg bn bs ca cs cy da de el es et eu fa fi fil fr ga gl he hi hr hu hy id is it ka kk ko lb lt lv mk ms "
    "mt nb nl nn pl pt ro ru sk sl sq sr sr_Latn sv sw ta te th tr uk ur uz vi"
)
"""Languages whose names of months are recognised."""
_ORDINALS = ORDINAL_ENDINGS | {"er", "re", "º", "ª", "o", "."}
_OF = frozenset({"de", "d", "di", "do", "da", "del", "dels", "of", "ta", "tháng"})
_BEFORE_A_YEAR = _OF | {"no", "năm", ",", "."}
_LAST_MONTH = 12
_SHORTEST = 3
"""Minimum number of letters of an abbreviated month."""


class ForeignDay(NamedTuple):
    """A day of a month, and its year if stated; `end` is the token after it."""

    day: int
    month: int
    end: int
    year: int | None


def foreign_day(tokens: Sequence[Token], place: int) -> ForeignDay | None:
    """The date at `place` with the name of a month in another language.

    Without a year, the name must not be an English word ("5 mars bars"), and must be in lower case, or follow a full
    stop if its language uses one, because it may be the name of a person or product: "10 Avril Lavigne songs".
    """
    if (year := year_at(tokens, place)) is not None:
        return _year_first(tokens, place, year)
    if tokens[place].is_word:
        return _month_first(tokens, place)
    day, end = day_number(tokens, place), place + 1
    if day is None:
        return None
    end += low_at(tokens, end) in _ORDINALS
    at = end + (low_at(tokens, end) in _OF)
    following = at + 1
    while low_at(tokens, following) in _BEFORE_A_YEAR and following < at + 3:
        following += 1
    year = year_at(tokens, following)
    is_dotted = low_at(tokens, end - 1) == "."
    if at >= len(tokens) or (year is None and not _needs_no_year(tokens[at], is_dotted=is_dotted)):
        return None
    month = _month(tokens, at, is_dotted=is_dotted)
    return None if month is None else ForeignDay(day, month, at + 1 if year is None else following + 1, year)


def _needs_no_year(token: Token, *, is_dotted: bool) -> bool:
    """True for a word that is a month also without a year: in lower case, or capitalised as in "5. Juni"."""
    if _is_english(token.low):
        return False
    return not token.is_capital or (is_dotted and any(True in each for each in _names().get(token.low, {}).values()))


def _year_first(tokens: Sequence[Token], place: int, year: int) -> ForeignDay | None:
    at = place + 1 + (low_at(tokens, place + 1) == ".")
    month, day = _month(tokens, at, is_dotted=True), day_number(tokens, at + 1)
    return None if month is None or day is None else ForeignDay(day, month, at + 2, year)


def _month_first(tokens: Sequence[Token], place: int) -> ForeignDay | None:
    day, at = day_number(tokens, place + 1), place + 2 + (low_at(tokens, place + 2) == ",")
    year = year_at(tokens, at)
    month = _month(tokens, place, is_dotted=False) if day is not None and year is not None else None
    return None if month is None or day is None else ForeignDay(day, month, at + 1, year)


def _month(tokens: Sequence[Token], place: int, *, is_dotted: bool) -> int | None:
    """The month named at `place`; `is_dotted` if a full stop follows the day, as in "5. Juni"."""
    if place >= len(tokens):
        return None
    low = tokens[place].low
    if low_at(tokens, place - 1) == "tháng" and low.isdecimal() and 1 <= int(low[:2]) <= _LAST_MONTH:
        return int(low)
    if not tokens[place].is_word or len(low) < _SHORTEST or low in STOP_WORDS:
        return None
    months = _names().get(low.removeprefix("d'").removeprefix("ta'"), {})
    fitting = [month for month, dotted in months.items() if len(months) == 1 or dotted == {is_dotted}]
    return fitting[0] if len(fitting) == 1 else None


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[int, set[bool]]]:
    """Each name in lower case, its months, and whether the languages of each use a full stop after the day.

    "5 listopada" is in November, "5. listopada" in October.
    """
    from babel import Locale  # a third of a second for all languages, on the first date that may be in one of them

    found: dict[str, dict[int, set[bool]]] = {}
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        is_dotted = "d." in locale.date_formats["long"].pattern
        widths = [locale.months[form][width] for form in ("format", "stand-alone") for width in ("wide", "abbreviated")]
        for month, name in (each for width in widths for each in width.items()):
            word = name.casefold().replace("’", "'").removesuffix(".").removeprefix("d'").removeprefix("de ")
            found.setdefault(word, {}).setdefault(month, set()).add(is_dotted)
    return found


@lru_cache(maxsize=4096)
def _is_english(word: str) -> bool:
    from simplemma import is_known

    return bool(is_known(word, "en"))
