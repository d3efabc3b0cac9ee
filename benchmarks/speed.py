"""Time adding, searching and comparing, each beside its baseline in the same run.

    python -m benchmarks.speed --gold ../shared/gold [--articles 1000] [--only search start] [--write-docs] [--out F]

`--write-docs` writes the tables of docs/benchmarks.md, with what the machine is and did, and the versions measured.

The articles are the first of corpus-6k.jsonl.gz, or, where that is absent, made up of random words (seeded). The model
is loaded before any clock starts.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import documented
from benchmarks.gold_articles import corpus, embed
from benchmarks.load import reading
from benchmarks.rounds import Machine, seconds_of
from benchmarks.speed_comparing import comparing
from benchmarks.speed_grouping import grouping
from benchmarks.speed_lists import lists
from benchmarks.speed_others import others, plain_model
from benchmarks.speed_search import searching
from benchmarks.speed_serving import starting
from compare.model.article import Article, Outlet
from compare.services.comparing.queue import ComparingQueue
from compare.services.stores.jobs import AddReport
from compare.text.passages import split
from indexes.embedding.encoder import SentenceEmbedder
from indexes.ingest import read
from indexes.samples import STORIES
from web.settings import Settings
from web.wiring import build_service

Json = dict[str, Any]

_ALONE_SAMPLE = 10_000  # passages that the embedder alone embeds, in chunks, while articles are added
_ALONE_CHUNK = 2500
_PLAIN_CHUNK = 500  # of them the plain library embeds: all would take several times as long as the rest
_SIZES = [10_000, 100_000, 1_000_000]
_ALONE = ("lists", "search", "start")
"""What can be measured alone, and has a table in docs/benchmarks.md that is written here."""
_SEARCHED = 300  # articles whose passages the archives that are searched are made of
_EVENTS = 10_000  # in the archive whose lists are asked for
_COMING = 60  # articles that are added to archives of growing size


def add_apart(gold: Path, number: int, folder: Path) -> Json:
    """Seconds, passages and peak memory of adding `number` articles, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    process = context.Process(target=_add, args=(gold, number, folder, results))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"adding ended with exit code {process.exitcode}")
    found: Json = results.get()
    return found


def _add(gold: Path, number: int, folder: Path, results: Any) -> None:
    articles = corpus(gold, number)
    service = build_service(Settings(data=folder))
    service.compare_texts(
        [Article(Outlet("A"), "", "Loads the model."), Article(Outlet("B"), "", "Once, before the clock.")]
    )
    sample = _every(_texts(articles), _ALONE_SAMPLE)
    alone, comparing = _Beside(sample), _time_comparing()
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
    """Seconds of each time that events are compared from now on."""
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


class _Beside:
    """The embedder alone, and the plain library, timed between the batches of an add: all meet the same moods of the
    machine."""

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
        """What all of this took."""
        return sum(seconds for timed in self._timed.values() for _, seconds in timed)

    def rate(self, what: str) -> float:
        """Passages a second."""
        return sum(number for number, _ in self._timed[what]) / sum(seconds for _, seconds in self._timed[what])

    def after_batch(self, report: AddReport) -> None:
        """Embed the next chunk by both, if a batch of articles has just been held."""
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
    """Passages/s of adding, beside the same embedder alone and plain SentenceTransformer.encode with its defaults."""
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
    """About `number` of the texts, evenly spread."""
    return texts[:: max(1, len(texts) // number)]


def measure(gold: Path, number: int, sizes: Sequence[int]) -> Json:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder:
        report: Json = {"machine": f"{platform.machine()}, {os.cpu_count()} cores"}
        report["add"] = _shown("add", adding(gold, number, Path(folder)))
        articles, embedder = corpus(gold, number), SentenceEmbedder()
        report["compare_event"] = [_shown("compare_event", each) for each in comparing(articles, embedder)]
        report["start"] = [_shown("start", starting(Path(folder)))]
        report["readers"] = [_shown("readers", each) for each in reading(Path(folder))]
        report["grouping"] = _grouping(gold, number, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        report["others"] = [_shown("others", each) for each in others(articles, Path(folder))]
    report["search"] = [_shown("search", searching(articles, size)) for size in sizes]
    report["lists"] = [_shown("lists", each) for each in lists(_EVENTS)]
    return report


def measure_only(wanted: Collection[str], gold: Path, sizes: Sequence[int]) -> Json:
    """Of `_ALONE`, what is wanted; a server is started over the sample stories."""
    report: Json = {}
    if "start" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            build_service(Settings(data=Path(folder))).add(
                each for each in read([str(STORIES)]) if isinstance(each, Article)
            )
            report["start"] = [_shown("start", starting(Path(folder)))]
    if "search" in wanted:
        articles = corpus(gold, _SEARCHED)
        report["search"] = [_shown("search", searching(articles, size)) for size in sizes]
    if "lists" in wanted:
        report["lists"] = [_shown("lists", each) for each in lists(_EVENTS)]
    return report


def _grouping(gold: Path, number: int, folder: Path) -> list[Json]:
    from indexes.storage.sql.catalogue import SqlCatalogue

    embedder = SentenceEmbedder()
    coming = embed(corpus(gold, number + _COMING)[number:], embedder.encode)
    catalogue = SqlCatalogue(folder / "catalogue.sqlite")
    return [_shown("grouping", each) for each in grouping(folder, catalogue, embedder, coming)]


def _shown(name: str, figures: Json) -> Json:
    print(f"{name:14}", "  ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    return figures


def main() -> None:
    """Read the command line, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--articles", type=int, default=1000, help="how many articles are added")
    parser.add_argument(
        "--passages", type=int, nargs="*", default=_SIZES, help="sizes of the archives that are searched"
    )
    parser.add_argument("--out", type=Path, help="write the figures as JSON to this file")
    parser.add_argument("--only", nargs="+", choices=_ALONE, help="measure only these")
    parser.add_argument("--write-docs", action="store_true", help="write the tables of docs/benchmarks.md")
    given, machine = parser.parse_args(), Machine()
    if given.only:
        report = measure_only(given.only, given.gold, given.passages)
    else:
        report = measure(given.gold, given.articles, given.passages)
    print(f"machine        {machine.told()}")
    if given.write_docs:
        for section in sorted(report.keys() & set(_ALONE)):
            documented.write(section, report[section], machine)
    if given.out:
        given.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
