"""Ranking: the importance of a divergence."""

from __future__ import annotations

from compare.model.match import Divergence, Kind

CONSEQUENCE: dict[Kind, float] = {
    "contradiction": 1.0,
    "figures": 1.0,
    "update": 0.7,
    "attribution": 0.6,
    "quotation": 0.5,
    "wording": 0.4,
    "placement": 0.3,
    "omission": 0.3,
    "detail": 0.1,
}
"""By kind, how far the beliefs of readers of the two outlets differ; set by hand, not tuned."""


def weight(divergence: Divergence, reports: int, depth: float) -> float:
    """The importance of a divergence, from 0 to 1: consequence × salience × probability.

    Salience is reach × prominence. Reach is r / (r + 1) for `reports`, the number of independent reports of the fact;
    prominence falls from 1 at the start of an article to 1/2 at its end, by `depth`, the relative position (0 to 1) of
    the passage nearer to the start of its own article. A confirmed divergence has probability 1.
    """
    probability = 1.0 if divergence.verdict == "confirmed" else divergence.probability
    salience = reports / (reports + 1) * (1 - depth / 2)
    return CONSEQUENCE[divergence.kind] * salience * probability
