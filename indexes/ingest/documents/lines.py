"""Reassembles paragraphs from laid-out lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

_PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:page|p\.)?\s*(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\Z")
_ITEM = re.compile(r"(?:[•‣◦▪–—*·]|\d{1,2}[.)])\s")
_END = (".", "!", "?", "”", '"', ":", "…")
_SHORT = 0.8
"""Share of the line width below which a line that ends a sentence also ends its paragraph (set by hand)."""
_NARROW = 30
"""Number of characters: narrower lines are a list or verse, and not wrapped text (set by hand)."""
_EDGE = 2  # lines at the top and bottom of a page that may be a running title


def paragraphs_of(lines: Iterable[str]) -> str:
    """The paragraphs of wrapped lines, one per line; an empty line also separates them."""
    plain = [" ".join(line.split()) for line in lines]
    width = _width(plain)
    found: list[str] = []
    is_open = False
    last = 0
    parts: list[str] = []
    for line in plain:
        if not line:
            is_open = False
            continue
        if is_open and not _ITEM.match(line) and not _ends(parts[-1], last, width):
            parts.append(line)
        else:
            found.append(_joined(parts))
            parts = [line]
        is_open, last = True, len(line)
    return "\n".join(each for each in [*found, _joined(parts)] if each)


def without_running_titles(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines of pages without repeated lines at the same edge and without page numbers."""
    edges: Counter[tuple[int, str]] = Counter()
    numbers: Counter[int] = Counter()
    for place, lines in enumerate(pages):
        edges.update((at, _letters(lines[line])) for at, line in _edges(lines))
        numbers.update({number - place for each in _outermost(lines) if (number := _page_number(each)) is not None})
    running = {each for each, times in edges.items() if each[1] and _is_usual(times, pages)}
    first = {each for each, times in numbers.items() if _is_usual(times, pages)}
    return [_body(lines, running, {place + each for each in first}) for place, lines in enumerate(pages)]


def _is_usual(times: int, pages: Sequence[Sequence[str]]) -> bool:
    return times > 1 and 2 * times > len(pages)


def _edges(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The first and last lines of a page: position (0, 1, -1, -2) and index."""
    filled = [place for place, line in enumerate(lines) if line.strip()]
    return [*enumerate(filled[:_EDGE]), *((-at, place) for at, place in enumerate(filled[: -_EDGE - 1 : -1], 1))]


def _body(lines: Sequence[str], running: set[tuple[int, str]], numbers: set[int]) -> list[str]:
    left_out = {
        place
        for at, place in _edges(lines)
        if (at, _letters(lines[place])) in running or _page_number(lines[place]) in numbers
    }
    return [line for place, line in enumerate(lines) if place not in left_out]


def _outermost(lines: Sequence[str]) -> list[str]:
    filled = _filled(lines)
    return [*filled[:1], *filled[-1:]]


def _page_number(line: str) -> int | None:
    found = _PAGE_NUMBER.fullmatch(line.strip())
    return int(found[1]) if found else None


def _filled(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def _letters(line: str) -> str:
    return "".join(each for each in line.casefold() if each.isalpha())


def _width(lines: Sequence[str]) -> float:
    """The width of wrapped lines; 0 if none was wrapped."""
    lengths = [len(line) for line in lines if line]
    longest = [length for length in lengths if length >= _NARROW]
    return median(longest) if longest else 0.0


def _ends(line: str, length: int, width: float) -> bool:
    """Whether a line ends a paragraph: it is short, and ends a sentence or is a heading."""
    if width < _NARROW:
        return True
    if length >= width * 1.5:  # a whole paragraph in one line
        return True
    return length < _SHORT * width and (line.endswith(_END) or length < width / 2)


def _joined(parts: Sequence[str]) -> str:
    """Lines joined into one, with hyphenated words rejoined."""
    text = list(parts[:1])
    for line in parts[1:]:
        if _HYPHEN.search(text[-1]) and line[:1].islower():
            text[-1] = text[-1][:-1]
            text.append(line)
        else:
            text.append(f" {line}")
    return "".join(text)
