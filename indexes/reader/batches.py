"""Tensors of windows and cells, for training and inference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from indexes.reader.network import Judged, ReaderNetwork
from indexes.reader.windows import PAD, Windows

CELL_TOKENS = 4_096
"""Maximum number of tokens of a batch of cells, including padding (set by hand to fit into the cache of a core)."""


def padded(windows: Sequence[NDArray[np.int64]]) -> tuple[Tensor, Tensor]:
    """Ids and mask of shape (windows, tokens)."""
    longest = max(len(each) for each in windows)
    ids = np.full((len(windows), longest), PAD, np.int64)
    mask = np.zeros((len(windows), longest), np.bool_)
    for row, each in enumerate(windows):
        ids[row, : len(each)] = each
        mask[row, : len(each)] = True
    return torch.from_numpy(ids), torch.from_numpy(mask)


class Encoded:
    """The token states of articles, concatenated, and the position of each passage in them."""

    def __init__(self, network: ReaderNetwork, articles: Sequence[Windows]) -> None:
        self.articles = articles
        windows = [each for article in articles for each in article.ids]
        first = [0] * len(windows)
        parts, words, held = [], [], 0
        for places in cell_batches([len(each) for each in windows]):
            ids, mask = padded([windows[place] for place in places])
            states = network.encode(ids, mask)
            for row, place in enumerate(places):
                first[place] = held + row * ids.shape[1]
            held += ids.numel()
            parts.append(states.reshape(-1, states.shape[-1]))
            words.append(ids.reshape(-1))
        self.flat = torch.cat([*parts, parts[0].new_zeros(1, parts[0].shape[-1])])
        self.ids = torch.cat([*words, words[0].new_zeros(1)])
        self.starts: list[list[int]] = []
        for article in articles:
            own, first = first[: len(article.ids)], first[len(article.ids) :]
            self.starts.append([own[window] + start for window, start, _ in article.places])

    @classmethod
    def joined(cls, parts: Sequence[Encoded]) -> Encoded:
        """Concatenate the articles of all parts, as if they had been encoded together."""
        made = cls.__new__(cls)
        made.articles = [article for part in parts for article in part.articles]
        made.flat = torch.cat([*(part.flat[:-1] for part in parts), parts[0].flat[-1:]])
        made.ids = torch.cat([*(part.ids[:-1] for part in parts), parts[0].ids[-1:]])
        made.starts, before = [], 0
        for part in parts:
            made.starts += [[before + start for start in starts] for starts in part.starts]
            before += len(part.flat) - 1
        return made

    def tokens(self, article: int, passage: int) -> NDArray[np.int64]:
        """The rows of `flat` with the tokens of this passage."""
        start = self.starts[article][passage]
        return np.arange(start, start + len(self.articles[article].passages[passage].ids))


def cell_batches(lengths: Sequence[int], tokens: int = CELL_TOKENS) -> Iterator[list[int]]:
    """Indices of cells in batches of similar lengths with a maximum number of tokens, longest first."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda each: -lengths[each]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > tokens:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def judge(
    network: ReaderNetwork, encoded: Encoded, cells: Sequence[tuple[int, int, int, int]], gaps: Sequence[int]
) -> tuple[Judged, Tensor, Tensor]:
    """The logits of one batch of cells (article, passage, article, passage), with their masks and sides."""
    rows = [(encoded.tokens(a, i), encoded.tokens(b, j)) for a, i, b, j in cells]
    longest = max(len(left) + len(right) for left, right in rows)
    index = np.full((len(rows), longest), len(encoded.flat) - 1, np.int64)
    mask = np.zeros((len(rows), longest), np.bool_)
    sides = np.zeros((len(rows), longest), np.int64)
    for row, (left, right) in enumerate(rows):
        end = len(left) + len(right)
        index[row, : len(left)], index[row, len(left) : end] = left, right
        mask[row, :end] = True
        sides[row, len(left) : end] = 1
    seen, which = torch.from_numpy(mask), torch.from_numpy(sides)
    places = torch.from_numpy(index)
    logits = network.judge(encoded.ids[places], encoded.flat[places], seen, which, torch.tensor(gaps))
    return logits, seen, which
