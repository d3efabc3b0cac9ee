"""A short check that nothing has become much slower: `make bench-smoke`.

    python -m benchmarks.smoke [--pin]

SQL statements and calls of the embedding model are counted for each operation and must equal those in
`benchmarks/smoke.json`, because they do not vary; the ratio of the time of a search to encoding its query and searching
the index may be twice the one there. `--pin` writes the counts and the ratio of this run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.rounds import Machine, interleaved, ratio
from compare.model.article import Article
from compare.ports import Filter
from compare.services.service import Parallax
from indexes.ingest import read
from indexes.samples import STORIES
from web.settings import Settings
from web.wiring import build_service

PINNED = Path(__file__).with_name("smoke.json")
_WORSE = 2.0
_ROUNDS = 24
_QUERIES = ("minister resigned over a leak", "a ferry sank after a collision", "the council voted on the bridge")
"""Each has hits in the sample stories, because a search without hits does less work."""


class OperationCounter:
    """Counts SQL statements of all databases, and texts and calls of one embedder, while an operation runs."""

    def __init__(self, service: Parallax) -> None:
        self._service = service
        self.counts: dict[str, dict[str, int]] = {}

    @contextmanager
    def operation(self, name: str) -> Iterator[None]:
        """Operations inside count for `name`."""
        found = {"statements": 0, "model_calls": 0}
        embedder: Any = self._service._embedder
        encode = embedder.encode

        def statement(*_: object) -> None:
            found["statements"] += 1

        def called(*arguments: Any) -> Any:
            found["model_calls"] += 1
            return encode(*arguments)

        event.listen(Engine, "before_cursor_execute", statement)
        embedder.encode = called
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", statement)
            embedder.encode = encode
            self.counts[name] = found


def counts(service: Parallax) -> dict[str, dict[str, int]]:
    """The counts of every operation; each is run once beforehand, so that one-time loading does not count."""
    service.comparing.delegate_to(lambda: None)
    articles = [each for each in read([str(STORIES)]) if isinstance(each, Article)]
    service.add(articles[:-4])
    service.comparing.run_all()
    counted = OperationCounter(service)
    events = [each.event for each in service.events(Filter(), 20)]
    largest = max(events, key=lambda each: len(each.article_ids))
    operations: dict[str, Callable[[], Any]] = {
        "list of 20 events": lambda: service.events(Filter(), 20),
        "list of 5 events": lambda: service.events(Filter(), 5),
        "list by divergence": lambda: service.events(Filter(), 20, None, None, "divergence"),
        "an event": lambda: service.event(largest.id),
        "an article": lambda: service.article(largest.article_ids[0]),
        "20 articles": lambda: service.articles(Filter(), 20),
        "a search": lambda: service.search(_QUERIES[0], Filter(), 10),
    }
    for work in operations.values():
        work()
    for name, work in operations.items():
        with counted.operation(name):
            work()
    for name, coming in (("adding one article", articles[-4:-3]), ("adding three articles", articles[-3:])):
        with counted.operation(name):
            service.add(coming)
    with counted.operation("adding what is known"):
        service.add(articles[-4:])
    return counted.counts


def searching(service: Parallax) -> Any:
    """The ratio of the time of a search to that of encoding its query and searching the index."""
    embedder, index = service._embedder, service._index
    if not all(service.search(each, Filter(), 10) for each in _QUERIES):
        raise RuntimeError("a query of this benchmark finds nothing")
    vectors = [embedder.encode([each]) for each in _QUERIES]
    taken = interleaved(
        {
            "search": lambda n: service.search(_QUERIES[n % len(_QUERIES)], Filter(), 10),
            "encoding": lambda n: embedder.encode([_QUERIES[n % len(_QUERIES)]]),
            "index": lambda n: index.search(vectors[n % len(_QUERIES)], 10),
        },
        _ROUNDS,
    )
    return ratio(taken, "search", "encoding", "index")


def main() -> None:
    """Measure, compare with the pinned counts, and exit with status 1 if something costs more."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pin", action="store_true", help="write what is measured into benchmarks/smoke.json")
    pin = parser.parse_args().pin
    machine = Machine()
    with tempfile.TemporaryDirectory(prefix="parallax-smoke-") as folder:
        service = build_service(Settings(data=Path(folder), reader="none"))
        found, measured = counts(service), searching(service)
    print(f"machine: {machine.told()}")
    print(f"search / (encoding + index): {measured}")
    if pin:
        PINNED.write_text(json.dumps({"counts": found, "search_ratio": round(measured.median, 2)}, indent=2) + "\n")
        return
    pinned = json.loads(PINNED.read_text("utf-8"))
    wrong = [
        f"{name}: {kind} {found.get(name, {}).get(kind)}, and {number} are pinned"
        for name, kinds in pinned["counts"].items()
        for kind, number in kinds.items()
        if found.get(name, {}).get(kind) != number
    ]
    if not measured.is_refused and measured.median > _WORSE * pinned["search_ratio"]:
        usual = pinned["search_ratio"]
        wrong.append(f"a search takes {measured.median:.2f} times its encoding and index, and {usual} is pinned")
    print("\n".join(wrong) or "as pinned")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
