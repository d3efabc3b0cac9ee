"""Small trained scorers over interpretable features, loaded from JSON: logistic regressions and perceptrons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FARTHEST = 5.0
"""Features are clipped at this many standard deviations from the mean, in training and in use."""


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """A perceptron over named features: standardised, clipped, then hidden units (none for a logistic regression).

    `hidden` (features, units) and `hidden_bias` (units,) are None for a logistic regression; `output` has one weight
    per unit or feature.
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
        """The scorer described by the JSON object `kept`."""

        def array(name: str) -> NDArray[np.float32] | None:
            return np.array(kept[name], np.float32) if kept.get(name) is not None else None

        mean, scale, output = (np.array(kept[name], np.float32) for name in ("mean", "scale", "output"))
        hidden = array("hidden"), array("hidden_bias")
        return cls(tuple(kept["names"]), mean, scale, *hidden, output, float(kept["bias"]))

    @classmethod
    def identity(cls, name: str) -> Scorer:
        """A scorer that returns one feature as the log-odds."""
        one = np.ones(1, np.float32)
        return cls((name,), np.zeros(1, np.float32), one, None, None, one.copy(), 0.0)

    def logits(self, features: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """The log-odds, shape (n,), for features of shape (n,) each. Raises KeyError if a feature is missing."""
        columns = np.stack([np.asarray(features[name], np.float32) for name in self.names], 1)
        values = np.clip((columns - self.mean) / self.scale, -_FARTHEST, _FARTHEST)
        if self.hidden is not None:
            values = np.tanh(values @ self.hidden + self.hidden_bias)
        return np.asarray(values @ self.output + self.bias, np.float32)


def probability(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))), np.float32)
