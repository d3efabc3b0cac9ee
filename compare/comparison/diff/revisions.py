"""The difference between two revisions of an article: removed and added words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from compare.comparison.diff.words import common_runs, difference
from compare.model.article import Article


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of unchanged, removed or added text; all pieces except the added ones form the old text."""

    change: Literal["equal", "delete", "insert"]
    text: str


def is_silent(old: Article, new: Article) -> bool:
    """Whether a revision does not mention the change: it has no modification date, or that of the previous revision."""
    return new.modified is None or new.modified == old.modified


def changes(old: str, new: str) -> Iterator[Piece]:
    """The changes from `old` to `new`: line by line, and word by word in changed lines."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    if head:
        yield Piece("equal", "".join(before[:head]))
    yield from _lines(before[head : len(before) - tail], after[head : len(after) - tail])
    if tail:
        yield Piece("equal", "".join(before[-tail:]))


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """The number of equal lines from the start."""
    different = (place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    return next(different, min(len(before), len(after)))


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    at, to = 0, 0
    for start, other, length in [*common_runs(before, after), (len(before), len(after), 0)]:
        yield from word_changes("".join(before[at:start]), "".join(after[to:other]))
        if length:
            yield Piece("equal", "".join(before[start : start + length]))
        at, to = start + length, other + length


def word_changes(old: str, new: str) -> Iterator[Piece]:
    """The changes from `old` to `new`, word by word."""
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
