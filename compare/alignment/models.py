"""Trained alignment models: structure only (`alignment.json`), candidates and decisions (in files of their own)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from compare.alignment.scorer import Scorer, probability

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class AlignmentModel:
    """A weighted sum of features as a probability; `match` and `strong` are the thresholds of a match and of a strong
    one.

    `weights` apply to the features of `compare.alignment.features`; `provenance` says how they were made.
    """

    weights: Mapping[str, float]
    intercept: float
    match: float
    strong: float
    provenance: str

    def logits(self, features: Mapping[str, Matrix]) -> Matrix:
        """The log-odds that an annotator would link the two passages, for each cell."""
        total = sum(np.float32(weight) * features[name] for name, weight in self.weights.items())
        return np.asarray(total + np.float32(self.intercept), np.float32)

    def scores(self, features: Mapping[str, Matrix]) -> Matrix:
        """The probability that an annotator would link the two passages, for each cell."""
        return probability(self.logits(features))


@dataclass(frozen=True, slots=True, eq=False)
class OmissionModel:
    """Decides what only one of two articles has: the passages with at least the probability `threshold` by `scorer`.

    The features are those of `compare.divergence.omissions.features`.
    """

    scorer: Scorer
    threshold: float


@dataclass(frozen=True, slots=True, eq=False)
class DecisionModel:
    """Decides on matches from the reader's scores and the structure.

    Cells with a logit of at least `candidate` from the candidate scorer are read. `link_threshold` and
    `strong_threshold` are the minimum probabilities of a match and of a strong match. `only` decides what only one
    article has; without it, a rule does. `reader` identifies the weights on whose scores the scorers were trained.
    """

    reader: str
    candidate: float
    link: Scorer
    strong: Scorer
    link_threshold: float
    strong_threshold: float
    only: OmissionModel | None
    provenance: str


@cache
def shipped() -> AlignmentModel:
    """The alignment model used without a reader, fitted on twelve pairs of articles."""
    return _alignment_model("alignment")


@cache
def shipped_candidates() -> AlignmentModel:
    """The model that selects the cells to read; made by `training/decisions.py`."""
    return _alignment_model("candidates")


def _alignment_model(name: str) -> AlignmentModel:
    read = json.loads(resources.files("compare").joinpath(f"data/{name}.json").read_text(encoding="utf-8"))
    return AlignmentModel(read["weights"], read["intercept"], read["match"], read["strong"], read["provenance"])


@cache
def shipped_decisions() -> DecisionModel:
    """The decisions that come with the package; made by `training/decisions.py`."""
    read = json.loads(resources.files("compare").joinpath("data/decisions.json").read_text(encoding="utf-8"))
    return DecisionModel(
        reader=read["reader"],
        candidate=read["candidate"],
        link=Scorer.of(read["link"]),
        strong=Scorer.of(read["strong"]),
        link_threshold=read["link_threshold"],
        strong_threshold=read["strong_threshold"],
        only=OmissionModel(Scorer.of(read["only"]["scorer"]), read["only"]["threshold"]),
        provenance=read["provenance"],
    )


def uncalibrated_decisions(reader: str) -> DecisionModel:
    """Decisions that use the probabilities of a reader as they are: a cell is a match if it is more likely than not."""
    return replace(
        shipped_decisions(),
        reader=reader,
        link=Scorer.identity("link logit"),
        strong=Scorer.identity("strong logit"),
        link_threshold=0.5,
        strong_threshold=0.5,
        only=None,
        provenance="The reader's own.",
    )
