"""The trained reader as `compare` sees it: loads the weights that come with the package when the first cell is read."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from compare.article import Article
from compare.passage import Passage
from compare.reading import KINDS, MARKED, Reading, TokenMarks
from compare.text.link_lists import blank_link_lists
from indexes.reader import weights
from indexes.reader.windows import TokenizedPassage, Windows, gap_of, windows_of

Probabilities = NDArray[np.float32]
"""Shape (tokens, len(MARKED))."""

_NO_TAGS = (np.zeros((0, len(MARKED)), np.float32),) * 2


class TrainedReader:
    """Implements `compare.ports.Reader`. Making one costs nothing; any number of threads may use it."""

    def __init__(self, loaded: tuple[Any, Any] | None = None) -> None:
        """`loaded` are a network and its tokenizer, for weights that are not those of the package."""
        self._lock = Lock()
        self._loaded: Any = loaded
        self._threads: Any = None

    @property
    def fingerprint(self) -> str:
        """Names the weights by their checksum."""
        return weights.FINGERPRINT

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
        """The reader's logits of these cells (n, 2); the mean of both directions, so that the sides do not matter.

        Raises ModelError if the weights are missing or damaged.
        """
        if not len(cells):
            return Reading(cells, np.zeros((0, 2), np.float32), np.zeros((0, len(KINDS) + 1), np.float32), [])
        self._prepare()
        _, tokenizer = self._loaded
        texts = [(article.title, [blank_link_lists(each.text) for each in passages]) for article, passages in (a, b)]
        sides = [windows_of(*each, tokenizer) for each in texts]
        there = self._threads.submit(self._judged, sides, gap_of(a[0], b[0]), cells)
        back = self._threads.submit(self._judged, sides[::-1], gap_of(b[0], a[0]), cells[:, ::-1])
        first, second = there.result(), back.result()
        marks = [
            (_marks(sides[0].passages[i], [x[0], y[1]]), _marks(sides[1].passages[j], [x[1], y[0]]))
            for (i, j), x, y in zip(cells.tolist(), first.tags, second.tags, strict=True)
        ]
        strength, kinds = (first.strength + second.strength) / 2, (first.kinds + second.kinds) / 2
        return Reading(cells, strength, kinds, marks)

    def _prepare(self) -> None:
        """Load the weights when they are first wanted."""
        with self._lock:
            if self._threads is None:
                import torch

                self._loaded = self._loaded or weights.load()
                self._threads = ThreadPoolExecutor(
                    torch.get_num_threads(), "parallax-reader", torch.set_num_threads, (1,)
                )

    def _judged(self, sides: Sequence[Windows], gap: int, cells: NDArray[np.int64]) -> _Logits:
        """One direction, in one thread: threads that share a batch wait for one another at every step."""
        import torch

        from indexes.reader.batches import Encoded, cell_batches, judge

        lengths = [len(sides[0].passages[i].ids) + len(sides[1].passages[j].ids) for i, j in cells.tolist()]
        strength = np.zeros((len(cells), 2), np.float32)
        kinds = np.zeros((len(cells), len(KINDS) + 1), np.float32)
        tags: list[tuple[Probabilities, Probabilities]] = [_NO_TAGS] * len(cells)
        network, _ = self._loaded
        with torch.inference_mode():
            encoded = Encoded(network, sides)
            for places in cell_batches(lengths):
                batch = [(0, int(cells[k, 0]), 1, int(cells[k, 1])) for k in places]
                logits, _, _ = judge(network, encoded, batch, [gap] * len(batch))
                strength[places], kinds[places] = logits.strength.float().numpy(), logits.kinds.float().numpy()
                marked = logits.tags.float().sigmoid().numpy()
                for row, place in enumerate(places):
                    split = len(sides[0].passages[cells[place, 0]].ids)
                    tags[place] = marked[row, :split], marked[row, split : lengths[place]]
        return _Logits(strength, kinds, tags)


class _Logits(NamedTuple):
    """Of one direction; `tags` are those of the first and of the second passage of each cell."""

    strength: NDArray[np.float32]
    kinds: NDArray[np.float32]
    tags: list[tuple[Probabilities, Probabilities]]


def _marks(passage: TokenizedPassage, directions: Sequence[Probabilities]) -> TokenMarks:
    return TokenMarks(passage.offsets, np.mean(directions, axis=0, dtype=np.float32))
