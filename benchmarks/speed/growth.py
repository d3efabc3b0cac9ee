"""The cost of adding articles to archives of growing size, without comparing.

An archive has generated events and copies of real articles, each copy 30 days later, with noise in its vectors. This is
the worst case for finding similar articles, because the frequency of every term grows with the archive. Each batch is
added by a process of its own, as by `parallax add`, which opens the archive first.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from sqlalchemy import Engine, event

from benchmarks.gold_articles import embed
from benchmarks.own_process import in_own_process
from benchmarks.rounds import Ratio
from compare.clustering.profile import profile
from compare.clustering.profile_index import ProfileArchive
from compare.clustering.profile_store import EmptyProfileStore
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.event import Event
from compare.model.passage import Passage
from compare.ports import Embedder, Vectors
from compare.ports.profiles import ArticleProfile, Changes, NearestArticles
from compare.services.adding.cluster import make_profiles
from indexes.embedding.encoder import SentenceEmbedder
from indexes.storage.sql.catalogue import SqlCatalogue
from web.settings import Settings
from web.wiring import build_service

Json = dict[str, Any]
SIZES = (1_000, 100_000)
REAL = 250
"""Number of articles whose copies fill the archives."""
_APART = 30  # days between two copies
_STORED = 3  # passages of an article in the archive; fewer suffice, because the cost depends on the added articles
_NOISE = 0.35  # length of the noise: a cosine of about .94 to the real vector
_AT_ONCE = 20 * REAL  # articles that are written in one transaction
_WARM, _ADDED, _ROUNDS = 10, 100, 5
COMING = (_WARM + _ADDED) * _ROUNDS
"""Articles that are added in all rounds."""


def growth(articles: Sequence[Article], folder: Path, sizes: Sequence[int] = SIZES) -> list[Json]:
    """For each size: the seconds to build the archive, and the median costs of adding 100 articles.

    `articles` are first the `REAL` articles that the archives consist of, and then those that are added.
    """
    embedder = SentenceEmbedder()
    embedded = embed(articles[:REAL], embedder.encode)
    rounds = [articles[first : first + _WARM + _ADDED] for first in range(REAL, REAL + COMING, _WARM + _ADDED)]
    built = {size: _built(folder / str(size), embedder, embedded, size) for size in sizes}
    taken: dict[int, list[Json]] = {size: [] for size in sizes}
    for number, coming in enumerate(rounds):
        for size in sizes if number % 2 else reversed(sizes):
            late = [_later(each, size // REAL - 1) for each in coming]
            taken[size].append(in_own_process(_add, folder / str(size), late))
    return [_row(size, built[size], taken[size], taken[sizes[0]]) for size in sizes]


def _row(size: int, built_s: float, taken: Sequence[Json], least: Sequence[Json]) -> Json:
    def ratio(name: str) -> str:
        return str(Ratio(tuple(one[name] / other[name] for one, other in zip(taken, least, strict=True))))

    return {
        "articles": size,
        "built_s": round(built_s),
        "statements": round(median(each["statements"] for each in taken)),
        "processor_s": round(median(each["processor_s"] for each in taken), 2),
        "ratio": ratio("processor_s"),
        "without_model_s": round(median(each["without_model_s"] for each in taken), 2),
        "without_model_ratio": ratio("without_model_s"),
        "peak_mb": round(median(each["peak_mb"] for each in taken)),
        "memory_ratio": ratio("peak_mb"),
    }


# -- adding, in a separate process


def _add(folder: Path, articles: Sequence[Article], results: Any) -> None:
    """Processor seconds, SQL statements and the peak memory of adding all but the first few articles."""
    warm = _service(folder)
    warm.add(articles[:_WARM])  # imports, and reads the data of the package
    statements, encoding = 0, _Timed(warm._embedder.encode)

    def counted(*_: object) -> None:
        nonlocal statements
        statements += 1

    start = time.process_time()
    service = _service(folder)
    service._embedder.encode = encoding  # the model is loaded once
    event.listen(Engine, "before_cursor_execute", counted)
    report = service.add(articles[_WARM:])
    seconds = time.process_time() - start
    if report.added != _ADDED:
        raise RuntimeError(f"{report.added} articles were added, not {_ADDED}")
    results.put(
        {
            "processor_s": seconds,
            "without_model_s": seconds - encoding.seconds,
            "statements": statements,
            "peak_mb": _peak_mb(),
        }
    )


def _service(folder: Path) -> Any:
    """A service that compares nothing."""
    service = build_service(Settings(data=folder, reader="none"))
    service.comparing.delegate_to(lambda: None)
    return service


class _Timed:
    """A function, and the processor seconds that its calls took."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.seconds = 0.0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return self._function(*arguments, **named)
        finally:
            self.seconds += time.process_time() - start


def _peak_mb() -> float:
    """The peak memory of this process; `getrusage` would count that of the process that started it."""
    peak = re.search(r"^VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return int(peak[1]) / 1024 if peak else math.nan


# -- archives


def _built(folder: Path, embedder: Embedder, articles: Sequence[EmbeddedArticle], size: int) -> float:
    """Fill an archive with `size` articles; returns the seconds that it took."""
    start = time.perf_counter()
    catalogue = SqlCatalogue(folder / "catalogue.sqlite")
    make_profiles(catalogue, embedder)
    real, chance = _RealProfiles.of(articles), np.random.default_rng(0)
    for first in range(0, size, _AT_ONCE):
        copies = range(first // REAL, min(size, first + _AT_ONCE) // REAL)
        with catalogue.transaction():
            ids = [each for copy in copies for each in _store(catalogue, embedder, articles, copy, chance)]
            if catalogue.profiles.free_rows(ids[-1:]) != {ids[-1]: copies.stop * REAL}:
                raise RuntimeError("the articles of this archive have other rows than their profiles")
            catalogue.profiles.add(real.copied(copies, ids))
    service = build_service(Settings(data=folder, reader="none"))
    service._index.rebuild()
    return time.perf_counter() - start


def _store(
    catalogue: SqlCatalogue,
    embedder: Embedder,
    articles: Sequence[EmbeddedArticle],
    copy: int,
    chance: np.random.Generator,
) -> list[str]:
    """Store a copy of the articles, each in an event of its own; returns their ids."""
    batch = [_copy(each, copy) for each in articles]
    catalogue.articles.add(batch)
    texts = [passage.text for _, passages in batch for passage in passages]
    vectors = np.concatenate([each.vectors[:_STORED] for each in articles])
    catalogue.vectors.put(embedder.fingerprint, texts, _near(vectors, chance))
    catalogue.events.put(Event(article.id[:16], (article.id,)) for article, _ in batch)
    return [article.id for article, _ in batch]


def _copy(original: EmbeddedArticle, copy: int) -> tuple[Article, list[Passage]]:
    """The first passages of an article, with a number, as an article of a later day."""
    lines = [f"{passage.text} {copy}" for passage in original.passages[:_STORED]]
    article = replace(_later(original.article, copy), text="\n".join(lines))
    passages, start = [], 0
    for number, line in enumerate(lines):
        passages.append(Passage(article.id, number, number, start, start + len(line), line))
        start += len(line) + 1
    return article, passages


def _later(article: Article, copy: int) -> Article:
    """A copy of an article at another URL, this many times 30 days later."""
    published = article.published.moved(_APART * copy) if article.published else None
    url = f"https://copy{copy}.example/{article.id}"
    return Article(article.outlet, article.title, article.text, url, published=published)


def _near(vectors: Vectors, chance: np.random.Generator) -> Vectors:
    noise = chance.standard_normal(vectors.shape, np.float32) * np.float32(_NOISE / vectors.shape[1] ** 0.5)
    moved = vectors + noise
    near: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return near


class _RealProfiles:
    """The profiles of the real articles, with the terms that each is indexed under and its neighbours."""

    def __init__(self, profiles: Sequence[ArticleProfile], changes: Changes) -> None:
        self._profiles = profiles
        self._changes = changes

    @classmethod
    def of(cls, articles: Sequence[EmbeddedArticle]) -> _RealProfiles:
        """Profiles as clustering makes them."""
        kept = _RecordingStore()
        archive, profiles = ProfileArchive(kept), [profile(each) for each in articles]
        for each in profiles:
            archive.add(each)
        archive.save()
        return cls(profiles, kept.changes)

    def copied(self, copies: Sequence[int], article_ids: Sequence[str]) -> Changes:
        """The copies with these numbers; their articles have the rows from 1 on, in order."""
        profiles: dict[int, ArticleProfile] = {}
        keys: dict[int, Sequence[int]] = {}
        nearest: dict[int, NearestArticles] = {}
        for place, (copy, row) in enumerate((copy, row) for copy in copies for row in range(REAL)):
            shift = 1 + copy * REAL
            own, near = self._profiles[row], self._changes.nearest[row]
            days = (own.days[0] + _APART * copy, own.days[1] + _APART * copy)
            profiles[shift + row] = replace(own, article_id=article_ids[place], days=days)
            keys[shift + row] = self._changes.keys[row]
            rows = np.where(near.rows < 0, near.rows, near.rows + shift)
            nearest[shift + row] = replace(near, rows=rows)
        counts = {term: number * len(copies) for term, number in self._changes.counts.items()}
        return Changes(profiles, keys, counts, nearest)


class _RecordingStore(EmptyProfileStore):
    """Collects what would be stored."""

    changes = Changes()

    def add(self, changes: Changes) -> None:
        """Keep it."""
        self.changes = changes
