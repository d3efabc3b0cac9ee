"""How well Parallax is measured to do: the figures of the last `make bench-quality OUT=web/measured.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from compare.match import KINDS, Kind

_FILE = Path(__file__).with_name("measured.json")


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How a kind did: `raised` of `expected` and `false_alarms` of `forbidden` cases that were written for it.

    On real articles `precision` and `recall` (0 to 1) over `labelled` divergences; None where none is labelled.
    """

    kind: Kind
    expected: int
    raised: int
    forbidden: int
    false_alarms: int
    labelled: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures; `grouping` and `alignment` are pairs of a name and F1, and `digest` names the data."""

    digest: str
    kinds: tuple[KindFigures, ...]
    grouping: tuple[tuple[str, float], ...]
    alignment: tuple[tuple[str, float], ...]
    unmeasured: tuple[Kind, ...]


@cache
def measured() -> Measured:
    """The figures that are shown."""
    report = json.loads(_FILE.read_text("utf-8"))
    figures = [_figures(kind, report["divergence"]) for kind in KINDS]
    kinds = tuple(each for each in figures if each.expected or each.labelled)
    return Measured(
        digest=report["digest"],
        kinds=kinds,
        grouping=tuple((name, each["f1"]) for name, each in report["grouping"].items()),
        alignment=tuple((name, report["alignment"][name]["f1"]) for name in ("all", "strong", "only")),
        unmeasured=tuple(kind for kind in KINDS if kind not in {each.kind for each in kinds}),
    )


def _figures(kind: Kind, divergence: dict[str, Any]) -> KindFigures:
    written, real = divergence["scenarios"].get(kind, {}), divergence["pairs"].get(kind, {})
    labelled = real.get("n", 0)
    return KindFigures(
        kind=kind,
        expected=written.get("expected", 0),
        raised=written.get("raised", 0),
        forbidden=written.get("forbidden", 0),
        false_alarms=written.get("false_alarms", 0),
        labelled=labelled,
        precision=real["precision"] if real.get("recall") else None,
        recall=real["recall"] if labelled else None,
    )
