"""Decodes a text into attributions: states over overlapping windows, labels of the whole text, and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from indexes.reader.network import SIZE
from indexes.tagger.batches import Spans, near_links, window_batch, window_batches
from indexes.tagger.crf import BEGIN, END, ROLES, SINGLE, best_labels, label, marginals
from indexes.tagger.inputs import Span, TaggerInput
from indexes.tagger.network import TaggerNetwork

Floats = NDArray[np.float64]

LEAST = -12.0
"""Minimum logarithm of a probability; and the logarithm for a missing part."""


class Found(NamedTuple):
    """An attribution of a text: spans of words (first, last); `source` is None if none was found.

    Its `probability` is computed from the FEATURES numbers in `features`.
    """

    source: Span | None
    cue: Span
    contents: tuple[Span, ...]
    features: Floats
    probability: float


def word_states(network: TaggerNetwork, text: TaggerInput) -> Tensor:
    """The states of all words, (words, SIZE), each from the window with the most context."""
    found = torch.zeros(len(text), SIZE)
    margin = np.full(len(text), -1, np.int64)
    windows = text.windows() if len(text) else []
    for places in window_batches([end - begin for begin, end in windows]):
        batch = window_batch([(text, windows[place]) for place in places])
        states = network.encode(*batch[:4]).float()
        for row, place in enumerate(places):
            begin, end = windows[place]
            around = _around(begin, end, len(text))
            better = around > margin[begin:end]
            margin[begin:end][better] = around[better]
            chosen = torch.from_numpy(better)
            found[begin:end][chosen] = states[row, : end - begin][chosen]
    return found


def _around(begin: int, end: int, words: int) -> NDArray[np.int64]:
    """The words of context on the shorter side of each word of a window; the ends of the text do not limit it."""
    before = np.arange(end - begin) + (0 if begin else words)
    after = np.arange(end - begin)[::-1] + (0 if end < words else words)
    return np.minimum(before, after)


def attributions(network: TaggerNetwork, states: Tensor) -> list[Found]:
    """The attributions of a text whose words have these states, in the order of their cues."""
    if not len(states):
        return []
    states = states.to(network.labels.weight.dtype)
    emissions, transitions = (each.double().numpy() for each in (network.labels(states), network.crf.scores()))
    found = _spans(best_labels(emissions, transitions))
    spans = Spans(*(found[role] for role in ROLES))
    sources = _chosen(near_links(network.sources, states, spans.cues, spans.sources, spans.cues))
    contents = _chosen(near_links(network.contents, states, spans.contents, spans.cues, spans.cues))
    told: dict[int | None, list[tuple[Span, float]]] = defaultdict(list)
    for content, (own, chance) in zip(spans.contents, contents, strict=True):
        told[own].append((content, chance))
    sure, weights = marginals(emissions, transitions), network.probability.double().numpy()
    made = []
    for number, (cue, (chosen, is_source)) in enumerate(zip(spans.cues, sources, strict=True)):
        linked = told[number]
        source = None if chosen is None else spans.sources[chosen]
        parts = tuple(part for part, _ in linked)
        links = is_source, min((chance for _, chance in linked), default=LEAST)
        features = _features(sure, source, cue, parts, links)
        made.append(Found(source, cue, parts, features, float(1 / (1 + np.exp(-features @ weights)))))
    return made


def _chosen(links: Iterable[tuple[int, Tensor]]) -> Iterator[tuple[int | None, float]]:
    """For each anchor, its candidate (None: none) and the logarithm of its probability."""
    for first, logits in links:
        best = logits.double().log_softmax(1).max(1)
        for place, chance in zip(best.indices.tolist(), best.values.tolist(), strict=True):
            yield first + place - 1 if place else None, chance


def _spans(labels: NDArray[np.int64]) -> dict[str, list[Span]]:
    """The spans of each role; the ends of a text may cut one."""
    found: dict[str, list[Span]] = {role: [] for role in ROLES}
    begun = 0
    for place, each in enumerate(labels.tolist()):
        if not each:
            continue
        role, part = divmod(each - 1, 4)
        if part + 1 in (BEGIN, SINGLE):
            begun = place
        if part + 1 in (END, SINGLE) or place == len(labels) - 1:
            found[ROLES[role]].append((begun, place))
    return found


def _features(
    sure: Floats, source: Span | None, cue: Span, contents: Sequence[Span], links: tuple[float, float]
) -> Floats:
    """FEATURES numbers: a constant, logarithms of the probabilities of the spans and the links, and whether the source
    is missing.
    """
    named = 0.0 if source is None else _log_chance(sure, source, 0)
    told = min((_log_chance(sure, each, 2) for each in contents), default=LEAST)
    return np.array([1.0, named, _log_chance(sure, cue, 1), told, *links, source is None])


def _log_chance(sure: Floats, span: Span, role: int) -> float:
    """The logarithm of the probability that a span of this role has these two ends, as if they were independent."""
    first, last = span
    if first == last:
        chance = sure[first, label(role, SINGLE)]
    else:
        chance = sure[first, label(role, BEGIN)] * sure[last, label(role, END)]
    return max(float(np.log(max(chance, 1e-300))), LEAST)
