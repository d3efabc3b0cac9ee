"""The content of an attribution: where it ends, how much is quoted, and the quotation that "saying" introduces."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from compare.model.attribution import Attribution, Offsets
from compare.model.passage import Passage
from compare.text.speech.quotations import quoted_within

_MOSTLY = 0.5
"""Share of the content inside quotation marks from which it is direct speech."""

_MARK = re.compile(r"[\"“”„‟«»‹›「」]|``|''|(?<!\w)['‘]\w|\w[,.!?…]?['’](?!\w)")
_SAYING = re.compile(
    r",\s+(saying|writing|adding|tweeting|stating|noting|explaining|insisting|arguing|claiming|telling\s\w+)\b"
)
_INNER = re.compile(r"[,.!?…](?:[\"”]|'')\s+(?:[^\W\d_][\w.’'-]*\s+){1,12}?(?:said|says|told|added|wrote|tweeted)\b")
"""A speaker after a quotation."""

_NEW_SENTENCE = re.compile(r"[.!?…][\"”’']*\s+\w")
_WORD = re.compile(r"\w")


def paragraphs_of(passages: Sequence[Passage]) -> tuple[Offsets, ...]:
    """Where each paragraph starts and ends."""
    grouped = (list(own) for _, own in groupby(passages, key=lambda each: each.paragraph))
    return tuple((own[0].start, own[-1].end) for own in grouped)


def within_paragraph(text: str, paragraphs: Sequence[Offsets], attribution: Attribution) -> Attribution:
    """The attribution without content from paragraphs other than that of its cue.

    A quotation may begin in the preceding paragraphs and continue in the following ones, and a colon may introduce what
    follows.
    """
    home = _paragraph(paragraphs, attribution.cue[0])
    if home is None or all(home[0] <= start and end <= home[1] for start, end in attribution.content):
        return attribution
    pieces = _pieces(text, paragraphs, attribution.content)
    own = [each for each in pieces if home[0] <= each[0] < home[1]]
    near = [attribution.cue, *own]
    if attribution.source is not None and home[0] <= attribution.source[0] < home[1]:
        near.append(attribution.source)
    first, last = min(start for start, _ in near), max(end for _, end in near)
    earlier = [each for each in pieces if each[0] < home[0]] if not own or is_direct(text, own) else []
    later = [each for each in pieces if each[0] >= home[1]] if not _NEW_SENTENCE.search(text, last, home[1]) else []
    introduces = text.endswith((":", ","), 0, home[1])
    if own and not introduces and not is_direct(text, own[-1:]):
        later = []  # "He called for calm" next to a quotation of somebody else
    content = (*_before(text, first, earlier), *own, *_after(text, home[1], later, introduces))
    return replace(attribution, content=content)


def _paragraph(paragraphs: Sequence[Offsets], at: int) -> Offsets | None:
    """The paragraph that contains this character, or ends at it."""
    place = bisect_right(paragraphs, at, key=lambda each: each[0]) - 1
    return paragraphs[place] if place >= 0 and at <= paragraphs[place][1] else None


def _before(text: str, first: int, pieces: Sequence[Offsets]) -> list[Offsets]:
    """The quotations that lead up to the one starting at `first`, without a word between them."""
    found: list[Offsets] = []
    for each in reversed(pieces):
        if not is_direct(text, [each]) or _WORD.search(text, each[1], first):
            break
        found.insert(0, each)
        first = each[0]
    return found


def _after(text: str, last: int, pieces: Sequence[Offsets], introduces: bool) -> list[Offsets]:
    """What continues in the paragraphs after one that ends at `last`: quotations, or anything that it introduces."""
    found: list[Offsets] = []
    for each in pieces:
        if not (introduces or is_direct(text, [each])) or _WORD.search(text, last, each[0]):
            break
        found.append(each)
        last = each[1]
    return found


def _pieces(text: str, paragraphs: Sequence[Offsets], content: Sequence[Offsets]) -> list[Offsets]:
    """The parts of the content in each paragraph, in order."""
    parts = []
    for start, end in content:
        first = bisect_right(paragraphs, start, key=lambda each: each[1])
        last = bisect_left(paragraphs, end, key=lambda each: each[0])
        parts += [
            (place, max(start, paragraphs[place][0]), min(end, paragraphs[place][1])) for place in range(first, last)
        ]
    parts.sort(key=lambda each: each[0])
    return [(start, end) for _, start, end in parts if text[start:end].strip()]


def quoted_words(text: str, content: Sequence[Offsets]) -> int:
    """The number of words in quotation marks; 0 if the content has no such marks."""
    return sum(
        len(text[start + each.start : start + each.end].split())
        for start, end in content
        for each in quoted_within(text, start, end)
        if _MARK.search(text, start, end)
    )


def is_direct(text: str, content: Sequence[Offsets]) -> bool:
    """Whether the content has quotation marks, and most of it is inside them."""
    inside = sum(each.end - each.start for start, end in content for each in quoted_within(text, start, end))
    is_marked = any(_MARK.search(text, start, end) for start, end in content)
    return is_marked and inside > _MOSTLY * sum(end - start for start, end in content)


def opens_quoted(text: str, content: Sequence[Offsets]) -> bool:
    """Whether the content begins with a quotation mark."""
    return bool(content) and _MARK.match(text, min(content)[0]) is not None


def has_inner_speaker(text: str, content: Sequence[Offsets]) -> bool:
    """Whether the content says who speaks: "“We are late,” she said" in "“We are late,” she said, according to it"."""
    return opens_quoted(text, content) and any(_INNER.search(text, start, end) for start, end in content)


def said_with_it(text: str, paragraphs: Sequence[Offsets], attribution: Attribution) -> Attribution | None:
    """For an act with a quotation, the quotation: "she declined to comment, saying “…”"; None without one."""
    if attribution.source is None or attribution.source[0] > attribution.cue[0]:
        return None
    start = max(end for _, end in (attribution.cue, *attribution.content))
    _, end = _paragraph(paragraphs, start) or (start, start)
    found = _SAYING.search(text, start, end)
    if found is None or _NEW_SENTENCE.search(text, start, found.start()):
        return None
    quotation = next(iter(quoted_within(text, found.end(), end)), None)
    if quotation is None or _NEW_SENTENCE.search(text, found.end(), found.end() + quotation.start):
        return None
    first, last = found.end() + quotation.start, found.end() + quotation.end
    mark = _MARK.search(text, found.end(), first)
    if mark is None:
        return None
    content = mark.start(), min(last + (2 if text.startswith("''", last) else 1), end)
    return replace(attribution, cue=found.span(1), content=(content,))
