"""Alternatives on the same articles with the same model: txtai and Chroma, with their defaults.

All three add the same batch of articles in turn, so that all meet the same load; then all search for the same headlines
in turn. Adding to Parallax does more: it clusters the articles into events, finds copies and compares each event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from benchmarks.rounds import seconds_of
from compare.model.article import Article
from compare.ports import Filter
from compare.services.service import Parallax
from compare.text.passages import split
from indexes.model_registry import packaged
from web.settings import Settings
from web.wiring import build_service

_PASSAGES = 20_000
_PART = 60  # articles that each system adds before the next one's turn
_QUERIES = 60
_RESULTS = 20


class Contender(Protocol):
    """A system that adds articles and is searched."""

    def add(self, articles: Sequence[Article]) -> None:
        """Add all passages of the articles."""
        ...

    def search(self, query: str) -> int:
        """The number of hits, of the 20 nearest passages."""
        ...


class ParallaxContender:
    """Parallax, in an archive of its own."""

    def __init__(self, folder: Path) -> None:
        self._service: Parallax = build_service(Settings(data=folder))

    def add(self, articles: Sequence[Article]) -> None:
        """See Contender."""
        self._service.add(articles)

    def search(self, query: str) -> int:
        """See Contender."""
        return len(self._service.search(query, Filter(), _RESULTS))


class Txtai:
    """txtai's embeddings database, which holds the texts in SQLite and the vectors in FAISS."""

    def __init__(self, folder: Path) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings(path=str(packaged().folder), method="sentence-transformers", content=True)

    def add(self, articles: Sequence[Article]) -> None:
        """See Contender."""
        self._embeddings.upsert(list(_passages(articles)))

    def search(self, query: str) -> int:
        """See Contender."""
        return len(self._embeddings.search(query, _RESULTS))


class Chroma:
    """A collection of Chroma, which holds the texts in SQLite and the vectors in an HNSW graph."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings as Chosen
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

        client = chromadb.PersistentClient(str(folder), Chosen(anonymized_telemetry=False))
        function: Any = SentenceTransformerEmbeddingFunction(str(packaged().folder))
        self._collection = client.create_collection("passages", embedding_function=function)
        self._most = client.get_max_batch_size()

    def add(self, articles: Sequence[Article]) -> None:
        """See Contender."""
        passages = list(_passages(articles))
        for start in range(0, len(passages), self._most):
            ids, texts = zip(*passages[start : start + self._most], strict=True)
            self._collection.add(ids=list(ids), documents=list(texts))

    def search(self, query: str) -> int:
        """See Contender."""
        return len(self._collection.query(query_texts=[query], n_results=_RESULTS)["ids"][0])


_KINDS: dict[str, tuple[str, Callable[[Path], Contender]]] = {
    "parallax": ("compare", ParallaxContender),
    "txtai": ("txtai", Txtai),
    "chromadb": ("chromadb", Chroma),
}
"""By name: the required package, and the class."""


def others(articles: Sequence[Article], folder: Path) -> Iterator[dict[str, Any]]:
    """Passages per second of adding and milliseconds (the median) of a search, for each system; missing ones are
    listed.
    """
    missing = [name for name, (package, _) in _KINDS.items() if find_spec(package) is None]
    made = {name: make(folder / name) for name, (_, make) in _KINDS.items() if name not in missing}
    queries = [article.title for article in articles[:: max(1, len(articles) // _QUERIES)]][:_QUERIES]
    for contender in made.values():  # loads the model, and imports everything
        contender.add(articles[:1])
        contender.search(queries[0])
    taken, seconds = 0, dict.fromkeys(made, 0.0)
    for start in range(1, len(articles), _PART):
        part = articles[start : start + _PART]
        taken += sum(1 for _ in _passages(part))
        for name, contender in made.items():
            seconds[name] += seconds_of(contender.add, part)
        if taken >= _PASSAGES:
            break
    waits: dict[str, list[float]] = {name: [] for name in made}
    for query in queries:
        for name, contender in made.items():
            waits[name].append(seconds_of(contender.search, query))
    for name in made:
        rate, p50 = taken / seconds[name], 1000 * median(waits[name])
        yield {"name": name, "passages": taken, "passages_per_s": round(rate, 1), "search_ms": round(p50, 1)}
    for name in missing:
        yield {"name": name, "left out": "not installed"}


def _passages(articles: Sequence[Article]) -> Iterator[tuple[str, str]]:
    """Id and text of each passage."""
    for article in articles:
        for passage in split(article):
            yield f"{article.id}-{passage.index}", passage.text


def plain_model() -> Any:
    """The packaged model as sentence-transformers loads it, in fp32 and with its other defaults."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(packaged().folder), device="cpu")
