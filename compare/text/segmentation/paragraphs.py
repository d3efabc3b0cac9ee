"""Paragraphs: the lines of a text, or, if lines are wrapped at a fixed width, its blocks between blank lines."""

from __future__ import annotations

import re

_WRAPPED_WIDTH = 90
_WRAPPED_LINES = 5
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BLOCK = re.compile(r"(?:[^\n]|\n(?![ \t\r]*\n))+")


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each non-blank paragraph, in order."""
    pattern = _BLOCK if _is_wrapped(text) else _LINE
    return [found.span() for found in pattern.finditer(text) if not found.group().isspace()]


def _is_wrapped(text: str) -> bool:
    """True if most lines end within a sentence and none is long, as in text wrapped by a mail program."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    if len(lines) < _WRAPPED_LINES or max(map(len, lines)) > _WRAPPED_WIDTH:
        return False
    open_ended = sum(line[-1].isalnum() or line[-1] in ",-" for line in lines)
    return open_ended > len(lines) / 2
