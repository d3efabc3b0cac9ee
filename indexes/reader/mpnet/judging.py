"""Judges cells of two articles with the larger model: each cell once, in batches of similar lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.reader_scores import KINDS, MARKED, TokenMarks
from indexes.reader.batches import cell_batches
from indexes.reader.mpnet.inputs import PairInput, PairInputs, TokenizedArticle, padded
from indexes.reader.mpnet.network import PairLogits, PairNetwork
from indexes.reader.windows import gap_of
from indexes.shared_threads import SharedThreads

BATCH_TOKENS = 1_024
"""Maximum number of tokens of a batch, including padding. Eight pairs of articles took 1.19 GB at most, and 1.36 with
2,048.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Judgements:
    """Of n cells: `strength` (n, 2) and `kinds` (n, KINDS + 1), logits, and the marked words of both passages."""

    strength: NDArray[np.float32]
    kinds: NDArray[np.float32]
    marks: list[tuple[TokenMarks, TokenMarks]]


def judge(
    network: PairNetwork,
    tokenizer: Any,
    articles: tuple[Article, Article],
    texts: tuple[Sequence[str], Sequence[str]],
    cells: NDArray[np.int64],
    threads: SharedThreads,
) -> Judgements:
    """Judge `cells` (n, 2) of two articles whose passages are `texts`; each batch is computed in one of `threads`.

    The earlier article always comes first, so the order of the arguments does not matter.
    """
    order = _order(*articles)
    sides = [TokenizedArticle(articles[place].title, texts[place], tokenizer) for place in order]
    inputs = PairInputs(sides[0], sides[1], gap_of(articles[order[0]], articles[order[1]]), tokenizer)
    made = [inputs.of(*(int(cell[place]) for place in order)) for cell in cells]
    found = Judgements(
        np.zeros((len(cells), 2), np.float32), np.zeros((len(cells), len(KINDS) + 1), np.float32), [_NONE] * len(cells)
    )
    batches = list(cell_batches([len(each.ids) for each in made], BATCH_TOKENS))
    tasks = (partial(_logits, network, [made[place] for place in places]) for places in batches)
    for places, logits in zip(batches, threads.results(tasks), strict=True):
        found.strength[places] = logits.strength.float().numpy()
        found.kinds[places] = logits.kinds.float().numpy()
        chances = logits.tags.float().sigmoid().numpy()
        for row, place in enumerate(places):
            both = [_marks(made[place], side, chances[row]) for side in (0, 1)]
            found.marks[place] = (both[order[0]], both[order[1]])
    return found


_NOWHERE = TokenMarks(np.zeros((0, 2), np.int64), np.zeros((0, len(MARKED)), np.float32))
_NONE = (_NOWHERE, _NOWHERE)


def _order(a: Article, b: Article) -> tuple[int, int]:
    """The indices of the two articles, earlier one first; ordered by content if that is unknown."""
    gap = gap_of(a, b)
    if gap > 1:
        return (0, 1) if gap < 5 else (1, 0)
    return (0, 1) if (a.title, a.text, a.outlet.name) <= (b.title, b.text, b.outlet.name) else (1, 0)


def _logits(network: PairNetwork, batch: Sequence[PairInput]) -> PairLogits:
    with torch.inference_mode():
        told: PairLogits = network(torch.from_numpy(padded(batch)))
    return told


def _marks(pair: PairInput, side: int, chances: NDArray[np.float32]) -> TokenMarks:
    start, end = pair.span(side)
    return TokenMarks((pair.a, pair.b)[side].offsets, chances[start:end])
