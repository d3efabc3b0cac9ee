"""Small trained scorers over readable features, read from JSON: logistic regressions and one-layer perceptrons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FARTHEST = 5.0
"""Deviations from the mean beyond which a feature counts as that far: training and use clip alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """A perceptron over named features: standardised, clipped, through hidden units (none for a logistic regression).

    `hidden` (features, units) and `hidden_bias` (units,) are None for a logistic regression; `output` has one weight a
    unit or feature.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    hidden: NDArray[np.float32] | None
    hidden_bias: NDArray[np.float32] | None
    output: NDArray[np.float32]
    bias: float

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Scorer:
        """The scorer that `kept`, its JSON, describes."""

        def array(name: str) -> NDArray[np.float32] | None:
            return np.array(kept[name], np.float32) if kept.get(name) is not None else None

        mean, scale, output = (np.array(kept[name], np.float32) for name in ("mean", "scale", "output"))
        hidden = array("hidden"), array("hidden_bias")
        return cls(tuple(kept["names"]), mean, scale, *hidden, output, float(kept["bias"]))

    @classmethod
    def identity(cls, name: str) -> Scorer:
        """Takes one feature for the log-odds."""
        one = np.ones(1, np.float32)
        return cls((name,), np.zeros(1, np.float32), one, None, None, one.copy(), 0.0)

    def logits(self, features: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """The log-odds, shape (n,), of features of shape (n,) each. Raises KeyError for a missing feature."""
        columns = np.stack([np.asarray(features[name], np.float32) for name in self.names], 1)
        values = np.clip((columns - self.mean) / self.scale, -_FARTHEST, _FARTHEST)
        if self.hidden is not None:
            values = np.tanh(values @ self.hidden + self.hidden_bias)
        return np.asarray(values @ self.output + self.bias, np.float32)


def probability(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))), np.float32)
