"""Tensors of windows of words and of links between spans, for training and inference."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from indexes.reader.windows import CLS, PAD, SEP
from indexes.tagger.inputs import Span, TaggerInput
from indexes.tagger.network import BETWEEN, DISTANCES, Link, TaggerNetwork

WINDOWS = 8
"""Number of windows of a batch."""
FARTHEST = 250
"""Maximum number of words between the spans of a link."""
_LINKS = 10_000
"""Number of pairs of spans that are scored at a time: about 70 MB."""


class WindowBatch(NamedTuple):
    """Inputs of `TaggerNetwork.encode`, and a mask of words, shape (windows, words)."""

    ids: Tensor
    mask: Tensor
    features: Tensor
    first: Tensor
    present: Tensor


def window_batch(windows: Sequence[tuple[TaggerInput, Span]]) -> WindowBatch:
    """Windows of texts, padded to the longest."""
    tokens = max(int(text.first[end] - text.first[begin]) for text, (begin, end) in windows) + 2
    words = max(end - begin for _, (begin, end) in windows)
    ids = np.full((len(windows), tokens), PAD, np.int64)
    mask = np.zeros((len(windows), tokens), np.bool_)
    features = np.zeros((len(windows), tokens, 3), np.int64)
    first = np.zeros((len(windows), words), np.int64)
    present = np.zeros((len(windows), words), np.bool_)
    for row, (text, (begin, end)) in enumerate(windows):
        low, high = int(text.first[begin]), int(text.first[end])
        size = high - low
        ids[row, 0], ids[row, 1 : size + 1], ids[row, size + 1] = CLS, text.ids[low:high], SEP
        mask[row, : size + 2] = True
        own = text.word[low:high]
        features[row, 1 : size + 1] = np.stack([text.shapes[own], text.quotes[own], text.breaks[own]], 1)
        first[row, : end - begin] = text.first[begin:end] - low + 1
        present[row, : end - begin] = True
    return WindowBatch(*(torch.from_numpy(each) for each in (ids, mask, features, first, present)))


def window_batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of windows in batches of similar lengths."""
    order = sorted(range(len(lengths)), key=lambda each: -lengths[each])
    for begin in range(0, len(order), WINDOWS):
        yield order[begin : begin + WINDOWS]


class Spans(NamedTuple):
    """The spans of one sequence of states, by first and last word; `cues` may be inside other spans."""

    sources: Sequence[Span]
    cues: Sequence[Span]
    contents: Sequence[Span]


def link_logits(
    network: TaggerNetwork, states: Tensor, spans: Spans, base: int = 0
) -> tuple[Tensor | None, Tensor | None]:
    """For each cue the logits of its source, and for each content those of its cue; the logit of none comes first.
    `states` (words, SIZE) contain the words of the sequence, starting with row `base`. None if there is no anchor.
    """
    return (
        _link(network.sources, states, spans.cues, spans.sources, spans.cues, base),
        _link(network.contents, states, spans.contents, spans.cues, spans.cues, base),
    )


def near_links(
    link: Link, states: Tensor, anchors: Sequence[Span], candidates: Sequence[Span], cues: Sequence[Span]
) -> Iterator[tuple[int, Tensor]]:
    """As `link_logits` for one kind of link, some anchors at a time, with only the candidates that are near enough. The
    number of the first of these candidates is returned with the logits. Time and memory are linear in the text's
    length. The spans of each role are in order and do not overlap.
    """
    firsts, done = [first for first, _ in candidates], 0
    lasts, begun = [last for _, last in candidates], [first for first, _ in cues]
    while done < len(anchors):
        low = bisect_left(lasts, anchors[done][0] - FARTHEST)
        end, high = done, low
        while end < len(anchors):
            reach = bisect_right(firsts, anchors[end][1] + FARTHEST)
            if end > done and (end + 1 - done) * (reach - low) > _LINKS:
                break
            end, high = end + 1, reach
        within = begun[
            bisect_left(begun, anchors[done][0] - FARTHEST) : bisect_right(begun, anchors[end - 1][1] + FARTHEST)
        ]
        yield low, _logits(link, states, anchors[done:end], candidates[low:high], within, 0)
        done = end


def _link(
    link: Link, states: Tensor, anchors: Sequence[Span], candidates: Sequence[Span], cues: Sequence[Span], base: int
) -> Tensor | None:
    return _logits(link, states, anchors, candidates, [first for first, _ in cues], base) if anchors else None


def _logits(
    link: Link, states: Tensor, anchors: Sequence[Span], candidates: Sequence[Span], cues: Sequence[int], base: int
) -> Tensor:
    a = np.array(anchors, np.int64).reshape(-1, 2)
    b = np.array(candidates, np.int64).reshape(-1, 2)
    gaps, between = _apart(a, b, np.array(cues, np.int64))
    ends = [torch.from_numpy(each + base) for each in (a, b)]
    vectors = [states[each].flatten(1) for each in ends]
    found: Tensor = link(
        vectors[0],
        vectors[1][None].expand(len(a), -1, -1),
        torch.from_numpy(_bucket(gaps)),
        torch.from_numpy(np.minimum(between, BETWEEN - 1)),
        torch.from_numpy(np.abs(gaps) <= FARTHEST),
    )
    return found


def _apart(
    a: NDArray[np.int64], b: NDArray[np.int64], cues: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Words from each anchor to each candidate, negative if it precedes the anchor; and cues that begin between the
    two.
    """
    before = b[None, :, 1] < a[:, None, 0]
    gaps = np.where(before, b[None, :, 1] - a[:, None, 0], b[None, :, 0] - a[:, None, 1])
    low = np.where(before, b[None, :, 1], a[:, None, 1])
    high = np.where(before, a[:, None, 0], b[None, :, 0])
    return gaps, np.maximum(np.searchsorted(cues, high) - np.searchsorted(cues, low, "right"), 0)


def _bucket(gaps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Buckets by powers of two on either side of DISTANCES // 2."""
    middle = DISTANCES // 2
    size = np.ceil(np.log2(np.maximum(np.abs(gaps), 1))).astype(np.int64) + 1
    return middle + np.sign(gaps) * np.minimum(size, middle)
