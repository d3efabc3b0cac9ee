"""How likely two articles are about one event: features of a pair, and the model that weighs them.

No absolute similarity tells one event from two like it, so each similarity counts twice: as it is, and relative to how
near both articles' nearest neighbours are ("wins Ohio" has many that are as near as "wins Iowa").
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from compare.grouping_profile import ArticleProfile, Bag
from compare.grouping_terms import PLACES, Ids, TermStatistics

Row = NDArray[np.float32]

FEATURES = (
    "terms", "terms_relative", "terms_around", "terms_around_gap", "vector", "vector_relative", "vector_around",
    "terms_least", "terms_most", "figures_least", "figures_most", "dates_least", "dates_most", "length_least",
    "length_most", "near", "undated", "kin",
)  # fmt: skip
"""The names of the features, in a fixed order."""

_SIGMA = 3.0
"""Days of the Gaussian by which closeness in time decays; what published systems use (see the design's notes)."""
_SPARSE = {"terms": 0.15, "vector": 0.3}
"""Surroundings are taken to be at least so near: in a small archive there is nothing to compare with (chosen)."""
_UNTOLD = 0.5
"""What share of an article's figures or dates the other holds if it has none (chosen)."""
_LIMIT = 5.0
"""Log-odds are cut at this: one pair is no more than so much evidence. 3 to 8 tried on the event sets."""


@dataclass(frozen=True, slots=True)
class Similarities:
    """Of one article to each of several: cosines of terms and vectors; which share of its terms the other holds.

    `terms_least` and `terms_most` are the lesser and the greater of the two shares.
    """

    terms: Row
    terms_least: Row
    terms_most: Row
    vector: Row


@dataclass(frozen=True, slots=True, eq=False)
class JoinModel:
    """A weighted sum of features; two articles are one event from the log-odds `join` on."""

    weights: Mapping[str, float]
    intercept: float
    join: float
    provenance: str

    def log_odds(self, features: Mapping[str, Row]) -> Row:
        """For each pair: how likely it is one event."""
        total = sum(np.float32(weight) * features[name] for name, weight in self.weights.items())
        return np.asarray(np.clip(total + np.float32(self.intercept), -_LIMIT, _LIMIT), np.float32)


@cache
def shipped() -> JoinModel:
    """The model that comes with the package; `benchmarks/train_grouping.py` makes it."""
    read = json.loads(resources.files("compare").joinpath("data/grouping.json").read_text(encoding="utf-8"))
    return JoinModel(read["weights"], read["intercept"], read["join"], read["provenance"])


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """Weights by rarity: `own` of one bag; `weights` of other bags' `ids` one after another, bag k from `starts[k]`."""

    own: Row
    ids: Ids
    weights: Row
    starts: NDArray[np.int64]


_NO_IDS = np.zeros(0, np.uint32)
_NO_WEIGHTS = np.zeros(0, np.float32)


class PairScorer:
    """Compares one article with several at a time; holds a scratch array as long as the numbers of terms."""

    def __init__(self, statistics: TermStatistics) -> None:
        self._statistics = statistics
        self._scratch = np.zeros(PLACES, np.float32)

    def similarities(self, one: ArticleProfile, others: Sequence[ArticleProfile]) -> Similarities:
        """How alike `one` and each of `others` are by themselves."""
        weighed = self._weighed(one.terms, [other.terms for other in others])
        lengths = np.sqrt(_sums(weighed.weights**2, weighed.starts)) * np.float32(np.linalg.norm(weighed.own))
        products = self._products(one.terms, weighed)
        vectors = np.array([other.vector for other in others], np.float32).reshape(len(others), len(one.vector))
        return Similarities(
            np.asarray(products / np.maximum(lengths, 1e-9), np.float32),
            *self._shares(one.terms, weighed),
            np.asarray(vectors @ one.vector, np.float32),
        )

    def features(
        self,
        one: ArticleProfile,
        others: Sequence[ArticleProfile],
        alike: Similarities,
        around: NDArray[np.float32],
    ) -> dict[str, Row]:
        """By name, for each of `others`.

        `around` says how near their nearest neighbours are, by terms and by vector: shape (1 + n, 2), `one` first.
        """
        (terms, vector), (their_terms, their_vectors) = around[0], around[1:].T
        found = {
            "terms": alike.terms,
            "terms_relative": _relative("terms", alike.terms, terms * their_terms),
            "terms_around": (terms + their_terms) / 2,
            "terms_around_gap": np.abs(terms - their_terms),
            "terms_least": alike.terms_least,
            "terms_most": alike.terms_most,
            "vector": alike.vector,
            "vector_relative": _relative("vector", alike.vector, vector * their_vectors),
            "vector_around": (vector + their_vectors) / 2,
        }
        for name in ("figures", "dates"):
            bag = getattr(one, name)
            weighed = self._weighed(bag, [getattr(other, name) for other in others])
            found[f"{name}_least"], found[f"{name}_most"] = self._shares(bag, weighed)
        lengths = np.log1p(np.array([len(other.terms.ids) for other in others], np.float32))
        own = np.float32(np.log1p(len(one.terms.ids)))
        found["length_least"], found["length_most"] = np.minimum(lengths, own), np.maximum(lengths, own)
        return found | _time(one, others)

    def _weighed(self, one: Bag, others: Sequence[Bag]) -> _Weighed:
        """The bags of `others` one after another, and all weights by rarity."""
        starts = np.cumsum([0, *(len(bag.ids) for bag in others)])
        ids = np.concatenate([_NO_IDS, *(bag.ids for bag in others)])
        weights = np.concatenate([_NO_WEIGHTS, *(bag.weights for bag in others)]) * self._statistics.rarity(ids)
        return _Weighed(one.weights * self._statistics.rarity(one.ids), ids, weights, starts)

    def _products(self, one: Bag, weighed: _Weighed) -> Row:
        """The inner product of `one` and each other."""
        self._scratch[one.ids] = weighed.own
        found = self._scratch[weighed.ids]
        self._scratch[one.ids] = 0
        return _sums(weighed.weights * found, weighed.starts)

    def _shares(self, one: Bag, weighed: _Weighed) -> tuple[Row, Row]:
        """The shares of `one` that each other holds, and of each other that `one` holds: the lesser and the greater."""
        self._scratch[one.ids] = weighed.own
        found = self._scratch[weighed.ids]
        self._scratch[one.ids] = 0
        theirs = np.where(found > 0, weighed.weights, np.float32(0))
        in_others = _share(_sums(found, weighed.starts), weighed.own.sum())
        in_one = _share(_sums(theirs, weighed.starts), _sums(weighed.weights, weighed.starts))
        return np.minimum(in_others, in_one), np.maximum(in_others, in_one)


def _relative(name: str, alike: Row, product: Row) -> Row:
    """`alike` by the geometric mean of both surroundings, whose product is given."""
    return np.asarray(alike / np.maximum(np.sqrt(np.maximum(product, 0)), _SPARSE[name]), np.float32)


def _share(part: Row, whole: Row | np.float32) -> Row:
    return np.where(whole > 0, part / np.maximum(whole, np.float32(1e-9)), np.float32(_UNTOLD))


def _time(one: ArticleProfile, others: Sequence[ArticleProfile]) -> dict[str, Row]:
    days = np.array([other.days for other in others], np.float32).reshape(len(others), 2)
    apart = days_apart(one.days, days)
    known = ~np.isnan(apart)
    apart = np.nan_to_num(apart)
    return {
        "near": np.where(known, np.exp(-(apart**2) / (2 * _SIGMA**2)), 0).astype(np.float32),
        "undated": (~known).astype(np.float32),
    }


def days_apart(one: tuple[float, float], others: NDArray[np.float32]) -> Row:
    """Days between the spans of time, 0 where they overlap, nan where one is unknown; `others` of shape (n, 2)."""
    gaps = np.maximum(others[:, 0] - one[1], one[0] - others[:, 1])
    return np.asarray(np.maximum(gaps, 0) + 0 * gaps, np.float32)


def _sums(values: Row, starts: NDArray[np.int64]) -> Row:
    """The sum of each part, from one start to the next; 0 where a part is empty."""
    totals = np.zeros(len(starts) - 1, np.float32)
    filled = starts[1:] > starts[:-1]
    if filled.any():
        totals[filled] = np.add.reduceat(values, starts[:-1][filled])
    return totals
