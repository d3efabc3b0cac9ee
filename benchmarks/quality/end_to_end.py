"""Matches and divergences as users get them: a server is queried through its public API, on the validation fold.

This is done by the scoring tool in the folder of the gold data; this module starts the server, with and without the
reader.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.server import serving

FOLD = "0"
"""The validation fold, on which nothing was trained or tuned."""

READERS = {"reader": "trained", "without the reader": "none"}
"""The measured values of PARALLAX_READER, and the baseline."""

FIGURES = {
    "links_f1": ("links", "f1"),
    "strong_f1": ("links strong", "f1"),
    "only_f1": ("only", "f1"),
    "shown_precision": ("shown, all kinds but detail", "p"),
    "shown_recall": ("shown, all kinds but detail", "r"),
    "strong_recall_at_p90": ("strong recall at precision .90", ""),
    "spans_f1": ("spans F1, all", ""),
}
"""Figures of the article pairs that have a floor, by their path in the output of the scoring tool."""


def can_measure(gold: Path) -> bool:
    """Whether there are article pairs, and the scoring tool is next to the gold data."""
    return (gold / "pairs").is_dir() and _tool(gold).exists()


def measure(gold: Path) -> dict[str, dict[str, Any]]:
    """The scores of the validation fold's article pairs and minimal pairs, with and without the reader."""
    found: dict[str, dict[str, Any]] = {}
    for name, reader in READERS.items():
        with tempfile.TemporaryDirectory() as archive, serving(Path(archive), {"PARALLAX_READER": reader}) as server:
            server.wait_until_ready()
            base = f"http://127.0.0.1:{server.port}"
            found[name] = {
                "pairs": _scored(_tool(gold), base, "pairs", gold / "pairs"),
                "minimal pairs": _scored(_tool(gold), base, "scenarios", gold / "minimal_pairs.jsonl"),
            }
    return found


def figures(found: dict[str, Any]) -> dict[str, float]:
    """The figures of one reader that have a floor, by name."""
    pairs = found["pairs"]
    return {name: float(pairs[key][of] if of else pairs[key]) for name, (key, of) in FIGURES.items()}


def _tool(gold: Path) -> Path:
    return gold.parent / "tools" / "score.py"


def _scored(tool: Path, base: str, what: str, data: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.json"
        environment = os.environ | {"FOLD": FOLD, "OUT": str(out)}
        subprocess.run(
            [sys.executable, str(tool), base, what, str(data)], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        return dict(json.loads(out.read_text("utf-8")))


def show(found: dict[str, dict[str, Any]]) -> None:
    """Print each figure next to the baseline."""
    names = list(found)
    for part in found[names[0]]:
        print(f"end to end, fold {FOLD}, {part}: {' | '.join(names)}")
        for key in found[names[0]][part]:
            print(f"    {key:34} {' | '.join(str(found[name][part].get(key)) for name in names)}", flush=True)
