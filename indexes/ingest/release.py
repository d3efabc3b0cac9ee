"""Whether a source permits showing an item: embargoes, and items that it withdrew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from compare.errors import UnreadableError
from compare.model.moment import Moment
from compare.services.clock import now
from compare.text.dates.dates import dates_of
from compare.text.tokens import tokens_of
from indexes.ingest.decode.dates import moment_of

_EMBARGOES = frozenset(
    {"embargo", "embargoed", "embargoeduntil", "embargountil", "embargodate", "embargotime", "utcembargo", "notbefore",
     "publishschedule", "holdforrelease"}
)  # fmt: skip
_TIMES = frozenset(
    {"releaseat", "releasedate", "releasetime", "availablefrom", "availableat", "publishat", "publishafter",
     "publishon", "scheduledfor", "scheduledat", "validfrom", "golive", "goliveat", "golivedate"}
)  # fmt: skip
"""Fields with the time from which an item may be shown; a value that is not a date is ignored."""
_STATUSES = frozenset(
    {
        "pubstatus",
        "itemstatus",
        "publicationstatus",
        "status",
        "state",
        "workflowstate",
        "creativeworkstatus",
        "visibility",
        "signal",
        "signals",
    }
)
_HELD_BACK = frozenset(
    {"canceled", "cancelled", "withheld", "withdrawn", "kill", "killed", "retracted", "recalled", "spiked",
     "unpublished", "embargoed", "draft", "scheduled", "deleted", "trash", "private"}
)  # fmt: skip
_NESTED = frozenset({"metadata", "extra", "meta", "custom", "customfields", "attributes", "properties"})
"""Fields with further fields of an item; those of an author or a picture say nothing about it."""
_FLAGS = frozenset(
    {"retracted", "withdrawn", "killed", "deleted", "draft", "spiked", "unpublished", "notforpublication"}
)
_NOTES = frozenset({"ednote", "editorialnote", "editorsnote", "usageterms", "instructions", "specialinstructions"})
_NO = frozenset({"", "false", "no", "0", "none", "null"})
_YES = frozenset({"true", "yes", "1"})
_EMBARGO = re.compile(r"\bembargo(?!e?d?\s+(?:is\s+)?(?:lifted|over|expired))", re.IGNORECASE)
_NO_EMBARGO = re.compile(r"\b(?:no|not under|without)\s+(?:an?\s+)?embargo", re.IGNORECASE)
_ITEM = (
    r"(?:(?:this|the) (?:(?:entire|whole|above|following) )?)?"
    r"(?:story|article|item|report|text|copy|dispatch|piece)\b"
)
_TO_EDITORS = r"\W*(?:(?:attention )?(?:eds|editors) ?[:,–—-] ?)?"
_UNCONDITIONAL = r"(?!.*\b(?:except|unless|before|until(?! further notice))\b)"
_KILL = r"(?:kill|withhold|withdraw|do not (?:use|publish|run))\b"
_KILLED = (
    r"(?:killed|withheld|withdrawn|retracted|recalled)\b"
    r"(?: by (?:(?:its|the) )?(?:agency|author|desk|editor|publisher|source)s?\b| pending (?:legal )?review\b)?"
)
_END = r" ?(?:\W*$|[.!].*)"
_PAUSE = r" ?[,;:–—-]"
_WITHDRAWN = re.compile(
    rf"{_UNCONDITIONAL}{_TO_EDITORS}(?:please )?(?:{_KILL}\W{{1,3}}){{0,3}}(?:"
    rf"(?:mandatory|urgent|bulletin|story) kill\b(?:{_END}|{_PAUSE}.*)"
    rf"|{_KILL}(?: {_ITEM})?{_END}"
    rf"|{_KILL}(?: {_ITEM}{_PAUSE}|{_PAUSE} ?{_ITEM}\s).*"
    rf"|(?:{_ITEM} (?:(?:is|was|has been) )?)?{_KILLED}{_END}"
    r")",
    re.IGNORECASE | re.DOTALL,
)
"""Notes that withdraw an item as a whole, not its headline, its photos or its use in one country."""
_UNPUBLISHED = re.compile(
    rf"{_UNCONDITIONAL}{_TO_EDITORS}(?:(?:for )?(?:background|information|reference)(?: only)?\W+)?"
    rf"(?:{_ITEM} is )?(?:strictly )?not for publication\b{_END}",
    re.IGNORECASE | re.DOTALL,
)
"""Notes, other than terms of use, that an item is only for editors."""
_EMBARGO_LINE = re.compile(
    r"\W*(?:(?:strictly|under|strict) )*(?:embargoed (?:until|till|to|for)\b|embargo (?:until|till)\b|embargo ?:"
    r"|(?:not for (?:release|publication|broadcast)|hold for release) (?:until|till|before)\b)"
    r"((?:[^.\n]|\.(?! ?[A-Z\n]))*)",
    re.IGNORECASE,
)
"""A first line such as "EMBARGOED UNTIL 00:01 GMT ON 1 JUNE"; in brackets, the words after it."""
_MAY_BE_NEWS = "embargo:", "embargo :", "embargo until", "embargo till"
"""Beginnings that a headline may have, too: without a day, such a line is no condition."""
_FIRST_LINES = 2
_MOST_WORDS = 14
"""Maximum number of words of that line, which is no sentence about an embargo (set by hand)."""
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_LONGEST_NOTE = 300
"""Maximum number of characters of a note that are examined for a withdrawal (set by hand)."""
_MOST_VALUES = 20
"""Maximum number of values of one field that are examined."""


def check_release(item: Mapping[str, Any], today: Moment | None = None) -> None:
    """Raise UnreadableError for an item that its source has embargoed or withdrawn. An embargo ends at its time; one
    whose time cannot be parsed does not end. The "metadata" and "extra" fields of an item also count.
    """
    at = today or now()
    inner = [field for name, value in item.items() if _plain(name) in _NESTED for field in _fields(value)]
    for name, value in [*item.items(), *inner]:
        plain = _plain(name)
        for said in _texts(value):
            _check_status(plain, said)
            if plain in _EMBARGOES and said.casefold() not in _NO:
                _check_embargo(said, moment_of(said), at)
            elif plain in _TIMES and (until := moment_of(said)) is not None and at.before(until):
                _check_embargo(said, until, at)
            elif plain in _NOTES and _is_withdrawal(said, is_of_use=plain == "usageterms"):
                raise UnreadableError(f"its source does not publish this item ({plain[:20]}: {said[:20]}).")
            elif plain in _NOTES and _EMBARGO.search(said) and not _NO_EMBARGO.search(said):
                day = _DAY.search(said)
                _check_embargo(said, moment_of(day.group()) if day else None, at)


def check_embargo_line(text: str, published: str = "", today: Moment | None = None) -> None:
    """Raise UnreadableError for a text whose first lines place it under an embargo that has not ended."""
    for line in islice(filter(str.strip, text[:_LONGEST_NOTE].split("\n")), _FIRST_LINES):
        found = _EMBARGO_LINE.match(line)
        if found is None or len(found.group().split()) > _MOST_WORDS:
            continue
        at = today or now()
        days = dates_of(tokens_of(found.group(1)), moment_of(published) or at)
        ends = [last for each in days if each.kind == "day" for _, last in each.candidates]
        if ends or not found.group().strip("\"'([* ").casefold().startswith(_MAY_BE_NEWS):
            _check_embargo(found.group(), Moment.parse(date.fromordinal(max(ends)).isoformat()) if ends else None, at)


def _plain(name: Any) -> str:
    return "".join(each for each in str(name).casefold() if each.isalnum())


def _fields(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _texts(value: Any) -> list[str]:
    """The plain values of a field, of a list, or of an object in it."""
    values = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
    plain = (each for each in islice(values, _MOST_VALUES) if isinstance(each, str | int | float | bool))
    return [str(each).strip() for each in plain]


def _is_withdrawal(note: str, *, is_of_use: bool) -> bool:
    begins = " ".join(note[:_LONGEST_NOTE].split())
    return bool(_WITHDRAWN.fullmatch(begins) or (not is_of_use and _UNPUBLISHED.fullmatch(begins)))


def _check_status(plain: str, said: str) -> None:
    status = said.casefold().rpartition(":")[2]
    is_flag = plain.removeprefix("is") in _FLAGS and status in _YES
    is_unpublished = plain in {"ispublished", "publishable", "ispublic"} and status in _NO - {""}
    if is_flag or is_unpublished or (plain in _STATUSES and status in _HELD_BACK):
        raise UnreadableError(f"its source does not publish this item ({plain[:20]}: {said[:20]}).")


def _check_embargo(said: str, until: Moment | None, at: Moment) -> None:
    if until is None or at.before(until):
        raise UnreadableError(f"its source placed this item under an embargo ({said[:40]}): add it again afterwards.")
