"""Fit the scorers that judge kinds from the texts alone: pairs of values, and the features of a match, on all annotated
links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from compare.alignment.scorer import Scorer
from compare.divergence import evidence_of
from compare.divergence.decisions import evidence_features
from compare.divergence.features.value_pairs import Value, ValuePair, value_pairs
from compare.divergence.pair import Pair, pair_of
from compare.model.match import Divergence, Kind, Match
from compare.model.reader_scores import KINDS, MARKED
from training.data import gold
from training.data.tables import Structured
from training.fit.scorers import fit_logistic

REGULARISATION = 0.03
"""The inverse regularisation strength (C) of both scorers (set by hand; others were not compared)."""
FIGURES = MARKED.index("figures")


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """An annotated link with what the rules found in it."""

    pair: Pair
    cell: gold.Cell
    found: Sequence[Divergence]
    fold: int


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceModel:
    """The scorers as JSON; see `compare.divergence.decisions.KindModel`."""

    values: dict[str, Any]
    kinds: dict[Kind, dict[str, Any]]

    @property
    def scorers(self) -> tuple[Scorer, dict[Kind, Scorer]]:
        """The scorers, ready to use."""
        return Scorer.of(self.values), {kind: Scorer.of(kept) for kind, kept in self.kinds.items()}


def links_of(given: Sequence[Structured]) -> list[Link]:
    """The annotated links of these pairs, as matches with probability 1."""
    found = []
    for each in given:
        for cell in each.pair.cells:
            if cell.strength == gold.NONE:
                continue
            match = Match(each.a.passages[cell.a], each.b.passages[cell.b], 1.0, 1.0, "strong")
            pair = pair_of(match, each.a, each.b)
            found.append(Link(pair, cell, evidence_of(pair), each.pair.fold))
    return found


def fit_evidence(links: Sequence[Link]) -> EvidenceModel:
    """Logistic regressions on these links."""
    values = _fit_values(links)
    scorer = Scorer.of(values)
    features = [evidence_features(each.pair, each.found, scorer)[0] for each in links]
    names = list(features[0])
    table = np.array([[row[name] for name in names] for row in features], np.float32)
    kinds = {}
    for place, kind in enumerate(KINDS):
        known = np.array([each.cell.known[place] > 0 for each in links])
        labels = np.array([each.cell.kinds[place] > 0 for each in links])
        kinds[kind] = fit_logistic(names, table[known], labels[known], REGULARISATION)
    return EvidenceModel(values, kinds)


def cross_fitted(links: Sequence[Link]) -> tuple[EvidenceModel, dict[int, EvidenceModel]]:
    """The model on all links, and for each fold one that did not see it."""
    folds = sorted({each.fold for each in links})
    return fit_evidence(links), {fold: fit_evidence([each for each in links if each.fold != fold]) for fold in folds}


def _fit_values(links: Sequence[Link]) -> dict[str, Any]:
    """Which pairs of values are real conflicts: those whose words the annotators marked as different figures."""
    rows, labels = [], []
    for each in links:
        if each.cell.known[FIGURES] == 0:
            continue
        differs = each.cell.kinds[FIGURES] > 0
        for values in value_pairs(each.pair):
            is_marked = differs and _is_marked(each.cell, values)
            if is_marked or not differs:  # it is unknown which other values of a link with a conflict are part of it
                rows.append(values.features)
                labels.append(is_marked)
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows], np.float32)
    print(f"values: {len(rows)} pairs, {sum(labels)} in conflict", flush=True)
    return fit_logistic(names, table, np.array(labels), REGULARISATION)


def _is_marked(cell: gold.Cell, values: ValuePair) -> bool:
    return _overlaps(cell, 0, values.a) and _overlaps(cell, 1, values.b)


def _overlaps(cell: gold.Cell, side: int, value: Value) -> bool:
    return any(
        kind == FIGURES and which == side and start < value.end and end > value.start
        for kind, which, start, end in cell.spans
    )
