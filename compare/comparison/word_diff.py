"""Word-level difference of two passages, for display: what both have, what only the first has, what only the second."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

_PIECE = re.compile(r"\w+(?:['’]\w+)*|\s+|[^\w\s]")

Operation = Literal["equal", "delete", "insert", "replace"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `a_start` to `a_end` of the first passage against `b_start` to `b_end` of the second.

    Either range may be empty: the first in an "insert", the second in a "delete".
    """

    operation: Operation
    a_start: int
    a_end: int
    b_start: int
    b_end: int


@lru_cache(maxsize=4096)
def difference(a: str, b: str) -> tuple[Edit, ...]:
    """What turns `a` into `b`, in order and without gaps on either side.

    Words, marks and white space are compared as wholes, so that no edit cuts a word; "equal" ranges hold the same
    characters. Ranges are found by `difflib.SequenceMatcher` (Ratcliff and Obershelp).
    """
    left, right = pieces(a), pieces(b)
    matcher = SequenceMatcher(None, [a[s:e] for s, e in left], [b[s:e] for s, e in right], autojunk=False)
    return tuple(
        Edit(operation, *_range(left, i, j, len(a)), *_range(right, k, m, len(b)))
        for operation, i, j, k, m in matcher.get_opcodes()
    )


def pieces(text: str) -> list[tuple[int, int]]:
    """The words, marks and white space of a text: where each starts and ends."""
    return [match.span() for match in _PIECE.finditer(text)]


def _range(pieces: list[tuple[int, int]], first: int, last: int, length: int) -> tuple[int, int]:
    """The characters of pieces `first` to `last`; an empty range stands where the next piece starts."""
    start = pieces[first][0] if first < len(pieces) else length
    return start, pieces[last - 1][1] if last > first else start
