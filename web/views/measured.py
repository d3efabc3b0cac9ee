"""The accuracy that was measured: the figures of the last `make bench-quality OUT=web/measured.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from compare.model.match import KINDS, Kind

_FILE = Path(__file__).parents[1] / "measured.json"

_PAIRS = ("links", "links strong", "only")


@dataclass(frozen=True, slots=True)
class KindFigures:
    """The accuracy for a kind on article pairs that nothing was trained on.

    `shown` and `labelled` are numbers of divergences. `precision` and `recall` (0 to 1) are of those that are shown;
    `precision` is None if none is. `invented` is F1 on pairs of passages that were written for the kinds.
    """

    kind: Kind
    shown: int
    labelled: int
    precision: float | None
    recall: float
    invented: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures; `digest` identifies the data.

    `pooled` are precision and recall over all kinds. `clustering` and `matches` are pairs of a name and F1.
    `unmeasured` are the kinds without labels.
    """

    digest: str
    kinds: tuple[KindFigures, ...]
    pooled: tuple[float, float]
    clustering: tuple[tuple[str, float], ...]
    matches: tuple[tuple[str, float], ...]
    unmeasured: tuple[Kind, ...]


@cache
def measured() -> Measured:
    """The figures, read once from the file that comes with the program."""
    report = json.loads(_FILE.read_text("utf-8"))
    found = report["end_to_end"]["reader"]
    pairs, invented = found["pairs"], found["minimal pairs"]
    kinds = tuple(_figures(kind, pairs, invented) for kind in KINDS if f"shown {kind}" in pairs)
    pooled = pairs["shown, all kinds but detail"]
    return Measured(
        digest=report["digest"],
        kinds=kinds,
        pooled=(pooled["p"], pooled["r"]),
        clustering=tuple((name, each["f1"]) for name, each in report["grouping"].items()),
        matches=tuple((name, pairs[name]["f1"]) for name in _PAIRS),
        unmeasured=tuple(kind for kind in KINDS if kind not in {each.kind for each in kinds}),
    )


def _figures(kind: Kind, pairs: dict[str, Any], invented: dict[str, Any]) -> KindFigures:
    own = pairs[f"shown {kind}"]
    precision = own["p"] if own["raised"] else None
    return KindFigures(kind, own["raised"], own["n"], precision, own["r"], invented[kind]["f1"])
