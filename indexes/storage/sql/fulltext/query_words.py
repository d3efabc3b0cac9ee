"""The words and phrases of a query, for full-text search in any database, and the terms of the index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache

import Stemmer

from compare.text.terms import STOP_WORDS, words

TITLE_WEIGHT = 0.5
"""The weight of a word in the title relative to one in the passage; set by hand, not tuned."""

COUNTED = 20_000
"""The cap of document frequencies. More frequent words are not searched for if there are rarer ones, so that the cost
of a search does not grow with the archive."""

Row = tuple[int, str, str]
"""Key, text and title; only the first passage of an article has the title, so that a title is found once."""

FoundRow = tuple[int, float]
"""Key and score (higher is better)."""

_PORTER = Stemmer.Stemmer("porter")
_STEMMED_BYTES = range(3, 65)
"""Shorter and longer words are not stemmed."""
_SHORTENED = re.compile(r"(.*[aeiouy][^aeiouy].*(?:log|bl))i")
"""Stems that FTS5 shortens further than the published algorithm: “technologi” and “possibli”."""

QUOTE_MARKS = r"\"“”„«»"
"""The quotation marks of a query, as the inside of a character class."""

_QUOTED = re.compile(rf"[{QUOTE_MARKS}]([^{QUOTE_MARKS}]+)[{QUOTE_MARKS}]")


@lru_cache(maxsize=65_536)
def index_term(word: str) -> str:
    """The term of a word in the index: its stem without accents, as the Porter tokenizer of FTS5 makes it."""
    decomposed = unicodedata.normalize("NFD", word.lower().replace("’", "'").removesuffix("'s"))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    if len(plain.encode()) not in _STEMMED_BYTES:
        return plain
    stem = str(_PORTER.stemWord(plain))
    return found[1] if (found := _SHORTENED.fullmatch(stem)) else stem


def content_words(query: str) -> list[str]:
    """The different words of `query`, without stop words (unless there are no others) and possessive endings."""
    found = [re.sub(r"['’]s$", "", word) for word in words(query)]
    return list(dict.fromkeys([word for word in found if word.casefold() not in STOP_WORDS] or found))


def common_words(counts: Mapping[str, int]) -> frozenset[str]:
    """The words of a query that are too common to search for, given their document frequencies."""
    common = frozenset(word for word, number in counts.items() if number >= COUNTED)
    return common if len(common) < len(counts) else frozenset()


def phrases(query: str) -> list[list[str]]:
    """The words of each quoted part of `query`."""
    return [found for each in _QUOTED.findall(query) if (found := words(each))]


def loose_words(query: str, without: Collection[str] = ()) -> list[str]:
    """The content words of `query` outside quotation marks."""
    return [word for word in content_words(_QUOTED.sub(" ", query)) if word not in without]
