"""Word-level diff of two passages for display: common, moved and unique words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from rapidfuzz.distance import LCSseq

from compare.text.terms import STOP_WORDS, WORD

_PIECE = re.compile(rf"{WORD}|\s+|\S")
_WORD = re.compile(WORD)
_WHOLE_WORD = re.compile(rf"(?:(?<![^\W_])[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?|{WORD}")
"""A word, or the letters of “a.m.” and “U.S.” as one."""

_MOST_CELLS = 100_000_000
"""Maximum product of the numbers of words of two texts that are compared: 10,000 words each take 0.1 s and 12 MB.
Beyond, the texts are shown as changed throughout.
"""

_MOST_MOVED = 250_000
"""The same limit for words that are neither in the same order nor removed, which are searched for moves."""

_SHORTEST_NAME = 4
"""Minimum number of letters of a single word that is marked as moved (set by hand)."""

Operation = Literal["equal", "delete", "insert", "replace"]
Change = Literal["same", "moved", "changed"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `a_start` to `a_end` of the first passage, replaced by `b_start` to `b_end` of the second.

    Either range may be empty: the first for an "insert", the second for a "delete".
    """

    operation: Operation
    a_start: int
    a_end: int
    b_start: int
    b_end: int


class Stretch(NamedTuple):
    """Characters `start` to `end` of a passage, and their relation to the other passage."""

    start: int
    end: int
    change: Change


class _Piece(NamedTuple):
    """A word, punctuation mark or white space: its offsets and its comparison key."""

    start: int
    end: int
    key: str


@lru_cache(maxsize=4096)
def difference(a: str, b: str) -> tuple[Edit, ...]:
    """The edits from `a` to `b`, in order and without gaps on either side.

    No edit cuts a word; "equal" ranges contain the same characters. The common words in the same order are a longest
    common subsequence, as found by `rapidfuzz`; white space and punctuation follow them. Texts that are too long to
    compare are one edit.
    """
    left, right = _pieces(a), _pieces(b)
    if len(left) * len(right) > _MOST_CELLS and a != b:
        return (Edit("replace", 0, len(a), 0, len(b)),)
    found: list[Edit] = []
    for equal, i, j, k, m in _blocks(left, right):
        ends = _range(left, i, j, len(a)) + _range(right, k, m, len(b))
        found.append(Edit("equal" if equal else _operation(j - i, m - k), *ends))
    return tuple(found)


@lru_cache(maxsize=4096)
def compare_words(a: str, b: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """The relation of the words of two passages: all characters of each, in order.

    Case and the shape of apostrophes are ignored. A word is "moved" if it occurs elsewhere in the other passage:
    together with a neighbour, or on its own if it is not a function word.
    """
    left, right = _words(a), _words(b)
    same = list(_common([each.key for each in left], [each.key for each in right]))
    here, there = {i for i, _ in same}, {k for _, k in same}
    moved = _moved(left, right, here, there)
    return (
        tuple(_stretches(a, left, here, {i for i, _ in moved})),
        tuple(_stretches(b, right, there, {k for _, k in moved})),
    )


def common_runs(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """The longest common subsequence of two sequences, as runs: start in `a`, start in `b`, length.

    [] for sequences that are too long to compare.
    """
    if len(a) * len(b) > _MOST_CELLS:
        return []
    return [
        (each.src_start, each.dest_start, each.src_end - each.src_start)
        for each in LCSseq.opcodes(a, b)
        if each.tag == "equal"
    ]


def _common(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    for start, other, length in common_runs(a, b):
        yield from ((start + step, other + step) for step in range(length))


def _pieces(text: str) -> list[_Piece]:
    return [_Piece(*match.span(), match[0]) for match in _PIECE.finditer(text)]


def _words(text: str) -> list[_Piece]:
    every = ((match, match[0].casefold().replace("’", "'").rstrip(".")) for match in _WHOLE_WORD.finditer(text))
    return [_Piece(*match.span(), key) for match, key in every]


def _blocks(left: Sequence[_Piece], right: Sequence[_Piece]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Alternating runs of equal and different pieces: their ranges in each sequence."""
    places = [[n for n, each in enumerate(side) if _WORD.match(each.key)] for side in (left, right)]
    words = [[side[n].key for n in own] for side, own in zip((left, right), places, strict=True)]
    anchors = [(places[0][i], places[1][k]) for i, k in _common(*words)]
    equal = [
        pair
        for between in pairwise([(-1, -1), *anchors, (len(left), len(right))])
        for pair in _edges(left, right, *between)
    ]
    at, to = 0, 0
    for start, other, length in _runs(equal):
        if start > at or other > to:
            yield False, at, start, to, other
        yield True, start, start + length, other, other + length
        at, to = start + length, other + length
    if at < len(left) or to < len(right):
        yield False, at, len(left), to, len(right)


def _edges(
    left: Sequence[_Piece], right: Sequence[_Piece], before: tuple[int, int], after: tuple[int, int]
) -> list[tuple[int, int]]:
    """The pieces between two anchors that are equal from either end, with the second anchor."""
    i, k = before[0] + 1, before[1] + 1
    head = []
    while i < after[0] and k < after[1] and left[i].key == right[k].key:
        head.append((i, k))
        i, k = i + 1, k + 1
    j, m = after
    tail = [after] if j < len(left) and m < len(right) else []
    while j > i and m > k and left[j - 1].key == right[m - 1].key:
        j, m = j - 1, m - 1
        tail.append((j, m))
    return [*head, *reversed(tail)]


def _runs(pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Merge consecutive pairs."""
    start = 0
    for place in range(1, len(pairs) + 1):
        if place == len(pairs) or pairs[place] != (pairs[place - 1][0] + 1, pairs[place - 1][1] + 1):
            if pairs:
                yield (*pairs[start], place - start)
            start = place


def _operation(went: int, came: int) -> Operation:
    return "replace" if went and came else "delete" if went else "insert"


def _range(pieces: Sequence[_Piece], first: int, last: int, length: int) -> tuple[int, int]:
    """The characters of pieces `first` to `last`; an empty range is at the start of the next piece."""
    start = pieces[first].start if first < len(pieces) else length
    return start, pieces[last - 1].end if last > first else start


def _moved(left: Sequence[_Piece], right: Sequence[_Piece], here: set[int], there: set[int]) -> list[tuple[int, int]]:
    """Common words in a different order, paired with themselves; of several places, the one with the longest run."""
    if (len(left) - len(here)) * (len(right) - len(there)) > _MOST_MOVED:
        return []
    places: dict[str, list[int]] = defaultdict(list)
    for k, each in enumerate(right):
        if k not in there:
            places[each.key].append(k)
    found: list[tuple[int, int]] = []
    used = set(there)
    i = 0
    while i < len(left):
        runs = [] if i in here else [_follow(left, right, i, k, here, used) for k in places[left[i].key]]
        best = max(runs, key=len, default=[])
        if _is_telling([left[n].key for n, _ in best]):
            found += best
            used.update(k for _, k in best)
        i += max(1, len(best))
    return found


def _follow(
    left: Sequence[_Piece], right: Sequence[_Piece], i: int, k: int, here: set[int], used: set[int]
) -> list[tuple[int, int]]:
    """The following words that are equal and unused."""
    found = []
    while i < len(left) and k < len(right) and i not in here and k not in used and left[i].key == right[k].key:
        found.append((i, k))
        i, k = i + 1, k + 1
    return found


def _is_telling(words: Sequence[str]) -> bool:
    """True if a move of these words is meaningful: function words and fragments occur everywhere."""
    content = [each for each in words if each not in STOP_WORDS]
    return bool(content) and (len(words) > 1 or len(content[0]) >= _SHORTEST_NAME or content[0].isdecimal())


def _stretches(text: str, words: Sequence[_Piece], same: set[int], moved: set[int]) -> Iterator[Stretch]:
    """All stretches of a text. Text between two words of the same kind belongs to them; other text counts as common."""
    changes: list[Change] = ["same" if n in same else "moved" if n in moved else "changed" for n in range(len(words))]
    parts: list[Stretch] = []
    end, before = 0, None
    for word, change in zip(words, changes, strict=True):
        parts.append(Stretch(end, word.start, change if change == before else "same"))
        parts.append(Stretch(word.start, word.end, change))
        end, before = word.end, change
    parts.append(Stretch(end, len(text), "same"))
    for change, run in groupby((each for each in parts if each.end > each.start), key=lambda each: each.change):
        together = list(run)
        yield Stretch(together[0].start, together[-1].end, change)
