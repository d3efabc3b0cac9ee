"""The trained reader: loads the packaged weights when the first cell is read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from compare.alignment.likeliest import likeliest
from compare.model.article import Article
from compare.model.limits import JUDGED_TOKENS
from compare.model.passage import Passage
from compare.model.reader_scores import KINDS, MARKED, Reading, TokenMarks
from compare.text.cleaning.link_lists import blank_link_lists
from indexes.model_registry import READER, ReaderFiles
from indexes.reader import weights
from indexes.reader.memory import return_freed_memory
from indexes.reader.windows import Windows, gap_of, windows_of
from indexes.shared_threads import SharedThreads

if TYPE_CHECKING:
    from indexes.reader.batches import Encoded
    from indexes.reader.mpnet.judging import Judgements
    from indexes.reader.network import ReaderNetwork

WORTH = -3.0
"""Logit of a match by the smaller model from which the larger one judges a cell (set by hand): a probability of one in
twenty.
"""

_AROUND = 60
"""Tokens of the larger model besides those of both passages: their context, the time between the articles, marks."""

UNJUDGED = -6.0
"""The logit of everything in cells that the larger model does not judge."""


class TrainedReader:
    """Implements `compare.ports.Reader`. Creating one costs nothing; it is thread-safe."""

    def __init__(self, loaded: weights.Loaded | None = None, files: ReaderFiles = READER) -> None:
        """`files` are the weights to load; `loaded` are weights that are already in memory."""
        self._lock = Lock()
        self._loaded = loaded
        self._files = files
        self._threads: SharedThreads | None = None

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

        Every cell is screened by the smaller model, and likely matches are judged by the larger one, up to
        JUDGED_TOKENS. Raises ModelError if the weights are missing or damaged.
        """
        if not len(cells):
            return Reading.empty()
        loaded, threads = self._prepare()
        texts = [[blank_link_lists(each.text) for each in passages] for _, passages in (a, b)]
        sides = [
            windows_of(article.title, own, loaded.tokenizer) for (article, _), own in zip((a, b), texts, strict=True)
        ]
        screened, likeness = _screened(loaded.matches, (a[0], b[0]), sides, cells, threads)
        return_freed_memory()
        worth = np.flatnonzero(screened[:, 0] >= WORTH)
        tokens = np.array([judged_tokens(sides, cell) for cell in cells[worth].tolist()], np.int64)
        chosen = worth[likeliest(screened[worth, 0], tokens, JUDGED_TOKENS)]
        judged = _judged(loaded, (a[0], b[0]), (texts[0], texts[1]), cells[chosen], threads)
        strength, kinds = unjudged(len(cells))
        strength[chosen], kinds[chosen] = judged.strength, judged.kinds
        marks = [_unmarked(sides, cell) for cell in cells.tolist()]
        for place, own in zip(chosen.tolist(), judged.marks, strict=True):
            marks[place] = own
        return_freed_memory()
        return Reading(cells, strength, likeness, kinds, marks, screened, unread=cells[np.setdiff1d(worth, chosen)])

    def _prepare(self) -> tuple[weights.Loaded, SharedThreads]:
        """Load the weights on first use."""
        with self._lock:
            self._threads = self._threads or SharedThreads("parallax-reader")
            self._loaded = self._loaded or weights.load(self._files)
            return self._loaded, self._threads


def _judged(
    loaded: weights.Loaded,
    articles: tuple[Article, Article],
    texts: tuple[Sequence[str], Sequence[str]],
    cells: NDArray[np.int64],
    threads: SharedThreads,
) -> Judgements:
    from indexes.reader.mpnet.judging import judge

    return judge(loaded.pairs, loaded.pair_tokenizer, articles, texts, cells, threads)


def unjudged(number: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Strength and kinds of cells that only the smaller model read."""
    return np.full((number, 2), UNJUDGED, np.float32), np.full((number, len(KINDS) + 1), UNJUDGED, np.float32)


def _screened(
    network: ReaderNetwork,
    articles: tuple[Article, Article],
    sides: Sequence[Windows],
    cells: NDArray[np.int64],
    threads: SharedThreads,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Strength and likeness (n, 2) of cells by the smaller model: the mean of both directions."""
    from indexes.reader.batches import cell_batches

    ways = (sides, sides[::-1])
    encoded = list(threads.results(partial(_encoded, network, way) for way in ways))
    gaps, turned = (gap_of(*articles), gap_of(*articles[::-1])), (cells, cells[:, ::-1])
    batches = list(cell_batches([sum(_lengths(sides, cell)) for cell in cells.tolist()]))
    tasks = [(way, places) for places in batches for way in (0, 1)]
    work = (partial(_logits, network, encoded[way], turned[way][places], gaps[way]) for way, places in tasks)
    strength, likeness = np.zeros((len(cells), 2), np.float32), np.zeros((len(cells), 2), np.float32)
    for (_, places), (strong, like) in zip(tasks, threads.results(work), strict=True):
        strength[places] += strong / 2
        likeness[places] += like / 2
    return strength, likeness


def _encoded(network: ReaderNetwork, sides: Sequence[Windows]) -> Encoded:
    import torch

    from indexes.reader.batches import Encoded

    with torch.inference_mode():
        return Encoded(network, sides)


def _logits(
    network: ReaderNetwork, encoded: Encoded, cells: NDArray[np.int64], gap: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Strength and likeness of one batch of cells in one direction."""
    import torch

    from indexes.reader.batches import judge

    wanted = [(0, i, 1, j) for i, j in cells.tolist()]
    with torch.inference_mode():
        logits, _, _ = judge(network, encoded, wanted, [gap] * len(wanted))
        return logits.strength.float().numpy(), logits.kinds.float().numpy()[:, [-1, -2]]


def _lengths(sides: Sequence[Windows], cell: Sequence[int]) -> tuple[int, int]:
    """The tokens of the two passages of a cell."""
    return len(sides[0].passages[cell[0]].ids), len(sides[1].passages[cell[1]].ids)


def judged_tokens(sides: Sequence[Windows], cell: Sequence[int]) -> int:
    """About how many tokens the larger model reads for a cell: both passages, with what stands before them."""
    return sum(_lengths(sides, cell)) + _AROUND


def _unmarked(sides: Sequence[Windows], cell: Sequence[int]) -> tuple[TokenMarks, TokenMarks]:
    """Empty marks for the tokens of the smaller model."""
    a, b = (
        TokenMarks(passage.offsets, np.zeros((len(passage.ids), len(MARKED)), np.float32))
        for passage in (side.passages[place] for side, place in zip(sides, cell, strict=True))
    )
    return a, b
