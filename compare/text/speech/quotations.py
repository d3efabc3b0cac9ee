"""Quotations: text between quotation marks, even if a passage contains only one of the two marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

_MARK = re.compile(r"``|''|(?<![\w,]),,(?=\w)|[\"“”„‟«»‹›「」『』‚‘’']|\n\s*\n|\n")
_OPENING, _CLOSING = ("“", "„", "‟", "「", "『", "``", ",,"), ("”", "''")
_EITHER = '«»‹›”"'
"""Marks that open in some languages and close in others (»…«, «…», ”…”): the surrounding characters decide."""

_CLOSED_BY = {"„": '“”‟"', "‟": '”"', "«": "»", "»": "«»", "‹": "›", "›": "‹›", "”": "”", "「": "」", "『": "』"}
"""The closing marks for an opening mark, if not every closing mark is allowed."""

_SINGLE_END = re.compile(r"[,.!?…]['’](?!\w)")
_DECADE = re.compile(r"\d0s\b")
_TYPED = frozenset({",,", "''"})
"""Two-character marks, as people type them."""
_FEET = 6
"""Maximum number of characters of a height in feet and inches."""
_INCHES = re.compile(r"\d['’]\s?\d+$")
_BARE_INCHES = re.compile(r"(?<!\w)\d{1,3}(?:\.\d)?$")
_LONGEST = 1500
"""Number of characters after which an unclosed quotation ends with its paragraph (set by hand)."""


class Quotation(NamedTuple):
    """The characters `start` to `end` between quotation marks, without the marks; `single` for ‘…’."""

    start: int
    end: int
    single: bool = False


@lru_cache(maxsize=512)
def quotations_of(text: str) -> tuple[Quotation, ...]:
    """The quotations of a whole text, in order; single quotation marks count only outside double ones.

    A closing mark without an opening one belongs to the quotation left open by the previous paragraph, or to one that
    began before the text; an unclosed quotation ends with its paragraph.
    """
    reader = _Reader(text)
    for match in _MARK.finditer(text):
        reader.read(match.group(), match.start(), match.end())
    return reader.finish()


class _Reader:
    """Scans the quotation marks of a text; `opened` is the start of the current quotation."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Quotation] = []
        self.reach = 0  # maximum end of the quotations found so far
        self.opened: int | None = None
        self.mark = ""  # the mark that opened it
        self.single: int | None = None
        self.nested = False  # whether double marks are open inside single ones
        self.inner = False  # whether low marks are open inside “…”
        self.broken: int | None = None  # end of the paragraph in which it was opened
        self.paragraph = 0

    def read(self, mark: str, start: int, end: int) -> None:
        if mark[0] == "\n":
            self._break(start, end)
        elif mark in "‚‘’'":
            self._read_single(mark, start, end)
        elif mark == '"' and _INCHES.search(self.text, max(0, start - _FEET), start):
            return  # 6'2"
        elif mark == '"' and self.opened is None and _BARE_INCHES.search(self.text, max(0, start - _FEET), start):
            return  # a 19" screen
        elif self._is_of_inner(mark, start, end):
            return
        elif self._opens(mark, start, end):
            self._open(mark, end)
        else:
            self._close(start)

    def finish(self) -> tuple[Quotation, ...]:
        if self.opened is not None:
            end = self.broken if self.broken is not None else len(self.text.rstrip())
            self._add(self.opened, end)
        return tuple(sorted(self.found))

    def _break(self, start: int, end: int) -> None:
        if self.opened is not None and self.broken is None:
            self.broken = start
        self.single, self.nested = None, False
        self.paragraph = end

    def _is_of_inner(self, mark: str, start: int, end: int) -> bool:
        """True for the marks of “He said: „Leave“, and I left”, whose inner ones have the sign of the outer ones."""
        if self.opened is None or self.broken is not None or self.mark != "“":
            return False
        if mark == "„":
            self.inner = True
            return True
        is_last = "”" not in self.text[end : end + _LONGEST].partition("\n")[0]
        if not self.inner or mark not in "“”" or is_last or not self._stands_behind(start, end):
            return False
        self.inner = False
        return True

    def _opens(self, mark: str, start: int, end: int) -> bool:
        is_open = self.opened is not None and self.broken is None
        if is_open and self.mark in _CLOSED_BY:
            return mark not in _CLOSED_BY[self.mark]
        if mark in _OPENING:
            return not (is_open and mark == self.mark and self._stands_behind(start, end))
        if mark in _TYPED and not is_open:
            return self._stands_before(start, end, may_be_spaced=False)
        if mark not in _EITHER:
            return False
        if is_open:
            return mark in "«»‹›"  # nested in another kind of marks
        return self._stands_before(start, end, may_be_spaced=mark in "«‹")

    def _stands_before(self, start: int, end: int, may_be_spaced: bool) -> bool:
        """True for a mark between white space and a word; a French one may also be followed by a space."""
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        return bool(
            after and (may_be_spaced or not after.isspace()) and (not before or before.isspace() or before in "([—–-/")
        )

    def _stands_behind(self, start: int, end: int) -> bool:
        """True for a mark between a word or end punctuation and white space: “We stay,“ she said."""
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        return bool(before) and not before.isspace() and not after.isalnum()

    def _open(self, mark: str, end: int) -> None:
        if self.single is not None and self._goes_on_behind(end):
            self.nested = True
            return
        if self.opened is not None:
            if self.broken is None:
                return  # nested: the outer quotation continues
            self._add(self.opened, self.broken)
        self.opened, self.broken, self.single, self.mark, self.inner = end, None, None, mark, False

    def _goes_on_behind(self, end: int) -> bool:
        """True if a single mark after a comma or the like closes the quotation around these double marks."""
        closing = next((at for at in range(end, min(len(self.text), end + _LONGEST)) if self.text[at] in '"”'), None)
        if closing is None:
            return False
        after = self.text[closing + 1 : closing + _LONGEST].partition("\n")[0]
        found = _SINGLE_END.search(after)
        return found is not None and not any(each in _OPENING or each == '"' for each in after[: found.start()])

    def _close(self, start: int) -> None:
        if self.nested:
            self.nested = False
            return
        if self.opened is not None and start - self.opened <= _LONGEST:
            self._add(self.opened, start)
        elif self.opened is not None:
            self._add(self.opened, self.broken if self.broken is not None else start)
        elif self.reach <= self.paragraph:
            self._add(self.paragraph, start)
        self.opened = self.broken = None

    def _read_single(self, mark: str, start: int, end: int) -> None:
        if self.opened is not None and self.broken is None:
            return
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        starts = (not before or before.isspace() or before in "([—–") and after and not after.isspace()
        if self.single is None:
            if starts and mark != "’" and not _DECADE.match(self.text, end):
                self.single = end
        elif not after.isalnum() and not before.isspace() and not (before == "s" and after.isspace()):
            self._add(self.single, start, single=True)
            self.single = None

    def _add(self, start: int, end: int, single: bool = False) -> None:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start < end:
            self.found.append(Quotation(start, end, single))
            self.reach = max(self.reach, end)


def quoted_within(text: str, start: int, end: int) -> tuple[Quotation, ...]:
    """The quotations of `text` clipped to the characters `start` to `end`, with offsets relative to `start`."""
    found = quotations_of(text)
    first = bisect_right(_reaches(text), start)
    last = bisect_left(found, end, key=lambda each: each.start)
    return tuple(
        Quotation(max(each.start, start) - start, min(each.end, end) - start, each.single)
        for each in found[first:last]
        if each.end > start
    )


@lru_cache(maxsize=512)
def _reaches(text: str) -> list[int]:
    """The running maximum of the ends of quotations, which is ascending."""
    return list(accumulate((each.end for each in quotations_of(text)), max))
