"""What clustering reads about stored articles: the protocol, and its values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from compare.clustering.profile import ArticleProfile
from compare.text.document_frequency import Ids

Rows = NDArray[np.int64]
"""Numbers of profiles, ascending in the order in which the articles were added."""


@dataclass(frozen=True, slots=True, eq=False)
class Posting:
    """The articles that are indexed under a term: their rows, ascending, and their days, shape (rows, 2)."""

    rows: Rows
    days: NDArray[np.float32]

    def last(self, number: int) -> Posting:
        """The newest articles."""
        return self if len(self.rows) <= number else Posting(self.rows[-number:], self.days[-number:])

    def with_article(self, row: int, days: tuple[float, float]) -> Posting:
        """The posting with one more article, the newest."""
        return Posting(np.append(self.rows, np.int64(row)), np.concatenate([self.days, np.array([days], np.float32)]))


NO_POSTING = Posting(np.zeros(0, np.int64), np.zeros((0, 2), np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class NearestArticles:
    """The nearest neighbours of an article by terms, with their similarities, and the similarities of those by vector;
    see `compare.clustering.nearest_neighbours`."""

    rows: Rows
    terms: NDArray[np.float32]
    vector: NDArray[np.float32]


class Member(NamedTuple):
    """An article in an event; `settled` if a person put it there."""

    row: int
    article_id: str
    event_id: str
    settled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What was added: profiles by row with the terms under which each is indexed, how many more articles contain each
    term, and the neighbours that changed, by row.
    """

    profiles: Mapping[int, ArticleProfile] = field(default_factory=dict)
    keys: Mapping[int, Sequence[int]] = field(default_factory=dict)
    counts: Mapping[int, int] = field(default_factory=dict)
    nearest: Mapping[int, NearestArticles] = field(default_factory=dict)


class ProfileStore(Protocol):
    """The profiles of stored articles. What is not stored is missing from the results."""

    def rows_of(self, article_ids: Collection[str]) -> dict[str, int]:
        """The rows of those of these articles that have a profile."""
        ...

    def free_rows(self, article_ids: Collection[str]) -> dict[str, int]:
        """The rows for the profiles of these articles, which have none yet."""
        ...

    def profiles(self, rows: Collection[int]) -> dict[int, ArticleProfile]:
        """The profiles of these rows, without spellings."""
        ...

    def nearest(self, rows: Collection[int]) -> dict[int, NearestArticles]:
        """The nearest neighbours of these rows."""
        ...

    def postings(self, terms: Collection[int], newest: int) -> dict[int, Posting]:
        """The articles that are indexed under each of these terms, at most so many of each, the newest ones."""
        ...

    def documents(self) -> int:
        """The number of profiles."""
        ...

    def counts(self, terms: Ids) -> NDArray[np.int32]:
        """How many profiles contain each of these terms."""
        ...

    def events_of(self, rows: Collection[int]) -> dict[int, str]:
        """The event of each row that is in one."""
        ...

    def members(self, event_ids: Collection[str]) -> list[Member]:
        """The articles of these events, by event and position."""
        ...

    def add(self, changes: Changes) -> None:
        """Store what was added."""
        ...


class NoProfiles:
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
