"""Reading order: articles side by side, each complete and in its own order, with matching sentences aligned.

Articles are added one by one. Matches in the same order are put on the same row, such that the sum of their
probabilities is maximal. Passages of other matches stay where they are in their article: no sentence is moved, and the
page can draw connecting lines.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from compare.comparison.event_comparison import Comparison
from compare.model.passage import Passage

Pair = tuple[int, int]
"""The number of a row, and the index of a passage of the article that is being added."""

_Row = dict[int, list[Passage]]
"""The passages on one row, by column number."""

_Scores = Mapping[Passage, Mapping[Passage, float]]
"""For each passage with matches, the probability of its match with each other passage."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive passages of one article, either all with a match or all without one."""

    passages: tuple[Passage, ...]
    is_matched: bool


@dataclass(frozen=True, slots=True)
class OrderedRow:
    """One row: a run of each article, or None. If `is_level`, its runs match."""

    runs: tuple[Run | None, ...]
    is_level: bool


def ordered_rows(comparison: Comparison) -> list[OrderedRow]:
    """The rows, with one column for each article: every passage once, in the order of its article."""
    columns = [comparison.passages[article.id] for article in comparison.articles]
    scores: dict[Passage, dict[Passage, float]] = defaultdict(dict)
    for match in comparison.matches:
        scores[match.a][match.b] = scores[match.b][match.a] = match.probability
    rows: list[_Row] = [{0: [each]} for each in columns[0]]
    for number, column in enumerate(columns[1:], 1):
        rows = _with_column(rows, number, column, scores)
    found: list[OrderedRow] = []
    for is_level, group in groupby(rows, key=lambda row: len(row) > 1):
        own = list(group)
        found += [_level(row, len(columns)) for row in own] if is_level else _between(own, len(columns), scores)
    return found


def _with_column(rows: Sequence[_Row], number: int, column: Sequence[Passage], scores: _Scores) -> list[_Row]:
    """The rows with one more article: matches in the same order share a row, other passages get separate rows."""
    weights = _weights(rows, column, scores)
    beside = dict(best_chain(weights))
    level = set(beside.values())
    found: list[_Row] = []
    at = 0
    for place, row in enumerate(rows):
        if place in beside:
            start = beside[place]
            end = next(n for n in count(start + 1) if n in level or (place, n) not in weights)
            found += [{number: [each]} for each in column[at:start]]
            found.append({**row, number: list(column[start:end])})
            at = end
        elif found and _goes_on(place, row, found[-1], number, weights):
            for own, passages in row.items():
                found[-1] = {**found[-1], own: [*found[-1][own], *passages]}
        else:
            found.append(row)
    return found + [{number: [each]} for each in column[at:]]


def _weights(rows: Sequence[_Row], column: Sequence[Passage], scores: _Scores) -> dict[Pair, float]:
    """The probability that each row matches a passage: that of the best match among the passages of the row."""
    row_of = {each: place for place, row in enumerate(rows) for own in row.values() for each in own}
    found: dict[Pair, float] = {}
    for passage in column:
        for other, score in scores.get(passage, {}).items():
            if other in row_of:
                pair = row_of[other], passage.index
                found[pair] = max(found.get(pair, 0.0), score)
    return found


def _goes_on(place: int, row: _Row, before: _Row, number: int, weights: Mapping[Pair, float]) -> bool:
    """Whether this row continues the previous one: one sentence of the article matches both."""
    has_columns = number in before and row.keys() < before.keys()
    return has_columns and any((place, each.index) in weights for each in before[number])


def _level(row: _Row, columns: int) -> OrderedRow:
    runs = (Run(tuple(row[number]), True) if number in row else None for number in range(columns))
    return OrderedRow(tuple(runs), is_level=True)


def best_chain(scores: Mapping[Pair, float]) -> list[Pair]:
    """The heaviest increasing subsequence: pairs in which both numbers increase, with the highest sum of scores.

    Takes O(n log n) time, with a Fenwick tree of the best chain that ends at or before each second number.
    """
    places = {j: place for place, j in enumerate(sorted({j for _, j in scores}), 1)}
    best: list[tuple[float, Pair | None]] = [(0.0, None)] * (len(places) + 1)
    before: dict[Pair, Pair | None] = {}
    for pair in sorted(scores, key=lambda each: (each[0], -each[1])):  # never chain two pairs with the same first
        total, before[pair] = 0.0, None
        place = places[pair[1]] - 1
        while place:
            if best[place][0] > total:
                total, before[pair] = best[place]
            place -= place & -place
        place = places[pair[1]]
        while place < len(best):
            best[place] = max(best[place], (total + scores[pair], pair), key=lambda each: each[0])
            place += place & -place
    chain: list[Pair] = []
    last = max(best, key=lambda each: each[0])[1]
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def _between(rows: Iterable[_Row], columns: int, matched: Collection[Passage]) -> Iterator[OrderedRow]:
    """The rows between two aligned ones: in each column, runs without a match, and matched passages one by one.

    No two matched passages are side by side, because they would look as if they matched each other.
    """
    alone: list[list[Passage]] = [[] for _ in range(columns)]
    for row in rows:
        for number, passages in row.items():
            alone[number] += passages
    queues = [deque(_runs(each, matched)) for each in alone]
    while any(queues):
        taken: list[Run | None] = []
        for queue in queues:
            has_matched = any(run and run.is_matched for run in taken)
            taken.append(queue.popleft() if queue and not (has_matched and queue[0].is_matched) else None)
        yield OrderedRow(tuple(taken), is_level=False)


def _runs(passages: Sequence[Passage], matched: Collection[Passage]) -> Iterator[Run]:
    for is_matched, run in groupby(passages, key=lambda each: each in matched):
        own = tuple(run)
        yield from (Run((each,), True) for each in own) if is_matched else [Run(own, False)]
