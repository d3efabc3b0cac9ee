"""Rows of a table, read in the worker process, several at a time: one that takes too long does not affect the
others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from compare.errors import UnreadableError
from compare.model.article import Article
from compare.ports.harvesting import Link
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.deadline import within

Found = Article | Link | Fault

ROWS_S = 60.0
"""Seconds within which rows must be read: most take a thousandth of a second."""
_TOGETHER = 64
_CHARACTERS = 100_000
"""Maximum number of rows, and of their characters, that are read together: sending them costs more than reading a short
one.
"""


class Row(NamedTuple):
    """One row, or an error in its place; `size` in characters (or bytes), `line` from 1."""

    value: Any
    line: int
    size: int


ReadRow = Callable[[Any, str, int, Defaults], Iterable[Found]]
"""The value of a row, the name of its file, its line and defaults → its content; a module-level function."""

ReadRows = Callable[[Iterable[Row], ReadRow, str, Defaults], Iterator[Found]]


def read_here(rows: Iterable[Row], read: ReadRow, name: str, defaults: Defaults) -> Iterator[Found]:
    """The content of the rows, in order; a Fault in place of a row is passed on."""
    for row in rows:
        yield from [row.value] if isinstance(row.value, Fault) else read(row.value, name, row.line, defaults)


def read_in_time(rows: Iterable[Row], read: ReadRow, name: str, defaults: Defaults) -> Iterator[Found]:
    """As `read_here`, in the worker process; a row that takes longer than `ROWS_S` is a Fault."""
    for batch in _batches(rows):
        yield from _read_batch(batch, read, name, defaults)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += row.size
        if len(batch) >= _TOGETHER or size >= _CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read_batch(batch: Sequence[Row], read: ReadRow, name: str, defaults: Defaults) -> Iterator[Found]:
    try:
        yield from within(ROWS_S, _all, batch, read, name, defaults)
    except UnreadableError as error:
        if len(batch) == 1:
            yield Fault(name, batch[0].line, str(error))
            return
        for row in batch:
            yield from _read_batch([row], read, name, defaults)


def _all(batch: Sequence[Row], read: ReadRow, name: str, defaults: Defaults) -> list[Found]:
    return list(read_here(batch, read, name, defaults))
