"""A user's table of attributes of outlets: one row per outlet, one column per attribute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from compare.errors import InputError, UnreadableError
from compare.model.article import Outlet
from compare.model.moment import Moment
from compare.services.stores.outlets import OutletFact
from indexes.ingest.decode.encodings import decode

_NEEDED = ("outlet", "source", "date")
_MOST_ROWS = 100_000
_LONGEST = 500


def read_outlet_facts(data: bytes) -> list[OutletFact]:
    """The facts of a CSV file with the columns outlet, source and date, and one more for each attribute.

    Empty cells are ignored. Raises UnreadableError with the line number; nothing is imported then.
    """
    reader = csv.DictReader(io.StringIO(decode(data), newline=""))
    columns = [(name or "").strip().casefold() for name in reader.fieldnames or []]
    missing = [name for name in _NEEDED if name not in columns]
    if missing or len(columns) == len(_NEEDED):
        raise UnreadableError(
            "the first line must name the columns outlet, source and date, and one or more attributes, such as country."
        )
    reader.fieldnames = columns
    facts: list[OutletFact] = []
    try:
        for row in reader:
            facts += _facts(row, reader.line_num)
            if len(facts) > _MOST_ROWS:
                raise UnreadableError(f"the table has more than {_MOST_ROWS:,} facts.")
    except csv.Error as error:
        raise UnreadableError(f"line {reader.line_num} cannot be read ({error}).") from None
    return facts


def _facts(row: dict[str, str | None], line: int) -> Iterator[OutletFact]:
    cells = {name: " ".join((value or "").split()) for name, value in row.items() if isinstance(name, str)}
    if not any(cells.values()):
        return
    if len(row) > len(cells) or any(len(value) > _LONGEST for value in cells.values()):
        raise UnreadableError(f"line {line} has more cells than columns, or one over {_LONGEST} characters.")
    for name in _NEEDED:
        if not cells[name]:
            raise UnreadableError(f"line {line} has no {name}: every fact needs an outlet, a source and a date.")
    try:
        dated = Moment.parse(cells["date"])
    except InputError as error:
        raise UnreadableError(f"line {line}: {error}") from None
    for name, value in cells.items():
        if value and name and name not in _NEEDED:
            yield OutletFact(Outlet(cells["outlet"]), name, value, cells["source"], dated)
