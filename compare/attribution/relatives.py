"""The noun that a relative pronoun refers to: "Ana Mott of Sarn, who", "a Times report, which"."""

from __future__ import annotations

from collections.abc import Sequence

from compare.attribution.people import Mention
from compare.attribution.person_names import Span
from compare.text.analysis import Facts
from compare.text.terms import DETERMINERS, STOP_WORDS
from compare.text.tokens import Token, bag

_DETERMINERS = DETERMINERS | bag("another one each every some our my two three four five six")
_OWNED = bag("of from at for in with")
"""Words before a name that "who" does not refer to: "an officer of the Port Authority, who"."""

_ORIGIN = bag("of from the")
_BETWEEN = frozenset(",-–—")
_MARKS_BETWEEN = 2
"""Maximum number of commas and dashes before a relative pronoun."""

_LONGEST = 8
"""Maximum number of tokens of a noun phrase (set by hand)."""

_MOST_PLAIN = 2
"""Maximum number of lower-case words after a determiner; more may contain a verb (set by hand)."""


def antecedent(word: str, facts: Facts, place: int, mentions: Sequence[Mention]) -> Span | None:
    """The tokens that the relative pronoun `word`, token `place`, refers to; None if unsure.

    `mentions` are the people in the passage.
    """
    tokens = facts.tokens
    end = place
    while end and place - end < _MARKS_BETWEEN and tokens[end - 1].text in _BETWEEN:
        end -= 1
    if word == "who":
        end = _before_party(tokens, end)
    span = _person_before(tokens, place, mentions) if word == "who" else None
    span = span or phrase_before(tokens, end)
    return None if span is None or (word == "who" and _is_of_another(facts, span[0])) else span


def _before_party(tokens: Sequence[Token], end: int) -> int:
    """The position before a party and a place of origin: "Ana Mott, N-Sarn" or "Ana Mott (N-Sarn)"."""
    opening = next((at for at in range(end - 1, max(-1, end - _LONGEST), -1) if tokens[at].text in {",", "("}), None)
    if opening is None or opening + 2 >= end:
        return end
    is_party = len(tokens[opening + 1].text) == 1 and tokens[opening + 2].text in _BETWEEN
    return opening if is_party else end


def _person_before(tokens: Sequence[Token], place: int, mentions: Sequence[Mention]) -> Span | None:
    """The named person before token `place`, followed only by an origin: "Ana Mott of Sarn", "Ana Mott (N-Sarn)"."""
    before = [each for each in mentions if each.span[1] <= place and not (each.is_owner or each.is_described)]
    if not before:
        return None
    between = tokens[before[-1].span[1] : place]
    is_origin = all(each.is_capital or not each.is_word or each.low in _ORIGIN for each in between)
    return before[-1].span if is_origin else None


def _is_of_another(facts: Facts, first: int) -> bool:
    """Whether "who" may refer to somebody before the phrase at `first`: "a pilot of the Harbour Board, who"."""
    if first < 2 or facts.tokens[first - 1].low not in _OWNED:
        return False
    before = facts.tokens[first - 2]
    offices = {each.end - 1 for each in facts.of("reporting") if each.group in {"roles", "unnamed"}}
    return facts.tokens[first - 1].low == "of" or before.is_capital or first - 2 in offices or before.low[-1] == "s"


def phrase_before(tokens: Sequence[Token], end: int) -> Span | None:
    """The noun phrase that ends before token `end`: a name, "US officials", "a Times report"; None if unsure."""
    start, plain = end, 0
    while start and end - start < _LONGEST:
        token = tokens[start - 1]
        if token.low in _DETERMINERS or token.low.endswith("'s"):
            return (start - 1, end) if start < end and plain <= _MOST_PLAIN else None
        if not token.is_word or (token.low in STOP_WORDS and not token.text.isupper()):
            break
        plain += not token.is_capital
        start -= 1
    first = end - 1
    while first > start and tokens[first - 1].is_capital:
        first -= 1
    return (first, end) if start < end and (tokens[end - 1].is_capital or tokens[end - 1].low.endswith("s")) else None
