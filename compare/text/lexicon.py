"""Word lists with sections of neutral, intensified and softened words; tokens match them by lemma."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from compare.text.tokens import Token, tokens_of

_GRADES = {"0": 0, "+": 1, "-": -1}
_LISTS = ("people", "statuses", "reporting", "opposites", "stages", "labels", "loaded", "quantities")


class LexiconMatch(NamedTuple):
    """A match of tokens `start` to `end`: `kind` is the word list, `group` its section, `grade` -1, 0 or 1."""

    start: int
    end: int
    kind: str
    group: str
    grade: int


def sections(name: str) -> list[tuple[str, int, list[str]]]:
    """The sections of a word list in `compare/data`: (section, grade, phrases)."""
    found = []
    section = ""
    for line in resources.files("compare").joinpath("data", f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and line[0] in _GRADES:
            found.append((section, _GRADES[line[0]], [phrase.strip() for phrase in line[1:].split(",")]))
    return found


_Entry = tuple[tuple[str, ...], tuple[str, str, int]]


@cache
def _phrases() -> dict[str, tuple[_Entry, ...]]:
    """All phrases of all lists by their first word: (remaining words, (kind, group, grade)), longest first."""
    found: dict[str, list[_Entry]] = {}
    for name in _LISTS:
        for section, grade, phrases in sections(name):
            for phrase in phrases:
                first, *rest = (token.lemma for token in tokens_of(phrase.casefold()))
                found.setdefault(first, []).append((tuple(rest), (name, section, grade)))
    return {first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in found.items()}


def is_known(lemma: str) -> bool:
    """Whether a phrase of a word list starts with this lemma, which makes it unlikely to be a name."""
    return lemma in _phrases()


def lexicon_matches_of(tokens: Sequence[Token]) -> tuple[LexiconMatch, ...]:
    """All matches of the word lists in `tokens`, in order.

    Within a list and section, a longer phrase hides shorter ones inside it ("special operation", "operation").
    """
    phrases = _phrases()
    lemmas = [token.lemma for token in tokens]
    found: list[LexiconMatch] = []
    taken: dict[tuple[str, str], int] = {}
    for start, word in enumerate(lemmas):
        for rest, meaning in phrases.get(word, ()):
            end = start + 1 + len(rest)
            if taken.get(meaning[:2], 0) <= start and (not rest or tuple(lemmas[start + 1 : end]) == rest):
                found.append(LexiconMatch(start, end, *meaning))
                taken[meaning[:2]] = end
    return tuple(found)
