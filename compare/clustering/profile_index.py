"""The profiles of all articles: numbered rows, found by the rare terms that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.clustering.nearest_neighbours import NearestNeighbours
from compare.clustering.pair_score import PairScorer, Rows, Similarities, days_apart
from compare.clustering.profile import ArticleProfile, Bag
from compare.text.document_frequency import TermStatistics

_KEYS = 40
"""Rarest prominent terms by which an article is found."""
_NEWEST = 250
"""Articles of one key that are looked at, the newest first: bounds the cost of adding, whatever the archive holds."""
_CANDIDATES = 60
_BAGS = ("terms", "figures", "dates")
_DAYS = 14.0
"""Dated articles further apart are not compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Candidate neighbours of an article, and their similarities to it."""

    rows: list[int]
    similarities: Similarities


class ProfileArchive:
    """Rows of profiles with posting lists and nearest neighbours; the row of a removed article is not reused."""

    def __init__(self) -> None:
        self._statistics = TermStatistics()
        self._scorer = PairScorer(self._statistics)
        self._nearest = NearestNeighbours()
        self._profiles: list[ArticleProfile | None] = []
        self._row_of: dict[str, int] = {}
        self._postings: dict[int, list[int]] = defaultdict(list)
        self._days = np.zeros((256, 2), np.float32)
        self._held = np.zeros(256, np.bool_)

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._row_of

    def row_of(self, article_id: str) -> int:
        """The row of an article. Raises KeyError if it is unknown."""
        return self._row_of[article_id]

    def profile(self, row: int) -> ArticleProfile:
        """The profile of a row. Raises KeyError if it was removed."""
        found = self._profiles[row]
        if found is None:
            raise KeyError(row)
        return found

    def add(self, profile: ArticleProfile) -> tuple[int, Neighbours]:
        """Add a profile; returns its row and its neighbours."""
        self._statistics.add(profile.terms.ids)
        keys = self._keys(profile)
        neighbours = self._neighbours(profile, keys)
        row = self._hold(profile, keys)
        self._nearest.add(row, neighbours.rows, neighbours.similarities)
        return row, neighbours

    def __iter__(self) -> Iterator[str]:
        return iter(self._row_of)

    def state(self) -> dict[str, NDArray[Any]]:
        """All rows as arrays, renumbered; see `of`."""
        rows = list(self._row_of.values())
        profiles = [self.profile(row) for row in rows]
        state: dict[str, NDArray[Any]] = {
            "articles": np.array([each.article_id for each in profiles], np.str_),
            "vectors": np.array([each.vector for each in profiles], np.float16),
            "days": np.array([each.days for each in profiles], np.float64),
        }
        for name in _BAGS:
            bags: list[Bag] = [getattr(each, name) for each in profiles]
            state[f"{name}_ends"] = np.cumsum([len(bag.ids) for bag in bags], dtype=np.int64)
            state[f"{name}_ids"] = np.concatenate([np.zeros(0, np.uint32), *(bag.ids for bag in bags)])
            state[f"{name}_weights"] = np.concatenate([np.zeros(0), *(bag.weights for bag in bags)]).astype(np.float16)
        state["triples_ends"] = np.cumsum([len(each.triples) for each in profiles], dtype=np.int64)
        state["triples_ids"] = np.concatenate([np.zeros(0, np.uint32), *(each.triples for each in profiles)])
        return state | self._nearest.state(rows)

    @classmethod
    def of(cls, state: Mapping[str, NDArray[Any]]) -> ProfileArchive:
        """Restore from the arrays in `state`; spellings are lost. Raises KeyError if one is missing."""
        archive = cls()
        terms, figures, dates = (
            _bags(*(state[f"{name}_{part}"] for part in ("ends", "ids", "weights"))) for name in _BAGS
        )
        vectors = state["vectors"].astype(np.float32)
        triples = np.split(state["triples_ids"], state["triples_ends"][:-1])
        profiles = [
            ArticleProfile(article_id, terms[k], figures[k], dates[k], vectors[k], (days[0], days[1]), {}, triples[k])
            for k, (article_id, days) in enumerate(zip(state["articles"].tolist(), state["days"].tolist(), strict=True))
        ]
        for each in profiles:
            archive._statistics.add(each.terms.ids)
        for each in profiles:
            archive._hold(each, archive._keys(each))
        archive._nearest = NearestNeighbours.of(state)
        return archive

    def near(self, row: int) -> Neighbours:
        """The current neighbours of a row."""
        profile = self.profile(row)
        return self._neighbours(profile, self._keys(profile), but=row)

    def remove(self, article_id: str) -> int:
        """Remove an article and return its row. Raises KeyError if it is unknown."""
        row = self._row_of.pop(article_id)
        self._statistics.add(self.profile(row).terms.ids, -1)
        self._profiles[row] = None
        self._held[row] = False
        return row

    def features(
        self, rows: Sequence[int], others: Sequence[int], similarities: Similarities | None = None
    ) -> dict[str, Rows]:
        """The features of each of `rows` with each of `others`; pass `similarities` if they are already known."""
        ones, profiles = ([self.profile(row) for row in side] for side in (rows, others))
        density = self._nearest.density(rows), self._nearest.density(others)
        similarities = similarities or self._scorer.similarities(ones, profiles)
        return self._scorer.features(ones, profiles, similarities, density) | {
            "shared_neighbours": self._nearest.shared_neighbour_similarity(rows, others)
        }

    def shared(self, profile: ArticleProfile, others: Sequence[int]) -> list[str]:
        """The words of `profile` that at least half of `others` share, the rarest and most prominent first."""
        counts = np.sum([np.isin(profile.terms.ids, self.profile(other).terms.ids) for other in others], axis=0)
        weights = profile.terms.weights * self._statistics.idf(profile.terms.ids)
        order = np.argsort(-weights, kind="stable")
        ids = profile.terms.ids[order[2 * counts[order] >= len(others)]].tolist()
        return [profile.spelling[each] for each in ids if each in profile.spelling]

    def _hold(self, profile: ArticleProfile, keys: Iterable[int]) -> int:
        """Add a row for a profile, indexed by `keys`."""
        row = len(self._profiles)
        self._profiles.append(replace(profile, spelling={}))
        self._row_of[profile.article_id] = row
        if row == len(self._held):
            self._days, self._held = (np.concatenate([each, np.zeros_like(each)]) for each in (self._days, self._held))
        self._days[row], self._held[row] = profile.days, True
        for key in keys:
            self._postings[key].append(row)
        return row

    def _keys(self, profile: ArticleProfile) -> dict[int, float]:
        """The terms under which an article is indexed, with the weight of sharing each one."""
        idf = self._statistics.idf(profile.terms.ids)
        weights = profile.terms.weights * idf
        best = np.argsort(-weights, kind="stable")[:_KEYS]
        return dict(zip(profile.terms.ids[best].tolist(), (weights * idf)[best].tolist(), strict=True))

    def _neighbours(self, profile: ArticleProfile, keys: dict[int, float], but: int = -1) -> Neighbours:
        """The articles that share the most keys, by weight, and are close enough in time."""
        postings = [(self._postings[key][-_NEWEST:], weight) for key, weight in keys.items() if key in self._postings]
        rows = np.array([row for posting, _ in postings for row in posting], np.int64)
        found, places = np.unique(rows, return_inverse=True)
        shares = np.repeat([weight for _, weight in postings], [len(posting) for posting, _ in postings])
        apart = days_apart(np.array([profile.days], np.float32), self._days[found])[0]
        weights = np.bincount(places, shares, len(found))
        weights[~self._held[found] | (found == but) | (apart > _DAYS)] = 0
        best = np.argsort(-weights, kind="stable")[:_CANDIDATES]
        near = found[best[weights[best] > 0]].tolist()
        return Neighbours(near, self._scorer.similarities([profile], [self.profile(row) for row in near]))


def _bags(ends: NDArray[np.int64], ids: NDArray[np.uint32], weights: NDArray[np.float16]) -> list[Bag]:
    """Split concatenated arrays into bags."""
    starts = [0, *ends.tolist()]
    whole = weights.astype(np.float32)
    return [Bag(ids[first:last], whole[first:last]) for first, last in pairwise(starts)]
