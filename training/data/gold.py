"""The gold data in the form that the reader is trained on: article pairs, their cells, and the labels of each cell."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.model.reader_scores import KINDS, MARKED

NONE, WEAK, STRONG, DISPUTED = 0, 1, 2, -1


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A labelled cell: `kinds` and `known` in the order of KINDS; `spans` are (kind, side, start, end)."""

    a: int
    b: int
    strength: int
    kinds: np.ndarray
    known: np.ndarray
    spans: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class GoldPair:
    """Two articles of one story, given as sentences, and the cells that annotators linked; all other cells are not
    links.
    """

    id: str
    fold: int
    story: str
    articles: tuple[Article, Article]
    passages: tuple[tuple[Passage, ...], tuple[Passage, ...]]
    cells: tuple[Cell, ...]
    disputed: frozenset[tuple[int, int]] = frozenset()
    only: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    disputed_only: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    source: str = "pairs"

    @property
    def is_minimal(self) -> bool:
        """Whether it is a pair of single passages and not of articles."""
        return self.source in {"minimal", "invented"}

    @property
    def is_gold(self) -> bool:
        """Whether it belongs to the evaluation data: only such pairs are used for figures and thresholds."""
        return self.source in {"pairs", "minimal"}


def read_pairs(gold: Path) -> list[GoldPair]:
    """All annotated article pairs, by file name."""
    return [pair_of(json.loads(path.read_text("utf-8"))) for path in sorted((gold / "pairs").glob("*.json"))]


def read_minimal_pairs(gold: Path) -> list[GoldPair]:
    """The invented pairs of passages, each as two articles with one sentence."""
    rows = (json.loads(line) for line in (gold / "minimal_pairs.jsonl").read_text("utf-8").splitlines())
    return [minimal_pair(row) for row in rows]


def read_reviews(path: Path) -> list[GoldPair]:
    """Pairs that users reviewed (`parallax reviews export`), in fold -1, which is not used for measuring."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [minimal_pair(row | {"fold": -1}) for row in rows]


def article_of(side: dict[str, Any], sentences: list[str]) -> tuple[Article, tuple[Passage, ...]]:
    """The article with these sentences, separated by blank lines, and a passage for each."""
    texts = [" ".join(each.split()) for each in sentences]
    published = side.get("published")
    article = Article(
        Outlet(side.get("outlet") or "Outlet"),
        side.get("title") or "",
        "\n\n".join(texts),
        published=_moment(published),
    )
    passages, start = [], 0
    for index, text in enumerate(texts):
        passages.append(Passage(article.id, index, index, start, start + len(text), text))
        start += len(text) + 2
    return article, tuple(passages)


def _moment(published: str | None) -> Moment | None:
    if not published:
        return None
    try:
        return Moment.parse(str(published)[:25])
    except InputError:
        return None


def pair_of(read: dict[str, Any], source: str = "pairs") -> GoldPair:
    """An annotated pair in the format of the files in `pairs`."""
    sides = [article_of(read[side], read[side]["sentences"]) for side in "ab"]
    return GoldPair(
        id=read["id"],
        fold=read["fold"],
        story=str(read["story"]),
        articles=(sides[0][0], sides[1][0]),
        passages=(sides[0][1], sides[1][1]),
        cells=tuple(_cell(link, sides[0][1], sides[1][1]) for link in read["links"]),
        disputed=frozenset((i, j) for i, j in read["disputed"]),
        only=(frozenset(read["only_a"]), frozenset(read["only_b"])),
        disputed_only=(frozenset(read["disputed_only_a"]), frozenset(read["disputed_only_b"])),
        source=source,
    )


def _cell(link: dict[str, Any], a: tuple[Passage, ...], b: tuple[Passage, ...]) -> Cell:
    kinds = np.array([kind in link["labels"] for kind in KINDS], np.float32)
    known = np.array([kind not in link.get("disputed_labels", ()) for kind in KINDS], np.float32)
    texts = (a[link["a"]].text, b[link["b"]].text)
    return Cell(
        link["a"],
        link["b"],
        STRONG if link["strength"] == "strong" else WEAK,
        kinds,
        known,
        tuple(_spans(link.get("spans", {}), texts)),
    )


def minimal_pair(read: dict[str, Any]) -> GoldPair:
    """A pair of passages in the format of `minimal_pairs.jsonl`, as two articles with one sentence."""
    sides = [article_of(read[side], [read[side]["text"]]) for side in "ab"]
    strength = {"none": NONE, "weak": WEAK, "strong": STRONG}[read["strength"]]
    link = {"a": 0, "b": 0, "strength": read["strength"], "labels": read["labels"], "spans": read.get("spans", {})}
    link["disputed_labels"] = read.get("disputed_labels", ())
    cell = _cell(link, sides[0][1], sides[1][1])
    cell = Cell(0, 0, strength, cell.kinds, cell.known, cell.spans)
    return GoldPair(
        id=read["id"],
        fold=read["fold"],
        story=read.get("story", read["id"]),
        articles=(sides[0][0], sides[1][0]),
        passages=(sides[0][1], sides[1][1]),
        cells=(cell,),
        source=read.get("source", "minimal"),
    )


def _spans(marked: dict[str, Any], texts: tuple[str, str]) -> Iterator[tuple[int, int, int, int]]:
    for kind, found in marked.items():
        if kind not in MARKED:
            continue
        for each in found if isinstance(found, list) else [found]:
            for side, name in enumerate("ab"):
                for words in each.get(name, []):
                    words = " ".join(words.split())
                    start = texts[side].find(words)
                    if words and start >= 0:
                        yield MARKED.index(kind), side, start, start + len(words)


def digest(gold: Path) -> str:
    """Identifies the data: SHA-256 over the pairs and the minimal pairs."""
    sha = hashlib.sha256()
    for path in [*sorted((gold / "pairs").glob("*.json")), gold / "minimal_pairs.jsonl"]:
        sha.update(path.name.encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()[:16]


def read_gzipped(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
