"""The tables in docs/benchmarks.md that benchmarks write, each with the machine, its load and the versions."""

from __future__ import annotations

import platform
import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.rounds import Machine
from indexes.embedding.encoder import processor

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_LIBRARIES = ("torch", "faiss-cpu", "numpy", "SQLAlchemy")


def write(section: str, rows: Sequence[Mapping[str, Any]], machine: Machine, page: Path = PAGE) -> None:
    """Write a table of `rows` between the marks of `section`, with the load of `machine` since it was created.

    Raises ValueError if the page has no such section.
    """
    begin, end = f"<!-- measured: {section} -->\n", f"<!-- end of measured: {section} -->\n"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page} has no section {section}: put {begin.strip()} and {end.strip()} into it.")
    page.write_text(f"{before}{begin}\n{table(rows)}\n{conditions(machine)}\n\n{end}{after}", "utf-8")


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A Markdown table. The columns are the keys of the first row; missing values are empty."""
    columns = list(rows[0])
    lines = [columns, ["---"] * len(columns), *([_cell(row.get(name, "")) for name in columns] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def conditions(machine: Machine) -> str:
    """The date, the processor, its load, and the versions."""
    name = re.search(r"^model name\s*: (.+)$", processor(), re.MULTILINE)
    versions = ", ".join(f"{each} {version(each)}" for each in _LIBRARIES)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {name[1] if name else platform.machine()}, {machine.told()}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}."
    )


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)
