"""The page of a comparison: rows of articles side by side, in one of two orders, and the notes around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from compare.comparison.event_comparison import Comparison
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Kind
from compare.model.passage import Passage
from web.views.comparison.aligned_rows import RowContext, rows_of
from web.views.comparison.side_by_side import LETTERS, ReviewedLink, SideRow, reviewed_links, side_rows
from web.views.copies import CopyEdits, copy_edits, copy_notes
from web.views.highlighting import stretches

ROWS = 200
"""Maximum per page. An article has up to 400 sentences."""

View = Literal["order", "rows", "linear"]
"""Each article in its own order; rows of matching sentences; or such rows with one article below the other."""


@dataclass(frozen=True, slots=True)
class ComparisonContext:
    """Articles side by side; if there are very many rows, one `part` (from 0) of `parts`.

    `names` distinguish articles of the same outlet. `copies` describes, by article id, how an article reprints another
    one, and `edits` has the words that reprints changed. `differences` is the number of rows with a difference, and
    `weaker` the number of facts with a difference that is too uncertain to be shown, whether or not those are listed.
    `outside` is the text of each article that is in no passage, such as captions. `links` are the links that users
    reviewed.
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

    @property
    def letters(self) -> dict[str, str]:
        """The letter of each article, by its id, if there are more than two; notes refer to articles by letter."""
        articles = self.comparison.articles
        return {each.id: LETTERS[column] for column, each in enumerate(articles)} if len(articles) > 2 else {}

    def in_rows(self) -> dict[Kind, int]:
        """The totals of the kinds that have a filter: all except detail."""
        return {kind: count for kind, count in self.comparison.totals().items() if kind != "detail"}

    def downloads(self) -> tuple[tuple[str, str, int], ...]:
        """The lists that can be downloaded: the name in the API, the name on pages, and the number of rows."""
        divergences = sum(len(match.divergences) for match in self.comparison.matches)
        return (("divergences", "differences", divergences), ("omissions", "gaps", len(self.comparison.omissions)))

    def reviewed(self, link: str) -> ReviewedLink | None:
        """The link with this id, or None if no user reviewed it."""
        return next((each for each in self.links if each.id == link), None)


def comparison_context(
    comparison: Comparison,
    wanted: Callable[[RowContext | SideRow], bool] = lambda row: True,
    weaker: bool = False,
    part: int = 0,
    most: int = ROWS,
    view: View = "order",
) -> ComparisonContext:
    """The `wanted` rows of a comparison, with `weaker` divergences or without.

    If there are more than `most`, these are the rows of one `part` (from 0); beyond the last part there are none.
    """
    rows = side_rows(comparison, weaker) if view == "order" else rows_of(comparison, weaker)
    chosen = list(filter(wanted, rows))
    outside = [(each, _outside(each, comparison.passages[each.id])) for each in comparison.articles]
    return ComparisonContext(
        comparison,
        view,
        distinct_names(comparison.articles),
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
