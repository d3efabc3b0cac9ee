"""The page of a comparison: articles side by side, as rows in one of two orders, and what is told around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from compare.comparison.event_comparison import Comparison
from compare.model.article import Article
from compare.model.bylines import told_apart
from compare.model.match import Kind
from compare.model.passage import Passage
from web.views.aligned_rows import RowContext, rows_of
from web.views.copies import CopyEdits, copy_edits, copy_notes
from web.views.highlighting import stretches
from web.views.side_by_side import ReviewedLink, SideRow, reviewed_links, side_rows

ROWS = 200
"""Of one page: articles have up to 400 sentences."""

View = Literal["order", "rows", "linear"]
"""In the order of each article; in rows of what matches; or in rows, one article below the other."""


@dataclass(frozen=True, slots=True)
class ComparisonContext:
    """Articles side by side; `outside` is the text of each that is no passage (boilerplate, captions).

    `names` tell the articles of one outlet apart, `copies` says of one that reprints another how it does, and `edits`
    which words; `weaker` is on how many facts articles diverge in a way that is too uncertain to be shown, whether they
    are listed or not. `links` are those that readers reviewed. Of very many rows it has one `part` (from 0) of `parts`.
    """

    comparison: Comparison
    view: View
    names: Mapping[str, str]
    rows: tuple[RowContext, ...] | tuple[SideRow, ...]
    part: int
    parts: int
    copies: Mapping[str, str]
    edits: tuple[CopyEdits, ...]
    differences: int
    weaker: int
    outside: tuple[tuple[Article, tuple[str, ...]], ...]
    links: tuple[ReviewedLink, ...]

    def in_rows(self) -> dict[Kind, int]:
        """How many divergences of each kind that are worth a filter there are."""
        return {kind: count for kind, count in self.comparison.totals().items() if kind != "detail"}

    def downloads(self) -> tuple[tuple[str, str, int], ...]:
        """What can be downloaded: the name of the list, what pages call it, and how many rows it has."""
        divergences = sum(len(match.divergences) for match in self.comparison.matches)
        return (("divergences", "differences", divergences), ("omissions", "gaps", len(self.comparison.omissions)))

    def reviewed(self, link: str) -> ReviewedLink | None:
        """The link of this id, if a reader reviewed it."""
        return next((each for each in self.links if each.id == link), None)


def comparison_context(
    comparison: Comparison,
    wanted: Callable[[RowContext | SideRow], bool] = lambda row: True,
    weaker: bool = False,
    part: int = 0,
    most: int = ROWS,
    view: View = "order",
) -> ComparisonContext:
    """Articles side by side, of which only the `wanted` rows are shown, with `weaker` divergences or without.

    Of more than `most` such rows it has the `part` of this number, from 0.
    """
    rows = side_rows(comparison, weaker) if view == "order" else rows_of(comparison, weaker)
    chosen = list(filter(wanted, rows))
    outside = [(each, _outside(each, comparison.passages[each.id])) for each in comparison.articles]
    return ComparisonContext(
        comparison,
        view,
        told_apart(comparison.articles),
        tuple(chosen[part * most : (part + 1) * most]),  # type: ignore[arg-type]
        part,
        max(1, -(-len(chosen) // most)),
        copy_notes(comparison.origins, comparison.articles),
        tuple(copy_edits(comparison)),
        max((row.number for row in rows), default=0),
        comparison.count_weaker(),
        tuple((article, texts) for article, texts in outside if texts),
        tuple(reviewed_links(comparison)),
    )


def _outside(article: Article, passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(text.strip() for text, passage in stretches(article.text, passages) if passage is None)
