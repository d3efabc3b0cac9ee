"""How common terms are: counts of documents, in a background of news and in the archive itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compare.text.document_frequency import background

Ids = NDArray[np.uint32]


class TermStatistics:
    """In how many documents each term occurs; starts from the background, so that two articles are enough."""

    def __init__(self) -> None:
        self._documents, counts = background()
        self._counts = counts.copy()
        self._logs = np.log(self._counts + np.float32(0.5))

    def add(self, ids: Ids, by: int = 1) -> None:
        """Count one more document (one less, if `by` is -1) that holds the terms `ids`, each named once."""
        self._documents += by
        self._counts[ids] += by
        self._logs[ids] = np.log(self._counts[ids] + np.float32(0.5))

    def rarity(self, ids: Ids) -> NDArray[np.float32]:
        """The inverse document frequency of terms: log((documents + 1) / (count + ½))."""
        return np.asarray(np.float32(np.log(self._documents + 1)) - self._logs[ids], np.float32)
