"""Training of clustering: the held-out fold is not used."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cached_encoder import CachedEncoder
from benchmarks.train_grouping import FOLDS, HELD_OUT, JOIN, SETS, mixed, read_set, train
from tests.fakes import FakeEmbedder

PLACES = ("Corran", "Selm", "Brask", "Tarn", "Oslen")
REPORTS = (
    "Engineers opened the gates of the {0} dam on Tuesday. Farms below {0} were flooded, the county said.",
    "The gates of the {0} dam were opened by engineers on Tuesday. The county said farms at {0} were flooded.",
    "Farms were flooded when engineers opened the {0} dam. The county of {0} spoke of a precaution on Tuesday.",
)


def lines(are_mixed_up: bool) -> list[dict[str, Any]]:
    """One event per fold; with `are_mixed_up`, the labels of the held-out fold are wrong."""
    found = []
    for n, place in enumerate(PLACES):
        fold = n % 5
        for k, report in enumerate(REPORTS):
            event = f"{n}-{k}" if are_mixed_up and fold == HELD_OUT else str(n)
            text = report.format(place)
            row = {"id": f"{n}-{k}", "event": event, "outlet": f"O{k}", "title": text[:40], "text": text}
            found.append(row | {"story": str(n), "fold": fold, "published": f"2026-03-{n + 1:02}"})
    return found


def gold(folder: Path, are_mixed_up: bool = False) -> Path:
    for name in SETS:
        path = folder / "events" / f"{name}.jsonl.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines(are_mixed_up))).encode()))
    return folder


def test_labels_of_the_fold_held_out_change_no_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.train_grouping.DRAWS", 2)  # small archives are drawn, but not a dozen of each set
    encode = CachedEncoder(FakeEmbedder())
    right, wrong = (train(gold(tmp_path / str(bad), bad), encode, JOIN) for bad in (False, True))
    assert right["weights"] == wrong["weights"]
    assert right["intercept"] == wrong["intercept"]
    assert any(right["weights"].values())


def test_articles_of_the_held_out_fold_are_not_compared(tmp_path: Path) -> None:
    whole = read_set(gold(tmp_path), SETS[0], CachedEncoder(FakeEmbedder()))
    seen = whole.of_folds(FOLDS)
    assert len(seen.profiles) == len(whole.profiles) * 4 // 5
    assert {whole.folds[each.article_id] for each in seen.profiles} == set(FOLDS)


def test_a_large_event_with_articles_of_two_events_has_outliers() -> None:
    found = {str(n): "x" for n in range(6)} | {f"y{n}": "y" for n in range(7)} | {f"z{n}": "z" for n in range(5)}
    of_one = dict.fromkeys(found, "1")
    assert mixed(found, of_one) == "0 of 2"
    assert mixed(found, of_one | {"3": "2", "z1": "2"}) == "1 of 2"
