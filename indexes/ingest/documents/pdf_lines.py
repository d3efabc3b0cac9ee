"""The lines of a PDF page with their type size, and gaps larger than the usual line spacing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

_GAP = 1.35
"""Ratio to the usual line spacing from which a new paragraph begins (set by hand)."""
_LARGER = 1.15
"""Ratio to the usual type size from which a line is a heading (set by hand)."""
_LONGEST_TITLE = 300  # characters


class Line(NamedTuple):
    """A line with its position: `y` upwards and type `size` in points; an empty line represents a gap."""

    text: str
    y: float = 0.0
    size: float = 0.0


def lines_of(page: Any) -> list[Line]:
    """The lines of a pypdf page in content order, with an empty line at each gap."""
    found: list[Line] = []
    parts: list[str] = []
    y, size = 0.0, 0.0

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, font_size: float) -> None:
        nonlocal y, size
        for number, piece in enumerate(text.split("\n")):
            if number:
                found.append(Line("".join(parts), y, size))
                parts.clear()
                size = 0.0
            if piece.strip():
                if not size:
                    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                size = max(size, abs(font_size * (tm[0] ** 2 + tm[1] ** 2) ** 0.5 * (cm[0] ** 2 + cm[1] ** 2) ** 0.5))
            parts.append(piece)

    page.extract_text(visitor_text=visit)
    found.append(Line("".join(parts), y, size))
    return _parted([each for each in found if each.text.strip()])


def title_of(lines: Sequence[Line]) -> str:
    """The first consecutive lines in the largest type; "" if none are larger than most."""
    filled = [each for each in lines if each.text]
    if not filled:
        return ""
    largest, usual = max(each.size for each in filled), median(each.size for each in filled)
    if largest < _LARGER * usual:
        return ""
    parts: list[str] = []
    for each in filled:
        if each.size >= 0.99 * largest:
            parts.append(each.text.strip())
        elif parts:
            break
    title = " ".join(" ".join(parts).split())
    return title if len(title) <= _LONGEST_TITLE else ""


def _parted(lines: list[Line]) -> list[Line]:
    """The lines with an empty one before each that is further away than usual, or has a different type size."""
    distances = [above.y - below.y for above, below in pairwise(lines)]
    usual = median([each for each in distances if each > 0] or [0.0])
    parted = lines[:1]
    for above, below in pairwise(lines):
        is_apart = usual and above.y - below.y > _GAP * usual
        if is_apart or max(above.size, below.size) > _LARGER * min(above.size, below.size):
            parted.append(Line(""))
        parted.append(below)
    return parted
