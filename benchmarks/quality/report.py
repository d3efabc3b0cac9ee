"""The report of all quality figures, and the floors below which they must not fall."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.gold_articles import Encode, digest
from benchmarks.quality import end_to_end, extraction, facts, parts
from compare.ports import Reader

FLOORS = Path(__file__).parent / "floors.json"
_EVENT_SETS = ("ecb", "roundups", "triplets")
_TOLERANCE = 0.01  # share of a floor, for the rounding errors of other processors
_PINNED = (
    *(f"grouping.{name}.{figure}" for name in _EVENT_SETS for figure in ("precision", "f1")),
    *(f"end_to_end.figures.{name}" for name in end_to_end.FIGURES),
    *(f"facts.{part}.{links}.f1" for part in facts.PARTS for links in facts.LINKS),
    *(f"copies.{name}" for name in ("precision", "recall", "kind_right")),
    "extraction.f1",
)
"""Figures that have a floor, by their path in the report."""


def measure(gold: Path, encode: Encode, reader: Reader | None = None) -> parts.Json:
    """All figures of the sets in `gold`, printed as they are computed; `reader` judges the passages of facts."""
    report: parts.Json = {}
    if end_to_end.can_measure(gold):
        found = end_to_end.measure(gold)
        end_to_end.show(found)
        report["end_to_end"] = found | {"figures": end_to_end.figures(found["reader"])}
    if facts.can_measure(gold):
        report["facts"] = facts.measure(gold, encode, reader)
        facts.show(report["facts"])
    for name in _EVENT_SETS:
        if (path := gold / "events" / f"{name}.jsonl.gz").exists():
            found, beside = parts.grouping(path, encode)
            report.setdefault("grouping", {})[name] = found
            _print(f"grouping {name}", found, beside)
    if "grouping" in report:
        _print_provenance("grouping")
    if (path := gold / "copies.jsonl.gz").exists():
        report["copies"] = parts.copies(path)
        _print("copies", report["copies"], {})
    if pages := list(extraction.pages(gold / "extraction")):
        report["extraction"] = {"f1": extraction.measure(extraction.text_of, pages)["f1"]}
        baseline = extraction.measure(extraction.library, pages)
        _print("extraction", report["extraction"], {"trafilatura with its defaults": baseline["f1"]})
    report["digest"] = digest(list(_used(gold)))
    return report


def _used(gold: Path) -> Iterator[Path]:
    names = [f"events/{name}.jsonl.gz" for name in _EVENT_SETS] + ["minimal_pairs.jsonl", "copies.jsonl.gz"]
    yield from (gold / name for name in names if (gold / name).exists())
    yield from (gold / "pairs").glob("*.json")
    yield from (gold / "extraction").glob("*")


def _print(name: str, figures: parts.Json, beside: parts.Json) -> None:
    print(f"{name:28}", "  ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    for key, value in beside.items():
        print(f"{'':28} beside: {key} {value}", flush=True)


def _print_provenance(model: str) -> None:
    shipped = Path(__file__).parents[2] / "compare" / "data" / f"{model}.json"
    print("These data may be what the weights were fitted on; cross-validated figures are in their provenance:")
    print("   ", json.loads(shipped.read_text(encoding="utf-8"))["provenance"], flush=True)


def below(report: parts.Json, floors: parts.Json) -> list[str]:
    """A line for each figure below its floor; floors of another corpus do not apply."""
    if report["digest"] != floors["digest"]:
        return [f"The floors are of the corpus {floors['digest']}, and this is {report['digest']}."]
    return [
        f"{name}: {figure:.4f} is under its floor {floor:.4f}"
        for name, floor in floors["floors"].items()
        if (figure := _at(report, name)) < floor * (1 - _TOLERANCE)
    ]


def pinned(report: parts.Json) -> parts.Json:
    """Floors at the figures of `report`; a set that was skipped has none."""
    return {
        "digest": report["digest"],
        "floors": {name: _at(report, name) for name in _PINNED if name.split(".", 1)[0] in report},
    }


def _at(report: Any, name: str) -> float:
    for key in name.split("."):
        report = report[key]
    return float(report)
