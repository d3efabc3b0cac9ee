"""Marked text: which characters of a passage are marked, and with which kinds of divergence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from compare.comparison.diff.words import Change, compare_words
from compare.comparison.facts.variants import joined
from compare.model.match import KINDS, Divergence, Kind, Match, Span
from compare.model.passage import Passage

_COUNTERPARTS = 3
"""Number of counterparts with which the words of a passage are compared."""

_CHANGES: tuple[Change, ...] = ("same", "moved", "changed")
"""The results of comparing a word with a counterpart. If there are several counterparts, the earliest in this list
counts."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with the same marks; `kinds` are the kinds of the divergences that it is part of.

    Words that are `changed` are in no counterpart; words that are `moved` are elsewhere in one.
    """

    text: str
    kinds: tuple[Kind, ...] = ()
    changed: bool = False
    moved: bool = False


def anchor(passage: Passage) -> str:
    """The id of the element with this passage."""
    return f"p-{passage.article_id}-{passage.index}"


def stretches(text: str, passages: Iterable[Passage]) -> Iterator[tuple[str, Passage | None]]:
    """The whole text of an article in order: each passage, and with None the text between them, unless it is blank."""
    end = 0
    for passage in passages:
        if text[end : passage.start].strip():
            yield text[end : passage.start], None
        yield passage.text, passage
        end = passage.end
    if text[end:].strip():
        yield text[end:], None


def is_listed(divergence: Divergence, weaker: bool) -> bool:
    """True if a page lists the divergence: a finding or, if `weaker` is true, a weaker one."""
    return divergence.is_finding or (weaker and divergence.is_weaker)


def segments(passage: Passage, matches: Sequence[Match], weaker: bool = False) -> tuple[Segment, ...]:
    """The text of a passage, marked according to its matches; joined, the segments are the text.

    Only listed divergences are marked, because differences in detail would mark nearly everything. A word is changed if
    none of the nearest counterparts has it.
    """
    kinds: list[set[Kind]] = [set() for _ in passage.text]
    changes: list[Change] = ["changed" if matches else "same"] * len(passage.text)
    for match in matches:
        seen = match if match.a == passage else match.swapped()
        for divergence in seen.divergences:
            if is_listed(divergence, weaker):
                _mark(kinds, divergence.kind, joined(passage, divergence.kind, divergence.a), passage.start)
    for match in sorted(matches, key=lambda match: -match.probability)[:_COUNTERPARTS]:
        other = match.b if match.a == passage else match.a
        for start, end, change in compare_words(passage.text, other.text)[0]:
            changes[start:end] = [min(each, change, key=_CHANGES.index) for each in changes[start:end]]
    return _runs(passage.text, kinds, changes)


def marked(passage: Passage, kind: Kind, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """The text of a passage with these spans marked with one kind; spans are in characters of the article."""
    kinds: list[set[Kind]] = [set() for _ in passage.text]
    _mark(kinds, kind, joined(passage, kind, spans), passage.start)
    return _runs(passage.text, kinds, ["same"] * len(passage.text))


def _mark(kinds: list[set[Kind]], kind: Kind, spans: Iterable[Span], offset: int) -> None:
    """Mark spans. One that covers the whole passage is left out: the label beside the passage already says it."""
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
