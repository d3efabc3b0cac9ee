"""Aligned rows: passages of several articles that report the same fact, built from pairwise matches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compare.model.match import Match
from compare.model.passage import Passage

_START = -1  # before the first group
_JOIN = 0.35
"""Two groups become one row if their passages match with at least this mean probability (no match: 0).

This keeps one doubtful match from joining two different facts in one row. On stories of three articles (folds 1 to 4;
see `benchmarks.quality.facts`), B-cubed F1 against all links is .76 from .2 to .35 and .74 at .5; against strong links
it rises from .77 to .82. Connected components of the same matches reach .66 and .56.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One reported fact: the passages by article, and the matches among them.

    `lead` is the passage that agrees best with the others. A row with only one article has no matches.
    """

    cells: Mapping[str, tuple[Passage, ...]]
    matches: tuple[Match, ...]
    lead: Passage


def rows_of(passages: Sequence[Sequence[Passage]], matches: Sequence[Match]) -> list[Row]:
    """Assign every passage of every article to exactly one row.

    Rows are in the order of the first article; a passage that it lacks follows the passage that precedes it in its own
    article.
    """
    groups = _groups(passages, matches)
    group_of = {passage: number for number, group in enumerate(groups) for passage in group}
    inside: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if group_of[match.a] == group_of[match.b]:
            inside[group_of[match.a]].append(match)
    return [_row(groups[number], inside[number]) for number in _reading_order(passages, group_of)]


def _groups(passages: Sequence[Sequence[Passage]], matches: Sequence[Match]) -> list[list[Passage]]:
    """Average linkage: best matches first; two groups are merged if their mean score allows it."""
    every = [each for article in passages for each in article]
    place = {passage: number for number, passage in enumerate(every)}
    group_of = list(range(len(every)))
    groups = {number: _Group([passage], Counter([passage.article_id])) for number, passage in enumerate(every)}
    for match in matches:
        a, b = place[match.a], place[match.b]
        groups[a].scores[b] = groups[b].scores[a] = max(groups[a].scores.get(b, 0.0), match.probability)
    for match in sorted(
        matches, key=lambda match: (-match.probability, match.a.article_id, match.a.index, match.b.index)
    ):
        left, right = group_of[place[match.a]], group_of[place[match.b]]
        if left != right and _mean_score(groups, left, right) >= _JOIN:
            for passage in groups[right].passages:
                group_of[place[passage]] = left
            _join(groups, left, right)
    return [group.passages for group in groups.values()]


@dataclass(frozen=True, slots=True)
class _Group:
    """Passages that may become a row, the number per article, and the sum of their scores with each other group."""

    passages: list[Passage]
    articles: Counter[str]
    scores: dict[int, float] = field(default_factory=dict)


def _mean_score(groups: Mapping[int, _Group], left: int, right: int) -> float:
    """The mean over pairs of different articles; passages of one article are not compared."""
    a, b = groups[left], groups[right]
    within = sum(count * b.articles[article] for article, count in a.articles.items())
    pairs = len(a.passages) * len(b.passages) - within
    return a.scores.get(right, 0.0) / pairs if pairs else 0.0


def _join(groups: dict[int, _Group], left: int, right: int) -> None:
    """Merge the right group into the left one, updating the sums so that no pair is added twice."""
    stored, gone = groups[left], groups.pop(right)
    stored.passages.extend(gone.passages)
    stored.articles.update(gone.articles)
    for other, total in gone.scores.items():
        del groups[other].scores[right]
        if other != left:
            stored.scores[other] = groups[other].scores[left] = stored.scores.get(other, 0.0) + total


def _reading_order(passages: Sequence[Sequence[Passage]], group_of: Mapping[Passage, int]) -> list[int]:
    """Indices of the groups, in the order described in `rows_of`."""
    after: dict[int, int] = {_START: _START}  # a linked list: each group and its successor
    for article in passages:
        before = _START
        for passage in article:
            number = group_of[passage]
            if number not in after:
                after[number], after[before] = after[before], number
            before = number
    order = []
    number = after[_START]
    while number != _START:
        order.append(number)
        number = after[number]
    return order


def _row(group: Sequence[Passage], matches: Sequence[Match]) -> Row:
    cells: dict[str, list[Passage]] = defaultdict(list)
    for passage in sorted(group, key=lambda passage: passage.index):
        cells[passage.article_id].append(passage)
    support = support_of(matches)
    lead = max(group, key=lambda passage: (support[passage], -passage.index, passage.article_id))
    return Row({article: tuple(each) for article, each in cells.items()}, tuple(matches), lead)


def support_of(matches: Iterable[Match]) -> dict[Passage, float]:
    """How much each passage agrees with the others: the sum of the probabilities of its matches."""
    support: dict[Passage, float] = defaultdict(float)
    for match in matches:
        support[match.a] += match.probability
        support[match.b] += match.probability
    return support
