"""Pairs of incompatible values, one from each passage; a learned score says whether they answer the same question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isinf, log

from compare.divergence.agreement import GENERIC, agree, is_one_sum
from compare.divergence.kinds.figures import is_of_speaking, near
from compare.divergence.pair import Pair, Side
from compare.text.analysis import Date, Quantity
from compare.text.quantities.quantity import UNKNOWN

_UNCOMPARED = frozenset({UNKNOWN, "rank"})
_DIMENSIONS = ("count", "percent", "money", "age", "duration", "score", "length")
"""Dimensions that are features of their own; all other units share one feature."""
_FEW = 3.0
"""Numbers up to this value often count something else ("two men")."""

_OF_WHOLE = re.compile(r"(?:\s+of)?\s+(?:the|its|their|all|these|those)\s+(?:\w+\s+)?")
"""What is between a part and its whole: "twenty of the 40"."""

Value = Quantity | Date


@dataclass(frozen=True, slots=True)
class ValuePair:
    """Two incompatible values of one dimension, with features that indicate whether they concern the same thing."""

    a: Value
    b: Value
    features: dict[str, float]


def value_pairs(pair: Pair) -> list[ValuePair]:
    """The pairs of incompatible values of two passages, in arbitrary order; [] if all values agree."""
    found = list(_incompatible(pair))
    common = _of_pair(pair)
    left, right = Counter(id(x) for x, _ in found), Counter(id(y) for _, y in found)
    return [
        ValuePair(x, y, common | _of_values(pair, x, y) | {"rivals": float(left[id(x)] + right[id(y)] - 2)})
        for x, y in found
    ]


def _incompatible(pair: Pair) -> Iterator[tuple[Value, Value]]:
    left, right = (_quantities(side) for side in (pair.a, pair.b))
    for x in left:
        for y in right:
            is_of_sum = _is_added_up(pair.a, x, left, y) or _is_added_up(pair.b, y, right, x)
            if (x.dimension == y.dimension or is_one_sum(x, y)) and not agree(x, y) and not is_of_sum:
                yield x, y
    for date in pair.a.facts.dates:
        for other in pair.b.facts.dates:
            if date.kind == other.kind and not date.may_equal(other):
                yield date, other


def _is_added_up(side: Side, part: Quantity, own: Sequence[Quantity], other: Quantity) -> bool:
    """True for the "three crew" of "twelve passengers and three crew", where the other passage has fifteen people.

    Also for the 4 of "rose by 4 to 9" and of "4 of the 9", where the other passage has nine.
    """
    is_step = part.change == "by"
    sums = (
        each
        for each in own
        if each is not part
        and (
            is_step
            or (each.start <= part.start and part.end <= each.end)
            or _OF_WHOLE.fullmatch(side.facts.text[part.end : each.start])
        )
    )
    return (part.is_part or is_step) and any(not each.is_part and agree(each, other) for each in sums)


def _quantities(side: Side) -> list[Quantity]:
    return [each for each in side.facts.quantities if each.dimension not in _UNCOMPARED]


def _agree(x: Value, y: Value) -> bool:
    if isinstance(x, Quantity):
        return isinstance(y, Quantity) and agree(x, y)
    return isinstance(y, Date) and x.kind == y.kind and x.may_equal(y)


def _values(side: Side) -> list[Value]:
    return [*_quantities(side), *side.facts.dates]


def _of_pair(pair: Pair) -> dict[str, float]:
    left, right = _values(pair.a), _values(pair.b)
    return {
        "likeness": pair.likeness,
        "overlap": pair.overlap,
        "of same": float(pair.is_of_same),
        "agreeing": float(sum(_agree(x, y) for x in left for y in right)),
        "values": float(len(left) + len(right)),
        "later": float(bool(pair.gap)),
        "alone": float(pair.is_alone),
    }


def _of_values(pair: Pair, x: Value, y: Value) -> dict[str, float]:
    around = near(pair.a, x), near(pair.b, y)
    shared = len(around[0] & around[1])
    found = {
        "near": float(shared),
        "near, share": shared / max(1, len(around[0] | around[1])),
        "same word before": float(_word(pair.a, x, -1) == _word(pair.b, y, -1) != ""),
        "same word after": float(_word(pair.a, x, 1) == _word(pair.b, y, 1) != ""),
        "met elsewhere": float(any(_agree(x, other) for other in _values(pair.b)))
        + float(any(_agree(other, y) for other in _values(pair.a))),
    }
    if isinstance(x, Quantity) and isinstance(y, Quantity):
        return found | _of_quantities(x, y)
    if isinstance(x, Date) and isinstance(y, Date):
        return found | _of_dates(pair, x, y)
    return found


def _of_quantities(x: Quantity, y: Quantity) -> dict[str, float]:
    dimension = x.dimension.partition(" ")[0]
    sizes = sorted(_size(each) for each in (x, y))
    generic = [each.counted in GENERIC for each in (x, y)]
    return {f"of {each}": float(each == dimension) for each in _DIMENSIONS} | {
        "ratio": min(log((sizes[1] + 1e-3) / (sizes[0] + 1e-3)), 10.0),
        "hedged": float(bool(x.hedge)) + float(bool(y.hedge)),
        "vague": float("vague" in (x.hedge, y.hedge)),
        "counts the same": float(x.counted == y.counted and not generic[0]),
        "counts others": float(x.counted != y.counted and not any(generic)),
        "same outcome": float(bool(x.status & y.status)),
        "other outcome": float(bool(x.status and y.status and not x.status & y.status)),
        "part": float(x.is_part or y.is_part),
        "few": float(max(x.high, y.high) <= _FEW),
    }


def _size(x: Quantity) -> float:
    """The midpoint of the interval; for "at least" and "at most", the figure itself."""
    if isinf(x.low) or isinf(x.high):
        return abs(x.high if isinf(x.low) else x.low)
    return abs(x.low + x.high) / 2


def _of_dates(pair: Pair, x: Date, y: Date) -> dict[str, float]:
    return {
        "date": 1.0,
        f"of {x.kind}": 1.0,
        "of speaking": float(is_of_speaking(pair.a, x) or is_of_speaking(pair.b, y)),
        "relative": float(x.is_relative) + float(y.is_relative),
    }


def _word(side: Side, value: Value, step: int) -> str:
    """The lemma of the word before (-1) or after (1) a value; "" if there is none."""
    tokens = side.facts.tokens
    if step < 0:
        return tokens[value.place - 1].lemma if value.place else ""
    return next((each.lemma for each in tokens[value.place + 1 :] if each.start >= value.end and each.is_word), "")
