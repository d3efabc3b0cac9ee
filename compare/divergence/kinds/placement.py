"""Placement: a fact is at the beginning of one article and far down in the other."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.pair import Pair, Side
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Evidence

_POSITION = Rule("placement.position", "placement", "It is in the opening of one article and far down in the other.")
RULES = (_POSITION,)

_HEAD = 2
"""Number of passages at the beginning of an article that count as its head (set by hand)."""

_BURIED = 0.6
_FEWEST = 8
"""Share of an article, and number of passages, after which a passage counts as buried (set by hand)."""


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """One divergence for a strong match whose passages are at very different positions."""
    a, b = pair.a, pair.b
    if not pair.is_strong or not ((_leads(a) and _is_buried(b)) or (_leads(b) and _is_buried(a))):
        return []
    places = [f"sentence {side.passage.index + 1} of {len(side.passages)}" for side in (a, b)]
    reason = f"{pair.called[0]}: {places[0]}; {pair.called[1]}: {places[1].removeprefix('sentence ')}"
    position = Evidence("position", places[0], places[1], "one in the opening, one far down")
    return [_POSITION.finding(reason, 0.6, (a.whole(),), (b.whole(),), position)]


def _leads(side: Side) -> bool:
    return side.passage.index < _HEAD


def _is_buried(side: Side) -> bool:
    return side.passage.index >= _FEWEST and side.passage.index >= _BURIED * len(side.passages)
