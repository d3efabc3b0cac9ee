"""Time adding, searching and comparing, each next to its baseline in the same run.

    python -m benchmarks.speed --gold ../shared/gold [--articles 1000] [--only search start] [--write-docs] [--out F]

`--write-docs` writes the tables of docs/benchmarks.md, with the machine, its load, and the versions measured.

The articles are the first of corpus-6k.jsonl.gz, or, where that is absent, made up of random words (seeded). The model
is loaded before any clock starts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from benchmarks import documented_tables
from benchmarks.gold_articles import corpus
from benchmarks.rounds import Machine
from benchmarks.speed.adding import adding
from benchmarks.speed.comparing import comparing
from benchmarks.speed.growth import COMING, REAL, growth
from benchmarks.speed.lists import lists
from benchmarks.speed.load import reading
from benchmarks.speed.others import others
from benchmarks.speed.search import searching
from benchmarks.speed.serving import starting
from indexes.embedding.encoder import SentenceEmbedder

Json = dict[str, Any]

_SIZES = [10_000, 100_000, 1_000_000]
_ALONE = ("growth", "lists", "search", "start")
"""Benchmarks that can run alone, and write a table in docs/benchmarks.md."""
_SEARCHED = 300  # articles whose passages fill the archives that are searched
_EVENTS = 10_000  # in the archive whose lists are requested


def measure(gold: Path, number: int, sizes: Sequence[int]) -> Json:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder:
        report: Json = {"machine": f"{platform.machine()}, {os.cpu_count()} cores"}
        report["add"] = _shown("add", adding(gold, number, Path(folder)))
        articles, embedder = corpus(gold, number), SentenceEmbedder()
        report["compare_event"] = [_shown("compare_event", each) for each in comparing(articles, embedder)]
        report["start"] = [_shown("start", starting())]
        report["readers"] = [_shown("readers", each) for each in reading(Path(folder))]
    with tempfile.TemporaryDirectory() as folder:
        report["others"] = [_shown("others", each) for each in others(articles, Path(folder))]
    report["growth"] = _growth(gold)
    report["search"] = [_shown("search", searching(articles, size)) for size in sizes]
    report["lists"] = [_shown("lists", each) for each in lists(_EVENTS)]
    return report


def measure_only(wanted: Collection[str], gold: Path, sizes: Sequence[int]) -> Json:
    """The figures of the selected benchmarks in `_ALONE`."""
    report: Json = {}
    if "start" in wanted:
        report["start"] = [_shown("start", starting())]
    if "growth" in wanted:
        report["growth"] = _growth(gold)
    if "search" in wanted:
        articles = corpus(gold, _SEARCHED)
        report["search"] = [_shown("search", searching(articles, size)) for size in sizes]
    if "lists" in wanted:
        report["lists"] = [_shown("lists", each) for each in lists(_EVENTS)]
    return report


def _growth(gold: Path) -> list[Json]:
    with tempfile.TemporaryDirectory() as folder:
        return [_shown("growth", each) for each in growth(corpus(gold, REAL + COMING), Path(folder))]


def _shown(name: str, figures: Json) -> Json:
    print(f"{name:14}", "  ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    return figures


def main() -> None:
    """Read the command line, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--articles", type=int, default=1000, help="how many articles are added")
    parser.add_argument(
        "--passages", type=int, nargs="*", default=_SIZES, help="sizes of the archives that are searched"
    )
    parser.add_argument("--out", type=Path, help="write the figures as JSON to this file")
    parser.add_argument("--only", nargs="+", choices=_ALONE, help="measure only these")
    parser.add_argument("--write-docs", action="store_true", help="write the tables of docs/benchmarks.md")
    given, machine = parser.parse_args(), Machine()
    if given.only:
        report = measure_only(given.only, given.gold, given.passages)
    else:
        report = measure(given.gold, given.articles, given.passages)
    print(f"machine        {machine.told()}")
    if given.write_docs:
        for section in sorted(report.keys() & set(_ALONE)):
            documented_tables.write(section, report[section], machine)
    if given.out:
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
