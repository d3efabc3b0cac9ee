"""Time searching in archives of growing size, beside encoding the query and a raw search of the same index.

The query is encoded by Parallax's embedder, and by SentenceTransformer.encode for comparison.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

from benchmarks.rounds import interleaved, ratio, seconds_of
from benchmarks.speed.others import plain_model
from compare.model.article import Article, Outlet
from compare.model.passage import Passage
from compare.ports import Filter, Vectors
from compare.text.passages import split
from indexes.embedding.encoder import SentenceEmbedder
from indexes.search import Searcher
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors.live import LiveIndex

_REAL = 8_000
"""Passages that are embedded; the others are these with a number appended, and their vectors with noise."""

_NOISE = 0.35  # length of the noise: a cosine of about .94 to the real vector
_PER_ARTICLE = 30
_AT_A_TIME = 300  # articles
_QUERIES = 60
_ROUNDS = 120
_RESULTS = 20


def searching(articles: Sequence[Article], size: int) -> dict[str, Any]:
    """Milliseconds of a search among `size` passages, recall, and the cost of opening and storing the index."""
    embedder = SentenceEmbedder()
    texts = list(dict.fromkeys(passage.text for article in articles for passage in split(article)))[:_REAL]
    queries = [article.title for article in articles[:: max(1, len(articles) // _QUERIES)]][:_QUERIES]
    with tempfile.TemporaryDirectory(prefix="parallax-speed-") as folder:
        catalogue = SqlCatalogue(Path(folder) / "catalogue.sqlite")
        _fill(catalogue, embedder, texts, size)
        place = Path(folder) / "vectors"
        LiveIndex(place, catalogue, embedder.fingerprint, embedder.dimension).rebuild()
        stored = sum(file.stat().st_size for file in place.iterdir())
        index = LiveIndex(place, catalogue, embedder.fingerprint, embedder.dimension)
        opened = seconds_of(index.refresh)
        return {
            "passages": size,
            "opened_s": round(opened, 2),
            "bytes_a_passage": round(stored / size),
            "recall_at_20": round(_recall(index, catalogue, embedder, queries), 3),
            **_timed(Searcher(catalogue, index, embedder), index, embedder, queries),
        }


def _timed(searcher: Searcher, index: LiveIndex, embedder: SentenceEmbedder, queries: Sequence[str]) -> dict[str, Any]:
    """The timings of all, query by query in turn, so that all meet the same load."""
    library = plain_model()
    vectors = [embedder.encode([each]) for each in queries]

    def query(number: int) -> str:
        return queries[number % len(queries)]

    taken = interleaved(
        {
            "search": lambda n: searcher.search(query(n), Filter(), _RESULTS),
            "encoding": lambda n: embedder.encode([query(n)]),
            "plain": lambda n: library.encode([query(n)], show_progress_bar=False),
            "raw": lambda n: index.search(vectors[n % len(queries)], _RESULTS),
        },
        _ROUNDS,
        warm=5,
    )
    middle = {name: round(1000 * median(seconds), 1) for name, seconds in taken.items()}
    return {
        "p50_ms": middle["search"],
        "p95_ms": round(1000 * quantiles(taken["search"], n=20)[-1], 1),
        "encoding_ms": middle["encoding"],
        "raw_ms": middle["raw"],
        "ratio": str(ratio(taken, "search", "encoding", "raw")),
        "plain_encoding_ms": middle["plain"],
        "ratio_to_plain": str(ratio(taken, "search", "plain", "raw")),
    }


def _recall(index: LiveIndex, catalogue: SqlCatalogue, embedder: SentenceEmbedder, queries: Sequence[str]) -> float:
    """The share of the 20 nearest passages (by exhaustive search in float32) that the index finds."""
    vectors = embedder.encode(list(queries))
    scores, keys = [], []
    for ids, held in catalogue.vectors.of_passages(embedder.fingerprint, 65_536):
        best = np.argsort(-(vectors @ held.T), axis=1)[:, :_RESULTS]
        scores.append(np.take_along_axis(vectors @ held.T, best, 1))
        keys.append(ids[best])
    every, ids = np.concatenate(scores, 1), np.concatenate(keys, 1)
    wanted = np.take_along_axis(ids, np.argsort(-every, axis=1)[:, :_RESULTS], 1)
    found = index.search(vectors, _RESULTS)[1]
    return float(np.mean([len(set(one) & set(other)) / _RESULTS for one, other in zip(wanted, found, strict=True)]))


def _fill(catalogue: SqlCatalogue, embedder: SentenceEmbedder, texts: Sequence[str], size: int) -> None:
    real, chance = embedder.encode(texts), np.random.default_rng(0)
    batch: list[tuple[Article, list[Passage]]] = []
    places: list[int] = []
    for number, (article, passages, used) in enumerate(_articles(texts, size), 1):
        batch.append((article, passages))
        places += used
        if number % _AT_A_TIME == 0 or number * _PER_ARTICLE >= size:
            with catalogue.transaction():
                catalogue.articles.add(batch)
                held = [passage.text for _, found in batch for passage in found]
                catalogue.vectors.put(embedder.fingerprint, held, _near(real[places], chance))
            batch, places = [], []


def _articles(texts: Sequence[str], size: int) -> Iterator[tuple[Article, list[Passage], list[int]]]:
    """Articles of 30 passages, with the positions of their texts in `texts`."""
    chance = np.random.default_rng(1)
    for number in range(-(-size // _PER_ARTICLE)):
        first = number * _PER_ARTICLE
        used = chance.integers(0, len(texts), min(_PER_ARTICLE, size - first)).tolist()
        lines = [f"{texts[place]} {first + nth}" for nth, place in enumerate(used)]
        article = Article(Outlet(f"Outlet {number % 40}"), f"Story {number}", "\n".join(lines))
        passages, start = [], 0
        for nth, line in enumerate(lines):
            passages.append(Passage(article.id, nth, nth, start, start + len(line), line))
            start += len(line) + 1
        yield article, passages, used


def _near(vectors: Vectors, chance: np.random.Generator) -> Vectors:
    noise = chance.standard_normal(vectors.shape, np.float32) * np.float32(_NOISE / vectors.shape[1] ** 0.5)
    moved = vectors + noise
    near: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return near
