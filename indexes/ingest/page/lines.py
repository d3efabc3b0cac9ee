"""The lines of a page, as its block elements break them, with their words and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from lxml import etree

from compare.text.names import name_words
from compare.text.terms import content_stems
from indexes.ingest.page.markup import BLOCKS


@dataclass(frozen=True)
class Line:
    """A line of a page; `is_told` is whether it is in a paragraph."""

    text: str
    is_told: bool

    @cached_property
    def words(self) -> int:
        """The number of its words."""
        return len(self.text.split())

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(content_stems(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of its names."""
        return name_words(self.text)


_REMOVED = Line("", is_told=False)
_Words = Callable[[Line], frozenset[str]]


class Lines:
    """The lines of `tree`. Each is read once, however many parts of the page contain it.

    A part of the page is a sequence of siblings.
    """

    def __init__(self, tree: Any) -> None:
        self._lines: list[Line] = []
        self._spans: dict[Any, tuple[int, int]] = {}
        self._read(tree)

    def text(self, part: Sequence[Any]) -> str:
        """The text of a part."""
        return " ".join(line.text for line in self._of(part) if line.text)

    def words(self, part: Sequence[Any]) -> int:
        """The number of words in the paragraphs of a part."""
        return sum(line.words for line in self._of(part) if line.is_told)

    def names(self, part: Sequence[Any]) -> set[str]:
        """The words of the names in a part."""
        return set().union(*(line.names for line in self._of(part)))

    def has_stem(self, part: Sequence[Any], stems: Iterable[str]) -> bool:
        """Whether a part has one of these stems."""
        wanted = frozenset(stems)
        return any(not wanted.isdisjoint(line.stems) for line in self._of(part))

    def has_half(self, part: Sequence[Any], stems: frozenset[str]) -> bool:
        """Whether a part has at least half of these stems."""
        found = set().union(*(stems & line.stems for line in self._of(part)))
        return 2 * len(found) >= len(stems)

    def starts_with(self, box: Any, element: Any) -> bool:
        """Whether `box` has no line before `element`, which is inside it."""
        return not any(line.text for line in self._lines[self._spans[box][0] : self._spans[element][0]])

    def is_all_of(self, element: Any, box: Any) -> bool:
        """Whether `box` has no other text than `element`, which is inside it."""
        return self._spans[element] == self._spans[box] and _letters(self.text([box])) == _letters(
            element.text_content()
        )

    def has_stem_outside(self, part: Sequence[Any], stems: Iterable[str]) -> bool:
        """Whether the paragraphs outside a part have one of these stems."""
        return self._is_outside(part, stems, self._stems_told, lambda line: line.stems)

    def has_name_outside(self, part: Sequence[Any], names: Iterable[str]) -> bool:
        """Whether the paragraphs outside a part have one of these words of names."""
        return self._is_outside(part, names, self._names_told, lambda line: line.names)

    def remove(self, part: Sequence[Any]) -> None:
        """Remove the lines of a part."""
        start, end = self._span(part)
        told = [line for line in self._lines[start:end] if line.is_told]
        self._stems_told.subtract(chain.from_iterable(line.stems for line in told))
        self._names_told.subtract(chain.from_iterable(line.names for line in told))
        self._lines[start:end] = [_REMOVED] * (end - start)

    @cached_property
    def _stems_told(self) -> Counter[str]:
        """The number of paragraph lines that contain each stem."""
        return Counter(chain.from_iterable(line.stems for line in self._lines if line.is_told))

    @cached_property
    def _names_told(self) -> Counter[str]:
        return Counter(chain.from_iterable(line.names for line in self._lines if line.is_told))

    def _is_outside(self, part: Sequence[Any], words: Iterable[str], told: Counter[str], words_of: _Words) -> bool:
        inside = Counter(chain.from_iterable(words_of(line) for line in self._of(part) if line.is_told))
        return any(told[word] > inside[word] for word in words)

    def _of(self, part: Sequence[Any]) -> list[Line]:
        return self._lines[slice(*self._span(part))] if part else []

    def _span(self, part: Sequence[Any]) -> tuple[int, int]:
        return self._spans[part[0]][0], self._spans[part[-1]][1]

    def _read(self, tree: Any) -> None:
        """Read the lines, and record which of them belong to each element."""
        written: list[str] = []  # the line that is not complete; without blanks at its start
        starts: dict[Any, int] = {}
        paragraphs = 0
        for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
            if element.tag in BLOCKS:
                self._end_line(written, is_told=paragraphs > 0)
            if event == "start":
                paragraphs += element.tag == "p"
                starts[element] = len(self._lines)
                _append(written, element.text)
            else:
                paragraphs -= element.tag == "p"
                end = len(self._lines) + (event == "end" and bool(written))
                self._spans[element] = starts.pop(element, end), end
                _append(written, element.tail)
        self._end_line(written, is_told=False)

    def _end_line(self, written: list[str], *, is_told: bool) -> None:
        if written:
            self._lines.append(Line(_one_line("".join(written)), is_told))
            written.clear()


def _append(written: list[str], text: str | None) -> None:
    if text and (written or text.strip()):
        written.append(text)


def _letters(text: str) -> str:
    return "".join(text.split())


def _one_line(text: str) -> str:
    return " ".join(text.split())
