"""Fit the decisions about kinds of divergence: a scorer for each, its thresholds, and which words count as marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from compare.divergence import evidence_of
from compare.divergence.decisions import kind_features
from compare.divergence.pair import Pair, pair_of
from compare.model.match import Divergence, Kind, Match
from compare.model.reader_scores import KINDS, MARKED, CellReading
from training.data import gold
from training.data.tables import ReadPair
from training.fit.evidence import EvidenceModel, Link, cross_fitted
from training.fit.marking import MarkedPassage, fit_marking, marked_kinds
from training.fit.scorers import best_f1, fit_logistic, folds_of, predict
from training.fit.thresholds import sure_threshold, threshold_alone, threshold_at

STATED: dict[Kind, float] = {"quotation": 0.70}
STATED_ELSE = 0.60
"""The precision for which a kind's threshold is chosen in cross-validation: a kind that does not reach it is not shown.
"""
RAISED = 0.3
"""The precision for which the threshold is chosen from which a kind that no rule found is raised."""
REGULARISATION = 0.05
COMMON = ("link logit", "strong logit", "link", "strong", "nothing logit", "alone")


Probabilities = NDArray[np.float32]
"""Shape (cells of a pair,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A match with its features, its labels (IGNORED is -1), and its origin."""

    features: dict[str, float]
    labels: NDArray[np.float32]
    story: str
    is_match: bool
    is_minimal: bool
    is_gold: bool
    reading: CellReading
    found: Sequence[Divergence]
    cell: gold.Cell | None
    pair: Pair


def rows_of(
    read: ReadPair, linked: NDArray[np.float32], strong: NDArray[np.float32], threshold: float, model: EvidenceModel
) -> list[Row]:
    """The cells of a pair that are matches, or links; `model` did not see the pair's fold."""
    given, scorers = read.structured, model.scorers
    cells = {(cell.a, cell.b): cell for cell in given.pair.cells}
    found = []
    for place, (i, j) in enumerate(read.reading.cells.tolist()):
        label = given.labels[i, j]
        is_match = bool(linked[place] >= threshold)
        if label == gold.DISPUTED or not (is_match or label > gold.NONE):
            continue
        match = Match(given.a.passages[i], given.b.passages[j], float(linked[place]), float(strong[place]), "weak")
        pair = pair_of(match, given.a, given.b)
        rules = evidence_of(pair)
        cell = cells.get((i, j)) if label > gold.NONE else None
        labels = np.zeros(len(KINDS), np.float32) if cell is None else np.where(cell.known > 0, cell.kinds, -1)
        reading = read.reading.cell(place)
        assert reading is not None, "the trained reader judges kinds in every cell"
        found.append(
            Row(
                kind_features(pair, reading, rules, *scorers)[0],
                labels.astype(np.float32),
                given.pair.story,
                is_match,
                given.pair.is_minimal,
                given.pair.is_gold,
                reading,
                rules,
                cell,
                pair,
            )
        )
    return found


def names_for(kind: Kind) -> list[str]:
    """The features of a kind's scorer."""
    names = [f"{kind} evidence", f"{kind} logit", *COMMON]
    if kind in MARKED:
        names += [f"{kind} marked", f"{kind} marked once"]
    return [*names, "conflict", "conflict marked"] if kind == "figures" else names


def fit_kinds(
    articles: Sequence[tuple[ReadPair, Probabilities, Probabilities]],
    minimal: Sequence[ReadPair],
    decisions: dict[str, Any],
    links: Sequence[Link],
) -> dict[str, Any]:
    """The model of kinds as JSON.

    `articles` come with the cross-validated probabilities that their cells are links and strong ones; `links` are those
    of all folds, on which the evidence is judged. Thresholds are chosen on gold pairs alone.
    """
    final, models = cross_fitted(links)
    rows: list[Row] = []
    for each, linked, strong in articles:
        rows += rows_of(each, linked, strong, decisions["link_threshold"], models[_fold(each)])
    for each in minimal:
        table = [np.stack([each.features[name] for name in decisions[of]["names"]], 1) for of in ("link", "strong")]
        chances = [predict(decisions[of], part) for of, part in zip(("link", "strong"), table, strict=True)]
        rows += rows_of(each, chances[0], np.minimum(*chances), decisions["link_threshold"], models[_fold(each)])
    print(f"kinds: {len(rows)} rows, {sum(row.is_minimal for row in rows)} of minimal pairs", flush=True)
    fitted = {kind: _fit(kind, place, rows) for place, kind in enumerate(KINDS)}
    marked = {kind: _marking(kind, rows) for kind in marked_kinds()}
    made: dict[str, Any] = {
        "values": final.values,
        "evidence": final.kinds,
        "scorers": {kind: each.scorer for kind, each in fitted.items()},
        "marking": {kind: scorer for kind, (scorer, _) in marked.items()},
        "marked": {kind: threshold for kind, (_, threshold) in marked.items()},
    }
    for name in ("raised", "shown", "shown_alone"):
        chosen = {kind: getattr(each, name) for kind, each in fitted.items() if kind in MARKED or name == "raised"}
        made[name] = {kind: threshold for kind, threshold in chosen.items() if threshold is not None}
    pooled = _pooled([fitted[kind].counts for kind in MARKED])
    print(f"shown, pooled: {pooled}")
    made["provenance"] = (
        f"Logistic regressions on {len(rows)} matches and links of stories that the reader was not trained on. Shown, "
        f"pooled over kinds, cross-validated by story: {pooled}. Made by training/decisions.py."
    )
    return made


@dataclass(frozen=True, slots=True)
class Fitted:
    """The result for one kind: its scorer as JSON, from which probability it is raised and shown, and how often that
    was right.
    """

    scorer: dict[str, Any]
    raised: float | None
    shown: float | None
    shown_alone: float | None
    counts: Counts


class Counts(NamedTuple):
    """How many are shown in matches of articles, how many of those are right, and how many exist."""

    shown: int
    right: int
    expected: int


def _fit(kind: Kind, place: int, rows: list[Row]) -> Fitted:
    known = [row for row in rows if row.labels[place] >= 0]
    names = names_for(kind)
    table = np.array([[row.features[name] for name in names] for row in known], np.float32)
    labels = np.array([row.labels[place] > 0 for row in known])
    alone, matches = np.array([row.is_minimal for row in known]), np.array([row.is_match for row in known])
    is_gold = np.array([row.is_gold for row in known])
    measured, measured_alone = is_gold & ~alone, is_gold & alone
    fold = folds_of([row.story for row in known])
    scores = np.zeros(len(known), np.float32)
    for each in range(fold.max() + 1):
        chosen = fold != each
        scores[~chosen] = predict(fit_logistic(names, table[chosen], labels[chosen], REGULARISATION), table[~chosen])
    stated = STATED.get(kind, STATED_ELSE)
    expected = int(labels[measured].sum())
    counted = matches & measured
    raised, _ = threshold_at(scores[counted], labels[counted], RAISED)
    shown, counts = sure_threshold(scores[counted], labels[counted], stated)
    shown_alone, counts_alone = threshold_alone(scores, labels, matches & alone, is_gold, stated)
    f1, _ = best_f1(scores[counted], labels[counted], expected - int(labels[counted].sum()))
    print(
        f"{kind:14} best F1 {f1:.3f}; raised from {raised}; shown from {shown}: {counts} (shown, right) of {expected}; "
        f"of two passages alone from {shown_alone}: {counts_alone} of {int(labels[measured_alone].sum())}",
        flush=True,
    )
    floors = [each for each in (raised, shown) if each is not None]
    scorer = fit_logistic(names, table, labels, REGULARISATION)
    return Fitted(scorer, min(floors, default=None), shown, shown_alone, Counts(*counts, expected))


def _fold(read: ReadPair) -> int:
    return read.structured.pair.fold


def _pooled(counted: Sequence[Counts]) -> dict[str, float]:
    shown, right, expected = (sum(each) for each in zip(*counted, strict=True))
    return {"precision": round(right / max(1, shown), 3), "recall": round(right / max(1, expected), 3), "shown": shown}


def _marking(kind: Kind, rows: Sequence[Row]) -> tuple[dict[str, Any], float]:
    """The scorer of a kind's words, and the threshold, on links of this kind."""
    own = [(row, row.cell) for row in rows if row.cell is not None and row.labels[KINDS.index(kind)] > 0]
    made = [
        (passage, row)
        for row, cell in own
        for side in (0, 1)
        if (passage := MarkedPassage(row.pair, side, row.reading, kind, row.found, cell)).words
    ]
    return fit_marking(
        kind, [each for each, _ in made], [row.story for _, row in made], [row.is_gold for _, row in made]
    )
