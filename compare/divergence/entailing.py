"""An entailment model's say in contradictions, where one is set up: it vetoes those of rules, and raises its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from compare.divergence.reasons import Names
from compare.match import KINDS, Divergence, Evidence, Match, Span
from compare.ports import Entailment

_VETO = 0.2
"""Probability of contradiction below which one that a rule raised is dropped (chosen)."""

_RAISED = 0.95
"""Probability from which the model raises one alone: public models are sure of much (chosen)."""

_EXPLAINED = frozenset({"contradiction", "update", "figures", "attribution"})
"""Kinds that say already why two passages seem to exclude each other."""


def weighed(matches: Sequence[Match], entailment: Entailment, called: Names) -> list[Match]:
    """The matches with the contradictions that stand once the model has judged them; `called` names their articles.

    Only contradictions of rules, and strong matches that nothing explains, are put to it; each in both directions, as
    a contradiction holds in both.
    """
    asked = [each for each in matches if _rule_raised(each) or _may_be_raised(each)]
    found = dict(zip(map(id, asked), _both_ways(asked, entailment), strict=True))
    return [_weighed(each, found[id(each)], called) if id(each) in found else each for each in matches]


def _rule_raised(match: Match) -> bool:
    return any(each.kind == "contradiction" for each in match.divergences)


def _may_be_raised(match: Match) -> bool:
    return match.strength == "strong" and not any(each.kind in _EXPLAINED for each in match.divergences)


def _both_ways(asked: Sequence[Match], entailment: Entailment) -> NDArray[np.float32]:
    """The lesser of the probabilities of both directions, shape (len(asked),)."""
    if not asked:
        return np.zeros(0, np.float32)
    pairs = [(each.a.text, each.b.text) for each in asked]
    there, back = np.split(entailment.contradiction(pairs + [(b, a) for a, b in pairs]), 2)
    return np.minimum(there, back)


def _weighed(match: Match, probability: float, called: Names) -> Match:
    others = tuple(each for each in match.divergences if each.kind != "contradiction")
    if _rule_raised(match):
        return match if probability >= _VETO else replace(match, divergences=others)
    if probability < _RAISED:
        return match
    value = f"{probability:.2f}"
    evidence = Evidence("probability that they exclude each other", value, value, f"{_RAISED:.2f} or more")
    reason = f"the entailment model says that {called[0]} and {called[1]} exclude each other"
    spans = [(Span(each.start, each.end, each.text),) for each in (match.a, match.b)]
    raised = Divergence("contradiction", reason, "contradiction.entailment", 0.5, spans[0], spans[1], (evidence,))
    return replace(match, divergences=tuple(sorted((*others, raised), key=lambda each: KINDS.index(each.kind))))
