"""The quality benchmark over a small gold folder that is written here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality import below, measure
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
    sides = [{"outlet": name, "sentences": text.split(". ")} for name, text in (("A", DAM), ("B", DAM_TOO))]
    links = [{"a": n, "b": n, "strength": "strong", "labels": ["same"], "disputed_labels": []} for n in (0, 1)]
    pair = {"id": "p", "story": 1, "a": sides[0], "b": sides[1], "links": links, "disputed": []}
    pair |= {"only_a": [], "only_b": [], "disputed_only_a": [], "disputed_only_b": []}
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "p.json").write_text(json.dumps(pair), encoding="utf-8")
    both = [
        {
            "outlet": "A",
            "text": "Twelve people died in the flood at Corran, the county said.",
            "published": "2026-01-01T10:00:00Z",
        }
    ]
    both += [
        {
            "outlet": "B",
            "text": "The flood at Corran killed 19 people, the county said.",
            "published": "2026-01-01T10:05:00Z",
        }
    ]
    scenario = {"id": "fig-01", "a": both[0], "b": both[1], "match": True, "expect": ["figures"], "forbid": ["update"]}
    write_lines(tmp_path / "scenarios.jsonl", [scenario])
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


def test_the_report_has_exactly_the_shape_that_is_promised(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    assert set(report) == {"grouping", "alignment", "divergence", "copies", "extraction", "digest"}
    assert set(report["grouping"]["ecb"]) == {"precision", "recall", "f1", "articles", "events"}
    assert set(report["alignment"]) == {"all", "strong", "only", "strong_recall_at_p90"}
    assert set(report["alignment"]["all"]) == {"precision", "recall", "f1"}
    scenarios = report["divergence"]["scenarios"]
    assert set(scenarios["figures"]) == {"expected", "raised", "forbidden", "false_alarms"}
    assert set(scenarios["match"]) == {"right", "n"}
    assert all(set(each) == {"precision", "recall", "n"} for each in report["divergence"]["pairs"].values())
    assert set(report["copies"]) == {"precision", "recall", "kind_right"}
    assert set(report["extraction"]) == {"f1"}


def test_what_is_plainly_right_scores_well(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    assert report["grouping"]["ecb"] | {"articles": 4, "events": 2} == report["grouping"]["ecb"]
    assert report["copies"] == {"precision": 1.0, "recall": 1.0, "kind_right": 1.0}
    assert report["extraction"]["f1"] > 0.8


def test_a_set_that_is_absent_is_left_out(tmp_path: Path, gold_folder: Path) -> None:
    for name in ("pairs/p.json", "scenarios.jsonl", "copies.jsonl.gz"):
        (gold_folder / name).unlink()
    (gold_folder / "pairs").rmdir()
    assert set(measure(gold_folder, FakeEmbedder().encode)) == {"grouping", "extraction", "digest"}


def test_a_figure_under_its_floor_is_named(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    floors = {"digest": report["digest"], "floors": {"copies.precision": 0.9, "extraction.f1": 1.2}}
    assert [line.partition(":")[0] for line in below(report, floors)] == ["extraction.f1"]


def test_floors_of_another_corpus_are_refused(gold_folder: Path) -> None:
    report = measure(gold_folder, FakeEmbedder().encode)
    assert below(report, {"digest": "another", "floors": {}})
