"""Fit the decisions about which passages only one of two articles has, on gold pairs that the reader did not see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.divergence.omissions.features import Cells, only_features
from compare.divergence.omissions.substance import is_substantial
from training.data.tables import ReadPair
from training.fit.scorers import best_f1, fit_logistic, folds_of, predict

Column = NDArray[np.float32]
Flags = NDArray[np.bool_]
BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The passages of gold pairs, without those about which annotators disagree.

    `rows` are their features by `names`; `labels` are which ones annotators listed; `fold` is the fold of the
    cross-validation, `linked` their highest probability of a link, and `substantial` the decision of the rule.
    """

    names: list[str]
    rows: NDArray[np.float32]
    labels: Flags
    fold: NDArray[np.int64]
    linked: Column
    substantial: Flags


def fit_only(pairs: list[ReadPair], linked: Column, least: float) -> dict[str, Any]:
    """The scorer and its threshold as JSON; `linked` are the probabilities of all cells of `pairs`.

    A passage with a match, which is a cell of at least the probability `least`, is never listed.

    Prints figures, cross-validated by story, next to those of the rule that is used without this scorer.
    """
    table = table_of(pairs, linked)
    scores = np.zeros(len(table.rows), np.float32)
    for each in sorted(set(table.fold.tolist())):
        held = table.fold == each
        kept = fit_logistic(table.names, table.rows[~held], table.labels[~held])
        scores[held] = predict(kept, table.rows[held])
    scores[table.linked >= least] = 0.0
    threshold = round(best_f1(scores, table.labels)[1], 4)
    ruled, answered = best_rule(table)
    told = f"the rule {figures(ruled, table.labels)}, the scorer {figures(scores >= threshold, table.labels)}"
    print(f"only-in of {len(scores)} passages: {told}; the rule's matches count from {answered}", flush=True)
    print(f"  stated, listed, passages: {reliability(scores, table.labels)}", flush=True)
    return {
        "scorer": fit_logistic(table.names, table.rows, table.labels),
        "threshold": threshold,
        "provenance": (
            f"Logistic regression on {len(scores)} passages of {sum(each.structured.pair.is_gold for each in pairs)} "
            f"gold pairs. Cross-validated by story, on the same passages: {told}."
        ),
    }


def table_of(pairs: list[ReadPair], linked: Column) -> Table:
    """The passages of the gold pairs among these; of others, the lists of what only one article has are incomplete."""
    ends = np.cumsum([len(each.reading.cells) for each in pairs])[:-1]
    parts = zip(pairs, np.split(linked, ends), strict=True)
    sides = [side for part in parts if part[0].structured.pair.is_gold for side in _sides(*part)]
    names = list(sides[0].features)
    known = np.concatenate([side.known for side in sides])
    fold = folds_of([side.story for side in sides])
    columns = (
        np.concatenate([np.stack([side.features[name] for name in names], 1) for side in sides]),
        np.concatenate([side.labels for side in sides]),
        np.repeat(fold, [len(side.labels) for side in sides]),
        np.concatenate([side.linked for side in sides]),
        np.concatenate([side.substantial for side in sides]),
    )
    return Table(names, *(column[known] for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The passages of one article of a pair, given the other."""

    story: str
    features: dict[str, Column]
    labels: Flags
    known: Flags
    linked: Column
    substantial: Flags


def _sides(each: ReadPair, linked: Column) -> Iterator[_Side]:
    pair, cells = each.structured.pair, each.reading.cells
    articles = each.structured.a, each.structured.b
    for side, (own, other) in enumerate((articles, articles[::-1])):
        seen = Cells(cells[:, side], linked)
        places = np.arange(len(own.passages))
        yield _Side(
            pair.story,
            only_features(own, other, seen),
            np.isin(places, list(pair.only[side])),
            ~np.isin(places, list(pair.disputed_only[side])),
            seen.highest(len(places)),
            np.array([is_substantial(passage.text, own.article.published) for passage in own.passages], np.bool_),
        )


def best_rule(table: Table) -> tuple[Flags, float]:
    """The result of the rule at its best F1, and the match probability from which it considers a passage answered."""

    def found(answered: float) -> Flags:
        return table.substantial & (table.linked < answered)

    def f1(answered: float) -> float:
        return figures(found(answered), table.labels)["f1"]

    best = max(np.round(np.arange(0.1, 0.9, 0.02), 2).tolist(), key=f1)
    return found(best), best


def figures(found: Flags, labels: Flags) -> dict[str, float]:
    """F1, precision and recall."""
    right = int((found & labels).sum())
    measured = 2 * right / max(1, found.sum() + labels.sum()), right / max(1, found.sum()), right / max(1, labels.sum())
    return {name: round(float(value), 3) for name, value in zip(("f1", "precision", "recall"), measured, strict=True)}


def reliability(scores: Column, labels: Flags) -> list[tuple[float, float, int]]:
    """For each bin of probability: its mean, the share that annotators listed, and the number of passages."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    return [
        (round(float(scores[held].mean()), 3), round(float(labels[held].mean()), 3), int(held.sum()))
        for place in range(BINS)
        if (held := bins == place).any()
    ]
