"""The trained reader as `compare` sees it: loads the weights that come with the package when the first cell is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.passage import Passage
from compare.model.reader_scores import KINDS, MARKED, Reading, TokenMarks
from compare.text.cleaning.link_lists import blank_link_lists
from indexes.reader import weights
from indexes.reader.windows import TokenizedPassage, Windows, gap_of, windows_of

if TYPE_CHECKING:
    from indexes.reader.batches import Encoded
    from indexes.reader.network import Judged, ReaderNetwork

Probabilities = NDArray[np.float32]
"""Shape (tokens, len(MARKED))."""

_WORTH = -4.0
"""Logit of a link from which it is read how a cell diverges (chosen): a chance of one in fifty."""

_UNLIKELY = -6.0
"""The logit of each kind in cells of which that is not read."""

_NO_TAGS = (np.zeros((0, len(MARKED)), np.float32),) * 2


class TrainedReader:
    """Implements `compare.ports.Reader`. Making one costs nothing; any number of threads may use it."""

    def __init__(self, loaded: weights.Loaded | None = None, files: weights.Files = weights.SHIPPED) -> None:
        """`files` are what is loaded; `loaded` are weights that have been loaded already, of no file."""
        self._lock = Lock()
        self._loaded = loaded
        self._files = files
        self._threads: Any = None

    @property
    def fingerprint(self) -> str:
        """Names the weights by their checksum."""
        return self._files.fingerprint

    @property
    def name(self) -> str:
        """ "" for the weights of the package, or the name of the folder of others."""
        return "" if self._files == weights.SHIPPED else f"the weights in “{self._files.matches.parent.name}”"

    @property
    def floors(self) -> None:
        """The decisions that come with the package tell: they were fitted to the scores of this network."""
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
        """The reader's logits of these cells (n, 2); the mean of both directions, so that the sides do not matter.

        Raises ModelError if the weights are missing or damaged.
        """
        if not len(cells):
            return Reading.empty()
        tokenizer = self._prepare().tokenizer
        texts = [(article.title, [blank_link_lists(each.text) for each in passages]) for article, passages in (a, b)]
        sides = [windows_of(*each, tokenizer) for each in texts]
        there = self._threads.submit(self._judged, sides, gap_of(a[0], b[0]), cells)
        back = self._threads.submit(self._judged, sides[::-1], gap_of(b[0], a[0]), cells[:, ::-1])
        first, second = there.result(), back.result()
        marks = [
            (_marks(sides[0].passages[i], [x[0], y[1]]), _marks(sides[1].passages[j], [x[1], y[0]]))
            for (i, j), x, y in zip(cells.tolist(), first.tags, second.tags, strict=True)
        ]
        strength, likeness, kinds = ((x + y) / 2 for x, y in zip(first[:3], second[:3], strict=True))
        return Reading(cells, strength, likeness, kinds, marks)

    def _prepare(self) -> weights.Loaded:
        """Load the weights when they are first wanted."""
        with self._lock:
            if self._threads is None:
                import torch

                self._threads = ThreadPoolExecutor(
                    torch.get_num_threads(), "parallax-reader", torch.set_num_threads, (1,)
                )
            self._loaded = self._loaded or weights.load(self._files)
            return self._loaded

    def _judged(self, sides: Sequence[Windows], gap: int, cells: NDArray[np.int64]) -> _Logits:
        """One direction, in one thread: threads that share a batch wait for one another at every step."""
        import torch

        from indexes.reader.batches import Encoded

        loaded = self._prepare()
        found = _Logits.empty(len(cells))
        with torch.inference_mode():
            encoded = Encoded(loaded.matches, sides)
            for places, logits in _batched(loaded.matches, encoded, cells, np.arange(len(cells)), gap):
                found.strength[places] = logits.strength.float().numpy()
                found.likeness[places] = logits.kinds.float().numpy()[:, [-1, -2]]
            worth = np.flatnonzero(found.strength[:, 0] >= _WORTH)
            for places, logits in _batched(loaded.divergences, encoded, cells, worth, gap):
                found.kinds[places] = logits.kinds.float().numpy()
                marked = logits.tags.float().sigmoid().numpy()
                for row, place in enumerate(places):
                    split, end = _lengths(sides, cells[place])
                    found.tags[place] = marked[row, :split], marked[row, split : split + end]
        for place in np.flatnonzero(found.strength[:, 0] < _WORTH).tolist():
            found.tags[place] = tuple(np.zeros((n, len(MARKED)), np.float32) for n in _lengths(sides, cells[place]))
        return found


class _Logits(NamedTuple):
    """Of one direction; `tags` are those of the first and of the second passage of each cell."""

    strength: NDArray[np.float32]
    likeness: NDArray[np.float32]
    kinds: NDArray[np.float32]
    tags: list[tuple[Probabilities, ...]]

    @classmethod
    def empty(cls, number: int) -> _Logits:
        """Of so many cells that were not read."""
        two, kinds = np.zeros((number, 2), np.float32), np.full((number, len(KINDS) + 1), _UNLIKELY, np.float32)
        return cls(two, two.copy(), kinds, [_NO_TAGS] * number)


def _batched(
    network: ReaderNetwork, encoded: Encoded, cells: NDArray[np.int64], chosen: NDArray[np.int64], gap: int
) -> Iterator[tuple[list[int], Judged]]:
    """The logits of the `chosen` cells, batch by batch, with their places."""
    from indexes.reader.batches import cell_batches, judge

    for batch in cell_batches([sum(_lengths(encoded.articles, cells[place])) for place in chosen]):
        places = chosen[batch].tolist()
        wanted = [(0, int(cells[place, 0]), 1, int(cells[place, 1])) for place in places]
        logits, _, _ = judge(network, encoded, wanted, [gap] * len(wanted))
        yield places, logits


def _lengths(sides: Sequence[Windows], cell: NDArray[np.int64]) -> tuple[int, int]:
    """The tokens of the two passages of a cell."""
    return len(sides[0].passages[int(cell[0])].ids), len(sides[1].passages[int(cell[1])].ids)


def _marks(passage: TokenizedPassage, directions: Sequence[Probabilities]) -> TokenMarks:
    return TokenMarks(passage.offsets, np.mean(directions, axis=0, dtype=np.float32))
