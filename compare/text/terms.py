"""The terms of a text for scoring (stems, names and numbers), and its words as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer

NUMBER = r"\d+(?:[.,:]\d+)*"
"""A number with its separators, as a pattern."""

_TOKEN = re.compile(rf"{NUMBER}|[^\W\d_]+(?:['’][^\W\d_]+)*")
WORD = r"(?:\d+(?:[.,:]\d+)+|[^\W_]+(?:['’][^\W_]+)*)"
"""A number with its separators, or a word with its apostrophes, as a pattern."""

_WORD = re.compile(WORD)
_STEMMER = Stemmer.Stemmer("english")

_STOP_WORDS = """
    a about after all also am an and any are as at be because been before being both but by can could did do
    does down during each either else ever for from had has have he her here hers him his how i if in into is
    it its itself just like may me might more most must my no nor not now of off on once only or other our out
    over own said same say says she should so some still such than that the their them then there these they
    this those through to too under until up us very was we were what when where which while who whom whose
    why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English function words and bare "said", compiled for this project."""

BE = frozenset({"am", "is", "are", "was", "were", "be", "been", "being"})
MODALS = frozenset({"can", "could", "may", "might", "must", "should", "will", "would"})
FINITE_AUXILIARIES = MODALS | {"is", "are", "was", "were", "has", "have", "had", "did", "does"}
"""Auxiliaries that begin the predicate of a sentence."""

DETERMINERS = frozenset({"a", "an", "the", "this", "that", "his", "her", "its", "their"})
"""Determiners: words that begin a noun phrase."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball (Porter2) stem of a word, lower-case, without a possessive ending."""
    word = word.casefold().replace("’", "'").removesuffix("'s")
    return str(_STEMMER.stemWord(word))


def words(text: str) -> list[str]:
    """All tokens of `text` in order: words and numbers, as written."""
    return _TOKEN.findall(text)


class WrittenWord(NamedTuple):
    """The characters `start` to `end` of a text, in lower case with straight apostrophes."""

    start: int
    end: int
    low: str


def written_words(text: str, start: int, end: int) -> Iterator[WrittenWord]:
    """The words and numbers in characters `start` to `end`, whole: "4th", "3G" and "4,812.5" are one word each."""
    for match in _WORD.finditer(text, start, end):
        yield WrittenWord(match.start(), match.end(), match.group().casefold().replace("’", "'"))


def shingles(words: Sequence[str], length: int = 3) -> Iterator[tuple[str, ...]]:
    """The overlapping runs of `length` words, in order."""
    return zip(*(words[k:] for k in range(length)), strict=False)


def content_stems(text: str) -> list[str]:
    """Stems of the words and the numbers of `text` without stop words, in order."""
    return [stem(token) for token in words(text) if token.casefold() not in STOP_WORDS]
