"""Training batches for the reader: article pairs with their candidate cells, and pairs of single sentences."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from compare.text.cleaning.link_lists import blank_link_lists
from indexes.reader.network import AUXILIARY, KINDS, TAGS
from indexes.reader.windows import Windows, gap_of, windows_of
from training.data import gold

MRPC, STS, ECB, EDITS = range(AUXILIARY)
IGNORED = -1.0
"""The label of items that are ignored."""
EASY_KEPT = 0.3
"""Share of the easy negatives in an epoch: cells without a link that the candidate scorer considers unlikely."""
EASY_BELOW = 1.6
"""Maximum log-odds of an easy candidate above the candidates' threshold: five times its odds."""


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The labels of a cell; IGNORED where unknown. `tags` are (kind, side, start, end) in characters."""

    strength: tuple[float, float] = (IGNORED, IGNORED)
    kinds: tuple[float, ...] = (IGNORED,) * KINDS
    auxiliary: tuple[float, ...] = (IGNORED,) * AUXILIARY
    tags: tuple[tuple[int, int, int, int], ...] = ()

    def swapped(self) -> Target:
        """The same seen from the other side."""
        return replace(self, tags=tuple((kind, 1 - side, start, end) for kind, side, start, end in self.tags))


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """Two articles, cells (passage of A, passage of B) and the target of each; `easy` are plain negatives."""

    articles: tuple[Windows, Windows]
    gap: int
    cells: tuple[tuple[int, int], ...]
    targets: tuple[Target, ...]
    easy: tuple[bool, ...]

    def swapped(self) -> Example:
        """The same seen from the other side."""
        gap = self.gap if self.gap < 2 else self.gap + 3 if self.gap < 5 else self.gap - 3
        targets = tuple(each.swapped() for each in self.targets)
        cells = tuple((j, i) for i, j in self.cells)
        return Example((self.articles[1], self.articles[0]), gap, cells, targets, self.easy)

    def thinned(self, draw: random.Random) -> Example:
        """The same with only a share of EASY_KEPT of the easy cells, drawn again in each epoch."""
        kept = [k for k, easy in enumerate(self.easy) if not easy or draw.random() < EASY_KEPT]
        cells, targets = tuple(self.cells[k] for k in kept), tuple(self.targets[k] for k in kept)
        return Example(self.articles, self.gap, cells, targets, tuple(self.easy[k] for k in kept))


def of_pair(pair: gold.GoldPair, scores: np.ndarray | None, threshold: float, tokenizer: Any) -> Example:
    """An annotated pair: all links, and the cells whose candidate log-odds are at least `threshold`."""
    linked = {(cell.a, cell.b): cell for cell in pair.cells}
    cells = set(linked)
    if scores is not None:
        cells |= {(int(i), int(j)) for i, j in np.argwhere(scores >= threshold)}
    wanted = sorted(cells - pair.disputed)
    targets = tuple(target_of(linked[each]) if each in linked else Target((0.0, 0.0)) for each in wanted)
    windows = tuple(
        windows_of(article.title, [blank_link_lists(each.text) for each in passages], tokenizer)
        for article, passages in zip(pair.articles, pair.passages, strict=True)
    )
    easy = tuple(
        each not in linked and scores is not None and bool(scores[each] < threshold + EASY_BELOW) for each in wanted
    )
    return Example((windows[0], windows[1]), gap_of(*pair.articles), tuple(wanted), targets, easy)


def target_of(cell: gold.Cell) -> Target:
    """The labels of an annotated cell."""
    strength = (float(cell.strength > gold.NONE), float(cell.strength == gold.STRONG))
    if cell.strength == gold.NONE:
        return Target(strength)
    same = float(not cell.kinds.any())
    kinds = tuple(value if known else IGNORED for value, known in zip(cell.kinds, cell.known, strict=True))
    return Target(strength, (*kinds, same), tags=cell.spans)


def auxiliary(gold_folder: Path, tokenizer: Any, folds: frozenset[int]) -> list[Example]:
    """Sentence pairs of other data: paraphrases, similarity, events, edits; limited to these folds if the data has
    folds.
    """
    rows: list[tuple[str, str, int, float]] = []
    matches = gold_folder / "matches"
    rows += [(r["a"], r["b"], MRPC, float(r["label"])) for r in gold.read_gzipped(matches / "mrpc-train.jsonl.gz")]
    for name in ("sts-train", "sts-dev"):
        rows += [(r["a"], r["b"], STS, r["score"] / 5) for r in gold.read_gzipped(matches / f"{name}.jsonl.gz")]
    documents = gold.read_gzipped(gold_folder / "events" / "ecb.jsonl.gz")
    fold_of = {re.sub(r"_\d+", "", r["id"]): r["fold"] for r in documents}
    ecb = [r for r in gold.read_gzipped(matches / "ecb-train.jsonl.gz") if fold_of.get(r["event"], 0) in folds]
    rows += [(r["a"], r["b"], ECB, float(r["label"])) for r in ecb]
    edits = [r for r in gold.read_gzipped(gold_folder / "edits.jsonl.gz") if r["fold"] in folds]
    rows += [(r["a"], r["b"], EDITS, float(not r["consistent"])) for r in edits]
    return [_sentences(a, b, task, label, tokenizer) for a, b, task, label in rows]


def _sentences(a: str, b: str, task: int, label: float, tokenizer: Any) -> Example:
    labels = tuple(label if each == task else IGNORED for each in range(AUXILIARY))
    windows = windows_of("", [a], tokenizer), windows_of("", [b], tokenizer)
    return Example(windows, 0, ((0, 0),), (Target(auxiliary=labels),), (False,))


def batches(examples: Sequence[Example], cells: int, draw: random.Random) -> Iterator[list[Example]]:
    """All examples once, in random order and with random sides, in batches of about this many cells."""
    order = list(examples)
    draw.shuffle(order)
    batch: list[Example] = []
    held = 0
    for each in order:
        taken = (each.swapped() if draw.random() < 0.5 else each).thinned(draw)
        batch.append(taken)
        held += len(taken.cells)
        if held >= cells:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def tag_targets(targets: Sequence[Target], cells: Sequence[tuple[Any, Any]], shape: tuple[int, ...]) -> Tensor:
    """Labels of tokens, shape (cells, tokens, TAGS): IGNORED unless the cell has marked words of that kind. `cells` are
    the tokenized passages of each; the tokens of A come first, then those of B.
    """
    found = np.full((*shape, TAGS), IGNORED, np.float32)
    for row, (target, (a, b)) in enumerate(zip(targets, cells, strict=True)):
        for kind in {each[0] for each in target.tags}:
            found[row, : len(a.ids) + len(b.ids), kind] = 0.0
        for kind, side, start, end in target.tags:
            passage, offset = ((a, 0), (b, len(a.ids)))[side]
            inside = (passage.offsets[:, 0] < end) & (passage.offsets[:, 1] > start)
            found[row, offset : offset + len(passage.ids), kind][inside] = 1.0
    return torch.from_numpy(found)
