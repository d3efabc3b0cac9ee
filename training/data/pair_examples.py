"""Training batches for the network that judges pairs of passages: annotated links, and cells that look like links."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from compare.text.cleaning.link_lists import blank_link_lists
from indexes.reader.mpnet.inputs import PairInput, PairInputs, TokenizedArticle, padded
from indexes.reader.network import TAGS
from indexes.reader.windows import gap_of
from training.data import gold
from training.data.examples import IGNORED, Target, target_of

NEGATIVES, MORE_NEGATIVES = 1.0, 3
"""Number of cells without a link per pair of articles in an epoch: this many for each of its links, and this many more.
"""
DRAWN_FROM = 3
"""The factor by which the pool of negatives is larger than the number drawn; it contains the cells that the candidate
scorer considers most likely.
"""
BUCKET = 24
"""Number of batches whose examples are sorted by length together."""

Scores = Mapping[str, NDArray[np.float32]]
"""The candidate log-odds of all cells of a pair of articles, by scorers that did not see its fold; by the pair's id."""


@dataclass(frozen=True, slots=True, eq=False)
class PairExample:
    """An input with its labels."""

    input: PairInput
    target: Target


class Examples:
    """The examples of annotated pairs; each epoch draws different negatives and sides."""

    def __init__(
        self, pairs: Sequence[gold.GoldPair], scores: Scores, tokenizer: Any, negatives: float = NEGATIVES
    ) -> None:
        self._pairs, self._scores, self._share = pairs, scores, negatives
        self._tokenizer = tokenizer
        self._articles = [
            tuple(
                TokenizedArticle(article.title, [blank_link_lists(each.text) for each in passages], tokenizer)
                for article, passages in zip(pair.articles, pair.passages, strict=True)
            )
            for pair in pairs
        ]

    def epoch(self, draw: random.Random) -> list[PairExample]:
        """All links, and negatives, in random order."""
        made = []
        for pair, articles in zip(self._pairs, self._articles, strict=True):
            gap = gap_of(*pair.articles), gap_of(*pair.articles[::-1])
            inputs = [PairInputs(articles[side], articles[1 - side], gap[side], self._tokenizer) for side in (0, 1)]
            for i, j, target in [*_links(pair), *self._negatives(pair, draw)]:
                if draw.random() < 0.5:
                    made.append(PairExample(inputs[0].of(i, j), target))
                else:
                    made.append(PairExample(inputs[1].of(j, i), target.swapped()))
        draw.shuffle(made)
        return made

    def _negatives(self, pair: gold.GoldPair, draw: random.Random) -> list[tuple[int, int, Target]]:
        if pair.is_minimal:
            return []
        scores = self._scores[pair.id].copy()
        for place in [*((cell.a, cell.b) for cell in pair.cells), *pair.disputed]:
            scores[place] = -np.inf
        wanted = int(self._share * len(pair.cells)) + MORE_NEGATIVES
        likely = [
            place for place in np.argsort(-scores, axis=None)[: DRAWN_FROM * wanted] if np.isfinite(scores.flat[place])
        ]
        chosen = draw.sample(likely, min(wanted, len(likely)))
        return [(*divmod(int(place), scores.shape[1]), Target((0.0, 0.0))) for place in chosen]


def _links(pair: gold.GoldPair) -> list[tuple[int, int, Target]]:
    return [(cell.a, cell.b, target_of(cell)) for cell in pair.cells]


def batches(examples: Sequence[PairExample], size: int, draw: random.Random) -> Iterator[list[PairExample]]:
    """All examples once, in batches of about equal lengths."""
    for start in range(0, len(examples), size * BUCKET):
        bucket = sorted(examples[start : start + size * BUCKET], key=lambda each: len(each.input.ids))
        made = [bucket[place : place + size] for place in range(0, len(bucket), size)]
        draw.shuffle(made)
        yield from made


def tensors(batch: Sequence[PairExample]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Token ids, and the labels of strength, of kinds, and of tokens (pairs, tokens, TAGS)."""
    ids = padded([each.input for each in batch])
    tags = np.full((*ids.shape, TAGS), IGNORED, np.float32)
    for row, each in enumerate(batch):
        spans = each.input.span(0), each.input.span(1)
        for kind in {tag[0] for tag in each.target.tags}:
            for start, end in spans:
                tags[row, start:end, kind] = 0.0
        for kind, side, start, end in each.target.tags:
            offsets = (each.input.a, each.input.b)[side].offsets
            inside = (offsets[:, 0] < end) & (offsets[:, 1] > start)
            tags[row, slice(*spans[side]), kind][inside] = 1.0
    strength, kinds = (
        torch.tensor([getattr(each.target, name) for each in batch], dtype=torch.float32)
        for name in ("strength", "kinds")
    )
    return torch.from_numpy(ids), strength, kinds, torch.from_numpy(tags)
