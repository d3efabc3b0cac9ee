"""Reading order: articles side by side, each whole and in its own order, level where they report the same in turn.

Between the first article and each other one, matches that come in the same order in both are put on one row, as many
and as probable ones as possible. What comes in another order stays where its own article has it: nothing is moved, and
what did move can be shown.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from compare.comparison.event_comparison import Comparison
from compare.model.match import Match
from compare.model.passage import Passage

Pair = tuple[int, int]
"""The numbers of a passage of the first article and of one of another."""

Cells = dict[int, range]
"""By the number of a column, the passages of it on one row."""


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
    """Every passage of every article once, in each column in the order of its article."""
    columns = [comparison.passages[article.id] for article in comparison.articles]
    number_of = {article.id: number for number, article in enumerate(comparison.articles)}
    matched = {passage for match in comparison.matches for passage in (match.a, match.b)}
    levels = _level_rows(comparison.matches, number_of)
    at = [0] * len(columns)
    found: list[OrderedRow] = []
    for place, cells in enumerate(levels):
        until = [_next_start(levels[place:], number, len(column)) for number, column in enumerate(columns)]
        found += _between(columns, list(map(range, at, until)), matched)
        at = [cells[number].stop if number in cells else until[number] for number in range(len(columns))]
        runs = (Run(tuple(columns[n][i] for i in cells[n]), True) if n in cells else None for n in range(len(columns)))
        found.append(OrderedRow(tuple(runs), is_level=True))
    found += _between(columns, [range(start, len(column)) for start, column in zip(at, columns, strict=True)], matched)
    return found


def _next_start(levels: Sequence[Cells], number: int, end: int) -> int:
    """Where the next level row begins in a column."""
    return next((cells[number].start for cells in levels if number in cells), end)


def _level_rows(matches: Sequence[Match], number_of: Mapping[str, int]) -> list[Cells]:
    """The rows on which another article is level with the first, in order."""
    scores: dict[int, dict[Pair, float]] = defaultdict(dict)
    for match in matches:
        a, b = sorted((match.a, match.b), key=lambda each: number_of[each.article_id])
        if number_of[a.article_id] == 0:
            scores[number_of[b.article_id]][a.index, b.index] = match.probability
    chains = {number: best_chain(found) for number, found in scores.items()}
    level = {i for chain in chains.values() for i, _ in chain}
    rows: dict[int, Cells] = defaultdict(dict)
    for number, chain in chains.items():
        linked, beside = scores[number], {j for _, j in chain}
        for i, j in chain:
            rows[i][number] = _stretch(j, lambda k, i=i, of=linked, taken=beside: k not in taken and (i, k) in of)
            own = _stretch(i, lambda k, j=j, of=linked: k not in level and (k, j) in of)
            rows[i][0] = max(rows[i].get(0, own), own, key=len)
    return [rows[i] for i in sorted(rows)]


def _stretch(start: int, goes_on: Callable[[int], bool]) -> range:
    """From a passage on as long as those that follow belong to it."""
    return range(start, next(number for number in count(start + 1) if not goes_on(number)))


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


def _between(
    columns: Sequence[Sequence[Passage]], ranges: Sequence[range], matched: Collection[Passage]
) -> Iterator[OrderedRow]:
    """What stands between two level rows: in each column runs without a match, and matched passages one by one.

    No two matched ones stand side by side: they would look as if they matched each other.
    """
    queues = [deque(_runs([column[i] for i in own], matched)) for column, own in zip(columns, ranges, strict=True)]
    while any(queues):
        row: list[Run | None] = []
        for queue in queues:
            has_matched = any(run and run.is_matched for run in row)
            row.append(queue.popleft() if queue and not (has_matched and queue[0].is_matched) else None)
        yield OrderedRow(tuple(row), is_level=False)


def _runs(passages: Sequence[Passage], matched: Collection[Passage]) -> Iterator[Run]:
    for is_matched, run in groupby(passages, key=lambda each: each in matched):
        own = tuple(run)
        yield from (Run((each,), True) for each in own) if is_matched else [Run(own, False)]
