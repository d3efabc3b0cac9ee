"""The gold attributions in the form that the tagger is trained on: texts in windows, labels of words, links between
spans.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.text.segmentation.sentences import sentence_spans
from indexes.tagger.batches import WINDOWS, Spans
from indexes.tagger.crf import BEGIN, END, INSIDE, OUTSIDE, ROLES, SINGLE, label
from indexes.tagger.inputs import UNKNOWN_BREAK, WINDOW_TOKENS, Span, TaggerInput, tagger_input
from training.data import gold

STRAIGHTENED = 0.25
"""Share of the texts whose quotation marks are replaced with straight ones, sampled again in each epoch."""
BREAKS_HIDDEN = 0.2
"""Share of the texts whose line breaks are hidden."""
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text, the starts of its sentences, and its attributions: spans of characters for each role."""

    id: str
    text: str
    sentences: tuple[int, ...]
    attributions: tuple[dict[str, tuple[Span, ...]], ...]


def read_attributions(path: Path, without: frozenset[int] = frozenset()) -> list[Annotated]:
    """The annotated articles of a file, except those of these folds."""
    return [
        Annotated(
            row["id"],
            row["text"],
            tuple(start for _, start, _ in sentence_spans(row["text"])),
            tuple({role: tuple((s, e) for s, e in each[role]) for role in ROLES} for each in row["attributions"]),
        )
        for row in gold.read_gzipped(path)
        if row["fold"] not in without
    ]


def is_held_out(article: Annotated) -> bool:
    """Whether an article of the training part is held out for fitting on the tagger's scores: one in sixteen."""
    return sha256(article.id.encode()).digest()[0] < 16


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A window of a text with the label of each word and links: the source of each cue, the cue of each content.

    Links are indices of spans, or -1 for none.
    """

    text: TaggerInput
    span: Span
    labels: NDArray[np.int64]
    spans: Spans
    source_of: tuple[int, ...]
    cue_of: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A text in words, with the spans of each role in words (first, end) and their links."""

    text: TaggerInput
    spans: dict[str, list[Span]]
    source_of: dict[Span, Span]
    cue_of: dict[Span, Span]

    def window(self, span: Span) -> Window:
        """The labels in a window of words (begin, end); spans that cross its ends are cut."""
        begin, end = span
        own = {role: [each for each in self.spans[role] if each[0] < end and each[1] > begin] for role in ROLES}
        cut = {
            role: [(max(s, begin) - begin, min(e, end) - begin - 1) for s, e in spans] for role, spans in own.items()
        }
        places = {role: {each: place for place, each in enumerate(spans)} for role, spans in own.items()}
        return Window(
            self.text,
            span,
            self._labels()[begin:end],
            Spans(cut["source"], cut["cue"], cut["content"]),
            tuple(_place(places["source"], self.source_of.get(each)) for each in own["cue"]),
            tuple(_place(places["cue"], self.cue_of.get(each)) for each in own["content"]),
        )

    def _labels(self) -> NDArray[np.int64]:
        found = np.full(len(self.text), OUTSIDE, np.int64)
        for role, name in enumerate(ROLES):
            for start, end in self.spans[name]:
                found[start:end] = label(role, INSIDE)
                found[start], found[end - 1] = label(role, BEGIN), label(role, END)
                if end - start == 1:
                    found[start] = label(role, SINGLE)
        return found


def _place(places: dict[Span, int], span: Span | None) -> int:
    return -1 if span is None else places.get(span, -1)


def labelled(article: Annotated, tokenizer: Any) -> Labelled:
    """The attributions of an article in words. Spans that partly overlap an earlier one are left out."""
    text = tagger_input(article.text, article.sentences, tokenizer)
    taken = np.zeros(len(text), np.bool_)
    spans: dict[str, list[Span]] = {role: [] for role in ROLES}
    source_of: dict[Span, Span] = {}
    cue_of: dict[Span, Span] = {}
    for each in article.attributions:
        own: dict[str, list[Span]] = {role: [] for role in ROLES}
        for role in ROLES:
            for start, end in each[role]:
                span = _words(text, start, end)
                if span not in spans[role]:
                    if span[0] >= span[1] or taken[span[0] : span[1]].any():
                        continue
                    taken[span[0] : span[1]] = True
                    spans[role].append(span)
                own[role].append(span)
        for cue in own["cue"]:
            if own["source"]:
                source_of[cue] = own["source"][0]
            cue_of |= dict.fromkeys(own["content"], cue)
    return Labelled(text, {role: sorted(found) for role, found in spans.items()}, source_of, cue_of)


def _words(text: TaggerInput, start: int, end: int) -> Span:
    return int(np.searchsorted(text.ends, start, "right")), int(np.searchsorted(text.starts, end))


def varied(article: Annotated, draw: random.Random) -> Annotated:
    """The text as another site might typeset it, with the same length."""
    if draw.random() < STRAIGHTENED:
        return replace(article, text=article.text.translate(_STRAIGHT))
    return article


def epoch_windows(articles: Sequence[Annotated], tokenizer: Any, draw: random.Random) -> Iterator[Window]:
    """Each article once, in windows with different boundaries in each epoch."""
    for article in articles:
        own = labelled(varied(article, draw), tokenizer)
        if draw.random() < BREAKS_HIDDEN:
            own.text.breaks[:] = UNKNOWN_BREAK
        for span in own.text.windows(draw.randrange(WINDOW_TOKENS // 4, WINDOW_TOKENS + 1), overlap=0):
            yield own.window(span)


def batches(windows: list[Window], draw: random.Random) -> Iterator[list[Window]]:
    """All windows once, in random order, batched by similar length."""
    draw.shuffle(windows)
    chunk = WINDOWS * 16
    found = []
    for begin in range(0, len(windows), chunk):
        part = sorted(windows[begin : begin + chunk], key=lambda each: each.span[1] - each.span[0])
        found += [part[place : place + WINDOWS] for place in range(0, len(part), WINDOWS)]
    draw.shuffle(found)
    yield from found
