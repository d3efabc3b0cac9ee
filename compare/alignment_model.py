"""The alignment's model: a logistic regression whose coefficients are read from `data/alignment.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class AlignmentModel:
    """A weighted sum of features, made a probability; `match` and `strong` are the scores from which it is one.

    `weights` apply to the features as `compare.alignment_features` gives them; `provenance` says how they were made.
    """

    weights: Mapping[str, float]
    intercept: float
    match: float
    strong: float
    provenance: str

    def scores(self, features: Mapping[str, Matrix]) -> Matrix:
        """The probability that a reader would link the two passages, for each cell."""
        total = sum(np.float32(weight) * features[name] for name, weight in self.weights.items())
        return np.asarray(1 / (1 + np.exp(-(total + np.float32(self.intercept)))), np.float32)


@cache
def shipped() -> AlignmentModel:
    """The model that comes with the package; `benchmarks/train_alignment.py` makes it."""
    text = resources.files("compare").joinpath("data/alignment.json").read_text(encoding="utf-8")
    read = json.loads(text)
    return AlignmentModel(read["weights"], read["intercept"], read["match"], read["strong"], read["provenance"])
