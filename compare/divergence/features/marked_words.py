"""Features of each token of a passage for marking a kind of divergence: from the reader, from the rules, and from the
texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from compare.divergence.pair import Pair, Side
from compare.model.match import Divergence, Kind
from compare.model.reader_scores import MARKED, CellReading
from compare.text.analysis import Hedge, Quantity, Quotation
from compare.text.tokens import Token

Column = NDArray[np.float32]
Flags = NDArray[np.bool_]
Spans = Iterable[tuple[int, int]]

_Part = Quotation | Hedge | Token | Quantity
"""An item with a position in a passage."""

_LEAST = 1e-4
"""Probabilities of the reader are clipped to this distance from 0 and 1."""

_NEAR_MOST = 0.7
"""Share of the highest probability in a passage from which a token is marked if no token reaches the threshold (set by
hand).
"""

_UNLIKELY = 0.02
"""Chance below which no token is marked (set by hand)."""


def token_features(
    pair: Pair, place: int, reading: CellReading, kind: Kind, found: Sequence[Divergence]
) -> Mapping[str, Column]:
    """The features of the tokens that the reader read of one passage (0 for A, 1 for B), shape (tokens,) each.

    `found` are the divergences of this kind that rules found.
    """
    side, marks = (pair.a, pair.b)[place], reading.marks[place]
    chances = np.clip(marks.probabilities[:, MARKED.index(kind)], _LEAST, 1 - _LEAST)
    read = np.log(chances / (1 - chances)).astype(np.float32)
    start = side.passage.start
    ruled = [(span.start - start, span.end - start) for each in found for span in (each.a, each.b)[place]]
    flags = {"rule": covered(marks.offsets, ruled)} | _text_flags(pair, side, marks.offsets)
    columns = {name: own.astype(np.float32) for name, own in flags.items()}
    columns |= {"read": read, "read before": _moved(read, 1), "read after": _moved(read, -1)}
    columns |= {"below most": read - read.max(initial=read.min(initial=0.0))}
    columns |= {"rule before": _moved(columns["rule"], 1), "rule after": _moved(columns["rule"], -1)}
    return columns | {"rule found": np.full(len(read), float(bool(ruled)), np.float32)}


def marked_spans(offsets: NDArray[np.int64], chances: Column, threshold: float) -> list[tuple[int, int]]:
    """Characters (start, end) of the tokens that count as marked; [] if none is at all likely.

    A token counts from `threshold`, or from _NEAR_MOST times the highest probability if that is lower.
    """
    highest = float(chances.max(initial=0.0))
    if highest < _UNLIKELY:
        return []
    return runs(offsets, chances >= min(threshold, _NEAR_MOST * highest))


def runs(offsets: NDArray[np.int64], marked: Flags) -> list[tuple[int, int]]:
    """Characters (start, end) of the runs of marked tokens; a single token between two marked ones is included."""
    filled = marked.copy()
    filled[1:-1] |= marked[:-2] & marked[2:]
    spans: list[tuple[int, int]] = []
    for place in np.flatnonzero(filled).tolist():
        start, end = offsets[place].tolist()
        if place and filled[place - 1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def whole_words(spans: Spans, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The spans, in order, extended to whole words; those that then overlap are one.

    The reader's tokens may be parts of words, so a span of them may begin or end inside a word.
    """
    found: list[tuple[int, int]] = []
    for start, end in spans:
        touched = [each for each in tokens if each.start < end and each.end > start]
        if touched:
            start, end = min(start, touched[0].start), max(end, touched[-1].end)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _text_flags(pair: Pair, side: Side, offsets: NDArray[np.int64]) -> dict[str, Flags]:
    """What the texts show about each token: its attribution, whether it is quoted, and whether the other passage has
    it.
    """
    other = pair.b if side is pair.a else pair.a
    tokens = side.facts.tokens
    start = side.passage.start
    own = [each.attribution for each in side.attributions or ()]
    spans: dict[str, Spans] = {
        "source": [each.source for each in own if each.source is not None],
        "cue": [each.cue for each in own],
        "content": [part for each in own for part in each.content],
    }
    parts: dict[str, Iterable[_Part]] = {
        "quoted": side.quotations,
        "hedge": side.facts.hedges,
        "shared": [each for each in tokens if each.lemma in other.facts.content],
        "content word": [each for each in tokens if each.lemma in side.facts.content],
        "number": side.facts.quantities,
    }
    flags = {name: covered(offsets, [(a - start, b - start) for a, b in each]) for name, each in spans.items()}
    return flags | {name: covered(offsets, [(x.start, x.end) for x in each]) for name, each in parts.items()}


def covered(offsets: NDArray[np.int64], spans: Spans) -> Flags:
    """Which tokens these spans overlap, shape (tokens,)."""
    touched = np.zeros(len(offsets), np.bool_)
    for start, end in spans:
        touched |= (offsets[:, 0] < end) & (offsets[:, 1] > start)
    return touched


def _moved(values: Column, by: int) -> Column:
    """The value of the previous (1) or next (-1) token; at the end of the passage, the token's own value."""
    if not len(values):
        return values
    return np.concatenate([values[:1], values[:-1]]) if by > 0 else np.concatenate([values[1:], values[-1:]])
