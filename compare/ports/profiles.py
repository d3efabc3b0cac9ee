"""Clustering profiles of articles, and the store in which similar ones are found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Terms = NDArray[np.uint32]
"""Hash buckets of terms."""
Rows = NDArray[np.int64]
"""Numbers of profiles, ascending in the order in which the articles were added."""


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """Term numbers, ascending, with the weight of each."""

    ids: Terms
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ArticleProfile:
    """`terms` by prominence, `figures` (numbers) and `dates` (years, months, weekdays) as mentioned, `vector` of length
    1 (zeros if there is no passage), and from when to when it was published, in days since 1970 (nan if unknown);
    `triples` are the least hashes of its word triples, ascending, at most `MOST_TRIPLES`.

    `spelling` says how the terms are written; it may be empty.
    """

    article_id: str
    terms: Bag
    figures: Bag
    dates: Bag
    vector: NDArray[np.float32]
    days: tuple[float, float]
    spelling: Mapping[int, str]
    triples: Terms


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

    def counts(self, terms: Terms) -> NDArray[np.int32]:
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
