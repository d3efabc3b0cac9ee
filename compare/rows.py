"""Rows: passages of several articles that report the same thing, gathered from matches of two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compare.match import Match
from compare.passage import Passage

_JOIN = 0.35
"""Two groups become one row if their passages match with at least this mean score (no match: 0).

Chosen so that one doubtful match does not chain two different things into one row.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is reported: the passages by article, and the matches among them.

    `lead` is the passage that agrees best with the others. A row of one article has no match.
    """

    cells: Mapping[str, tuple[Passage, ...]]
    matches: tuple[Match, ...]
    lead: Passage


def rows_of(passages: Sequence[Sequence[Passage]], matches: Sequence[Match]) -> list[Row]:
    """Every passage of every article in exactly one row.

    The rows come in the order of the first article; what it does not have follows the passage that stands before it in
    its own article.
    """
    groups = _groups(passages, matches)
    group_of = {passage: number for number, group in enumerate(groups) for passage in group}
    inside: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if group_of[match.a] == group_of[match.b]:
            inside[group_of[match.a]].append(match)
    return [_row(groups[number], inside[number]) for number in _reading_order(passages, group_of)]


def _groups(passages: Sequence[Sequence[Passage]], matches: Sequence[Match]) -> list[list[Passage]]:
    """Average-link: the best matches first, two groups are joined if their mean score allows it."""
    group_of: dict[Passage, int] = {}
    groups: dict[int, list[Passage]] = {}
    for number, passage in enumerate(each for article in passages for each in article):
        group_of[passage] = number
        groups[number] = [passage]
    score = {(match.a, match.b): match.score for match in matches}
    for match in sorted(matches, key=lambda match: (-match.score, match.a.article_id, match.a.index, match.b.index)):
        left, right = group_of[match.a], group_of[match.b]
        if left != right and _mean_score(groups[left], groups[right], score) >= _JOIN:
            for passage in groups[right]:
                group_of[passage] = left
            groups[left] += groups.pop(right)
    return list(groups.values())


def _mean_score(
    left: Iterable[Passage], right: Iterable[Passage], score: Mapping[tuple[Passage, Passage], float]
) -> float:
    """Mean over the pairs of two articles; passages of one article say nothing of each other."""
    scores = [
        max(score.get((p, q), 0.0), score.get((q, p), 0.0)) for p in left for q in right if p.article_id != q.article_id
    ]
    return sum(scores) / len(scores) if scores else 0.0


def _reading_order(passages: Sequence[Sequence[Passage]], group_of: Mapping[Passage, int]) -> list[int]:
    """Numbers of the groups, in the order described in `rows_of`."""
    order: list[int] = []
    for article in passages:
        place = -1  # of the group that stands before, in `order`
        for passage in article:
            number = group_of[passage]
            if number in order:
                place = order.index(number)
            else:
                place += 1
                order.insert(place, number)
    return order


def _row(group: Sequence[Passage], matches: Sequence[Match]) -> Row:
    cells: dict[str, list[Passage]] = defaultdict(list)
    for passage in sorted(group, key=lambda passage: passage.index):
        cells[passage.article_id].append(passage)
    support: dict[Passage, float] = defaultdict(float)
    for match in matches:
        support[match.a] += match.score
        support[match.b] += match.score
    lead = max(group, key=lambda passage: (support[passage], -passage.index, passage.article_id))
    return Row({article: tuple(each) for article, each in cells.items()}, tuple(matches), lead)
