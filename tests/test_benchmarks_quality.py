"""The quality benchmark on a small gold folder created by the tests."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality.report import below, measure
from tests.fakes import FakeEmbedder

DAM = (
    "Engineers opened the gates of the Corran dam on Tuesday. Twelve farms below the dam were flooded, the county said."
)
DAM_TOO = (
    "The gates of the Corran dam were opened by engineers on Tuesday. The county said twelve farms were flooded below."
)
TRAM = (
    "Parliament in Selm voted for the new tram line on Friday. The mayor, Ode Brill, praised the vote of the members."
)
TRAM_TOO = (
    "The new tram line in Selm was voted for by parliament on Friday. Mayor Ode Brill praised the members for it."
)


def write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(map(json.dumps, lines)).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    texts = [("1", DAM), ("1", DAM_TOO), ("2", TRAM), ("2", TRAM_TOO)]
    articles = [
        {"id": str(n), "event": e, "outlet": f"O{n}", "title": t[:40], "text": t} for n, (e, t) in enumerate(texts)
    ]
    write_lines(tmp_path / "events" / "ecb.jsonl.gz", articles)
    report = " ".join(
        f"On day {n} the water at gate {n} rose by {n + 3} hands, the keeper {name} wrote."
        for n, name in enumerate("ABCDEFGHIJ")
    )
    copies = [("verbatim", report, report + " (Agency)"), ("independent", DAM, TRAM)]
    write_lines(
        tmp_path / "copies.jsonl.gz",
        [
            {
                "id": k,
                "kind": k,
                "a": {"outlet": "A", "title": "T", "text": a},
                "b": {"outlet": "B", "title": "U", "text": b},
            }
            for k, a, b in copies
        ],
    )
    (tmp_path / "extraction").mkdir()
    body = "".join(f"<p>{text}</p>" for text in (DAM, DAM_TOO, TRAM))
    page = f"<html><body><article><h1>Dam</h1>{body}</article></body></html>"
    (tmp_path / "extraction" / "x.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "extraction" / "x.json").write_text(
        json.dumps({"articleBody": f"{DAM}\n{DAM_TOO}\n{TRAM}"}), encoding="utf-8"
    )
    return tmp_path


def test_the_report_has_the_documented_shape(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    assert set(report) == {"grouping", "copies", "extraction", "digest"}
    assert set(report["grouping"]["ecb"]) == {"precision", "recall", "f1", "articles", "events"}
    assert set(report["copies"]) == {"precision", "recall", "kind_right"}
    assert set(report["extraction"]) == {"f1"}


def test_correct_results_get_high_scores(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    assert report["grouping"]["ecb"] | {"articles": 4, "events": 2} == report["grouping"]["ecb"]
    assert report["copies"] == {"precision": 1.0, "recall": 1.0, "kind_right": 1.0}
    assert report["extraction"]["f1"] > 0.8


def test_a_missing_set_is_skipped(tmp_path: Path, gold_folder: Path) -> None:
    (gold_folder / "copies.jsonl.gz").unlink()
    assert set(measure(gold_folder, FakeEmbedder().encode)) == {"grouping", "extraction", "digest"}


def test_a_figure_below_its_floor_is_reported(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    floors = {"digest": report["digest"], "floors": {"copies.precision": 0.9, "extraction.f1": 1.2}}
    assert [line.partition(":")[0] for line in below(report, floors)] == ["extraction.f1"]


def test_floors_of_another_corpus_are_rejected(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    assert below(report, {"digest": "another", "floors": {}})
