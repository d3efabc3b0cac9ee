"""Whether a source permits publication of an item: embargoes and withdrawn items."""

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
from compare.text.tokens import bag, tokens_of
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
"""Fields that contain further fields of the item, unlike those of its author or pictures."""
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
    r"\W*(?:(?:strictly|under|strict) )*(?:embargoed (?:to|for)\b|embargo (?:until|till)\b|embargo ?:"
    r"|((?:embargoed|not for (?:release|publication|broadcast)|hold for release) (?:until|till|before)\b))"
    r"((?:[^.\n]|\.(?!\s|$)|(?<=\b[ap]\.m)\.)*)",
    re.IGNORECASE,
)
"""A first line such as "EMBARGOED UNTIL 00:01 GMT ON 1 JUNE": the beginning, if a headline may follow the day behind a
dash, and the words after it.
"""
_NOTE_OF_EMBARGO = re.compile(
    r"\W*(?:EMBARGOED|(?i:\[embargoed\]|strictly embargoed|(?:under )?strict embargo|under embargo"
    r"|(?:strictly )?(?:embargoed|not for (?:release|publication|broadcast)|hold for release) (?:until|till|pending) "
    r"(?:further notice|(?:check against )?delivery|release|publication)))\W*"
)
"""A line that states an embargo without a day."""
_BEHIND_A_DAY = re.compile(r"\s[–—|-]\s")
_AROUND_A_DAY = bag(
    "at on the from of gmt utc bst et est edt ct cst cdt pt pst pdt cet cest local time hours hrs hr h for release"
    " publication broadcast use papers newspapers editions morning evening strictly"
)
"""Words that may occur next to the day of an embargo; a line with other words is a sentence about an embargo."""
_FIRST_LINES = 2
_PLACEHOLDER = re.compile(
    r"\[[^\[\]\n]{1,40}\]|\W*(?:(?:article|story|content|page|post|text)\s+)?"
    r"(?:removed|deleted|redacted|withdrawn|unavailable|null|none|n/a|nan|undefined|tbd)\W*",
    re.IGNORECASE,
)
"""A placeholder that services put in place of an article's text."""
_GONE = (
    r"(?:has been|was|is) (?:removed|withdrawn|deleted|retracted|unpublished|taken down|not available|unavailable"
    r"|no longer (?:available|accessible|online))"
)
_REASON = (
    r" (?:for legal reasons|at the request of|because|due to|following|pending|in error|in your (?:area|country|region)"
    r"|(?:from|on) (?:our|this|the) (?:web ?)?site|by (?:its|the) (?:author|editors?|publisher))\b.*"
)
_APOLOGY = (
    r"(?:sorry|we|please|an? (?:corrected|new|revised|updated)|our|return|go|back|try|click|contact|visit|you)\b.*"
)
"""Beginnings of sentences that follow a notice of removal."""
_NOTICE_OF_REMOVAL = re.compile(
    r"(?!.*\b(?:said|says|told|ruled|announced)\b)\W*(?:(?:editors?|attention)\W+)*(?:"
    rf"this (?:article|story|report|item|page|post|content) {_GONE}(?:{_REASON}|\W*|[.!\n]\W*{_APOLOGY})"
    rf"|(?:this|the) (?:article|story|report|item|page|post|content) you (?:requested|were looking for) {_GONE}\b.*"
    rf"|the (?:article|story|report|item|page|post|content) {_GONE}"
    rf"(?: from (?:our|this|the) (?:web ?)?site)?(?:\W*|[.!\n]\W*{_APOLOGY})"
    r"|(?:dieser (?:artikel|inhalt|beitrag) (?:ist|wurde) (?:nicht mehr verfügbar|gelöscht|entfernt|zurückgezogen)"
    r"|(?:cet article|ce contenu) (?:n['’]est plus disponible|a été (?:supprimé|retiré))"
    r"|este (?:artículo|contenido) (?:ya no está disponible|ha sido (?:eliminado|retirado)|fue eliminado)"
    r"|questo (?:articolo|contenuto) (?:non è più disponibile|è stato rimosso))"
    r"(?:(?: (?:auf unserer|sur (?:notre|ce)|en (?:nuestr[ao]|este)|sul nostro|aus rechtlichen|wegen|pour des raisons"
    r"|por (?:motivos|razones)|per motivi)\b"
    r"|[.!]\W*(?:bitte|wir|zurück|veuillez|nous|désolé|retour|por favor|lo sentimos|volver|ci scusiamo|torna)\b).*|\W*)"
    r")",
    re.IGNORECASE | re.DOTALL,
)
"""A text that only states its own removal, unlike a report that something was removed."""
_LONGEST_REMOVAL = 250
"""Maximum number of characters of such a text (set by hand)."""
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


def check_notice(text: str) -> None:
    """Raise UnreadableError for a text that replaces one that its source withdrew."""
    said = text.strip()
    if _PLACEHOLDER.fullmatch(said):
        raise UnreadableError(f"“{said[:40]}” replaces a text that its source withdrew.")
    if len(said) <= _LONGEST_REMOVAL and _NOTICE_OF_REMOVAL.fullmatch(said):
        raise UnreadableError("this is only a notice that the source withdrew the article.")


def check_embargo_line(text: str, published: str = "", today: Moment | None = None) -> None:
    """Raise UnreadableError for a text whose first lines state an embargo that has not ended.

    Such a line contains only the condition and its day; other lines report about an embargo.
    """
    at = today or now()
    for line in islice(filter(str.strip, text[:_LONGEST_NOTE].split("\n")), _FIRST_LINES):
        if _NOTE_OF_EMBARGO.fullmatch(line):
            _check_embargo(line, None, at)
        elif found := _EMBARGO_LINE.match(line):
            said = _BEHIND_A_DAY.split(found[2], maxsplit=1)[0] if found[1] else found[2]
            if (until := _only_day(said, moment_of(published) or at)) is not None:
                _check_embargo(line.strip(), until, at)


def _only_day(said: str, published: Moment) -> Moment | None:
    """The day if the text consists only of a day, or of a time on the day of publication; otherwise None."""
    if (exact := moment_of(said.strip(" :*"))) is not None:
        return exact
    tokens = tokens_of(said)
    dates = dates_of(tokens, published)
    inside = {place for each in dates for place in range(each.place, each.last)}
    beside = [token for place, token in enumerate(tokens) if place not in inside]
    if not dates or any(token.is_word and token.low not in _AROUND_A_DAY for token in beside):
        return None
    days = [first for each in dates for first, _ in each.candidates]
    return Moment.parse(date.fromordinal(max(days)).isoformat()) if days else published.moved(1)


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
