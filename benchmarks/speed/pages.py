"""Time the pages of events of 10 and 60 articles, and of two long articles side by side.

    python -m benchmarks.speed.pages [--articles 10 60] [--profile]

The articles are invented, of sentences that differ in figures, sources, quotations, words and order, as reports do.
They are compared by rules, which find more differences than the trained reader shows. The page has been opened before;
the processor time of the whole application is measured, without the socket.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask.testing import FlaskClient

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from web import create_app
from web.server.garbage_collection import collect_less_often
from web.settings import Settings
from web.wiring import build_service

_ROUNDS = 40
_SENTENCES = 20  # of an article of an event
_LONG = 100  # sentences of each of the two articles side by side
_THINGS = (
    "dam", "bridge", "school", "hospital", "market hall", "railway", "ferry", "power station", "library", "road",
    "harbour", "church", "stadium", "prison", "airport", "museum", "mill", "reservoir", "tunnel", "lighthouse",
)  # fmt: skip
_CLAIMS = (
    "{n} people were taken out of the {thing} on Monday",
    "repairs of the {thing} will cost {n} million crowns",
    "the owner of the {thing} called the damage “a disaster that was {word}”",
    "the head of the {thing} {word} after the warning became known",
)
_OPENINGS = (
    "Police said that",
    "The mayor said that",
    "According to the fire brigade,",
    "A witness claimed that",
    "Reportedly,",
)
_WORDS = ("waiting to happen", "foreseen by nobody", "resigned", "stepped down", "was forced out")


def articles_of(number: int, sentences: int) -> list[Article]:
    """This many reports of one event with this many sentences, some of which are in most reports."""
    chance = random.Random(7)
    facts = [(claim, thing) for claim in _CLAIMS for thing in _THINGS]
    facts = [facts[each % len(facts)] for each in range(max(sentences, len(facts)))]
    return [_article(each, chance, facts, sentences) for each in range(number)]


def _article(number: int, chance: random.Random, facts: Sequence[tuple[str, str]], sentences: int) -> Article:
    told = chance.sample(facts, sentences)
    text = " ".join(_sentence(chance, *fact) for fact in told)
    day = Moment.parse(f"2026-03-02T{8 + number % 12:02}:15Z")
    title, url = "What the flood did to Stell", f"https://n{number}.example/{sentences}"
    return Article(Outlet(f"Outlet {number}"), title, text, url, published=day)


def _sentence(chance: random.Random, claim: str, thing: str) -> str:
    said = claim.format(n=chance.choice((12, 12, 12, 14, 40)), thing=thing, word=chance.choice(_WORDS))
    return f"{chance.choice(_OPENINGS)} {said}."


def pages(articles: int, profile: bool = False) -> Iterator[dict[str, Any]]:
    """The size of each page, and the milliseconds of processor time: median and 95th percentile."""
    with tempfile.TemporaryDirectory(prefix="parallax-pages-") as folder:
        settings = Settings(data=Path(folder), log="none", reader="none")
        service = build_service(settings)
        client = create_app(settings, service).test_client()
        collect_less_often()
        service.add(articles_of(articles, _SENTENCES))
        event = max(service.events(Filter(), articles), key=lambda each: each.counts.articles)
        told = {"articles": event.counts.articles}
        for name, address in (("event", "/events/"), ("event as JSON", "/api/v1/events/")):
            yield told | {"page": name} | _measured(partial(_get, client, address + event.event.id), profile)
        pair = articles_of(2, _LONG)
        service.add(pair)
        address = f"/compare?article={pair[0].id}&article={pair[1].id}"
        yield {"articles": 2, "page": "side by side"} | _measured(partial(_get, client, address), profile)


def _measured(get: Callable[[], bytes], profile: bool) -> dict[str, Any]:
    size = len(get())
    taken = []
    for _ in range(_ROUNDS):
        start = time.thread_time()
        get()
        taken.append(1000 * (time.thread_time() - start))
    if profile:
        profiler = cProfile.Profile()
        profiler.runcall(get)
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
    return {"kb": size // 1000, "p50_ms": round(median(taken), 1), "p95_ms": round(quantiles(taken, n=20)[-1], 1)}


def _get(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"answered {answer.status_code}")
    data: bytes = answer.data
    return data


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10, 60])
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    given = parser.parse_args()
    for number in given.articles:
        for found in pages(number, given.profile):
            print("pages         ", "  ".join(f"{key} {value}" for key, value in found.items()), flush=True)


if __name__ == "__main__":
    main()
