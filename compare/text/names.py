"""Names: runs of capitalised words that are not merely the start of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, bag, tokens_of

_LINKS = frozenset({"of", "the", "de", "van", "von", "al", "bin", "and", "for", "&", "-", "la", "el", "du", "da"})
NO_NAMES = STOP_WORDS | bag(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mr mrs ms dr sen rep gov gen sir lord lady according two three four five six "
    "seven eight nine ten dozens hundreds thousands according meanwhile however police officials president minister "
    "a.m p.m"
)


class Name(NamedTuple):
    """The characters `start` to `end`; `words` are its parts in lower case, without links and titles."""

    start: int
    end: int
    words: frozenset[str]


def names_of(tokens: Sequence[Token]) -> tuple[Name, ...]:
    """The names in `tokens`, in order; the first word of a sentence counts only if more capitalised words follow."""
    if all(token.text.isupper() for token in tokens if token.is_word):
        return ()  # in a headline in title case, capitals do not mark names
    found = []
    place = 0
    while place < len(tokens):
        end = _run(tokens, place)
        if end > place:
            words = frozenset(token.lemma for token in tokens[place:end] if token.is_capital) - NO_NAMES
            if words and not (_starts_sentence(tokens, place) and end - place == 1):
                found.append(Name(tokens[place].start, tokens[end - 1].end, words))
        place = max(end, place + 1)
    return tuple(found)


def name_words(text: str) -> frozenset[str]:
    """The words of all names in a text."""
    return frozenset[str]().union(*(each.words for each in names_of(tokens_of(text))))


def _run(tokens: Sequence[Token], place: int) -> int:
    """The position after the run of capitalised words (including connecting words) that starts at `place`."""
    end = place
    while end < len(tokens):
        if tokens[end].is_capital and not _is_suffix(tokens, end):
            end += 1
        elif end > place and tokens[end].low in _LINKS and end + 1 < len(tokens) and tokens[end + 1].is_capital:
            if tokens[end].low == "and":
                return end
            end += 2
        else:
            return end
    return end


def _is_suffix(tokens: Sequence[Token], place: int) -> bool:
    """True for letters attached to the preceding number ("750K", "25C")."""
    return place > 0 and tokens[place - 1].is_number and tokens[place - 1].end == tokens[place].start


def _starts_sentence(tokens: Sequence[Token], place: int) -> bool:
    return place == 0 or tokens[place - 1].text in {".", "!", "?", "“", '"', ":", "‘"}
