"""Text with marks: which characters of a passage a template underlines, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from compare.comparison.word_diff import difference
from compare.model.match import KINDS, Divergence, Kind, Match, Span
from compare.model.passage import Passage

_NEAR = 0.6
"""Share of characters that two passages have in common, from which their word differences are shown.

Below it they are told in other words altogether, and to mark nearly every word would say nothing (chosen).
"""

_COUNTERPARTS = 3
"""Counterparts against which the words of a passage are compared (chosen)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that is marked alike: with the kinds of the divergences it is in, and whether words changed."""

    text: str
    kinds: tuple[Kind, ...] = ()
    changed: bool = False


def anchor(passage: Passage) -> str:
    """The fragment that names a passage on a page."""
    return f"p-{passage.article_id}-{passage.index}"


def stretches(text: str, passages: Iterable[Passage]) -> Iterator[tuple[str, Passage | None]]:
    """The whole of an article's text in order: each passage, and (with None) what stands outside them, if not blank."""
    end = 0
    for passage in passages:
        if text[end : passage.start].strip():
            yield text[end : passage.start], None
        yield passage.text, passage
        end = passage.end
    if text[end:].strip():
        yield text[end:], None


def is_listed(divergence: Divergence, weaker: bool) -> bool:
    """True if a page has it: a finding or, where `weaker` ones are wanted, too, one of those."""
    return divergence.is_finding or (weaker and divergence.is_weaker)


def segments(passage: Passage, matches: Sequence[Match], weaker: bool = False) -> tuple[Segment, ...]:
    """The text of a passage, marked by its matches; put together, the segments are the text again.

    Marked is what `is_listed`: mere detail would mark nearly everything. Changed words are those against its nearest
    counterparts: beside dozens, nearly every word is changed.
    """
    kinds: list[set[Kind]] = [set() for _ in passage.text]
    changed = [False] * len(passage.text)
    for match in matches:
        seen = match if match.a == passage else match.swapped()
        for divergence in seen.divergences:
            if is_listed(divergence, weaker):
                _mark(kinds, divergence.kind, divergence.a, passage.start)
    for match in sorted(matches, key=lambda match: -match.probability)[:_COUNTERPARTS]:
        other = match.b if match.a == passage else match.a
        for start, end in _changes(passage.text, other.text):
            changed[start:end] = [True] * (end - start)
    return _runs(passage.text, kinds, changed)


def marked(passage: Passage, kind: Kind, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """The text of a passage with spans of one kind of divergence marked."""
    kinds: list[set[Kind]] = [set() for _ in passage.text]
    _mark(kinds, kind, spans, passage.start)
    return _runs(passage.text, kinds, [False] * len(passage.text))


def _mark(kinds: list[set[Kind]], kind: Kind, spans: Iterable[Span], offset: int) -> None:
    """Spans that cover all of the passage mark nothing: the kind beside it says it already."""
    for span in spans:
        if span.end - span.start < len(kinds):
            for place in range(max(span.start - offset, 0), min(span.end - offset, len(kinds))):
                kinds[place].add(kind)


def _changes(mine: str, other: str) -> list[tuple[int, int]]:
    edits = difference(mine, other)
    common = sum(edit.a_end - edit.a_start for edit in edits if edit.operation == "equal")
    if common < _NEAR * max(len(mine), len(other)):
        return []
    return [(edit.a_start, edit.a_end) for edit in edits if edit.operation != "equal" and edit.a_end > edit.a_start]


def _runs(text: str, kinds: Sequence[set[Kind]], changed: Sequence[bool]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or kinds[place] != kinds[start] or changed[place] != changed[start]:
            ordered = tuple(kind for kind in KINDS if kind in kinds[start])
            found.append(Segment(text[start:place], ordered, changed[start]))
            start = place
    return tuple(found)
