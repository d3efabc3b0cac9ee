"""CSV: a table whose first line names its columns; a broken row costs only itself, and is named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO

from compare.article import Article
from compare.feed import Link
from indexes.ingest.article_of import MAX_TEXT, Defaults, Fault
from indexes.ingest.tables import MAX_LINE, articles_of_row

_DELIMITERS = ",;\t|"
_EXCEL = re.compile(r'\ufeff?"?sep=(.)"?\s*$', re.IGNORECASE)
"""The line that Excel writes before the table, and reads, to say what parts the columns."""


def read_csv(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | Link | Fault]:
    """The articles of a table whose first line names its columns; commas, semicolons, tabs or bars part them."""
    csv.field_size_limit(MAX_LINE)
    lines = _Lines(io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline=""))
    header = lines.read()
    said = _EXCEL.match(header)
    header = lines.read() if said else header
    delimiter = said.group(1) if said else max(_DELIMITERS, key=header.count)
    columns = next(csv.reader([header], delimiter=delimiter), [])
    while (row := _next_row(lines, delimiter)) is not None:
        line, cells = row
        while len(cells) > len(columns) and not cells[-1].strip():
            cells.pop()
        if fault := _fault(cells, columns):
            yield Fault(name, line, fault)
        elif cells:
            yield from articles_of_row(dict(zip(columns, cells, strict=False)), name, line, defaults)


class _Lines:
    """Lines that can be put back; `number` is that of the line that was read last, from 1."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._ahead: list[str] = []
        self.number = 0

    def read(self) -> str:
        """The next line, or its first `MAX_LINE` characters; "" at the end."""
        line = self._ahead.pop() if self._ahead else self._text.readline(MAX_LINE)
        self.number += bool(line)
        return line

    def put_back(self, lines: list[str]) -> None:
        self._ahead += reversed(lines)
        self.number -= len(lines)


def _next_row(lines: _Lines, delimiter: str) -> tuple[int, list[str]] | None:
    """The number of a row's first line, and its cells; those of a row that is broken are `_BROKEN`. None at the end.

    A quotation mark that is not closed reaches into the rows after it: then only its own line is given up.
    """
    taken: list[str] = []

    def more() -> Iterator[str]:
        while sum(map(len, taken)) <= MAX_TEXT and (line := lines.read()):
            taken.append(line)
            yield line

    is_open = False
    reader = csv.reader(more(), delimiter=delimiter, strict=True)
    try:
        cells = next(reader, None)
    except csv.Error as error:
        cells, is_open = _BROKEN, "unexpected end" in str(error)
    first = lines.number - len(taken) + 1
    if not taken:
        return None
    if cells is _BROKEN and len(taken) == 1 and not is_open:  # marks inside a cell that nobody doubled
        cells = _leniently(taken[0], delimiter)
    elif cells is _BROKEN:
        lines.put_back(taken[1:])
    return first, cells or []


_BROKEN = ["\0"]
"""In the place of cells that cannot be told."""


def _leniently(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return _BROKEN


def _fault(cells: list[str], columns: list[str]) -> str:
    if cells is _BROKEN:
        return "the row is broken: a quotation mark is not closed, or a cell is too long; the row is left out."
    if any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
        return "the row is not UTF-8."
    if len(cells) > len(columns):
        return f"the row has {len(cells)} cells, but the table {len(columns)} columns; it is left out."
    return ""
