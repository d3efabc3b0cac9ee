"""The trained reader: loads the packaged weights when the first cell is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.passage import Passage
from compare.model.reader_scores import KINDS, MARKED, Reading, TokenMarks
from compare.text.cleaning.link_lists import blank_link_lists
from indexes.model_registry import READER, ReaderFiles
from indexes.reader import weights
from indexes.reader.memory import return_freed_memory
from indexes.reader.windows import Windows, gap_of, windows_of

if TYPE_CHECKING:
    from indexes.reader.batches import Encoded
    from indexes.reader.mpnet.judging import Judgements
    from indexes.reader.network import Judged, ReaderNetwork

WORTH = -3.0
"""Logit of a match by the smaller model from which the larger one judges a cell (set by hand): a probability of one in
twenty.
"""

UNJUDGED = -6.0
"""The logit of everything in cells that the larger model does not judge."""


class TrainedReader:
    """Implements `compare.ports.Reader`. Creating one costs nothing; it is thread-safe."""

    def __init__(self, loaded: weights.Loaded | None = None, files: ReaderFiles = READER) -> None:
        """`files` are the weights to load; `loaded` are weights that are already in memory."""
        self._lock = Lock()
        self._loaded = loaded
        self._files = files
        self._threads: Any = None

    @property
    def fingerprint(self) -> str:
        """Identifies the weights by their checksum."""
        return self._files.fingerprint

    @property
    def name(self) -> str:
        """ "" for the weights of the package, or the name of the folder of others."""
        return "" if self._files == READER else f"the weights in “{self._files.matches.path.parent.name}”"

    @property
    def floors(self) -> None:
        """None: the packaged decisions were fitted to the scores of this network."""
        return

    @property
    def languages(self) -> frozenset[str]:
        """The languages whose divergences it was trained on."""
        return frozenset({"en"})

    def read(
        self,
        a: tuple[Article, Sequence[Passage]],
        b: tuple[Article, Sequence[Passage]],
        cells: NDArray[np.int64],
    ) -> Reading:
        """The reader's logits of these cells (n, 2); the order of the articles does not matter.

        Every cell is screened by the smaller model, and likely matches are judged by the larger one. Raises ModelError
        if the weights are missing or damaged.
        """
        if not len(cells):
            return Reading.empty()
        tokenizer = self._prepare().tokenizer
        texts = [[blank_link_lists(each.text) for each in passages] for _, passages in (a, b)]
        sides = [windows_of(article.title, own, tokenizer) for (article, _), own in zip((a, b), texts, strict=True)]
        there = self._threads.submit(self._screened, sides, gap_of(a[0], b[0]), cells)
        back = self._threads.submit(self._screened, sides[::-1], gap_of(b[0], a[0]), cells[:, ::-1])
        screened, likeness = ((x + y) / 2 for x, y in zip(there.result(), back.result(), strict=True))
        return_freed_memory()
        chosen = np.flatnonzero(screened[:, 0] >= WORTH)
        judged = self._judged((a[0], b[0]), (texts[0], texts[1]), cells[chosen])
        strength, kinds = unjudged(len(cells))
        strength[chosen], kinds[chosen] = judged.strength, judged.kinds
        marks = [_unmarked(sides, cell) for cell in cells.tolist()]
        for place, own in zip(chosen.tolist(), judged.marks, strict=True):
            marks[place] = own
        return_freed_memory()
        return Reading(cells, strength, likeness, kinds, marks, screened)

    def _prepare(self) -> weights.Loaded:
        """Load the weights on first use."""
        with self._lock:
            if self._threads is None:
                import torch

                self._threads = ThreadPoolExecutor(
                    torch.get_num_threads(), "parallax-reader", torch.set_num_threads, (1,)
                )
            self._loaded = self._loaded or weights.load(self._files)
            return self._loaded

    def _screened(
        self, sides: Sequence[Windows], gap: int, cells: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Strength and likeness of one direction, in one thread: threads that share a batch wait at every step."""
        import torch

        from indexes.reader.batches import Encoded

        network = self._prepare().matches
        strength, likeness = np.zeros((len(cells), 2), np.float32), np.zeros((len(cells), 2), np.float32)
        with torch.inference_mode():
            encoded = Encoded(network, sides)
            for places, logits in _batched(network, encoded, cells, gap):
                strength[places] = logits.strength.float().numpy()
                likeness[places] = logits.kinds.float().numpy()[:, [-1, -2]]
        return strength, likeness

    def _judged(
        self, articles: tuple[Article, Article], texts: tuple[Sequence[str], Sequence[str]], cells: NDArray[np.int64]
    ) -> Judgements:
        from indexes.reader.mpnet.judging import judge

        loaded = self._prepare()
        return judge(loaded.pairs, loaded.pair_tokenizer, articles, texts, cells, self._threads)


def unjudged(number: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Strength and kinds of cells that only the smaller model read."""
    return np.full((number, 2), UNJUDGED, np.float32), np.full((number, len(KINDS) + 1), UNJUDGED, np.float32)


def _batched(
    network: ReaderNetwork, encoded: Encoded, cells: NDArray[np.int64], gap: int
) -> Iterator[tuple[list[int], Judged]]:
    """The logits of the cells, batch by batch, with their indices."""
    from indexes.reader.batches import cell_batches, judge

    for places in cell_batches([sum(_lengths(encoded.articles, cell)) for cell in cells.tolist()]):
        wanted = [(0, int(cells[place, 0]), 1, int(cells[place, 1])) for place in places]
        logits, _, _ = judge(network, encoded, wanted, [gap] * len(wanted))
        yield places, logits


def _lengths(sides: Sequence[Windows], cell: Sequence[int]) -> tuple[int, int]:
    """The tokens of the two passages of a cell."""
    return len(sides[0].passages[cell[0]].ids), len(sides[1].passages[cell[1]].ids)


def _unmarked(sides: Sequence[Windows], cell: Sequence[int]) -> tuple[TokenMarks, TokenMarks]:
    """Empty marks for the tokens of the smaller model."""
    a, b = (
        TokenMarks(passage.offsets, np.zeros((len(passage.ids), len(MARKED)), np.float32))
        for passage in (side.passages[place] for side, place in zip(sides, cell, strict=True))
    )
    return a, b
