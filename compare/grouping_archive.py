"""The profiles that grouping holds: numbered rows, found by the rare terms they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compare.grouping_profile import ArticleProfile
from compare.grouping_score import NEIGHBOURS, PairScorer, Similarities, days_apart
from compare.grouping_terms import TermStatistics

Rows = NDArray[np.int64]

_KEYS = 40
"""Rarest prominent terms by which an article is found."""
_NEWEST = 250
"""Articles of one key that are looked at, the newest first: bounds the cost of adding, whatever the archive holds."""
_CANDIDATES = 60
_DAYS = 14.0
"""Dated articles further apart are not compared: of the dated pairs of one event in the event sets 99 % are nearer."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Candidates of a row, and how alike they are to it."""

    rows: list[int]
    alike: Similarities


class ProfileArchive:
    """Rows of profiles with their posting lists and surroundings; a removed row is never given again."""

    def __init__(self) -> None:
        self.statistics = TermStatistics()
        self.scorer = PairScorer(self.statistics)
        self._profiles: list[ArticleProfile | None] = []
        self._row_of: dict[str, int] = {}
        self._postings: dict[int, list[int]] = defaultdict(list)
        self._days = np.zeros((256, 2), np.float32)
        self._around = np.zeros((256, 2, NEIGHBOURS), np.float32)

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._row_of

    def row_of(self, article_id: str) -> int:
        """Raises KeyError for an article that is not held."""
        return self._row_of[article_id]

    def profile(self, row: int) -> ArticleProfile:
        """Raises KeyError for a row that was removed."""
        found = self._profiles[row]
        if found is None:
            raise KeyError(row)
        return found

    def add(self, profile: ArticleProfile) -> tuple[int, Neighbours]:
        """Hold a profile: its row, and what is near it."""
        row = len(self._profiles)
        self._grow(row)
        self.statistics.add(profile.terms.ids)
        neighbours = self._neighbours(profile)
        self._profiles.append(replace(profile, spelling={}))
        self._row_of[profile.article_id] = row
        self._days[row] = profile.days
        for key in self._keys(profile)[0]:
            self._postings[key].append(row)
        self._surround(row, neighbours)
        return row, neighbours

    def near(self, row: int) -> Neighbours:
        """What is near a row that is held, as things are now."""
        return self._neighbours(self.profile(row), but=row)

    def shared(self, profile: ArticleProfile, others: Sequence[int]) -> list[str]:
        """The words of `profile` that at least half of `others` have too, by weight, as they are spelled there."""
        counts = np.sum([np.isin(profile.terms.ids, self.profile(other).terms.ids) for other in others], axis=0)
        weights = profile.terms.weights * self.statistics.rarity(profile.terms.ids)
        best = np.argsort(-weights, kind="stable").tolist()
        ids = [int(profile.terms.ids[k]) for k in best if 2 * counts[k] >= len(others)]
        return [profile.spelling[each] for each in ids if each in profile.spelling]

    def remove(self, article_id: str) -> int:
        """Forget an article; returns the row that it had. Raises KeyError if it is not held."""
        row = self._row_of.pop(article_id)
        profile = self.profile(row)
        self.statistics.add(profile.terms.ids, -1)
        self._profiles[row] = None
        return row

    def features(
        self, row: int, others: Sequence[int], alike: Similarities | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """The features of `row` with each of `others`."""
        profiles = [self.profile(other) for other in others]
        one = self.profile(row)
        around = self._around[[row, *others]].mean(2)
        return self.scorer.features(
            one,
            profiles,
            alike or self.scorer.similarities(one, profiles),
            (float(around[0, 0]), float(around[0, 1])),
            around[1:],
        )

    def _keys(self, profile: ArticleProfile) -> tuple[list[int], NDArray[np.float32]]:
        """The terms by which an article is found, and their weights squared."""
        rarity = self.statistics.rarity(profile.terms.ids)
        weights = profile.terms.weights * rarity
        best = np.argsort(-weights, kind="stable")[:_KEYS]
        return profile.terms.ids[best].tolist(), weights[best] * rarity[best]

    def _neighbours(self, profile: ArticleProfile, but: int = -1) -> Neighbours:
        """The articles that share most, by rarity, of the keys, near enough in time."""
        lists = [
            (self._postings[key][-_NEWEST:], weight)
            for key, weight in zip(*self._keys(profile), strict=True)
            if key in self._postings
        ]
        rows = np.array([row for posting, _ in lists for row in posting], np.int64)
        weights = np.repeat([weight for _, weight in lists], [len(posting) for posting, _ in lists])
        found, places = np.unique(rows, return_inverse=True)
        shared = np.bincount(places, weights, len(found))
        apart = days_apart(profile.days, self._days[found])
        shared[(apart > _DAYS) | (found == but)] = 0
        shared[[self._profiles[row] is None for row in found.tolist()]] = 0
        best = np.argsort(-shared, kind="stable")[:_CANDIDATES]
        near = found[best[shared[best] > 0]].tolist()
        return Neighbours(near, self.scorer.similarities(profile, [self.profile(row) for row in near]))

    def _surround(self, row: int, neighbours: Neighbours) -> None:
        """Let the nearest neighbours of the new row, and of those it is near to, be known."""
        both = np.stack([neighbours.alike.terms, neighbours.alike.vector])
        best = -np.sort(-both, axis=1)[:, :NEIGHBOURS]
        self._around[row, :, : best.shape[1]] = best
        if neighbours.rows:
            near = self._around[neighbours.rows]
            weakest = near.argmin(2)[..., None]
            value = np.maximum(np.take_along_axis(near, weakest, 2), both.T[..., None])
            np.put_along_axis(near, weakest, value, 2)
            self._around[neighbours.rows] = near

    def _grow(self, row: int) -> None:
        if row == len(self._days):
            self._days = np.concatenate([self._days, np.zeros_like(self._days)])
            self._around = np.concatenate([self._around, np.zeros_like(self._around)])
