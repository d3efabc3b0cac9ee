"""Text with marks: which characters of a passage a template underlines, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from compare.comparison.diff.words import Change, compare_words
from compare.model.match import KINDS, Divergence, Kind, Match, Span
from compare.model.passage import Passage

_COUNTERPARTS = 3
"""Counterparts against which the words of a passage are compared (chosen)."""


_CHANGES: tuple[Change, ...] = ("same", "moved", "changed")
"""What counterparts say of a word: the first of these that one of them says counts."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that is marked alike: with the kinds of the divergences it is in, and what became of its words.

    `changed` ones stand in no counterpart, `moved` ones elsewhere in one.
    """

    text: str
    kinds: tuple[Kind, ...] = ()
    changed: bool = False
    moved: bool = False


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

    Marked is what `is_listed`: mere detail would mark nearly everything. Words are compared with those of its nearest
    counterparts, and are changed if none of them has them.
    """
    kinds: list[set[Kind]] = [set() for _ in passage.text]
    changes: list[Change] = ["changed" if matches else "same"] * len(passage.text)
    for match in matches:
        seen = match if match.a == passage else match.swapped()
        for divergence in seen.divergences:
            if is_listed(divergence, weaker):
                _mark(kinds, divergence.kind, divergence.a, passage.start)
    for match in sorted(matches, key=lambda match: -match.probability)[:_COUNTERPARTS]:
        other = match.b if match.a == passage else match.a
        for start, end, change in compare_words(passage.text, other.text)[0]:
            changes[start:end] = [min(each, change, key=_CHANGES.index) for each in changes[start:end]]
    return _runs(passage.text, kinds, changes)


def marked(passage: Passage, kind: Kind, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """The text of a passage with spans of one kind of divergence marked."""
    kinds: list[set[Kind]] = [set() for _ in passage.text]
    _mark(kinds, kind, spans, passage.start)
    return _runs(passage.text, kinds, ["same"] * len(passage.text))


def _mark(kinds: list[set[Kind]], kind: Kind, spans: Iterable[Span], offset: int) -> None:
    """Spans that cover all of the passage mark nothing: the kind beside it says it already."""
    for span in spans:
        if span.end - span.start < len(kinds):
            for place in range(max(span.start - offset, 0), min(span.end - offset, len(kinds))):
                kinds[place].add(kind)


def _runs(text: str, kinds: Sequence[set[Kind]], changes: Sequence[Change]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or kinds[place] != kinds[start] or changes[place] != changes[start]:
            ordered = tuple(kind for kind in KINDS if kind in kinds[start])
            change = changes[start]
            found.append(Segment(text[start:place], ordered, change == "changed", change == "moved"))
            start = place
    return tuple(found)
