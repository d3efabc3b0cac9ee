"""CSV tables with a header; a malformed row is reported and does not affect the others."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import IO

from compare.errors import UnreadableError
from compare.model.article import Article
from compare.ports.harvesting import Link
from indexes.ingest.article_of import MAX_TEXT, Defaults, Fault
from indexes.ingest.decode.encodings import decode_markup, unicode_of
from indexes.ingest.formats.json_tables import MAX_LINE, articles_of_row
from indexes.ingest.rows import ReadRows, Row, read_here

_DELIMITERS = ",;\t|"
_HEAD = 4096
_UNIT_SEPARATOR = "\x1f"
_EXCEL = re.compile(r'\ufeff?"?sep=(.)"?\s*$', re.IGNORECASE)
"""The line that Excel writes before the table, and reads, to declare the column separator."""


def read_csv(
    stream: IO[bytes], name: str, defaults: Defaults, read_rows: ReadRows = read_here
) -> Iterator[Article | Link | Fault]:
    """The articles of a table with a header, separated by commas, semicolons, tabs or bars."""
    return read_rows(_rows(stream, name), articles_of_row, name, defaults)


def _rows(stream: IO[bytes], name: str) -> Iterator[Row]:
    """The cells of each row by column name, and its problems."""
    csv.field_size_limit(MAX_LINE)
    buffered = io.BufferedReader(stream)  # type: ignore[type-var]
    # Bytes that are not UTF-8 are decoded row by row; UTF-16 is recognised by its bytes, and may be damaged.
    unicode = unicode_of(buffered.peek(_HEAD)[:_HEAD])
    encoding = ("utf-8-sig", "surrogateescape") if unicode in {None, "utf-8-sig"} else (str(unicode), "replace")
    lines = _Lines(io.TextIOWrapper(buffered, *encoding, newline=""))
    header = _first_line(lines)
    said = _EXCEL.match(header)
    header = lines.read() if said else header
    delimiter = said.group(1) if said else max(_DELIMITERS, key=header.count)
    columns = _named_once(next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), []))
    line = 0
    while (row := _next_row(lines, delimiter)) is not None:
        line, cells = row
        while len(cells) > len(columns) and not cells[-1].strip():
            cells.pop()
        if cells == columns:
            continue  # concatenated tables repeat their header
        cells, problem = _in_utf_8(cells)
        if problem:
            yield Row(Fault(name, line, problem), line, 0)
        if fault := _fault(cells, columns):
            yield Row(Fault(name, line, fault), line, 0)
        elif cells:
            yield Row(dict(zip(columns, cells, strict=False)), line, sum(map(len, cells)))
    if not line:
        yield Row(Fault(name, None, "the first line is read as column names, and no rows follow it."), 1, 0)


def _first_line(lines: _Lines) -> str:
    """The first non-empty line."""
    line = lines.read()
    while line and not line.strip(" \t\r\n\ufeff"):
        line = lines.read()
    return line


def _named_once(columns: list[str]) -> list[str]:
    """The column names; repeated names get a number, so that the first column keeps its name."""
    seen: Counter[str] = Counter()
    named = []
    for each in columns:
        seen[each] += 1
        named.append(f"{each} {seen[each]}" if seen[each] > 1 else each)
    return named


class _Lines:
    """Lines that can be pushed back; `number` is that of the last line read, from 1."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._ahead: list[str] = []
        self.number = 0

    def read(self) -> str:
        """Read the next line, or its first `MAX_LINE` characters; "" at the end."""
        line = self._ahead.pop() if self._ahead else self._text.readline(MAX_LINE)
        self.number += bool(line)
        return line

    def put_back(self, lines: list[str]) -> None:
        self._ahead += reversed(lines)
        self.number -= len(lines)


def _next_row(lines: _Lines, delimiter: str) -> tuple[int, list[str]] | None:
    """The number of a row's first line, and its cells; malformed ones are `_BROKEN`. None at the end.

    An unclosed quotation mark extends into the following rows; only its own line is skipped.
    """
    taken: list[str] = []

    def more() -> Iterator[str]:
        size = 0
        while size <= MAX_TEXT and (line := lines.read()):
            taken.append(line)
            size += len(line)
            yield line

    is_open = False
    reader = csv.reader(more(), delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        cells = next(reader, None)
    except csv.Error as error:
        cells, is_open = _BROKEN, "unexpected end" in str(error)
    first = lines.number - len(taken) + 1
    if not taken:
        return None
    if cells is _BROKEN and len(taken) == 1 and not is_open:  # unescaped quotation marks inside a cell
        cells = _leniently(taken[0], delimiter)
    elif cells is _BROKEN:
        lines.put_back(taken[1:])
    return first, cells or []


_UNREADABLE = ["\1"]
_BROKEN = ["\0"]
"""Stands for cells that cannot be separated."""


def _leniently(line: str, delimiter: str) -> list[str]:
    """The cells of a line with quotation marks inside cells, either after a backslash or unescaped."""
    try:
        if '\\"' in line:
            return next(csv.reader([line], delimiter=delimiter, doublequote=False, escapechar="\\", strict=True), [])
    except csv.Error:
        pass
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return _BROKEN


def _in_utf_8(cells: list[str]) -> tuple[list[str], str]:
    """The cells of a row in another encoding, as spreadsheets write them, and a description."""
    row = _UNIT_SEPARATOR.join(cells)
    if row.isascii() or not any("\udc80" <= character <= "\udcff" for character in row):
        return cells, ""
    try:
        decoded = decode_markup(row.encode("utf-8", "surrogateescape"))
    except (UnreadableError, UnicodeError):
        return _UNREADABLE, ""
    return decoded.text.split(_UNIT_SEPARATOR), decoded.problem.replace(
        "the text, without a declared encoding,", "the row"
    )


def _fault(cells: list[str], columns: list[str]) -> str:
    if cells is _BROKEN:
        return "the row is malformed: a quotation mark is not closed, or a cell is too long; the row is skipped."
    if cells is _UNREADABLE:
        return "the row is not UTF-8."
    if len(cells) > len(columns):
        return f"the row has {len(cells)} cells, but the table has {len(columns)} columns; it is skipped."
    return ""
