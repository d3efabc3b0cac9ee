"""Names of sources: the name of a source itself, and whether two names refer to the same person or organisation."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from compare.attribution.person_names import BODIES, GROUPS, PARTICLES
from compare.attribution.statements import DOCUMENTS
from compare.text.analysis import facts_of
from compare.text.names import NO_NAMES
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag, low_at, tokens_of

_JOINING = PARTICLES | bag("of the and for & -")
"""Words inside a name ("Bank of Sarn")."""
_HEADLESS = bag(
    "of for at with in from by to on near under against about as like including representing supporting backing "
    "advising opposing who which that whose regarding concerning"
)
"""Words after which a name belongs to someone else: "a spokesman for the Port Authority"."""
_INDEFINITE = bag("a an one another some several two three four five many most other few all both each every")
_SEVERAL_TITLED = bag("sens reps messrs")
OFFICE_INITIALS = bag("ceo cfo coo")
_NEVER_NAMES = bag("though although whereas jan feb mar apr jun jul aug sep sept oct nov dec")
_ORIGIN = bag("of and for")
_TITLES = bag(
    "mr mrs ms dr sir sen sens rep reps gov gen lt col sgt prof rev hon capt maj adm const det insp supt cpl pvt cmdr "
    "pte atty brig cdr"
)
COMMON = bag("poll survey study report center centre review index news times post tribune journal herald")
"""Words that end names of organisations, papers and documents, and are not surnames."""

_PART = re.compile(r"[,(;:–—]")
_EMPHASIS = re.compile(r"\s(?:him|her|it|them)sel(?:f|ves)$")
_ARTICLE = re.compile(r"the\s", re.IGNORECASE)


class OwnName(NamedTuple):
    """The words of a name, in lower case, in order; `is_body` is true if "the" precedes it."""

    words: tuple[str, ...]
    text: str
    is_body: bool

    @property
    def acronym(self) -> str:
        """The name if it is only an acronym, otherwise ""."""
        letters = self.text.replace(".", "")
        return letters if len(self.words) == 1 and len(letters) > 1 and letters.isupper() else ""

    @property
    def initials(self) -> str:
        """The first letters of its words."""
        return "".join(each[0] for each in self.words if each not in _JOINING).upper()


def own_name(source: str, known: Container[str] | None = None) -> OwnName | None:
    """The name of the source itself, without offices and titles; None if it has none, or several.

    "Transport Minister Ana Mott" is Ana Mott; "a spokesman for Ana Mott", "Ana Mott's lawyer" and "Mott supporters"
    have no name. `known` are the words capitalised elsewhere, in lower case: a source that starts a sentence ("Nobody")
    is a name only if it is among them.
    """
    parts = _PART.split(_EMPHASIS.sub("", source))
    if _lists_several(parts):
        return None
    holder = next(filter(None, map(_titled, parts[1:])), None)
    if holder is not None:
        return holder
    for place, part in enumerate(parts):
        tokens = tokens_of(part)
        runs = [each for each in _runs(tokens) if not NO_NAMES.issuperset(_lows(tokens[slice(*each)]))]
        if _ends_in_holder(part, tokens, runs):
            return _without_offices(part, tokens, *runs[-1])
        if len(runs) > 1 and any(each.low == "and" for each in tokens[runs[0][1] : runs[-1][0]]):
            return None
        own = [each for each in runs if not _is_of_another(tokens, *each)]
        if own and "and" in (low_at(tokens, own[-1][0] - 1), low_at(tokens, own[-1][1])):
            return None  # "Ana Mott and other pilots"
        if own and _is_described(tokens, *own[-1]):
            return None
        if own:
            found = _without_offices(part, tokens, *own[-1])
            starts = known is not None and own[-1][0] == 0 and source.startswith(part)
            return None if starts and _is_unknown(found, known or ()) else found
        if runs:
            return _apposed(part, tokens, parts[place + 1 : place + 2])
    return None


def _lists_several(parts: Sequence[str]) -> bool:
    """Whether there are several sources: "Mott, Beck and other pilots", "two pilots, Sens. Ana Mott"."""
    if any(low_at(tokens_of(part), 0) in _SEVERAL_TITLED for part in parts[1:]):
        return True
    names = [list(_runs(tokens)) == [(0, len(tokens))] for tokens in map(tokens_of, parts[:-1])]
    return len(names) > 1 and all(names) and any(each.low == "and" for each in tokens_of(parts[-1]))


def _titled(part: str) -> OwnName | None:
    """The full name after a title or an office that fills a part: "Mayor Ana Mott" in "Sarn, N.P., Mayor Ana Mott"."""
    tokens, roles = tokens_of(part), _roles(part)
    if list(_runs(tokens)) != [(0, len(tokens))] or tokens[-1].low.endswith("'s"):
        return None
    if not _is_office(tokens, 0, roles):
        return None
    found = _without_offices(part, tokens, 0, len(tokens))
    is_person = len(found.words) - 1 not in _roles(found.text)
    return found if is_person and 1 < len(found.words) < len(tokens) else None


def _is_described(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a name only describes: "an Orlese", "one Sarn Democrat", "the Court", "The CEO"."""
    before, last = low_at(tokens, first - 1), tokens[end - 1]
    if before in _INDEFINITE and last.low not in COMMON:
        return True
    is_office = last.low in OFFICE_INITIALS or (last.lemma not in GROUPS and 0 in _roles(last.text))
    is_thing = last.lemma in DOCUMENTS or (last.lemma in BODIES and not last.text.isupper())
    return end - first == 1 and (is_thing or (before == "the" and is_office))


def _ends_in_holder(part: str, tokens: Sequence[Token], runs: Sequence[tuple[int, int]]) -> bool:
    """Whether a full name ends the part, after an office of a body with "and" in its own name.

    "Department of Roads and Rail deputy director Ana Mott", but not "Ilan Vaas and the director Ana Mott".
    """
    if len(runs) < 3 or runs[-1][1] != len(tokens) or runs[-1][1] - runs[-1][0] < 2:
        return False
    between = tokens[runs[-2][1] : runs[-1][0]]
    roles = _roles(part)
    is_held = bool(between) and all(each.is_word and each.low != "and" for each in between) and runs[-1][0] - 1 in roles
    return is_held and any(place in roles for start, end in runs[:-2] for place in range(start, end))


def _apposed(part: str, tokens: Sequence[Token], following: Sequence[str]) -> OwnName | None:
    """The full name after a comma: "Sarn's harbour master, Ana Mott", "the head of Sarn Port, Director Ana Mott"."""
    head = next((place for place, each in enumerate(tokens) if each.low in _HEADLESS), len(tokens)) - 1
    if not following or head not in _roles(part) or tokens[head].low.endswith("s"):
        return None
    name = tokens_of(following[0])
    runs = list(_runs(name))
    is_full = len(runs) == 1 and runs[0] == (0, len(name)) and len(name) > 1
    is_body = len(tokens) - 1 in _roles(part)
    if head < len(tokens) - 1 and not is_body and 0 not in _roles(following[0]):
        return None  # "the mayor of Sarn, New Province": the last part is a place
    return _without_offices(following[0], name, *runs[0]) if is_full else None


def _roles(part: str) -> set[int]:
    """The places of the words for offices and bodies."""
    offices = [each for each in facts_of(part).lexicon_matches if each.kind == "reporting" and each.group == "roles"]
    return {place for each in offices for place in range(each.start, each.end)}


def _is_unknown(name: OwnName, known: Container[str]) -> bool:
    return len(name.words) == 1 and name.words[0] not in known and not name.acronym


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words with their connecting words (start, end); "and" does not connect."""
    place = 0
    while place < len(tokens):
        end = place
        while end < len(tokens) and (_is_name(tokens[end]) or (end > place and _goes_on(tokens, end))):
            end += 1
            joined = end
            while joined < len(tokens) and tokens[joined].low in _JOINING and tokens[joined].low != "and":
                joined += 1
            if joined > end and joined < len(tokens) and _is_name(tokens[joined]):
                end = joined
        if end > place:
            yield place, end
        place = max(end, place + 1)


def _goes_on(tokens: Sequence[Token], place: int) -> bool:
    """Whether a name continues here: with a capitalised word, or after an initial with its full stop."""
    is_stop = tokens[place].text == "." and len(tokens[place - 1].text) == 1
    return tokens[place].is_capital or (is_stop and place + 1 < len(tokens) and tokens[place + 1].is_capital)


def _is_name(token: Token) -> bool:
    return token.is_capital and token.low not in STOP_WORDS | _NEVER_NAMES


def _is_of_another(tokens: Sequence[Token], first: int, end: int) -> bool:
    """True for a name after a preposition or before a noun: "in Sarn", "Mott's lawyer", "Sarn officials", "Count 7"."""
    follows = tokens[end].low if end < len(tokens) else ""
    noun = (
        follows in {"-", "/"}
        or follows.isdecimal()
        or (follows.isalpha() and follows not in _HEADLESS and follows not in STOP_WORDS)
    )
    return noun or any(each.low in _HEADLESS for each in tokens[:first])


def _without_offices(part: str, tokens: Sequence[Token], first: int, end: int) -> OwnName:
    """The name in a run. After an office or title comes a person, whose place of origin is not part of the name."""
    has_article = _ARTICLE.match(part.lstrip()) is not None
    while end - first > 2 and tokens[first].low in NO_NAMES - _TITLES and tokens[first].low not in STOP_WORDS:
        first += 1  # "April Harbour Trust Poll"
    roles = _roles(part)
    kept = max((place + 1 for place in range(first, end - 1) if _is_office(tokens, place, roles)), default=first)
    if end - kept == 1 and (has_article or _is_common(tokens, kept, roles)):
        kept = first
    if kept > first and not _is_body(tokens[kept]):
        end = next((place for place in range(kept + 1, end) if tokens[place].low in _ORIGIN), end)
    words = tuple(
        each.low.removesuffix("'s")
        for place, each in enumerate(tokens[kept:end])
        if not place or (each.is_word and len(each.text) > 1) or each.text == "&"
    )
    text = part[tokens[kept].start : tokens[end - 1].end]
    return OwnName(words, text.removesuffix("'s").removesuffix("’s"), has_article and kept == first)


def _is_body(token: Token) -> bool:
    """Whether a word begins the name of a body: "Ministry of Roads", "Department of Rail"."""
    return token.lemma in BODIES


def _is_office(tokens: Sequence[Token], place: int, roles: Container[int]) -> bool:
    """Whether there is a title, an office or an owner at this position of a run, directly followed by a name."""
    is_office = place in roles and tokens[place + 1].low not in _JOINING
    return is_office or tokens[place].low in _TITLES or tokens[place].low.endswith("'s")


def _is_common(tokens: Sequence[Token], place: int, roles: Container[int]) -> bool:
    """Whether a single word names nobody without the words before it: "Poll", "Chief"."""
    return place in roles or tokens[place].low in COMMON


def _lows(tokens: Sequence[Token]) -> list[str]:
    return [each.low for each in tokens]


def are_of_one(x: OwnName, y: OwnName) -> bool:
    """True for a full name and its surname, a name and the same name with an additional part, or an organisation and
    its acronym.
    """
    if x.words == y.words:
        return True
    if (x.acronym and x.acronym == y.initials) or (y.acronym and y.acronym == x.initials):
        return len(x.words) != len(y.words)
    if x.is_body or y.is_body or x.words[-1] != y.words[-1]:
        return False
    shorter, longer = sorted((x.words, y.words), key=len)
    if len(shorter) == 1:
        return "of" not in longer
    return shorter[0] == longer[0] or longer[-len(shorter) :] == shorter
