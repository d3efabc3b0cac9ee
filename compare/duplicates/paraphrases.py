"""Paraphrased reprints: the same report in other words and in the same order, with its source named.

Two reports of one speech or ruling have the same order, too: in the gold round-ups, up to .8 of the passages of
independent reports are in one chain. Order alone is not evidence, so the copy must also name the other's outlet and
share words with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from compare.duplicates.near_duplicates import find_copy, prepare_reuse, shared_triples
from compare.model.article import Article
from compare.model.event import Copy
from compare.model.match import Match
from compare.model.passage import Passage

_IN_ORDER = 0.7
"""Minimum share of the shorter article's passages in one chain of strong matches; `_SHARED` is the minimum share of its
word triples that occur anywhere in the other. Of 633 pairs of the gold round-ups and triplets, one reaches both and
names the other: a newspaper's retelling of a guest column, which is correct.
"""
_SHARED = 0.2
_FEWEST = 6
"""Number of passages below which a common order is chance (set by hand)."""


def paraphrased(
    a: tuple[Article, Sequence[Passage]], b: tuple[Article, Sequence[Passage]], matches: Sequence[Match]
) -> Copy | None:
    """How one of two articles paraphrases the other, if it does; `matches` are those of the two."""
    fewest = min(len(a[1]), len(b[1]))
    if fewest < _FEWEST:
        return None
    contained = _longest_chain(matches) / fewest
    if contained < _IN_ORDER:
        return None
    sides = prepare_reuse(a[0]), prepare_reuse(b[0])
    if shared_triples(*sides) < _SHARED or find_copy(*sides):
        return None  # independent, or the same text
    for copy, source in ((a[0], b[0]), (b[0], a[0])):
        if _names(copy, source) and not _names(source, copy):
            return Copy(source.id, copy.id, "paraphrased", round(contained, 3))
    return None


def _longest_chain(matches: Sequence[Match]) -> int:
    """The number of strong matches in the same order in both articles, each passage used once."""
    places = sorted((each.a.index, -each.b.index) for each in matches if each.strength == "strong")
    ends: list[int] = []  # for each length, the passage of the second article where the best chain ends
    for _, place in places:
        at = bisect_left(ends, -place)
        ends[at : at + 1] = [-place]
    return len(ends)


def _names(article: Article, other: Article) -> bool:
    """True if the text names the other's outlet, by its name or its domain (without path or suffix)."""
    name = other.outlet.name.removeprefix("www.").partition(".")[0]
    return bool(name) and re.search(rf"\b{re.escape(name)}\b", article.text) is not None
