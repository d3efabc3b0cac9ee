"""How likely two articles report the same event: features of a pair, and a logistic regression over them.

No absolute similarity separates one event from two similar ones. Therefore each similarity is used twice: as it is, and
relative to the k-NN density around both articles ("wins Ohio" has many neighbours as near as "wins Iowa").
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.clustering.profile import MOST_TRIPLES
from compare.ports.profiles import ArticleProfile, Bag
from compare.text.document_frequency import HASH_BUCKETS, Ids, TermStatistics

Rows = NDArray[np.float32]
"""A number for each pair: shape (articles, others)."""

FEATURES = (
    "terms", "terms_relative", "terms_density", "terms_density_gap", "vector", "vector_relative", "vector_density",
    "terms_least", "terms_most", "figures_least", "figures_most", "dates_least", "dates_most", "length_least",
    "length_most", "near", "undated", "shared_neighbours",
)  # fmt: skip
"""The names of the features, in a fixed order."""

_SIGMA = 3.0
"""Standard deviation, in days, of the Gaussian by which closeness in time decays; published systems use similar values.
"""
_SPARSE = {"terms": 0.15, "vector": 0.3}
"""The minimum density assumed, because a small archive has little to compare with (set by hand)."""
_NEUTRAL_SHARE = 0.5
"""The share of an article's figures or dates that another article is assumed to contain if the article has none (set by
hand).
"""
_TEMPLATE_TRIPLES = 0.15
_TEMPLATE_FIGURES = 0.25
_FEWEST_FIGURES = 3
"""Two articles that share this much of their word triples and this little of their figures are one template filled in
twice: results of two companies, bulletins of two days. Independent texts share less than .07, filled templates .27 and
more. Of 3,915 pairs of one event in folds 1 to 4 of the event sets 3 are so (of shares of terms instead of triples, .5
each way, 13 of 5,124 in all folds were), and none of 22,660 pairs of two events."""
_LIMIT = 5.0
"""Log-odds are clipped at this value, which limits the evidence of a single pair. 3 to 8 were tried on the event sets.
"""


@dataclass(frozen=True, slots=True)
class Similarities:
    """Similarities between articles: cosines of terms and vectors, and the share of one article's terms in the other.

    `terms_least` and `terms_most` are the lower and the higher of the two shares of a pair.
    """

    terms: Rows
    terms_least: Rows
    terms_most: Rows
    vector: Rows


@dataclass(frozen=True, slots=True, eq=False)
class JoinModel:
    """A weighted sum of features; two articles report one event if the log-odds reach `join`."""

    weights: Mapping[str, float]
    intercept: float
    join: float
    provenance: str

    def log_odds(self, features: Mapping[str, Rows]) -> Rows:
        """The log-odds that each pair reports one event."""
        total = sum(np.float32(weight) * features[name] for name, weight in self.weights.items())
        total = np.where(features["template"], -_LIMIT, total + np.float32(self.intercept))
        return np.asarray(np.clip(total, -_LIMIT, _LIMIT), np.float32)


@cache
def shipped() -> JoinModel:
    """The model that comes with the package; made by `benchmarks/train_grouping.py`."""
    read = json.loads(resources.files("compare").joinpath("data/grouping.json").read_text(encoding="utf-8"))
    return JoinModel(read["weights"], read["intercept"], read["join"], read["provenance"])


@dataclass(frozen=True, slots=True, eq=False)
class _WeightedBags:
    """Bags of words weighted by IDF: one row each, with columns for the terms of `ones`; sums include all terms."""

    ones: Rows
    others: Rows
    one_sums: NDArray[np.float32]
    other_sums: NDArray[np.float32]
    one_lengths: NDArray[np.float32]
    other_lengths: NDArray[np.float32]


_NO_IDS = np.zeros(0, np.uint32)
_NO_WEIGHTS = np.zeros(0, np.float32)


class PairScorer:
    """Compares articles with others, all pairs at once; holds a scratch array with one entry per term."""

    def __init__(self, statistics: TermStatistics) -> None:
        self._statistics = statistics
        self._columns = np.zeros(HASH_BUCKETS, np.int32)

    def similarities(self, ones: Sequence[ArticleProfile], others: Sequence[ArticleProfile]) -> Similarities:
        """The similarities of each of `ones` and each of `others`."""
        weighted = self._weighted([one.terms for one in ones], [other.terms for other in others])
        products = weighted.ones @ weighted.others.T
        lengths = np.outer(weighted.one_lengths, weighted.other_lengths)
        return Similarities(
            np.asarray(products / np.maximum(lengths, 1e-9), np.float32), *_shares(weighted), _vectors(ones, others)
        )

    def features(
        self,
        ones: Sequence[ArticleProfile],
        others: Sequence[ArticleProfile],
        similarities: Similarities,
        density: tuple[NDArray[np.float32], NDArray[np.float32]],
    ) -> dict[str, Rows]:
        """The features of each pair, by name.

        `density` is the k-NN density by terms and by vector: of `ones`, and of `others`, each of shape (n, 2).
        """
        (terms, vector), (their_terms, their_vectors) = density[0].T[:, :, None], density[1].T[:, None]
        found = {
            "terms": similarities.terms,
            "terms_relative": _relative("terms", similarities.terms, terms * their_terms),
            "terms_density": (terms + their_terms) / 2,
            "terms_density_gap": np.abs(terms - their_terms),
            "terms_least": similarities.terms_least,
            "terms_most": similarities.terms_most,
            "vector": similarities.vector,
            "vector_relative": _relative("vector", similarities.vector, vector * their_vectors),
            "vector_density": (vector + their_vectors) / 2,
        }
        for name in ("figures", "dates"):
            weighted = self._weighted([getattr(one, name) for one in ones], [getattr(other, name) for other in others])
            found[f"{name}_least"], found[f"{name}_most"] = _shares(weighted)
        found["template"] = self._template(ones, others, found)
        own, their = (np.log1p(np.array([len(each.terms.ids) for each in side], np.float32)) for side in (ones, others))
        found["length_least"], found["length_most"] = np.minimum.outer(own, their), np.maximum.outer(own, their)
        return found | _time(ones, others)

    def _template(
        self, ones: Sequence[ArticleProfile], others: Sequence[ArticleProfile], found: Mapping[str, Rows]
    ) -> Rows:
        """1 for each pair generated from one template with different figures, otherwise 0."""
        own, their = (np.array([len(each.figures.ids) for each in side]) for side in (ones, others))
        differ = (found["figures_most"] <= _TEMPLATE_FIGURES) & (np.minimum.outer(own, their) >= _FEWEST_FIGURES)
        left, right = np.nonzero(differ)  # only their triples are compared
        is_alike = np.zeros(differ.shape, np.float32)
        if len(left):
            sketches = _padded([each.triples for each in ones])[left], _padded([each.triples for each in others])[right]
            is_alike[left, right] = _shared(*sketches).astype(np.float32) >= _TEMPLATE_TRIPLES
        return is_alike

    def _weighted(self, ones: Sequence[Bag], others: Sequence[Bag]) -> _WeightedBags:
        ids, weights, starts = self._flat(ones)
        their_ids, their_weights, their_starts = self._flat(others)
        terms, columns = np.unique(ids, return_inverse=True)
        self._columns[terms] = np.arange(1, len(terms) + 1)
        their_columns = self._columns[their_ids]
        self._columns[terms] = 0
        return _WeightedBags(
            _table(weights, columns + 1, starts, len(terms)),
            _table(their_weights, their_columns, their_starts, len(terms)),
            _sums(weights, starts),
            _sums(their_weights, their_starts),
            np.sqrt(_sums(weights**2, starts)),
            np.sqrt(_sums(their_weights**2, their_starts)),
        )

    def _flat(self, bags: Sequence[Bag]) -> tuple[Ids, NDArray[np.float32], NDArray[np.int64]]:
        """The terms of all bags concatenated, their IDF weights, and the start and end of each bag."""
        ids = np.concatenate([_NO_IDS, *(bag.ids for bag in bags)])
        weights = np.concatenate([_NO_WEIGHTS, *(bag.weights for bag in bags)]) * self._statistics.idf(ids)
        return ids, weights, np.cumsum([0, *(len(bag.ids) for bag in bags)])


_NONE = np.int64(1 << 32)
"""Fills the rows of `_padded`: greater than every hash."""


def _padded(triples: Sequence[Ids]) -> NDArray[np.int64]:
    """Ascending hashes, a row for each article: shape (articles, `MOST_TRIPLES`)."""
    rows = np.full((len(triples), MOST_TRIPLES), _NONE, np.int64)
    for row, each in zip(rows, triples, strict=True):
        row[: len(each)] = each
    return rows


def _shared(ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
    """The Jaccard similarity of the word triples of each pair of rows, by the least hashes of both."""
    both = np.sort(np.concatenate([ones, others], axis=1), axis=1)
    again = both[:, 1:] == both[:, :-1]
    rank = np.concatenate([np.ones((len(both), 1), np.int64), 1 + np.cumsum(~again, axis=1)], axis=1)
    least = np.maximum(1, np.minimum((ones < _NONE).sum(1), (others < _NONE).sum(1)))
    is_known = both < _NONE
    number = np.minimum(least, np.where(is_known, rank, 0).max(1))
    shared = (again & is_known[:, 1:] & (rank[:, 1:] <= least[:, None])).sum(1)
    return np.asarray(shared / np.maximum(number, 1), np.float64)


def _table(
    weights: NDArray[np.float32], columns: NDArray[np.signedinteger[Any]], starts: NDArray[np.int64], width: int
) -> Rows:
    """A row for each bag with its weights in their columns, counted from 1; column 0 collects everything else."""
    table = np.zeros((len(starts) - 1, width + 1), np.float32)
    table[np.repeat(np.arange(len(starts) - 1), np.diff(starts)), columns] = weights
    return table[:, 1:]


def _shares(weighted: _WeightedBags) -> tuple[Rows, Rows]:
    """The share of each bag contained in each other one, in both directions: the lower and the higher."""
    with np.errstate(invalid="ignore"):  # some BLAS kernels raise the flag for padding, whose results are not used
        held = weighted.ones @ (weighted.others > 0).astype(np.float32).T
        holding = (weighted.ones > 0).astype(np.float32) @ weighted.others.T
    in_others, in_ones = _share(held, weighted.one_sums[:, None]), _share(holding, weighted.other_sums[None, :])
    return np.minimum(in_others, in_ones), np.maximum(in_others, in_ones)


def _share(part: Rows, whole: Rows) -> Rows:
    return np.where(whole > 0, part / np.maximum(whole, np.float32(1e-9)), np.float32(_NEUTRAL_SHARE))


def _vectors(ones: Sequence[ArticleProfile], others: Sequence[ArticleProfile]) -> Rows:
    size = len(ones[0].vector)
    left, right = (np.array([each.vector for each in side], np.float32).reshape(-1, size) for side in (ones, others))
    return np.asarray(left @ right.T, np.float32)


def _relative(name: str, similarities: Rows, product: Rows) -> Rows:
    """`similarities` divided by the geometric mean of both densities, given as their product."""
    return np.asarray(similarities / np.maximum(np.sqrt(np.maximum(product, 0)), _SPARSE[name]), np.float32)


def _time(ones: Sequence[ArticleProfile], others: Sequence[ArticleProfile]) -> dict[str, Rows]:
    days, theirs = (np.array([each.days for each in side], np.float32).reshape(-1, 2) for side in (ones, others))
    apart = days_apart(days, theirs)
    known = ~np.isnan(apart)
    apart = np.nan_to_num(apart)
    return {
        "near": np.where(known, np.exp(-(apart**2) / (2 * _SIGMA**2)), 0).astype(np.float32),
        "undated": (~known).astype(np.float32),
    }


def days_apart(ones: NDArray[np.float32], others: NDArray[np.float32]) -> Rows:
    """Days between time spans (n, 2), for each pair: 0 if they overlap, nan if one is unknown."""
    gaps = np.maximum(np.subtract.outer(-ones[:, 1], -others[:, 0]), np.subtract.outer(ones[:, 0], others[:, 1]))
    return np.asarray(np.maximum(gaps, 0) + 0 * gaps, np.float32)


def _sums(values: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """The sum of each part, from one start to the next; 0 for empty parts."""
    totals = np.zeros(len(starts) - 1, np.float32)
    filled = starts[1:] > starts[:-1]
    if filled.any():
        totals[filled] = np.add.reduceat(values, starts[:-1][filled])
    return totals
