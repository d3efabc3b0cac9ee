"""Lists of links that a page appends to a name: "Una Brandt Una M. BrandtThe dam opens Ten old dams MORE said"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compare.text.segmentation.paragraphs import paragraph_spans

Span = tuple[int, int]

_END_WORD = "MORE"
_LIST_END = re.compile(rf"\b{_END_WORD}\b")
_GLUED = re.compile(r"(?<!\w)([A-Z][\w’'.-]{2,29}?[^\W\d_A-Z])(?=[A-Z\d(“‘'][\w’'.-])")
"""A capitalised word that is joined to the next one without a space."""
_NAME_BEFORE = 60
_NAME_AFTER = 100
"""Number of characters within which the name must occur again, because a list begins with the full name."""
_LONGEST = 900
_MOST_PARAGRAPHS = 3


def blank_link_lists(text: str) -> str:
    """The text with link lists replaced by spaces, so that its length stays the same."""
    if _END_WORD not in text:
        return text
    pieces: list[str] = []
    done = 0
    for start, end in _link_lists(text, paragraph_spans(text)):
        pieces += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])


def _link_lists(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """(start, end) of the lists, in order. A list must end in its own paragraph or in one of the next few."""
    pending: list[Span] = []
    for start, end in paragraphs:
        if pending:
            stop = _LIST_END.search(text, start, min(end, start + _LONGEST))
            pending.append((start, stop.end() if stop else end))
            if stop:
                yield from pending
                start = stop.end()
            elif len(pending) <= _MOST_PARAGRAPHS:
                continue
            pending = []
        for span, is_ended in _lists(text, start, end):
            if is_ended:
                yield span
            else:
                pending = [span]


def _lists(text: str, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    """The lists within one paragraph, and whether each ends in it; only the last one may not."""
    at = start
    while glued := _GLUED.search(text, at, end):
        at = glued.end()
        name = glued[1]
        before = text.rfind(name, max(start, glued.start() - _NAME_BEFORE), glued.start())
        after = text.find(name, at, min(end, at + _NAME_AFTER))
        if before < 0 and after < 0:
            continue
        first = at if before < 0 else before + len(name)
        stop = _LIST_END.search(text, at, min(end, at + _LONGEST))
        if stop:
            at = stop.end()
            yield (first, at), True
        elif end - at < _LONGEST:
            yield (first, end), False
            return
