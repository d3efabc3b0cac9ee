"""Sums: "five men and two women" are seven people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from compare.facts.quantities import Quantity
from compare.facts.tokens import Token

_PERSONS = frozenset({
    "people", "locals", "police", "protesters", "walkers", "workers", "soldiers", "fighters", "students", "children",
    "women", "men", "passengers", "crew", "patients", "migrants", "medics", "firefighters",
})  # fmt: skip
_AND = frozenset({"and", ",", "&"})
_FEWEST = 2


def with_sums(quantities: Sequence[Quantity], tokens: Sequence[Token]) -> tuple[Quantity, ...]:
    """The quantities with the sum of each enumeration of different people; what it adds up is then marked a part."""
    found: list[Quantity] = []
    for run in _runs(quantities, tokens):
        if len(run) < _FEWEST:
            found += run
            continue
        status = frozenset().union(*(each.status for each in run))
        found.append(
            replace(
                run[0],
                end=run[-1].end,
                low=sum(each.low for each in run),
                high=sum(each.high for each in run),
                counted=run[0].counted if len({each.counted for each in run}) == 1 else "people",
                status=status,
                hedge=next((each.hedge for each in run if each.hedge), ""),
                grain=max(each.grain for each in run),
            )
        )
        found += [replace(each, is_part=True) for each in run]
    return tuple(found)


def _runs(quantities: Sequence[Quantity], tokens: Sequence[Token]) -> Iterator[list[Quantity]]:
    """The quantities in order, those of one enumeration together."""
    place_of = {token.start: place for place, token in enumerate(tokens)}
    ends = {token.end: place + 1 for place, token in enumerate(tokens)}
    run: list[Quantity] = []
    for each in quantities:
        if run and _goes_on(run, each, tokens[ends[run[-1].end] : place_of[each.start]]):
            run.append(each)
            continue
        if run:
            yield run
        run = [each]
    if run:
        yield run


def _goes_on(run: Sequence[Quantity], after: Quantity, between: Sequence[Token]) -> bool:
    last = run[-1]
    if not between or any(token.low not in _AND for token in between):
        return False
    if not all(each.dimension == "count" and each.counted in _PERSONS and not each.is_part for each in (last, after)):
        return False
    groups = {each.counted for each in run} - {"children"}  # "two boys and three girls"
    statuses = {each.status for each in (*run, after) if each.status}
    return after.counted not in groups and "people" not in {*groups, after.counted} and len(statuses) <= 1
