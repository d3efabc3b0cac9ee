"""Reading order: articles side by side, each whole and in its own order, level where they report the same in turn.

Each article is put beside those before it: matches that come in the same order in both are put on one row, as many and
as probable ones as possible. What comes in another order stays where its own article has it: nothing is moved, and
what did move can be shown.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from compare.comparison.event_comparison import Comparison
from compare.model.passage import Passage

Pair = tuple[int, int]
"""The number of a row and of a passage of the article that is put beside it."""

_Row = dict[int, list[Passage]]
"""The passages on one row, by the number of their column."""

_Scores = Mapping[Passage, Mapping[Passage, float]]
"""For each passage that matches some, how probably it matches which."""


@dataclass(frozen=True, slots=True)
class Run:
    """Passages of one article that follow one another: all matched in another one, or all without a match."""

    passages: tuple[Passage, ...]
    is_matched: bool


@dataclass(frozen=True, slots=True)
class OrderedRow:
    """What stands side by side: a run of each article, or nothing. If it `is_level`, its runs report the same."""

    runs: tuple[Run | None, ...]
    is_level: bool


def ordered_rows(comparison: Comparison) -> list[OrderedRow]:
    """Every passage of every article once, in each column in the order of its article.

    Each article is put beside those before it, on the rows that they have by then.
    """
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
    """The rows with one more article: level with what it matches in turn, and what it has else on rows of its own."""
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
    """How probably each row reports what a passage does: as probably as the best of its passages."""
    row_of = {each: place for place, row in enumerate(rows) for own in row.values() for each in own}
    found: dict[Pair, float] = {}
    for passage in column:
        for other, score in scores.get(passage, {}).items():
            if other in row_of:
                pair = row_of[other], passage.index
                found[pair] = max(found.get(pair, 0.0), score)
    return found


def _goes_on(place: int, row: _Row, before: _Row, number: int, weights: Mapping[Pair, float]) -> bool:
    """True if the article tells in one sentence, on the row before, what others tell there and on this row."""
    has_columns = number in before and row.keys() < before.keys()
    return has_columns and any((place, each.index) in weights for each in before[number])


def _level(row: _Row, columns: int) -> OrderedRow:
    runs = (Run(tuple(row[number]), True) if number in row else None for number in range(columns))
    return OrderedRow(tuple(runs), is_level=True)


def best_chain(scores: Mapping[Pair, float]) -> list[Pair]:
    """Pairs of which both numbers rise, with the highest sum of scores: a heaviest increasing subsequence.

    In O(n log n), by a Fenwick tree of the best chain that ends at or before each second number.
    """
    places = {j: place for place, j in enumerate(sorted({j for _, j in scores}), 1)}
    best: list[tuple[float, Pair | None]] = [(0.0, None)] * (len(places) + 1)
    before: dict[Pair, Pair | None] = {}
    for pair in sorted(scores, key=lambda each: (each[0], -each[1])):  # so that no two of one first number are chained
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
    """What stands between two level rows: in each column runs without a match, and matched passages one by one.

    No two matched ones stand side by side: they would look as if they matched each other.
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
