"""Measure costs with servers: adding with one and two processes, storage, and searches in archives of two sizes.

    python -m benchmarks.scale [--gold ../shared/gold] [--articles 240] [--times 25] [--pairs 6] [--out file.json]

PostgreSQL (with its defaults: each commit is flushed to disk) and Milvus are started as for the tests at scale, so
`make test-scale` installs what this needs. Each process that adds has one thread for the model, to represent a separate
machine; it runs the same jobs from the same queue as `parallax add`, but reads no file. `docs/scale.md` uses these
figures.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from benchmarks.gold_articles import corpus
from benchmarks.sharing import sharing
from compare.model.article import Article
from compare.model.event import Event
from compare.ports import Filter, LiveIndex, Progress, Vectors
from compare.services.jobs.shared_adding import add_together
from compare.services.service import Parallax
from compare.text.passages import split
from indexes.embedding.encoder import SentenceEmbedder
from indexes.search import Searcher
from indexes.storage.migration import copy
from indexes.storage.sql.catalogue import SqlCatalogue
from tests import milvus, postgresql
from web.settings import Settings
from web.wiring import build_index

Json = dict[str, Any]

_QUERIES = 60
_BY_WORDS, _NEAR = 40, 120  # candidates of a search, as in `indexes.search.hybrid`
_AT_A_TIME = 400  # articles in a transaction

_TABLES = """
SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'
"""


class _Embedder(SentenceEmbedder):
    """An embedder that measures how long it computes."""

    seconds = 0.0

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        start = time.monotonic()
        found = super().encode(texts, progress)
        self.seconds += time.monotonic() - start
        return found


class _Catalogue(SqlCatalogue):
    """A catalogue that measures how long it holds the writer's lock, of which there is one for all machines."""

    seconds = 0.0

    @contextmanager
    def writing(self) -> Iterator[Any]:
        if self.in_transaction:
            with super().writing() as connection:
                yield connection
            return
        with super().writing() as connection:
            start = time.monotonic()
            yield connection
        self.seconds += time.monotonic() - start


def _opened(settings: Settings, embedder: SentenceEmbedder) -> tuple[_Catalogue, LiveIndex, Parallax]:
    settings.data.mkdir(parents=True, exist_ok=True)
    catalogue = _Catalogue(settings.database)
    index = build_index(settings, catalogue, embedder)
    return catalogue, index, Parallax(catalogue, embedder, index, Searcher(catalogue, index, embedder))


# -- adding


def adding(gold: Path, number: int, database: str, vectors: str, folder: Path, processes: int) -> Json:
    """Passages per second that this many processes add together, each with its share of the articles and its own
    folder.
    """
    context = multiprocessing.get_context("spawn")
    begin, results = context.Barrier(processes), context.Queue()
    started = [
        context.Process(target=_add, args=(gold, number, slice(part, None, processes), settings, begin, results))
        for part in range(processes)
        for settings in [Settings(data=folder / str(part), database=database, vectors=vectors)]
    ]
    for each in started:
        each.start()
    found = [results.get(timeout=1800) for _ in started]
    for each in started:
        each.join()
    with closing(SqlCatalogue(database)) as catalogue:
        passages = catalogue.articles.passages_state().last_key
    seconds = max(each["end"] for each in found) - min(each["begin"] for each in found)
    model, written, busy = (sum(each[name] for each in found) for name in ("model", "written", "busy"))
    return {
        "processes": processes,
        "vectors": vectors.split(":")[0],
        "passages": passages,
        "seconds": round(seconds, 1),
        "passages_per_s": round(passages / seconds, 1),
        "model_ms": round(1000 * model / passages, 3),
        "writing_ms": round(1000 * written / passages, 3),
        "processor_ms": round(1000 * busy / passages, 3),
        "cores": round(busy / seconds, 2),
    }


def _add(gold: Path, number: int, mine: slice, settings: Settings, begin: Any, results: Any) -> None:
    articles = corpus(gold, number)[mine]
    embedder = _Embedder()
    catalogue, _, service = _opened(settings, embedder)
    service.maintenance.warm()
    embedder.seconds = catalogue.seconds = 0.0
    begin.wait()
    start, busy = time.monotonic(), time.process_time()
    add_together(service.jobs, articles, lambda report: None)
    told = {"begin": start, "end": time.monotonic(), "busy": time.process_time() - busy}
    results.put({**told, "model": embedder.seconds, "written": catalogue.seconds})


# -- bytes


def stored(server: str, database: str, folder: Path) -> Json:
    """Bytes per passage in PostgreSQL and in a SQLite file, and the speed of `parallax migrate`."""
    postgresql.sql(server, "VACUUM ANALYZE", database)
    tables = {str(row[0]): (int(str(row[1])), int(str(row[2]))) for row in postgresql.sql(server, _TABLES, database)}
    start = time.monotonic()
    copied = copy(server.format(database), folder / "catalogue.sqlite", lambda done, total: None)
    seconds = time.monotonic() - start
    passages = copied.rows["passages"]
    largest = sorted(tables, key=lambda name: -sum(tables[name]))[:5]
    return {
        "passages": passages,
        "articles": copied.rows["articles"],
        "postgresql": round(sum(map(sum, tables.values())) / passages),
        **{f"{name} (table, indexes)": [round(each / passages) for each in tables[name]] for name in largest},
        "sqlite": round((folder / "catalogue.sqlite").stat().st_size / passages),
        "moved_rows_per_s": round(sum(copied.rows.values()) / seconds),
    }


def _size(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


# -- growth


def fill(catalogue: SqlCatalogue, articles: Sequence[Article], times: int) -> None:
    """Store `times` copies of the articles of the archive, at other URLs, each in an event of its own."""
    copies = [replace(each, url=f"https://copy.example/{each.id}/{k}") for k in range(1, times) for each in articles]
    for start in range(0, len(copies), _AT_A_TIME):
        some = copies[start : start + _AT_A_TIME]
        with catalogue.transaction():
            catalogue.articles.add([(each, tuple(split(each))) for each in some])
            catalogue.events.put([Event(each.id[:16], (each.id,)) for each in some])


def searching(settings: Settings, servers: Json, embedder: SentenceEmbedder, articles: Sequence[Article]) -> Json:
    """Milliseconds of full-text and vector searches, and the cost of building the vector indexes."""
    queries = [each.title for each in articles[:: max(1, len(articles) // _QUERIES)]][:_QUERIES]
    vectors = [embedder.encode([each]) for each in queries]
    catalogue, index, _ = _opened(settings, embedder)
    words_ms = _median_ms(lambda query: catalogue.search.by_words(query, _BY_WORDS, Filter()), queries)
    found: Json = {"passages": catalogue.articles.passages_state().last_key, "words_ms": words_ms}
    found["files"] = _indexed(index, vectors, settings.data / "vectors")
    if servers:
        there = build_index(replace(settings, vectors=servers["address"]), catalogue, embedder)
        found["milvus"] = _indexed(there, vectors, servers["folder"])
    catalogue.close()
    return found


def _indexed(index: LiveIndex, vectors: Sequence[Vectors], folder: Path) -> Json:
    before, start = _size(folder), time.monotonic()
    number = index.rebuild()
    seconds = time.monotonic() - start
    milliseconds = _median_ms(lambda vector: index.search(vector, _NEAR), vectors)
    grown = _size(folder) - (before if "milvus" in type(index).__module__ else 0)
    return {"made_per_s": round(number / seconds), "search_ms": milliseconds, "bytes": round(grown / number)}


def _median_ms(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    times = []
    for each in [*items[:5], *items]:
        start = time.monotonic()
        work(each)
        times.append(time.monotonic() - start)
    return round(1000 * median(times[5:]), 2)


# -- all


def measure(gold: Path, number: int, times: int, pairs: int, server: str, servers: Json, folder: Path) -> Json:
    """All figures."""
    articles, report = corpus(gold, number), Json(processor=f"{os.cpu_count()} cores", adding=[])
    vectors = servers["address"] if servers else "faiss"
    for processes in (1, 2):
        database = f"by_{processes}"
        postgresql.sql(server, f"CREATE DATABASE {database}")
        SqlCatalogue(server.format(database)).close()
        done = adding(gold, number, server.format(database), vectors, folder / database, processes)
        report["adding"].append(_shown("adding", done))
    report["comparing"] = [_shown("comparing", each) for each in sharing(gold, pairs, server, folder)] if pairs else []
    report["stored"] = _shown("stored", stored(server, "by_1", folder))
    embedder = SentenceEmbedder()
    settings = Settings(data=folder / "by_1" / "0", database=server.format("by_1"))
    report["searching"] = [_shown("searching", searching(settings, servers, embedder, articles))]
    with closing(SqlCatalogue(settings.database)) as catalogue:
        fill(catalogue, articles, times)
    report["searching"].append(_shown("searching", searching(settings, servers, embedder, articles)))
    return report


def _shown(name: str, figures: Json) -> Json:
    print(f"{name:10}", "  ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    return figures


def main() -> int:
    """Read the command line, start the servers, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--articles", type=int, default=240, help="how many articles are added")
    parser.add_argument("--times", type=int, default=25, help="how many times as many the larger archive has")
    parser.add_argument("--pairs", type=int, default=6, help="how many pairs the reader compares; 0: none")
    parser.add_argument("--milvus", choices=["", *milvus.SERVERS], default="milvus-server", help="empty: none")
    parser.add_argument("--out", type=Path, help="write the figures as JSON to this file")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"  # used by processes that are started later
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parallax-scale-")))
        servers: Json = {}
        try:
            server = stack.enter_context(postgresql.running(durable=True))
            if given.milvus:
                place = folder / "milvus"
                place.mkdir()
                servers = {"address": stack.enter_context(milvus.running(given.milvus, place)), "folder": place}
        except pytest.skip.Exception as lacking:
            parser.exit(1, f"{lacking}\n")
        report = measure(given.gold, given.articles, given.times, given.pairs, server, servers, folder)
    if given.out:
        given.out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
