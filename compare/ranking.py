"""What matters first: the weight of a divergence."""

from __future__ import annotations

from compare.match import Divergence, Kind

KIND_WEIGHTS: dict[Kind, float] = {
    "contradiction": 1.0,
    "figures": 0.9,
    "update": 0.7,
    "attribution": 0.6,
    "quotation": 0.55,
    "wording": 0.5,
    "placement": 0.4,
    "omission": 0.4,
    "detail": 0.1,
}
"""They order the kinds by how far they change what a reader believes happened; chosen, not tuned."""


def weight(divergence: Divergence, linked: float, voices: int, depth: float) -> float:
    """How much a divergence matters, from 0 to 1: kind × probability × that of the match × reach × prominence.

    `linked` is the probability of its match. Reach is v / (v + 1) for the `voices` (independent origins) that report
    the thing; prominence falls from 1 at the head of an article to 1/2 at its end, by `depth`, the place from 0 to 1 of
    the passage that stands nearer to the head of its own. What a reader confirmed has probability 1.
    """
    probability = 1.0 if divergence.verdict == "confirmed" else divergence.probability
    return KIND_WEIGHTS[divergence.kind] * probability * linked * voices / (voices + 1) * (1 - depth / 2)
