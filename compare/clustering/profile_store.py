"""The `ProfileStore` of an archive without articles."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from compare.ports.profiles import ArticleProfile, Changes, Member, NearestArticles, Posting
from compare.text.document_frequency import Ids

NO_POSTING = Posting(np.zeros(0, np.int64), np.zeros((0, 2), np.float32))


class EmptyProfileStore:
    """A `ProfileStore` of an archive that has no articles yet; `add` discards what it is given."""

    def __init__(self) -> None:
        self._rows = 0

    def rows_of(self, article_ids: Collection[str]) -> dict[str, int]:
        """None."""
        return {}

    def free_rows(self, article_ids: Collection[str]) -> dict[str, int]:
        """The next numbers."""
        first = self._rows
        self._rows += len(article_ids)
        return dict(zip(article_ids, range(first, self._rows), strict=True))

    def profiles(self, rows: Collection[int]) -> dict[int, ArticleProfile]:
        """None."""
        return {}

    def nearest(self, rows: Collection[int]) -> dict[int, NearestArticles]:
        """None."""
        return {}

    def postings(self, terms: Collection[int], newest: int) -> dict[int, Posting]:
        """None."""
        return {}

    def documents(self) -> int:
        """0."""
        return 0

    def counts(self, terms: Ids) -> NDArray[np.int32]:
        """0 for each term."""
        return np.zeros(len(terms), np.int32)

    def events_of(self, rows: Collection[int]) -> dict[int, str]:
        """None."""
        return {}

    def members(self, event_ids: Collection[str]) -> list[Member]:
        """None."""
        return []

    def add(self, changes: Changes) -> None:
        """Nothing is stored."""
