"""The page of revisions: what changed in each, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from compare.comparison.diff.revisions import Piece, changes, is_silent, word_changes
from compare.model.article import Article

_REVISIONS = 10
"""Maximum per page: each may have two million characters, before and after."""


@dataclass(frozen=True, slots=True)
class RevisionContext:
    """A later revision: its title and text as a diff with the one before; `is_silent` if it mentions no change."""

    article: Article
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    is_silent: bool


@dataclass(frozen=True, slots=True)
class RevisionsContext:
    """The later revisions, latest first; of very many, one `part` (from 0) of `parts`."""

    revisions: tuple[RevisionContext, ...]
    part: int
    parts: int


def revisions_context(history: Sequence[Article], part: int = 0) -> RevisionsContext:
    """The changes in a history (all revisions, oldest first), of which the page shows one `part` (from 0)."""
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
