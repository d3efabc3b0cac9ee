"""The benchmark of facts on annotated pairs created by the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality.facts import BASELINE, LINKS, connected_components, measure, place, read_triples
from compare.model.match import Match
from compare.model.passage import Passage
from tests.fakes import FakeEmbedder

SENTENCES = {
    "a": ["The dam at Weir broke before dawn on Tuesday.", "Two farms in the valley were flooded."],
    "b": ["Before dawn on Tuesday the dam at Weir broke.", "The mayor of Orly asked for an inquiry."],
    "c": ["On Tuesday the dam at Weir broke before dawn.", "In the valley two farms were flooded."],
}


def pair(first: str, second: str, *links: tuple[int, int, str], story: str = "dam") -> dict[str, Any]:
    sides = {
        side: {"outlet": name.upper(), "title": name, "sentences": SENTENCES[name]}
        for side, name in (("a", first), ("b", second))
    }
    told = [{"a": i, "b": j, "strength": strength, "labels": ["same"]} for i, j, strength in links]
    return {"id": first + second, "story": story, "fold": 2, "links": told, "only_a": [], "only_b": []} | sides


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    pairs = [
        pair("a", "b", (0, 0, "strong")),
        pair("a", "c", (0, 0, "strong"), (1, 1, "weak")),
        pair("b", "c", (0, 0, "strong")),
    ]
    (tmp_path / "pairs").mkdir()
    for each in pairs:
        (tmp_path / "pairs" / f"{each['id']}.json").write_text(json.dumps(each), encoding="utf-8")
    return tmp_path


def test_a_triple_is_three_articles_with_all_pairs_annotated(gold_folder: Path) -> None:
    (triple,) = read_triples(gold_folder)
    assert triple.fold == 2
    assert {each.outlet.name for each in triple.articles} == {"A", "B", "C"}
    assert [len(each) for each in triple.passages] == [2, 2, 2]
    assert (len(triple.links), len(triple.strong)) == (4, 3)
    (gold_folder / "pairs" / "bc.json").unlink()
    assert list(read_triples(gold_folder)) == []


def test_a_clear_fact_gets_a_high_score(gold_folder: Path) -> None:
    found = measure(gold_folder, FakeEmbedder().encode, None)
    assert set(found) == {"folds_1_4"}
    assert found["folds_1_4"]["triples"] == 1
    assert found["folds_1_4"]["links"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert set(found["folds_1_4"][BASELINE]) == set(LINKS)


def test_connected_components_merge_everything_that_a_match_connects() -> None:
    a, b, c, d = (Passage(name, 0, 0, 0, 1, name) for name in "abcd")
    matches = [Match(p, q, 0.9, 0.9, "strong") for p, q in ((a, b), (b, c))]
    found = connected_components(map(place, (a, b, c, d)), matches)
    assert sorted(map(sorted, found)) == [[("a", 0), ("b", 0), ("c", 0)], [("d", 0)]]
