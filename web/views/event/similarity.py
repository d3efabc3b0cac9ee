"""The similarity map of an event: a heat map of article × article, drawn as SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compare.comparison.event_comparison import Comparison
from compare.comparison.similarity_map import seriation, shared
from compare.model.article import Article
from compare.model.bylines import distinct_names
from web.views.event.coverage import head_of

CELL = 30
"""Width and height of a cell, in CSS pixels."""

_NUMBERED = 20
"""Maximum number of articles for which cells show percentages."""

_NEAREST = 3
"""Number of articles in the text alternative of a row."""


@dataclass(frozen=True, slots=True)
class SimilarityRow:
    """An article and the percentage of passages that it shares with each one, in the order of the rows.

    `head` is its short name, and `nearest` are the names and percentages of the most similar others.
    """

    article: Article
    name: str
    head: str
    shares: tuple[int, ...]
    nearest: tuple[tuple[str, int], ...]

    def shapes(self) -> tuple[tuple[float, str], ...]:
        """The cells of a large map, by opacity: the opacity (0 to 0.5) and the SVG path of its squares."""
        paths: dict[int, list[str]] = defaultdict(list)
        for place, share in enumerate(self.shares):
            paths[round(share / 10)].append(f"M{place * CELL} 0h{CELL - 2}v24h-{CELL - 2}z")
        return tuple((level / 20, "".join(parts)) for level, parts in sorted(paths.items()) if level)


@dataclass(frozen=True, slots=True)
class SimilarityMap:
    """The rows, and the columns in the same order, in which similar articles are neighbours."""

    rows: tuple[SimilarityRow, ...]

    @property
    def has_numbers(self) -> bool:
        """Whether cells show percentages, which a large map does not."""
        return len(self.rows) <= _NUMBERED

    @property
    def width(self) -> int:
        """The width of all cells, in pixels."""
        return CELL * len(self.rows)

    @property
    def summary(self) -> str:
        """The most and the least similar pair in words; "" if there is no pair."""
        pairs = [
            (share, row.name, self.rows[place].name)
            for number, row in enumerate(self.rows)
            for place, share in enumerate(row.shares)
            if place < number
        ]
        if not pairs:
            return ""
        most, least = max(pairs), min(pairs)
        return (
            f"Most similar: {most[1]} and {most[2]}, {most[0]}%. Least similar: {least[1]} and {least[2]}, {least[0]}%."
        )


def similarity_map(comparison: Comparison, columns: Sequence[Article]) -> SimilarityMap:
    """The map of these articles; percentages are of the passages of both."""
    names = distinct_names(comparison.articles)
    shares = np.round(100 * comparison.once(shared)).astype(int)
    wanted = {each.id for each in columns}
    order = [each for each in comparison.once(seriation) if comparison.articles[each].id in wanted]
    articles = [comparison.articles[each] for each in order]
    rows = []
    for place, article in zip(order, articles, strict=True):
        own = tuple(int(shares[place, other]) for other in order)
        others = [(names[other.id], share) for other, share in zip(articles, own, strict=True) if other is not article]
        nearest = tuple(sorted(others, key=lambda each: -each[1])[:_NEAREST])
        rows.append(SimilarityRow(article, names[article.id], head_of(article, names[article.id]), own, nearest))
    return SimilarityMap(tuple(rows))
