"""Score matches and divergences end to end, then clustering, copies and extraction, against gold data.

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

from benchmarks import end_to_end, facts
from benchmarks import quality_parts as parts
from benchmarks.cached import CachedEncoder
from benchmarks.gold_articles import Encode, digest
from compare.ports import Reader

FLOORS = Path(__file__).parent / "floors.json"
_EVENT_SETS = ("ecb", "roundups", "triplets")
_TOLERANCE = 0.01  # share of a floor: arithmetic of another processor
_PINNED = (
    *(f"grouping.{name}.{figure}" for name in _EVENT_SETS for figure in ("precision", "f1")),
    *(f"end_to_end.figures.{name}" for name in end_to_end.FIGURES),
    *(f"facts.{part}.{links}.f1" for part in facts.PARTS for links in facts.LINKS),
    *(f"copies.{name}" for name in ("precision", "recall", "kind_right")),
    "extraction.f1",
)
"""Figures that have a floor, by their place in the report."""


def measure(gold: Path, encode: Encode, reader: Reader | None = None) -> parts.Json:
    """All figures of the sets that are in `gold`, printed as they come; the `reader` judges the passages of facts."""
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
    if (gold / "extraction").is_dir():
        report["extraction"], baseline = parts.extraction(gold / "extraction")
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
    from indexes.embedding.encoder import SentenceEmbedder
    from indexes.reader.reader import TrainedReader

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
    report = measure(given.gold, encode, TrainedReader())
    encode.save()
    if given.out:
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if given.pin:
        FLOORS.write_text(json.dumps(pinned(report), indent=2) + "\n", encoding="utf-8")
    if given.check and (faults := below(report, json.loads(FLOORS.read_text(encoding="utf-8")))):
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
