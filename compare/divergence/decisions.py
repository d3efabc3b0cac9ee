"""Decisions about kinds: the reader's scores of a match and the evidence of rules, made a probability of each kind.

The reader decides, and the rules supply evidence: whether one fired is a feature among others, with a learned weight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from compare.alignment.scorer import Scorer, probability
from compare.divergence.pair import Pair
from compare.divergence.showing import ShowingPolicy
from compare.match import Divergence, Kind
from compare.reading import KINDS, MARKED, CellReading

_EVIDENCE = (
    "attribution.credit", "attribution.hedge", "attribution.source", "contradiction", "detail", "figures",
    "quotation.altered", "quotation.cut", "quotation.paraphrase", "update", "wording.label", "wording.loaded",
    "wording.report",
)  # fmt: skip
"""Rules, or kinds with all their rules, whose firing is a feature."""

_LATER_HOURS = 1.0
"""Hours between two reports from which one counts as later."""


@dataclass(frozen=True, slots=True, eq=False)
class KindModel:
    """What decides about kinds: a scorer for each, and thresholds that were chosen on left-out stories.

    A kind is raised from its probability in `raised`, and shown from that in `shown`; without one, it is not.
    `marked` is the probability from which a token belongs to the words of its kind.
    """

    reader: str
    scorers: Mapping[Kind, Scorer]
    raised: Mapping[Kind, float]
    shown: Mapping[Kind, float]
    marked: Mapping[Kind, float]
    provenance: str

    @property
    def policy(self) -> ShowingPolicy:
        """Which divergences are shown."""
        return ShowingPolicy(self.shown)

    def probabilities(self, features: Mapping[str, float]) -> dict[Kind, float]:
        """The probability of each kind for one match with these features."""
        columns = {name: np.array([value], np.float32) for name, value in features.items()}
        return {kind: float(probability(scorer.logits(columns))[0]) for kind, scorer in self.scorers.items()}


def kind_features(pair: Pair, reading: CellReading, evidence: Sequence[Divergence]) -> dict[str, float]:
    """What speaks for and against each kind in a match, by name; `evidence` are the divergences that rules found."""
    features = {f"{kind} logit": float(value) for kind, value in zip((*KINDS, "nothing"), reading.kinds, strict=True)}
    features |= {"link logit": float(reading.strength[0]), "strong logit": float(reading.strength[1])}
    features |= {"link": _log_odds(pair.match.probability), "strong": _log_odds(pair.match.strong_probability)}
    for place, kind in enumerate(MARKED):
        tops = [float(side.probabilities[:, place].max(initial=0.0)) for side in reading.marks]
        features |= {f"{kind} marked": min(tops), f"{kind} marked once": max(tops)}
    fired = {each.rule for each in evidence} | {each.kind for each in evidence}
    features |= {f"rule {name}": float(name in fired) for name in _EVIDENCE}
    quotes = [bool(side.quotations) for side in (pair.a, pair.b)]
    features |= {"both quote": float(all(quotes)), "one quotes": float(quotes[0] != quotes[1])}
    features |= {"later": float(abs(pair.gap) >= _LATER_HOURS), "undated": float(pair.gap == 0)}
    return features | {"overlap": pair.overlap, "likeness": pair.likeness}


def _log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return float(np.log(chance / (1 - chance)))


@cache
def shipped_kinds() -> KindModel:
    """The model that comes with the package; `training/decisions.py` makes it."""
    read = json.loads(resources.files("compare").joinpath("data/kinds.json").read_text(encoding="utf-8"))
    scorers = {kind: Scorer.of(kept) for kind, kept in read["scorers"].items()}
    return KindModel(read["reader"], scorers, read["raised"], read["shown"], read["marked"], read["provenance"])
