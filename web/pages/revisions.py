"""Revisions of an article, each beside the one before: which words went, and which came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from compare.comparison.word_diff import common_runs, difference
from compare.model.article import Article

_REVISIONS = 10
"""Of one page: each may have two million characters, twice."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came; all pieces but those that came are the older text again."""

    change: Literal["equal", "delete", "insert"]
    text: str


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
            tuple(_words(old.title, new.title)),
            tuple(changes(old.text, new.text)),
            new.modified is None or new.modified == old.modified,
        )
        for old, new in changed[part * _REVISIONS : (part + 1) * _REVISIONS]
    ]
    return RevisionsContext(tuple(found), part, max(1, -(-len(changed) // _REVISIONS)))


def changes(old: str, new: str) -> Iterator[Piece]:
    """What turns `old` into `new`: line by line, and word by word where lines changed."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    if head:
        yield Piece("equal", "".join(before[:head]))
    yield from _lines(before[head : len(before) - tail], after[head : len(after) - tail])
    if tail:
        yield Piece("equal", "".join(before[-tail:]))


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines are the same in both, from the first on."""
    different = (place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    return next(different, min(len(before), len(after)))


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    at, to = 0, 0
    for start, other, length in [*common_runs(before, after), (len(before), len(after), 0)]:
        yield from _words("".join(before[at:start]), "".join(after[to:other]))
        if length:
            yield Piece("equal", "".join(before[start : start + length]))
        at, to = start + length, other + length


def _words(old: str, new: str) -> Iterator[Piece]:
    for edit in difference(old, new):
        went, came = old[edit.a_start : edit.a_end], new[edit.b_start : edit.b_end]
        if edit.operation == "equal":
            yield Piece("equal", went)
        else:
            yield from _both(went, came)


def _both(went: str, came: str) -> Iterator[Piece]:
    if went:
        yield Piece("delete", went)
    if came:
        yield Piece("insert", came)
