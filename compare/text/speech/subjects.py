"""Subjects: the tokens that name a speaker, around a reporting verb or a credit."""

from __future__ import annotations

from collections.abc import Sequence

from compare.text.lexicon import LexiconMatch
from compare.text.terms import FINITE_AUXILIARIES
from compare.text.tokens import Token, bag

AUXILIARIES = bag(
    "has have had is are was were be been also later earlier repeatedly then again still already never did does do not "
    "will would could may might flatly today yesterday monday tuesday wednesday thursday friday saturday sunday on "
    "publicly privately openly reportedly quickly immediately"
)
_STOPS = bag(". ; : ! ? “ ” \" ( ) — –") | {
    "that", "but", "and", "as", "while", "after", "before", "when", "because", "to", "if", "what", "whether", "than"
}  # fmt: skip
QUOTE_MARKS = frozenset("“”\"'‘’")
PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who"})
_FURTHEST = 14
"""Maximum number of words of a speaker's name with its apposition (set by hand)."""

_APPOSED = 24
"""Maximum number of words between the commas of an apposition (set by hand)."""


def subject_of(tokens: Sequence[Token], found_word: LexiconMatch) -> tuple[int, int] | None:
    """The tokens of the subject of a reporting verb: before it or, with inverted word order, after it."""
    end = found_word.start
    while end and tokens[end - 1].low in AUXILIARIES:
        end -= 1
    if end == 0:
        return None
    before = tokens[end - 1].text
    inverted = None if tokens[found_word.start].lemma == "tell" else speaker_after(tokens, found_word.end)
    if before in QUOTE_MARKS:
        return inverted
    if before == "," and tokens[found_word.start].low.endswith("ing"):
        return _first_name(tokens)
    if before == ",":
        return _with_apposition(tokens, end - 1) or (inverted if end == found_word.start else None)
    if is_pronoun(tokens[end - 1]):
        return end - 1, end
    start = end
    while start and end - start < _FURTHEST and not _ends_subject(tokens, start - 1):
        start -= 1
    return (start, end) if start < end and _may_speak(tokens, start, end) else None


def _may_speak(tokens: Sequence[Token], start: int, end: int) -> bool:
    """False for "what she said", "with 97% of precincts reporting" and "he would not say"."""
    if start and tokens[start - 1].low in {"what", "whatever"}:
        return False
    if tokens[start].low in {"with", "in", "on", "at", "for", "from"}:
        return False
    return not any(token.low.endswith("n't") or token.low in {"cannot", "not"} for token in tokens[start:end])


def is_pronoun(token: Token) -> bool:
    """True for "she" and "she's"."""
    return token.low.partition("'")[0] in PRONOUNS


def _first_name(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The name at the start of a sentence: the subject of "…, saying that …"."""
    end = 0
    while end < min(len(tokens), _FURTHEST) and (tokens[end].is_capital or tokens[end].low in {"of", "the", "for"}):
        end += 1
    return (0, end) if end else None


def _ends_subject(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    if token.low == "and" and 0 < place < len(tokens) - 1 and tokens[place - 1].is_capital:
        return not tokens[place + 1].is_capital  # "the Rail and Tram Workers"
    return token.low in _STOPS or token.text in QUOTE_MARKS or token.text == ","


def _with_apposition(tokens: Sequence[Token], comma: int) -> tuple[int, int] | None:
    """ "Jana Petrik, the interior minister, said": the tokens before the first comma and between the two."""
    first = comma - 1
    while first > 0 and tokens[first].text != "," and comma - first < _APPOSED:
        if tokens[first].text in {".", ";", ":"} or tokens[first].text in QUOTE_MARKS:
            return None
        first -= 1
    if first <= 0 or tokens[first].text != ",":
        return None
    start = first
    while start and first - start < 8 and not _ends_subject(tokens, start - 1):
        start -= 1
    inside = tokens[first + 1]
    apposes = inside.low in {"who", "the", "a", "an", "whose", "which", "his", "her", "its"} or inside.is_capital
    plausible = inside.is_number or apposes or (inside.is_word and comma - first <= 6)
    return (start, comma) if plausible and first - start <= 7 and start < first else None


def speaker_after(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """The tokens that name a speaker after "said" or "according to", with an apposition."""
    end = place
    commas = 0
    opens = place and tokens[0].low == "according"
    while end < len(tokens) and end - place < _FURTHEST:
        token = tokens[end]
        if token.text == ",":
            follower = tokens[end + 1] if end + 1 < len(tokens) else None
            if commas or follower is None or follower.low not in {"the", "a", "an", "who", "his", "her"}:
                break
            if opens and not (tokens[end - 1].is_capital and _is_closed(tokens, end + 1)):
                break  # "According to the coastguard, the ship": what is said follows
            commas += 1
        elif token.low in FINITE_AUXILIARIES:
            return None
        elif _ends_subject(tokens, end) or (end > place and token.low in {"in", "on", "at", "by", "during", "late"}):
            break
        end += 1
    return (place, end) if end > place else None


def _is_closed(tokens: Sequence[Token], place: int) -> bool:
    """True if an apposition that starts at `place` ends with a comma and is not a sentence."""
    for at in range(place, min(place + _APPOSED, len(tokens))):
        if tokens[at].text == ",":
            return True
        if tokens[at].low in FINITE_AUXILIARIES or tokens[at].low in _STOPS:
            return False
    return False


def agent_after(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """The tokens of the agent of a passive: "it was announced by the army", "is said by prosecutors to"."""
    if place >= len(tokens) or tokens[place].low != "by":
        return None
    span = speaker_after(tokens, place + 1)
    if span is None or tokens[span[0]].low.endswith("ing") or tokens[span[0]].is_number:
        return None  # "was reported by phoning", "by 5 June"
    return span


def owner_before(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """The tokens of the possessor of an account, as in "by the company's own count"."""
    end = place - (tokens[place - 1].low == "own") if place else 0
    start = end
    while start and end - start < _FURTHEST and not _ends_subject(tokens, start - 1) and tokens[start - 1].low != "by":
        start -= 1
    owned = start < end and tokens[end - 1].text.endswith(("'s", "’s", "s'", "s’"))
    return (start, end) if owned and start and tokens[start - 1].low == "by" else None
