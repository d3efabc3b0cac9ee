"""Finding passages by their words: what all databases have in common."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from compare.text.terms import STOP_WORDS, words

TITLE_WEIGHT = 0.5
"""Of a word in the title against one in the passage; chosen, not tuned."""

COUNTED = 20_000
"""No word is counted in more passages than this: it is common then, and how common does not matter. Nor is it looked
for where there are rarer words, so that a search costs no more in a larger archive."""

Row = tuple[int, str, str]
"""Key, text and title; only the first passage of an article carries the title, so that a title is found once."""

FoundRow = tuple[int, float, str]
"""Key, score (higher is better), and the title of its article and the text with a space between."""

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")


def telling_words(query: str) -> list[str]:
    """The different words of `query`, without stop words (unless there are no others) and possessive endings."""
    found = [re.sub(r"['’]s$", "", word) for word in words(query)]
    return list(dict.fromkeys([word for word in found if word.casefold() not in STOP_WORDS] or found))


def common_words(counts: Mapping[str, int]) -> frozenset[str]:
    """Those of the words of a query (with the passages that hold them) that are not looked for."""
    common = frozenset(word for word, number in counts.items() if number >= COUNTED)
    return common if len(common) < len(counts) else frozenset()


def phrases(query: str) -> list[list[str]]:
    """The words of each part of `query` that stands in quotation marks."""
    return [found for each in _QUOTED.findall(query) if (found := words(each))]


def loose_words(query: str, without: Collection[str] = ()) -> list[str]:
    """The telling words of `query` outside of quotation marks."""
    return [word for word in telling_words(_QUOTED.sub(" ", query)) if word not in without]
