"""Labels made for training: none belongs to fold 0, and all of them fit their texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compare.model.reader_scores import KINDS, MARKED
from training.data import gold
from training.data.labelled import FOLDER, SETS, read_invented, read_labelled

GOLD = Path(__file__).parents[2] / "shared" / "gold"
needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="needs ../shared/gold, which is not part of the repository")


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", ["pairs.jsonl", "invented.jsonl"])
def test_no_label_belongs_to_the_validation_fold(name):
    assert {row["fold"] for row in rows(name)} <= {1, 2, 3, 4}


def test_labels_of_articles_contain_references_and_no_text():
    allowed = {"id", "set", "fold", "story", "a", "b", "links", "disputed", "only_a", "only_b", "whole"}
    for row in rows("pairs.jsonl"):
        assert set(row) == allowed
        assert all(set(row[side]) == {"id", "sentences"} for side in "ab")
        marks = [mark for link in row["links"] for found in link.get("spans", {}).values() for mark in found]
        assert all(len(place) == 2 for mark in marks for side in "ab" for place in mark[side])


def test_marked_words_of_invented_pairs_occur_in_their_passages():
    for row in rows("invented.jsonl"):
        assert set(row["labels"]) <= {*KINDS, "same"}
        assert (row["strength"] == "none") == (not row["labels"])
        for kind, marked in row["spans"].items():
            assert kind in MARKED and kind in row["labels"]
            assert all(words in row[side]["text"] for side in "ab" for words in marked.get(side, []))
    assert len(read_invented()) == len(rows("invented.jsonl")) == len({row["id"] for row in rows("invented.jsonl")})


@needs_gold
def test_folds_of_labelled_pairs_are_those_of_their_articles():
    articles = {
        (name, row["id"]): row for name in SETS for row in gold.read_gzipped(GOLD / "events" / f"{name}.jsonl.gz")
    }
    for row in rows("pairs.jsonl"):
        sides = [articles[row["set"], row[side]["id"]] for side in "ab"]
        assert {each["fold"] for each in sides} == {row["fold"]}


@needs_gold
def test_offsets_of_labelled_pairs_fit_their_articles():
    pairs = read_labelled(GOLD)
    assert len(pairs) == len(rows("pairs.jsonl"))
    for pair in pairs:
        for cell in pair.cells:
            texts = (pair.passages[0][cell.a].text, pair.passages[1][cell.b].text)
            assert all(0 <= start < end <= len(texts[side]) for _, side, start, end in cell.spans)
    linked = sum(len(pair.cells) for pair in pairs)
    assert linked == sum(len(row["links"]) for row in rows("pairs.jsonl"))
