"""Response times and failures for many readers at once, on loopback, while articles are added.

    python -m benchmarks.speed.load [--clients 50] [--seconds 60] [--workers 2] [--gold FOLDER] [--out file.json]

A server serves the sample stories, `parallax add` adds articles of the corpus (or articles of random words) in another
process, and each client requests one page or API endpoint after the other.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from typing import Any

from benchmarks.gold_articles import corpus
from benchmarks.server import serving
from web.api import serialisers

_TIMEOUT_S = 30
_READERS, _READING_S, _WORKERS = 50, 20.0, 2
_MOST_CLIENTS, _MOST_SECONDS = 200, 300
_ADDED = 2_000  # articles in the added file: more than can be added in the time


@dataclass
class ResponseTimes:
    """Response times in seconds by kind of page, and the failures."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, seconds: float) -> None:
        """Record one response."""
        self.seconds.setdefault(kind, []).append(seconds)


def addresses(port: int) -> list[tuple[str, str]]:
    """The kinds of page and their paths."""
    events = json.loads(_get(http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S), "/api/v1/events")[1])
    found = [("events", "/"), ("API events", "/api/v1/events"), ("search", "/search?q=minister+resigned")]
    for event in events["events"]:
        ids = [each["id"] for each in event["articles"]]
        found += [("event", f"/events/{event['id']}"), ("API event", f"/api/v1/events/{event['id']}")]
        found += [("article", f"/articles/{ids[0]}")]
        found += [("side by side", f"/compare?article={ids[0]}&article={ids[1]}")] if len(ids) > 1 else []
    return found


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def _client(port: int, wanted: Sequence[tuple[str, str]], seed: int, stop: Event, waited: ResponseTimes) -> None:
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    while not stop.is_set():
        kind, path = chance.choice(wanted)
        start = time.perf_counter()
        try:
            status, _ = _get(connection, path)
        except (OSError, http.client.HTTPException) as error:
            waited.wrong[f"{kind}: {type(error).__name__}"] += 1
            connection.close()
            continue
        waited.note(kind, time.perf_counter() - start)
        if status != 200:
            waited.wrong[f"{kind}: {status}"] += 1


def ask(port: int, clients: int, seconds: float) -> ResponseTimes:
    """The response times of this many clients for this many seconds."""
    wanted, stop, waited = addresses(port), Event(), [ResponseTimes() for _ in range(clients)]
    threads = [Thread(target=_client, args=(port, wanted, seed, stop, waited[seed])) for seed in range(clients)]
    for thread in threads:
        thread.start()
    stop.wait(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    every = ResponseTimes()
    for each in waited:
        every.wrong.update(each.wrong)
        for kind, found in each.seconds.items():
            every.seconds.setdefault(kind, []).extend(found)
    return every


@contextmanager
def served(archive: Path, workers: int) -> Iterator[int]:
    """Serve `archive` and the sample stories with this many worker processes; yields the port."""
    environment = {"PARALLAX_WORKERS": str(workers), "OMP_NUM_THREADS": "1"}
    with serving(archive, environment, "--samples") as server:
        server.wait_until_ready()
        yield server.port


def warm(port: int, workers: int) -> None:
    """Search until responses are fast: then every process has loaded the model."""
    quick, until = 0, time.monotonic() + 120
    while quick < 5 * workers and time.monotonic() < until:
        start = time.perf_counter()
        _get(http.client.HTTPConnection("127.0.0.1", port, timeout=120), "/search?q=harbour")
        quick = quick + 1 if time.perf_counter() - start < 1 else 0


@contextmanager
def adding(archive: Path, gold: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `parallax add` with several thousand articles; terminated on exit."""
    path = folder / "articles.jsonl"
    lines = (json.dumps(serialisers.exported(each), ensure_ascii=False) for each in corpus(gold, _ADDED))
    path.write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "web.cli.main", "--data", str(archive), "add", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def reading(archive: Path) -> Iterator[dict[str, Any]]:
    """Milliseconds per response of each kind of page for 50 readers over 20 s; as in `served`."""
    with served(archive, _WORKERS) as port:
        warm(port, _WORKERS)
        waited = ask(port, _READERS, _READING_S)
    every = [each for found in waited.seconds.values() for each in found]
    yield {"readers": _READERS, "requests_per_s": round(len(every) / _READING_S), "errors": sum(waited.wrong.values())}
    for kind, found in sorted(waited.seconds.items()):
        yield {"page": kind, **_told(found)}


def measure(clients: int, seconds: float, workers: int, gold: Path) -> dict[str, Any]:
    """The figures: requests, errors, and for each kind of page the median, p95 and maximum in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="parallax-load-") as folder:
        archive = Path(folder) / "archive"
        with served(archive, workers) as port, adding(archive, gold, Path(folder)) as add:
            warm(port, workers)
            waited = ask(port, clients, seconds)
            still_adding = add.poll() is None
    every = [each for found in waited.seconds.values() for each in found]
    return {
        "clients": clients,
        "seconds": seconds,
        "workers": workers,
        "added to the end": still_adding,
        "requests": len(every),
        "errors": dict(waited.wrong),
        "all": _told(every),
        **{kind: _told(found) for kind, found in sorted(waited.seconds.items())},
    }


def _told(seconds: Sequence[float]) -> dict[str, float]:
    parts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [*seconds] * 99
    return {"p50": round(1000 * parts[49]), "p95": round(1000 * parts[94]), "max": round(1000 * max(seconds))}


def main() -> int:
    """Print the figures; exit status 1 if any request failed."""
    parser = argparse.ArgumentParser(description="Many readers at once, while articles are added.")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    clients, seconds = min(given.clients, _MOST_CLIENTS), min(given.seconds, _MOST_SECONDS)
    found = measure(clients, seconds, given.workers, given.gold)
    print(json.dumps(found, indent=2))
    if given.out:
        given.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 1 if found["errors"] or not found["added to the end"] else 0


if __name__ == "__main__":
    sys.exit(main())
