"""Features of a match from its texts alone: evidence for kinds that needs no reader."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from compare.divergence.features.quotation_overlap import quotation_features
from compare.divergence.pair import Pair
from compare.model.match import Divergence

RULES = (
    "attribution.credit", "attribution.hedge", "attribution.source", "contradiction", "detail", "figures",
    "quotation.altered", "quotation.cut", "quotation.paraphrase", "update", "wording.label", "wording.loaded",
    "wording.report",
)  # fmt: skip
"""Rules, or kinds with all their rules, whose findings are features."""

_LATER_HOURS = 1.0
"""Number of hours between two reports from which one counts as later."""


def match_features(pair: Pair, found: Sequence[Divergence]) -> dict[str, float]:
    """Features for and against each kind, by name; `found` are the divergences that rules found in the match.

    The order of the two articles does not matter.
    """
    named = {each.rule for each in found} | {each.kind for each in found}
    features = {f"rule {name}": float(name in named) for name in RULES} | quotation_features(pair)
    sides = (pair.a, pair.b)
    for name, there in (
        ("quotes", [bool(side.quotations) for side in sides]),
        ("cites", [bool(side.sources) for side in sides]),
        ("hedges", [bool(side.hedges) for side in sides]),
        ("negates", [bool(side.facts.negations) for side in sides]),
    ):
        features |= {f"both {name}": float(all(there)), f"one {name}": float(there[0] != there[1])}
    lengths = sorted(log(max(1, len(side.facts.text))) for side in sides)
    features |= {"shorter": lengths[0], "longer": lengths[1]}
    features |= {"later": float(abs(pair.gap) >= _LATER_HOURS), "undated": float(pair.gap == 0)}
    return features | {"overlap": pair.overlap, "likeness": pair.likeness, "alone": float(pair.is_alone)}
