"""How fast articles are added, compared with the embedder alone and plain sentence-transformers in the same run."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.gold_articles import corpus
from benchmarks.own_process import in_own_process
from benchmarks.rounds import seconds_of
from benchmarks.speed.others import plain_model
from compare.model.article import Article, Outlet
from compare.services.comparing.queue import ComparingQueue
from compare.services.stores.operations.jobs import AddReport
from compare.text.passages import split
from indexes.embedding.encoder import SentenceEmbedder
from web.settings import Settings
from web.wiring import build_service

Json = dict[str, Any]

_ALONE_SAMPLE = 10_000  # passages that the embedder alone embeds, in chunks, while articles are added
_ALONE_CHUNK = 2500
_PLAIN_CHUNK = 500  # of these for the plain library: all would take several times as long as everything else


def add_apart(gold: Path, number: int, folder: Path) -> Json:
    """Seconds, passages and peak memory (MB) of adding `number` articles, in a separate process."""
    found: Json = in_own_process(_add, gold, number, folder)
    return found


def _add(gold: Path, number: int, folder: Path, results: Any) -> None:
    articles = corpus(gold, number)
    service = build_service(Settings(data=folder))
    service.compare_texts(
        [Article(Outlet("A"), "", "Loads the model."), Article(Outlet("B"), "", "Once, before the clock.")]
    )
    sample = _every(_texts(articles), _ALONE_SAMPLE)
    alone, comparing = _InterleavedBaselines(sample), _time_comparing()
    start = time.perf_counter()
    report = service.add(articles, alone.after_batch)
    seconds = time.perf_counter() - start - alone.seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = seconds_of(lambda: service.add(articles))
    results.put(
        {"seconds": seconds, "passages": report.passages, "peak_mb": peak, "again": again}
        | {"alone": alone.rate("alone"), "plain": alone.rate("plain"), "cosines": np.concatenate(alone.cosines)}
        | {"comparing": sum(comparing)}
    )


def _time_comparing() -> list[float]:
    """A list that collects the seconds of each comparison of events from now on."""
    seconds: list[float] = []
    run_all = ComparingQueue.run_all

    def timed(self: ComparingQueue, *given: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return run_all(self, *given, **named)
        finally:
            seconds.append(time.perf_counter() - start)

    ComparingQueue.run_all = timed  # type: ignore[method-assign]
    return seconds


class _InterleavedBaselines:
    """Times the embedder alone and the plain library between the batches of an add, so that all meet the same load."""

    def __init__(self, sample: Sequence[str]) -> None:
        self._embedder = SentenceEmbedder()
        self._plain = plain_model()
        self._embedder.encode(sample[:50])
        self._plain.encode(sample[:50], show_progress_bar=False)
        self._chunks = cycle([sample[at : at + _ALONE_CHUNK] for at in range(0, len(sample), _ALONE_CHUNK)])
        self._held = 0
        self._timed: dict[str, list[tuple[int, float]]] = {"alone": [], "plain": []}
        self.cosines: list[Any] = []

    @property
    def seconds(self) -> float:
        """The seconds that all of this took."""
        return sum(seconds for timed in self._timed.values() for _, seconds in timed)

    def rate(self, what: str) -> float:
        """Passages per second."""
        return sum(number for number, _ in self._timed[what]) / sum(seconds for _, seconds in self._timed[what])

    def after_batch(self, report: AddReport) -> None:
        """Embed the next chunk with both, if a batch of articles has just been stored."""
        if report.added > self._held:
            self._held = report.added
            chunk = next(self._chunks)
            some = chunk[:: max(1, len(chunk) // _PLAIN_CHUNK)]
            own = self._time("alone", chunk, self._embedder.encode)[:: max(1, len(chunk) // _PLAIN_CHUNK)]
            plain = self._time("plain", some, lambda texts: self._plain.encode(texts, show_progress_bar=False))
            plain /= np.linalg.norm(plain, axis=1, keepdims=True)
            self.cosines.append((own * plain).sum(1))

    def _time(self, what: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Any]) -> Any:
        start = time.perf_counter()
        vectors = encode(texts)
        self._timed[what].append((len(texts), time.perf_counter() - start))
        return vectors


def adding(gold: Path, number: int, folder: Path) -> Json:
    """Passages per second of adding, beside the embedder alone and SentenceTransformer.encode with its defaults."""
    done = add_apart(gold, number, folder)
    rate, baseline = done["passages"] / done["seconds"], done["plain"]
    uncompared = done["passages"] / (done["seconds"] - done["comparing"])
    return {
        "articles": number,
        "passages": done["passages"],
        "articles_per_s": round(number / done["seconds"], 1),
        "passages_per_s": round(rate, 1),
        "baseline": round(baseline, 1),
        "ratio": round(rate / baseline, 3),
        "embedding_only": round(done["alone"], 1),
        "embedding_ratio": round(done["alone"] / baseline, 3),
        "share_of_embedding": round(rate / done["alone"], 3),
        "without_comparing": round(uncompared, 1),
        "its_ratio": round(uncompared / baseline, 3),
        "its_share_of_embedding": round(uncompared / done["alone"], 3),
        "mean_cosine": round(float(done["cosines"].mean()), 5),
        "lowest_cosine": round(float(done["cosines"].min()), 5),
        "peak_mb": round(done["peak_mb"]),
        "again_s": round(done["again"], 1),
    }


def _texts(articles: Sequence[Article]) -> list[str]:
    """The different passages of the articles."""
    return list(dict.fromkeys(passage.text for article in articles for passage in split(article)))


def _every(texts: Sequence[str], number: int) -> Sequence[str]:
    """About `number` of the texts, evenly spaced."""
    return texts[:: max(1, len(texts) // number)]
