"""Who does what to whom: the two phrases that a verb, a comparison or "from … to" connects, and their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compare.text.terms import BE, DETERMINERS, MODALS, STOP_WORDS
from compare.text.tokens import Token, bag

_HELPERS = BE | MODALS | bag("has have had shall did does do not also")
_PREPOSITIONS = bag(
    "at on in to into from by with for of over under against after before during about between through near off up "
    "down out as since until towards toward across behind around amid despite without within than like via"
)
_LINKS = bag("and or nor but that who which whom whose when while where because if although though so yet then")
_DETERMINERS = DETERMINERS | bag("our my your these those")
_FOLLOWED = bag("at on to against from for")
"""Prepositions that belong to the verb before them: "fired on", "lost to"."""

_LONGEST = 6
"""Maximum number of words of a phrase that are read (set by hand)."""

_FARTHEST = 8
"""Maximum number of words between a passive verb and its "by" (set by hand)."""


class Roles(NamedTuple):
    """`first` and `second` are the lemmas of the two phrases that `verb` connects; tokens `start` to `end` include all
    of them.
    """

    verb: str
    first: frozenset[str]
    second: frozenset[str]
    start: int
    end: int


class _Phrase(NamedTuple):
    words: frozenset[str]
    start: int
    end: int


def roles_of(tokens: Sequence[Token]) -> Iterator[Roles]:
    """The roles at each word that may connect two phrases; only comparison with a second sentence shows whether it is a
    verb.

    The roles of a passive are those of its active form.
    """
    for place, token in enumerate(tokens):
        if token.low == "from":
            found = _way(tokens, place)
        elif token.low == "than":
            found = _comparison(tokens, place)
        elif token.is_word and token.text.islower() and not _is_function(token):
            found = _clause(tokens, place)
        else:
            continue
        if found is not None:
            yield found


def _clause(tokens: Sequence[Token], place: int) -> Roles | None:
    """The subject before a verb and the object after it; for a passive, the agent after "by"."""
    last = place
    while last and (tokens[last - 1].low in _HELPERS or tokens[last - 1].low.endswith("ly")):
        last -= 1
    subject = _before(tokens, last)
    if subject is None:
        return None
    is_passive = not BE.isdisjoint(each.low for each in tokens[last:place]) and not tokens[place].low.endswith("ing")
    following = place + 1
    if is_passive:
        following = next((at + 1 for at in _near(tokens, place) if tokens[at].low == "by"), 0)
        if not following:
            return None
    particle = ""
    if not is_passive and following < len(tokens) and tokens[following].low in _FOLLOWED:
        particle, following = f" {tokens[following].low}", following + 1
    other = _after(tokens, following)
    if other is None:
        return None
    first, second = (other.words, subject.words) if is_passive else (subject.words, other.words)
    return Roles(tokens[place].lemma + particle, first, second, subject.start, other.end)


def _near(tokens: Sequence[Token], place: int) -> Iterator[int]:
    """The positions from just after a verb to the end of its clause."""
    for at in range(place + 1, min(place + _FARTHEST, len(tokens))):
        if not tokens[at].is_word or tokens[at].low in _LINKS:
            return
        yield at


def _way(tokens: Sequence[Token], place: int) -> Roles | None:
    """ "from Brask to Senn"."""
    origin = _after(tokens, place + 1)
    if origin is None or origin.end >= len(tokens) or tokens[origin.end].low != "to":
        return None
    target = _after(tokens, origin.end + 1)
    return None if target is None else Roles("from to", origin.words, target.words, place, target.end)


def _comparison(tokens: Sequence[Token], place: int) -> Roles | None:
    """ "Brask is larger than Senn": the phrase before "is" and the one after "than"."""
    be = next((at for at in range(place - 1, max(-1, place - _LONGEST), -1) if tokens[at].low in BE), None)
    if be is None:
        return None
    subject, other = _before(tokens, be), _after(tokens, place + 1)
    if subject is None or other is None:
        return None
    said = " ".join(each.lemma for each in tokens[be + 1 : place])
    return Roles(f"{said} than", subject.words, other.words, subject.start, other.end)


def _before(tokens: Sequence[Token], end: int) -> _Phrase | None:
    """The phrase that ends before a token."""
    start = end
    while start and end - start < _LONGEST and _is_inside(tokens[start - 1]):
        start -= 1
    return _phrase(tokens, start, end)


def _after(tokens: Sequence[Token], start: int) -> _Phrase | None:
    """The phrase that begins at a token."""
    end = start
    while end < len(tokens) and end - start < _LONGEST and _is_inside(tokens[end]):
        end += 1
    return _phrase(tokens, start, end)


def _phrase(tokens: Sequence[Token], start: int, end: int) -> _Phrase | None:
    words = frozenset(each.lemma for each in tokens[start:end] if not _is_function(each))
    return _Phrase(words, start, end) if words else None


def _is_inside(token: Token) -> bool:
    """True for a word of a noun phrase; "of" joins its parts."""
    if token.low in _DETERMINERS or token.low == "of":
        return True
    return (token.is_word or token.is_number) and not _is_function(token)


def _is_function(token: Token) -> bool:
    return token.low in STOP_WORDS or token.low in _PREPOSITIONS or token.low in _LINKS or token.low in _HELPERS
