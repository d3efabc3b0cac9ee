"""Revisions of an article, each beside the one before: which words went, and which came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from compare.comparison.diff.revisions import Piece, changes, is_silent, word_changes
from compare.model.article import Article

_REVISIONS = 10
"""Of one page: each may have two million characters, twice."""


@dataclass(frozen=True, slots=True)
class RevisionContext:
    """A later revision: its pieces against the one before; `is_silent` if it says of no change."""

    article: Article
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    is_silent: bool


@dataclass(frozen=True, slots=True)
class RevisionsContext:
    """The page of revisions, the latest first: of very many one `part` (from 0) of `parts`."""

    revisions: tuple[RevisionContext, ...]
    part: int
    parts: int


def revisions_context(history: Sequence[Article], part: int = 0) -> RevisionsContext:
    """The revisions after the first, the latest first, of which the page has the `part` of this number, from 0."""
    changed = list(pairwise(history))[::-1]
    found = [
        RevisionContext(
            new,
            tuple(word_changes(old.title, new.title)),
            tuple(changes(old.text, new.text)),
            is_silent(old, new),
        )
        for old, new in changed[part * _REVISIONS : (part + 1) * _REVISIONS]
    ]
    return RevisionsContext(tuple(found), part, max(1, -(-len(changed) // _REVISIONS)))
