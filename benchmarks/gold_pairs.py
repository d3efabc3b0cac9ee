"""The gold pairs of articles, made ready for alignment: which passages two readers linked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from compare.alignment import AlignmentSide, prepare
from compare.article import Article, Outlet
from compare.embedded import EmbeddedArticle
from compare.passage import Passage

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

NONE, WEAK, STRONG, DISPUTED = 0, 1, 2, -1


@dataclass(frozen=True, slots=True, eq=False)
class GoldPair:
    """Two articles of one story; `links` of shape (len(a), len(b)) holds NONE, WEAK, STRONG or DISPUTED.

    `only` and `disputed_only` are the passages of each side that the other has nowhere, and those of which only one
    reader said so.
    """

    id: str
    story: str
    a: AlignmentSide
    b: AlignmentSide
    links: NDArray[np.int8]
    only: tuple[frozenset[int], frozenset[int]]
    disputed_only: tuple[frozenset[int], frozenset[int]]


def embedded(outlet: str, sentences: Sequence[str], encode: Encode) -> EmbeddedArticle:
    """An article of these sentences; nothing is split anew."""
    article = Article(Outlet(outlet), "", " ".join(sentences))
    passages, start = [], 0
    for index, sentence in enumerate(sentences):
        passages.append(Passage(article.id, index, 0, start, start + len(sentence), sentence))
        start += len(sentence) + 1
    return EmbeddedArticle(article, tuple(passages), encode(sentences))


def read_pairs(folder: Path, encode: Encode) -> list[GoldPair]:
    """All pairs of `folder`, by file name."""
    return [_pair(json.loads(path.read_text(encoding="utf-8")), encode) for path in sorted(folder.glob("*.json"))]


def _pair(read: dict, encode: Encode) -> GoldPair:
    a, b = (prepare(embedded(read[side]["outlet"], read[side]["sentences"], encode)) for side in "ab")
    links = np.zeros((len(a), len(b)), np.int8)
    for link in read["links"]:
        links[link["a"], link["b"]] = STRONG if link["strength"] == "strong" else WEAK
    for i, j in read["disputed"]:
        links[i, j] = DISPUTED
    only, disputed_only = (
        tuple(frozenset(read[f"{prefix}{side}"]) for side in "ab") for prefix in ("only_", "disputed_only_")
    )
    return GoldPair(read["id"], str(read["story"]), a, b, links, only, disputed_only)
