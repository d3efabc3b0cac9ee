"""Generated labels, used only for training: of additional article pairs, and of invented passages.

`training/labels/pairs.jsonl` refers to the articles of `GOLD/events` by id and to words by their offsets; it contains
no text. `training/labels/invented.jsonl` contains passages that were written for this purpose. Both were labelled by a
large language model that was given the annotators' guidelines; neither contains fold 0. They are not used for
evaluation, except for the progress reported during training.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from compare.errors import InputError
from training.data import gold

FOLDER = Path(__file__).parents[1] / "labels"
SETS = ("roundups", "triplets", "ecb")


def read_labelled(data: Path, folder: Path = FOLDER) -> list[gold.GoldPair]:
    """The labelled article pairs, with their texts from `data`. Raises InputError if a labelled article is missing or
    has become shorter.
    """
    articles = {
        (name, row["id"]): row for name in SETS for row in gold.read_gzipped(data / "events" / f"{name}.jsonl.gz")
    }
    lines = (folder / "pairs.jsonl").read_text("utf-8").splitlines()
    return [_pair(json.loads(line), articles) for line in lines]


def read_invented(folder: Path = FOLDER) -> list[gold.GoldPair]:
    """The invented pairs of passages."""
    lines = (folder / "invented.jsonl").read_text("utf-8").splitlines()
    return [gold.minimal_pair(json.loads(line) | {"source": "invented"}) for line in lines]


def _pair(row: dict[str, Any], articles: dict[tuple[str, str], dict[str, Any]]) -> gold.GoldPair:
    sides = {side: _side(row["set"], row[side], articles) for side in "ab"}
    links = [_link(link, sides["a"]["sentences"], sides["b"]["sentences"]) for link in row["links"]]
    empty: dict[str, list[int]] = {"disputed_only_a": [], "disputed_only_b": []}
    return gold.pair_of(row | sides | empty | {"links": links}, source="labelled")


def _side(name: str, side: dict[str, Any], articles: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    article = articles.get((name, side["id"]))
    if article is None or side["sentences"][-1][1] > len(article["text"]):
        raise InputError(f"The labels do not fit the articles in events/{name}.jsonl.gz: {side['id']} differs.")
    sentences = [" ".join(article["text"][start:end].split()) for start, end in side["sentences"]]
    return {key: article.get(key) for key in ("outlet", "title", "published")} | {"sentences": sentences}


def _link(link: dict[str, Any], a: list[str], b: list[str]) -> dict[str, Any]:
    """The link with its marked words instead of their offsets in the sentence."""
    texts = {"a": a[link["a"]], "b": b[link["b"]]}
    spans = {
        kind: [{side: [texts[side][start:end] for start, end in each[side]] for side in "ab"} for each in found]
        for kind, found in link.get("spans", {}).items()
    }
    return link | {"spans": spans}
