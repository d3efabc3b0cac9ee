"""The profiles of all articles, found by the rare terms that they share; stored ones are loaded when needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from compare.clustering.nearest_neighbours import NearestNeighbours
from compare.clustering.pair_score import PairScorer, Rows, Similarities, days_apart
from compare.clustering.profile_store import NO_POSTING, EmptyProfileStore
from compare.ports.profiles import ArticleProfile, Changes, Posting, ProfileStore
from compare.text.document_frequency import TermStatistics

_KEYS = 40
"""Number of the rarest prominent terms by which an article is found."""
_NEWEST = 250
"""Maximum number of articles of one key that are read, newest first: bounds the cost of adding for any size of archive.
"""
_CANDIDATES = 60
_BAGS = ("terms", "figures", "dates")
_DAYS = 14.0
"""Maximum number of days between dated articles that are compared."""

Keys = Mapping[int, float]
"""The terms under which an article is indexed, with the weight of sharing each one."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Candidate neighbours of an article, and their similarities to it."""

    rows: list[int]
    similarities: Similarities


class ProfileArchive:
    """Profiles with posting lists and nearest neighbours, backed by those of a store; each has a number, its row.

    What was loaded is cached, so an object is used for one batch of articles, while nobody else changes the store.
    """

    def __init__(self, store: ProfileStore | None = None) -> None:
        self._store = store or EmptyProfileStore()
        self._statistics = TermStatistics(self._store.documents(), self._store.counts)
        self._scorer = PairScorer(self._statistics)
        self._nearest = NearestNeighbours(self._store.nearest)
        self._profiles: dict[int, ArticleProfile] = {}
        self._row_of: dict[str, int] = {}
        self._free: dict[str, int] = {}
        self._postings: dict[int, Posting] = {}
        self._added: dict[int, list[int]] = {}

    def __contains__(self, article_id: str) -> bool:
        self._find([article_id])
        return article_id in self._row_of

    def rows_of(self, article_ids: Collection[str]) -> dict[str, int]:
        """The rows of those of these articles that have a profile."""
        self._find(article_ids)
        return {each: self._row_of[each] for each in article_ids if each in self._row_of}

    def profile(self, row: int) -> ArticleProfile:
        """The profile of a row. Raises KeyError if there is none."""
        self._load([row])
        return self._profiles[row]

    def prefetch(self, profiles: Sequence[ArticleProfile]) -> None:
        """Load at once what adding these profiles will probably need."""
        self._find([each.article_id for each in profiles])
        self._statistics.load(np.concatenate([np.zeros(0, np.uint32), *(each.terms.ids for each in profiles)]))
        keys = [self._keys(each) for each in profiles]
        self._load_postings({key for own in keys for key in own})
        rows = {row for each, own in zip(profiles, keys, strict=True) for row in self._candidates(each, own)}
        self._load(rows)
        self._nearest.load(rows)
        bags = [getattr(self._profiles[row], name).ids for row in rows for name in _BAGS]
        self._statistics.load(np.concatenate([np.zeros(0, np.uint32), *bags]))

    def add(self, profile: ArticleProfile) -> tuple[int, Neighbours]:
        """Add the profile of an article that has none; returns its row and its neighbours."""
        self._find([profile.article_id])
        self._statistics.add(profile.terms.ids)
        keys = self._keys(profile)
        neighbours = self._neighbours(profile, keys)
        row = self._hold(profile, keys)
        self._nearest.add(row, neighbours.rows, neighbours.similarities)
        return row, neighbours

    def save(self) -> None:
        """Store what was added."""
        added = {row: self._profiles[row] for row in self._added}
        counts = Counter(term for each in added.values() for term in each.terms.ids.tolist())
        self._store.add(Changes(added, dict(self._added), counts, self._nearest.changed()))
        self._added.clear()

    def near(self, row: int) -> Neighbours:
        """The current neighbours of a row."""
        profile = self.profile(row)
        return self._neighbours(profile, self._keys(profile), but=row)

    def features(
        self, rows: Sequence[int], others: Sequence[int], similarities: Similarities | None = None
    ) -> dict[str, Rows]:
        """The features of each of `rows` with each of `others`; pass `similarities` if they are already known."""
        self._load([*rows, *others])
        ones, profiles = ([self._profiles[row] for row in side] for side in (rows, others))
        density = self._nearest.density(rows), self._nearest.density(others)
        similarities = similarities or self._scorer.similarities(ones, profiles)
        return self._scorer.features(ones, profiles, similarities, density) | {
            "shared_neighbours": self._nearest.shared_neighbour_similarity(rows, others)
        }

    def shared(self, profile: ArticleProfile, others: Sequence[int]) -> list[str]:
        """The words of `profile` that at least half of `others` share, the rarest and most prominent first."""
        self._load(others)
        counts = np.sum([np.isin(profile.terms.ids, self._profiles[other].terms.ids) for other in others], axis=0)
        weights = profile.terms.weights * self._statistics.idf(profile.terms.ids)
        order = np.argsort(-weights, kind="stable")
        ids = profile.terms.ids[order[2 * counts[order] >= len(others)]].tolist()
        return [profile.spelling[each] for each in ids if each in profile.spelling]

    # -- inside

    def _find(self, article_ids: Collection[str]) -> None:
        """Load the rows of these articles, existing or new."""
        unknown = [each for each in article_ids if each not in self._row_of and each not in self._free]
        if unknown:
            self._row_of.update(self._store.rows_of(unknown))
            self._free.update(self._store.free_rows([each for each in unknown if each not in self._row_of]))

    def _load(self, rows: Iterable[int]) -> None:
        """Load the profiles of these rows."""
        if lacking := [row for row in rows if row not in self._profiles]:
            self._profiles.update(self._store.profiles(lacking))

    def _load_postings(self, keys: Iterable[int]) -> None:
        if lacking := [key for key in keys if key not in self._postings]:
            found = self._store.postings(lacking, _NEWEST)
            self._postings.update((key, found.get(key, NO_POSTING)) for key in lacking)

    def _hold(self, profile: ArticleProfile, keys: Keys) -> int:
        """Add a row for a profile, indexed by `keys`."""
        row = self._free.pop(profile.article_id)
        self._profiles[row] = replace(profile, spelling={})
        self._row_of[profile.article_id] = row
        self._added[row] = list(keys)
        for key in keys:
            self._postings[key] = self._postings[key].with_article(row, profile.days).last(_NEWEST)
        return row

    def _keys(self, profile: ArticleProfile) -> Keys:
        idf = self._statistics.idf(profile.terms.ids)
        weights = profile.terms.weights * idf
        best = np.argsort(-weights, kind="stable")[:_KEYS]
        return dict(zip(profile.terms.ids[best].tolist(), (weights * idf)[best].tolist(), strict=True))

    def _neighbours(self, profile: ArticleProfile, keys: Keys, but: int = -1) -> Neighbours:
        """The articles that share the most keys, by weight, and are close enough in time."""
        near = self._candidates(profile, keys, but)
        self._load(near)
        return Neighbours(near, self._scorer.similarities([profile], [self._profiles[row] for row in near]))

    def _candidates(self, profile: ArticleProfile, keys: Keys, but: int = -1) -> list[int]:
        """The rows that share the most keys, by weight, and are close enough in time, the nearest first."""
        self._load_postings(keys)
        postings = [(self._postings[key], weight) for key, weight in keys.items()]
        rows = np.concatenate([NO_POSTING.rows, *(posting.rows for posting, _ in postings)])
        days = np.concatenate([NO_POSTING.days, *(posting.days for posting, _ in postings)])
        found, first, places = np.unique(rows, return_index=True, return_inverse=True)
        shares = np.repeat([weight for _, weight in postings], [len(posting.rows) for posting, _ in postings])
        apart = days_apart(np.array([profile.days], np.float32), days[first])[0]
        weights = np.bincount(places, shares, len(found))
        weights[(found == but) | (apart > _DAYS)] = 0
        best = np.argsort(-weights, kind="stable")[:_CANDIDATES]
        return [int(row) for row in found[best[weights[best] > 0]]]
