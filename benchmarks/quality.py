"""Score grouping, alignment, divergence, copies and extraction against gold data.

    python -m benchmarks.quality --gold ../shared/gold [--out file.json] [--check] [--pin]

A set that is not in the folder is left out. `--check` compares with benchmarks/floors.json and fails below a floor;
`--pin` makes the reached figures the floors.
Baselines stand beside what they are measured on, in the same run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import quality_parts as parts
from benchmarks.cached import CachedEncoder
from benchmarks.gold_articles import Encode, digest
from benchmarks.train_alignment import baselines, show
from compare.measures import Reliability

FLOORS = Path(__file__).parent / "floors.json"
_EVENT_SETS = ("ecb", "roundups", "triplets")
_TOLERANCE = 0.01  # share of a floor: arithmetic of another processor
_PINNED = (
    *(f"grouping.{name}.{figure}" for name in _EVENT_SETS for figure in ("precision", "f1")),
    *(f"alignment.{name}.f1" for name in ("all", "strong", "only")),
    "alignment.strong_recall_at_p90",
    "divergence.scenarios.match.right",
    *(f"copies.{name}" for name in ("precision", "recall", "kind_right")),
    "extraction.f1",
)
"""Figures that have a floor, by their place in the report."""


def measure(gold: Path, encode: Encode) -> parts.Json:
    """All figures of the sets that are in `gold`, printed as they come."""
    report: parts.Json = {}
    for name in _EVENT_SETS:
        if (path := gold / "events" / f"{name}.jsonl.gz").exists():
            found, beside = parts.grouping(path, encode)
            report.setdefault("grouping", {})[name] = found
            _print(f"grouping {name}", found, beside)
    if "grouping" in report:
        _print_provenance("grouping")
    if (gold / "pairs").is_dir():
        pairs = parts.read_all_pairs(gold / "pairs", encode)
        report["alignment"], lines = parts.alignment(pairs)
        _print_alignment(report["alignment"], pairs, lines)
        report.setdefault("divergence", {})["pairs"] = parts.pair_kinds(pairs)
        _print_each("divergence in gold links", report["divergence"]["pairs"])
    if (path := gold / "scenarios.jsonl").exists():
        report.setdefault("divergence", {})["scenarios"] = parts.scenarios(path, encode)
        _print_each("divergence in scenarios", report["divergence"]["scenarios"])
    if (path := gold / "copies.jsonl.gz").exists():
        report["copies"] = parts.copies(path)
        _print("copies", report["copies"], {})
    if (gold / "extraction").is_dir():
        report["extraction"], baseline = parts.extraction(gold / "extraction")
        _print("extraction", report["extraction"], {"trafilatura with its defaults": baseline["f1"]})
    report["digest"] = digest(list(_used(gold)))
    return report


def _used(gold: Path) -> Iterator[Path]:
    names = [f"events/{name}.jsonl.gz" for name in _EVENT_SETS] + ["scenarios.jsonl", "copies.jsonl.gz"]
    yield from (gold / name for name in names if (gold / name).exists())
    yield from (gold / "pairs").glob("*.json")
    yield from (gold / "extraction").glob("*")


def _print(name: str, figures: parts.Json, beside: parts.Json) -> None:
    print(f"{name:28}", "  ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    for key, value in beside.items():
        print(f"{'':28} beside: {key} {value}", flush=True)


def _print_each(name: str, figures: parts.Json) -> None:
    for key, each in figures.items():
        _print(f"{name}: {key}"[-40:], each, {})


def _print_alignment(figures: parts.Json, pairs: list[parts.ReadPair], lines: list[Reliability]) -> None:
    for key, value in figures.items():
        _print(f"alignment {key}", value if isinstance(value, dict) else {"recall": value}, {})
    for line in lines:
        print(f"    scored {line.low:.1f} to {line.high:.1f}: {line.count:4} matches, right {line.right:.2f}")
    _print_provenance("alignment")
    for name, given in baselines([pair.gold for pair in pairs]).items():
        show(f"beside: {name}", [pair.gold for pair in pairs], given)


def _print_provenance(model: str) -> None:
    shipped = Path(__file__).parents[1] / "compare" / "data" / f"{model}.json"
    print("These data may be what the weights were fitted on; cross-validated figures are in their provenance:")
    print("   ", json.loads(shipped.read_text(encoding="utf-8"))["provenance"], flush=True)


def below(report: parts.Json, floors: parts.Json) -> list[str]:
    """What of `report` is under its floor, each in a line; floors of another corpus say nothing."""
    if report["digest"] != floors["digest"]:
        return [f"The floors are of the corpus {floors['digest']}, and this is {report['digest']}."]
    return [
        f"{name}: {figure:.4f} is under its floor {floor:.4f}"
        for name, floor in floors["floors"].items()
        if (figure := _at(report, name)) < floor * (1 - _TOLERANCE)
    ]


def pinned(report: parts.Json) -> parts.Json:
    """Floors at what `report` reached; a set that was left out has none."""
    return {
        "digest": report["digest"],
        "floors": {name: _at(report, name) for name in _PINNED if name.split(".", 1)[0] in report},
    }


def _at(report: Any, name: str) -> float:
    for key in name.split("."):
        report = report[key]
    return float(report)


def main() -> None:
    """Read the command line, measure, write and check."""
    from indexes.embedding import SentenceEmbedder

    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--out", type=Path, help="write the figures as JSON to this file")
    parser.add_argument("--cache", type=Path, help="a file to keep vectors in from one run to the next")
    parser.add_argument("--check", action="store_true", help="fail if a figure is under its floor")
    parser.add_argument("--pin", action="store_true", help="make these figures the floors")
    given = parser.parse_args()
    if not given.gold.is_dir():
        parser.error(f"there is no folder {given.gold}: say where the gold data are by --gold (GOLD= for make)")
    encode = CachedEncoder(SentenceEmbedder(), given.cache)
    report = measure(given.gold, encode)
    encode.save()
    if given.out:
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if given.pin:
        FLOORS.write_text(json.dumps(pinned(report), indent=2) + "\n", encoding="utf-8")
    if given.check and (faults := below(report, json.loads(FLOORS.read_text(encoding="utf-8")))):
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
