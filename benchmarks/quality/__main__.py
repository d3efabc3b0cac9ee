"""Score matches and divergences end to end, then facts, clustering, copies and extraction, against gold data.

    python -m benchmarks.quality --gold ../shared/gold [--out file.json] [--check] [--pin]

A set that is missing from the folder is skipped. `--check` fails if a figure is below its floor in
benchmarks/quality/floors.json; `--pin` makes the figures of this run the floors. Baselines are measured in the same
run.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.cached_encoder import CachedEncoder
from benchmarks.quality.report import FLOORS, below, measure, pinned


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
