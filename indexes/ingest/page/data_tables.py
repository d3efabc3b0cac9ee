"""Tables of an article as lines of text, one per row: "North · 1,204 · 998"."""

from __future__ import annotations

from itertools import islice
from typing import Any

from lxml import etree

_MOST_TABLES = 100
"""Maximum number of tables of a page that are examined: the work for each grows with the page."""
_FEWEST = 2
"""Minimum number of rows, and of cells of a row, of a table with content."""
_AROUND = 3
"""Number of levels above a table that are searched for paragraphs of the article as siblings (set by hand)."""
_FEWEST_WORDS = 20
"""Minimum number of words of such paragraphs (set by hand)."""
_MOST_IN_LINKS = 0.5
_NO_PART = frozenset({"nav", "aside", "footer", "header", "form"})


def write_rows(tree: Any) -> None:
    """Turn the rows of tables among the paragraphs of a text into paragraphs.

    Extractors omit tables, or include those that only lay out a page.
    """
    tables = list(islice(tree.iter("table"), _MOST_TABLES))
    for table in [each for each in tables if _tells_something(each) and _is_in_text(each)]:
        rows = [_row(each) for each in table.iter("tr")]
        caption = table.find("caption")
        lines = [_words(caption), *rows] if caption is not None else rows
        tail = table.tail
        table.clear()
        table.tag, table.tail = "div", tail
        for figure in table.iterancestors("figure"):
            figure.tag = "div"  # extractors leave figures out
        for line in filter(None, lines):
            etree.SubElement(table, "p").text = line


def _tells_something(table: Any) -> bool:
    """True for a table with rows and cells that contains no other table and is not a list of links."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    full = [row for row in table.iter("tr") if sum(bool(_words(cell)) for cell in row.iter("td", "th")) >= _FEWEST]
    linked = sum(len(_words(each)) for each in table.iter("a"))
    return len(full) >= _FEWEST and linked <= _MOST_IN_LINKS * len(_words(table))


def _is_in_text(table: Any) -> bool:
    """True if it has paragraphs of running text as siblings, a few levels up, and is not in a sidebar."""
    ancestors = list(table.iterancestors())
    if any(each.tag in _NO_PART for each in ancestors):
        return False
    inside = sum(len(_words(each).split()) for each in table.iter("p"))
    for each in ancestors[:_AROUND]:
        if each.tag in {"body", "html"} and each is not ancestors[0]:
            return False
        words = 0
        for paragraph in each.iter("p"):
            words += len(_words(paragraph).split())
            if words - inside >= _FEWEST_WORDS:
                return True
    return False


def _row(row: Any) -> str:
    return " · ".join(filter(None, (_words(cell) for cell in row.iter("td", "th"))))


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
