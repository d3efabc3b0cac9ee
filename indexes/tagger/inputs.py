"""Texts as input of the attribution tagger: words, features that the uncased tokenizer drops, and windows of
sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]

WINDOW_TOKENS = 254
"""Number of tokens of a window, without the special ones."""
OVERLAP_TOKENS = 64
"""Maximum number of tokens that a window shares with the previous one, in whole sentences."""

SHAPES = 7
"""Lower case or no letter, capitalised, all capitals, mixed, one capital letter, digits, punctuation."""
QUOTES = 4
"""Outside quotation marks, inside, an opening mark, a closing mark."""
BREAKS = 3
"""Within a line, first of a line, unknown."""
UNKNOWN_BREAK = 2

_MARK = re.compile(r"[“”\"«»„‟]|''|``|’’|‘‘")
_OPENING, _CLOSING = frozenset("“«„``‘‘"), frozenset("”»’’")


@dataclass(frozen=True, slots=True, eq=False)
class TaggerInput:
    """A text in words; `ids` and `word` have one entry per token, the others one per word. `starts` and `ends` are
    characters, `first` is the first token of each word and, at the end, the number of tokens.
    """

    ids: NDArray[np.int64]
    word: NDArray[np.int64]
    first: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    shapes: NDArray[np.int64]
    quotes: NDArray[np.int64]
    breaks: NDArray[np.int64]
    sentences: tuple[int, ...]

    def __len__(self) -> int:
        """The number of words."""
        return len(self.starts)

    def windows(self, shortest_first: int = WINDOW_TOKENS, overlap: int = OVERLAP_TOKENS) -> list[Span]:
        """Windows of whole sentences (first word, end); a sentence longer than a window is cut.

        The first window ends within `shortest_first` tokens, the others overlap by up to `overlap` tokens.
        """
        bounds = self._bounds()
        found: list[Span] = []
        begin, limit = 0, shortest_first
        while begin < len(bounds) - 1:
            end = begin + 1
            while end + 1 < len(bounds) and self._tokens(bounds[begin], bounds[end + 1]) <= limit:
                end += 1
            found.append((bounds[begin], bounds[end]))
            if end == len(bounds) - 1:
                break
            following = end
            while following - 1 > begin and self._tokens(bounds[following - 1], bounds[end]) <= overlap:
                following -= 1
            begin, limit = following, WINDOW_TOKENS
        return found

    def _tokens(self, begin: int, end: int) -> int:
        return int(self.first[end] - self.first[begin])

    def _bounds(self) -> list[int]:
        """Where windows may begin and end: at sentences, and within those that are longer than a window."""
        bounds = [0]
        for stop in [*self.sentences, len(self)]:
            while stop > bounds[-1]:
                end = stop
                if self._tokens(bounds[-1], stop) > WINDOW_TOKENS:
                    fits = np.searchsorted(self.first, self.first[bounds[-1]] + WINDOW_TOKENS, "right") - 1
                    end = max(int(fits), bounds[-1] + 1)
                bounds.append(end)
        return bounds


def tagger_input(text: str, sentences: Sequence[int], tokenizer: Any) -> TaggerInput:
    """The words of `text`; `sentences` are the characters at which sentences begin."""
    encoded = tokenizer.encode(text, add_special_tokens=False)
    word = np.array(encoded.word_ids, np.int64)
    offsets = np.array(encoded.offsets, np.int64).reshape(-1, 2)
    begins = np.flatnonzero(np.diff(word, prepend=-1))
    word = np.cumsum(np.diff(word, prepend=-1) != 0) - 1
    starts = offsets[begins, 0]
    ends = offsets[np.append(begins[1:], len(word))[: len(begins)] - 1, 1]
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return TaggerInput(
        ids=np.array(encoded.ids, np.int64),
        word=word,
        first=np.append(begins, len(word)),
        starts=starts,
        ends=ends,
        shapes=np.array([_shape(each) for each in words], np.int64),
        quotes=_quotes(text, starts),
        breaks=_breaks(text, starts),
        sentences=tuple(np.unique(np.searchsorted(starts, sentences)).tolist()),
    )


def _shape(word: str) -> int:
    if not word[:1].isalnum():
        return 6
    if word[0].isdigit():
        return 5
    if not word[0].isupper():
        return 0 if word.islower() or not word.isalpha() else 3
    if len(word) == 1:
        return 4
    return 2 if word.isupper() else 1 if word[1:].islower() else 3


def _quotes(text: str, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whether each word is inside quotation marks; spaces distinguish opening from closing marks of the same shape."""
    found = np.zeros(len(starts), np.int64)
    place, inside = 0, False
    marks = [*_MARK.finditer(text), None]
    for mark in marks:
        until = mark.start() if mark else len(text)
        end = int(np.searchsorted(starts, until))
        found[place:end] = inside
        if inside:
            line = text.find("\n", int(starts[place]) if place < len(starts) else until, until)
            if line >= 0:  # quotations that are not closed end with their paragraph
                found[np.searchsorted(starts, line) : end] = 0
        if mark:
            after = int(np.searchsorted(starts, mark.end()))
            inside = _opens(text, mark)
            found[end:after] = 2 if inside else 3
            place = after
    return found


def _opens(text: str, mark: re.Match[str]) -> bool:
    if mark.group() in _OPENING or mark.group() in ("``", "‘‘"):
        return True
    if mark.group() in _CLOSING or mark.group() == "’’":
        return False
    start, end = mark.span()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return (not before or before.isspace() or before in "([—–-") and bool(after) and not after.isspace()


def _breaks(text: str, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    lines = [match.end() for match in re.finditer(r"\n", text)]
    found = np.zeros(len(starts), np.int64)
    firsts = np.unique(np.searchsorted(starts, lines))
    found[firsts[firsts < len(starts)]] = 1
    return found
