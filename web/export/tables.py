"""Flat tables as CSV and XLSX files. A cell is a text or a number, never a structure."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from web.api.responses import safe_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | bool | None
Table = Iterable[Mapping[str, Value]]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow."""
_LONGEST_CELL = 32_767  # maximum number of characters in a cell of a workbook
_ROWS = 1_048_575  # maximum number of rows, without the header


def as_csv_lines(columns: Sequence[str], rows: Table) -> Iterator[str]:
    """The table as lines of CSV (RFC 4180), with a header.

    A cell that a spreadsheet would read as a formula gets an apostrophe in front: articles are hostile input.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _with_head(columns, rows):
        writer.writerow([safe_cell(row.get(name)) for name in columns])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def as_xlsx(columns: Sequence[str], rows: Table, sheet: str) -> bytes:
    """The table as a workbook with one sheet; no cell becomes a formula or a link, whatever it looks like."""
    import xlsxwriter  # imported late, because only workbooks need it, and a server should start quickly

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, columns, book.add_format({"bold": True}))
        page.freeze_panes(1, 0)
        for number, row in zip(range(1, _ROWS + 1), rows, strict=False):
            for place, name in enumerate(columns):
                _write(page, number, place, row.get(name))
    return out.getvalue()


def _write(page: Worksheet, row: int, column: int, value: Value) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        page.write_number(row, column, value)
    elif value is not None and value != "":
        page.write_string(row, column, NOT_IN_XML.sub(" ", str(value))[:_LONGEST_CELL])


def _with_head(columns: Sequence[str], rows: Table) -> Iterator[Mapping[str, Value]]:
    yield dict(zip(columns, columns, strict=True))
    yield from rows
