"""Time lists of events in archives of growing size: by API and page, one by one and for many readers at once.

    python -m benchmarks.speed.lists [--events 100 10000] [--write-docs]

The events are invented: two articles each, with one finding between them, stored as after comparing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import documented_tables
from benchmarks.rounds import Machine
from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble
from compare.model.article import Article, Outlet
from compare.model.event import Event, Origin
from compare.model.match import Divergence, KindFound, Match, Span
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.services.comparing import summary_codec
from compare.services.service import Parallax
from indexes.storage.sql.catalogue import SqlCatalogue
from web import create_app
from web.settings import Settings
from web.wiring import build_service

_SENTENCES = ("The dam above the town burst at night.", "At least {} people were taken to safety.", "Water fell later.")
_AT_A_TIME = 500  # events
_ROUNDS = 40
_READERS = 50
_ROUNDS_AT_ONCE = 10
_ADDRESSES = {
    "home": "/",
    "home, most differences": "/?sort=divergence",
    "events": "/api/v1/events",
    "events, most differences": "/api/v1/events?sort=divergence",
    "events, one kind": "/api/v1/events?kind=figures",
    "events, one outlet": "/api/v1/events?outlet=Outlet+7",
    "articles": "/api/v1/articles",
}


def fill(service: Parallax, catalogue: SqlCatalogue, events: int) -> None:
    """Store this many compared events, without embedding anything."""
    method, signature = service._comparer.models.method, service._comparer.summary_signature
    for numbers in _parts(events):
        with catalogue.transaction():
            made = [[_article(2 * number + side, number, 10 + side) for side in (0, 1)] for number in numbers]
            catalogue.articles.add([each for pair in made for each in pair])
            catalogue.events.put([Event(a.id, (a.id, b.id)) for (a, _), (b, _) in made])
            for nth, ((one, left), (other, right)) in zip(numbers, made, strict=True):
                comparison = _compared((one, other), (left, right))
                text = summary_codec.dump(comparison, method)
                catalogue.results.store_summary(one.id, signature(comparison.articles), text)
                catalogue.results.store_rank(one.id, nth * 7 % 97, [KindFound("figures", True, 0.9)])


def _parts(events: int) -> Iterator[range]:
    return (range(start, min(start + _AT_A_TIME, events)) for start in range(0, events, _AT_A_TIME))


def _article(number: int, event: int, safe: int) -> tuple[Article, tuple[Passage, ...]]:
    sentences = [each.format(safe) for each in _SENTENCES]
    day = Moment.parse(f"20{10 + event % 16}-{1 + event % 12:02}-{1 + event % 28:02}")
    title, url = f"Dam {event} bursts", f"https://n{number % 40}.example/{number}"
    article = Article(Outlet(f"Outlet {number % 40}"), title, " ".join(sentences), url, published=day)
    passages, start = [], 0
    for index, each in enumerate(sentences):
        passages.append(Passage(article.id, index, 0, start, start + len(each), each))
        start += len(each) + 1
    return article, tuple(passages)


def _compared(articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> Comparison:
    a, b = (own[1] for own in passages)
    left, right = (Span(9, 11, each.text[9:11]) for each in (a, b))
    differs = Divergence("figures", "10 against 11 people", "figures.values", 0.9, (left,), (right,))
    match = Match(a, b, 0.95, 0.9, "strong", (differs,))
    return assemble(articles, passages, ComparisonParts([match], [], [Origin((each.id,)) for each in articles]))


def lists(events: int) -> Iterator[dict[str, Any]]:
    """Milliseconds per response of each URL, median and 95th percentile; and of many requests at once.

    The archive is changed before each response, and before each round of many, so that none is cached.
    """
    with tempfile.TemporaryDirectory(prefix="parallax-lists-") as folder:
        settings = Settings(data=Path(folder), log="none")
        service = build_service(settings)
        catalogue = SqlCatalogue(Path(folder) / "catalogue.sqlite")
        fill(service, catalogue, events)
        app = create_app(settings, service)
        for name, address in _ADDRESSES.items():
            taken = []
            for number in range(_ROUNDS):
                catalogue.put_meta("round", f"{name} {number}")
                taken.append(_milliseconds(app.test_client(), address))
            clock = [each[0] for each in taken]
            p95 = quantiles(clock, n=20)[-1]
            of_processor = median(each[1] for each in taken)
            told = {"p50_ms": median(clock), "p95_ms": p95, "processor_ms": of_processor}
            yield {"events": events, "list": name} | {key: round(value, 1) for key, value in told.items()}
        at_once = []
        for number in range(_ROUNDS_AT_ONCE):
            catalogue.put_meta("round", f"at once {number}")
            at_once.append(_all_answered(app))
        name = f"events, {_READERS} readers at once, until all are answered"
        told = {"p50_ms": median(at_once), "p95_ms": quantiles(at_once, n=20)[-1]}
        yield {"events": events, "list": name} | {key: round(value, 1) for key, value in told.items()}


def _all_answered(app: Flask) -> float:
    """Milliseconds until all readers who send a request at the same time have a response."""
    with ThreadPoolExecutor(_READERS) as pool:
        list(pool.map(lambda _: None, range(_READERS)))  # starts the threads
        began = time.perf_counter()
        answers = list(pool.map(lambda _: app.test_client().get(_ADDRESSES["events"]), range(_READERS)))
        taken = 1000 * (time.perf_counter() - began)
    if any(each.status_code != 200 for each in answers):
        raise RuntimeError("not all were answered")
    return taken


def _milliseconds(client: FlaskClient, address: str) -> tuple[float, float]:
    """Milliseconds by wall clock and by processor time, which is more meaningful on a busy machine."""
    clock, processor = time.perf_counter(), time.thread_time()
    answer = client.get(address)
    taken = 1000 * (time.perf_counter() - clock), 1000 * (time.thread_time() - processor)
    if answer.status_code != 200:
        raise RuntimeError(f"answered {answer.status_code}")
    return taken


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--events", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--write-docs", action="store_true", help="write the table of docs/benchmarks.md")
    given, machine, rows = parser.parse_args(), Machine(), []
    for number in given.events:
        for found in lists(number):
            rows.append(found)
            print("lists         ", "  ".join(f"{key} {value}" for key, value in found.items()), flush=True)
    print("machine       ", machine.told())
    if given.write_docs:
        documented_tables.write("lists", rows, machine)


if __name__ == "__main__":
    main()
