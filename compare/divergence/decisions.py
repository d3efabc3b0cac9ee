"""Decisions about kinds: combines the reader's scores of a match and the evidence of rules into a probability per kind.

The evidence in the texts is scored first, without the reader; then both scores are combined with learned weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from compare.alignment.scorer import Scorer, probability
from compare.divergence.display_policy import DisplayPolicy
from compare.divergence.features.match_features import match_features
from compare.divergence.features.value_pairs import ValuePair, value_pairs
from compare.divergence.pair import Pair
from compare.model.match import Divergence, Kind
from compare.model.reader_scores import KINDS, MARKED, CellReading
from compare.ports import Reader

_NEVER = 2.0
"""A threshold that no probability reaches."""

_NO_CONFLICT = -8.0
"""The log-odds of a conflict of values where there is none."""


class Conflict(NamedTuple):
    """The most likely conflict among the value pairs of a match, and the log-odds that it is real."""

    values: ValuePair
    logit: float


@dataclass(frozen=True, slots=True, eq=False)
class KindModel:
    """Decides on kinds: scorers, and thresholds chosen on left-out stories.

    `values` scores pairs of values (see `compare.divergence.features.value_pairs`), `evidence` scores each kind from
    the texts alone (see `match_features`), and `scorers` from that and the reader's output. A kind is raised from its
    probability in `raised` (see `raised_from`), and shown from that in `shown`, or in `shown_alone` if two passages are
    compared instead of articles; without a threshold, it is not. `marking` scores the tokens of each kind (see
    `compare.divergence.features.marked_words`), and `marked` is the probability from which one belongs to its words.
    `judged_by` is a reader whose probabilities are used as they are, or "".
    """

    reader: str
    values: Scorer
    evidence: Mapping[Kind, Scorer]
    scorers: Mapping[Kind, Scorer]
    raised: Mapping[Kind, float]
    shown: Mapping[Kind, float]
    shown_alone: Mapping[Kind, float]
    marking: Mapping[Kind, Scorer]
    marked: Mapping[Kind, float]
    provenance: str
    judged_by: str = ""

    def policy(self, is_alone: bool) -> DisplayPolicy:
        """The policy that decides which divergences of a match are shown; see
        `compare.divergence.pair.Pair.is_alone`.
        """
        return DisplayPolicy(self.shown_alone if is_alone else self.shown)

    def raised_from(self, kind: Kind, is_alone: bool) -> float:
        """The probability from which a kind that no rule found is raised; a shown kind is always raised."""
        raised = self.raised.get(kind, _NEVER)
        return min(raised, self.shown_alone.get(kind, _NEVER)) if is_alone else raised

    def probabilities(self, features: Mapping[str, float]) -> dict[Kind, float]:
        """The probability of each kind for one match with these features."""
        return {kind: float(probability(np.array(_logit(scorer, features)))) for kind, scorer in self.scorers.items()}


def kind_features(
    pair: Pair,
    reading: CellReading,
    found: Sequence[Divergence],
    values: Scorer,
    evidence: Mapping[Kind, Scorer],
) -> tuple[dict[str, float], Conflict | None]:
    """Features for and against each kind in a match, by name, and the most likely conflict of values.

    `found` are the divergences that rules found; `values` and `evidence` are as in KindModel.
    """
    read, conflict = evidence_features(pair, found, values)
    features = {f"{kind} evidence": _logit(scorer, read) for kind, scorer in evidence.items()} | read
    features |= {f"{kind} logit": float(value) for kind, value in zip((*KINDS, "nothing"), reading.kinds, strict=True)}
    features |= {"link logit": float(reading.strength[0]), "strong logit": float(reading.strength[1])}
    if pair.match is not None:
        features |= {"link": _log_odds(pair.match.probability), "strong": _log_odds(pair.match.strong_probability)}
    for place, kind in enumerate(MARKED):
        tops = [float(side.probabilities[:, place].max(initial=0.0)) for side in reading.marks]
        features |= {f"{kind} marked": min(tops), f"{kind} marked once": max(tops)}
    return features | {"conflict marked": _marked(conflict, reading)}, conflict


def evidence_features(
    pair: Pair, found: Sequence[Divergence], values: Scorer
) -> tuple[dict[str, float], Conflict | None]:
    """The features of the evidence scorers, and the most likely conflict of values."""
    scored = [Conflict(each, _logit(values, each.features)) for each in value_pairs(pair)]
    conflict = max(scored, key=lambda each: each.logit, default=None)
    logit = _NO_CONFLICT if conflict is None else conflict.logit
    return match_features(pair, found) | {"conflict": logit}, conflict


def _logit(scorer: Scorer, features: Mapping[str, float]) -> float:
    """The log-odds for one item; missing features are 0."""
    columns = {name: np.array([features.get(name, 0.0)], np.float32) for name in scorer.names}
    return float(scorer.logits(columns)[0])


def _marked(conflict: Conflict | None, reading: CellReading) -> float:
    """How certain the reader marks both values of a conflict as different figures."""
    if conflict is None:
        return 0.0
    values = (conflict.values.a, conflict.values.b)
    return min(
        side.highest("figures", value.start, value.end) for side, value in zip(reading.marks, values, strict=True)
    )


def _log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return float(np.log(chance / (1 - chance)))


@cache
def shipped_kinds() -> KindModel:
    """The model that comes with the package; made by `training/decisions.py`."""
    read = json.loads(resources.files("compare").joinpath("data/kinds.json").read_text(encoding="utf-8"))

    def scorers(name: str) -> dict[Kind, Scorer]:
        return {kind: Scorer.of(kept) for kind, kept in read[name].items()}

    return KindModel(
        reader=read["reader"],
        values=Scorer.of(read["values"]),
        evidence=scorers("evidence"),
        scorers=scorers("scorers"),
        raised=read["raised"],
        shown=read["shown"],
        shown_alone=read["shown_alone"],
        marking=scorers("marking"),
        marked=read["marked"],
        provenance=read["provenance"],
    )


def uncalibrated_kinds(reader: Reader) -> KindModel:
    """Decisions that use the probabilities of a `reader` as they are; it defines from which of them a kind is shown."""
    floors = reader.floors or {}
    scorers = {kind: Scorer.identity(f"{kind} logit") for kind in MARKED}
    half = dict.fromkeys(MARKED, 0.5)
    return replace(
        shipped_kinds(),
        reader=reader.fingerprint,
        scorers=scorers,
        raised={kind: min(0.5, floors.get(kind, 0.5)) for kind in MARKED},
        shown=floors,
        shown_alone=floors,
        marking={kind: Scorer.identity("read") for kind in MARKED},
        marked=half,
        provenance="The reader's own.",
        judged_by=reader.name,
    )
