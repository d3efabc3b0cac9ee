"""The tables of an event: which sources each article cites, and which words it uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from compare.attribution.source_counts import Citation, CitedSource
from compare.comparison.event_comparison import Comparison
from compare.comparison.word_choice import Label, LabelUse
from compare.model.article import Article
from web.views.filters import number
from web.views.highlighting import anchor

Place = TypeVar("Place", Citation, LabelUse)


@dataclass(frozen=True, slots=True)
class TableCell:
    """How often an article has the source or word of the row (0: never), the anchor of the first passage with it, and a
    note."""

    article_id: str
    times: int
    anchor: str
    note: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A source or word, a note on it ("": none), and a cell for each article."""

    name: str
    note: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a group of rows; `title` says what it is about."""

    title: str
    rows: tuple[TableRow, ...]


def source_table(comparison: Comparison, sources: Sequence[CitedSource], columns: Sequence[Article]) -> Table:
    """Which of these articles (cells) cite which sources (rows), and how many words they quote."""
    rows = [
        TableRow(
            each.name,
            "" if each.is_named or each.name.casefold() == "unnamed" else "unnamed",
            _cells(comparison, each.citations, _quoted_words, columns),
        )
        for each in sources
    ]
    return Table("Who quotes whom", _with_cells(rows))


def label_tables(comparison: Comparison, labels: Sequence[Label], columns: Sequence[Article]) -> tuple[Table, ...]:
    """For each concept with several words, which of these articles (cells) use which word (rows)."""
    return tuple(
        Table(thing, _with_cells(_label_row(comparison, each, columns) for each in alike))
        for thing, alike in groupby(labels, key=lambda label: label.thing)
    )


def _with_cells(rows: Iterable[TableRow]) -> tuple[TableRow, ...]:
    """The rows with a cell that is not empty."""
    return tuple(row for row in rows if any(cell.times for cell in row.cells))


def _label_row(comparison: Comparison, label: Label, columns: Sequence[Article]) -> TableRow:
    return TableRow(label.word, "", _cells(comparison, label.uses, _quoted_uses, columns))


def _cells(
    comparison: Comparison,
    places: Sequence[Place],
    note: Callable[[Sequence[Place]], str],
    columns: Sequence[Article],
) -> tuple[TableCell, ...]:
    of_article: dict[str, list[Place]] = defaultdict(list)
    for each in places:
        of_article[each.article_id].append(each)
    found = []
    for article in columns:
        mine = of_article.get(article.id)
        if not mine:
            found.append(TableCell(article.id, 0, "", ""))
            continue
        first = next((p for p in comparison.passages[article.id] if p.start <= mine[0].start < p.end), None)
        found.append(TableCell(article.id, len(mine), anchor(first) if first else "", note(mine)))
    return tuple(found)


def _quoted_words(citations: Sequence[Citation]) -> str:
    words = sum(each.quoted for each in citations)
    return number(words, "word") if words else ""


def _quoted_uses(uses: Sequence[LabelUse]) -> str:
    quoted = sum(each.quoted for each in uses)
    return f"{quoted} quoted" if quoted else ""
