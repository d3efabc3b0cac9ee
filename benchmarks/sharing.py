"""Comparing with the reader by processes that share the queue of one PostgreSQL: one, two, and two of which one dies.

Each process has one thread, as a machine of its own would have, and does what `parallax work` does with the queue.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.runtime.comparing import Pair, pairs_of
from compare.model.article import Article, Outlet
from compare.model.event import Event
from indexes.storage.sql.catalogue import SqlCatalogue
from tests import postgresql
from web.settings import Settings
from web.wiring import build_service

Json = dict[str, Any]

_PASSAGES = 25  # after which the articles are cut
_POLL_S = 0.1
_LONGEST_S = 300.0
_RUNS = ((1, False), (2, False), (2, True))
"""How many processes there are, and whether one is killed."""


def sharing(gold: Path, number: int, server: str, folder: Path) -> Iterator[Json]:
    """For each run, the seconds until the queue of this many events of two articles is drained."""
    pairs = pairs_of(gold, number, _PASSAGES)
    for run, (processes, is_killed) in enumerate(_RUNS):
        database = f"compared_{run}"
        postgresql.sql(server, f"CREATE DATABASE {database}")
        settings = Settings(data=folder / database, database=server.format(database))
        _fill(settings, pairs)
        seconds = _drained(settings, len(pairs), processes, is_killed)
        yield {
            "processes": processes,
            "killed": int(is_killed),
            "pairs": len(pairs),
            "passages": _PASSAGES,
            "seconds": round(seconds, 1),
            "pairs_per_hour": round(3600 * len(pairs) / seconds),
        }


def _fill(settings: Settings, pairs: Sequence[Pair]) -> None:
    """Store the pairs, each as an event that waits to be compared."""
    with closing(SqlCatalogue(settings.database)) as catalogue:
        service = build_service(replace(settings, reader="none"))
        service.comparing.delegate_to(lambda: None)
        service.add([each for pair in pairs for each in pair])
        catalogue.events.put([Event(a.id, (a.id, b.id)) for a, b in pairs])


def _drained(settings: Settings, pairs: int, processes: int, is_killed: bool) -> float:
    """The seconds until nothing waits."""
    context = multiprocessing.get_context("spawn")
    begin = context.Barrier(processes + 1)
    own = [replace(settings, data=settings.data / str(number)) for number in range(processes)]
    started = [context.Process(target=_compare, args=(each, begin), daemon=True) for each in own]
    for each in started:
        each.start()
    begin.wait(_LONGEST_S)
    start = time.monotonic()
    with closing(SqlCatalogue(settings.database)) as catalogue:
        waiting = pairs
        while waiting:
            waiting = catalogue.comparisons.pending().events
            if is_killed and waiting < pairs:  # it is in the middle of an event, whose claim has to expire
                started[0].kill()
                is_killed = False
            if time.monotonic() > start + _LONGEST_S or not any(each.is_alive() for each in started):
                raise RuntimeError(f"{waiting} of {pairs} events were not compared")
            time.sleep(_POLL_S)
        seconds = time.monotonic() - start
        failures = catalogue.comparisons.stored_failures()
    for each in started:
        each.join(_LONGEST_S)
    if failures:
        raise RuntimeError(failures[0].problem)
    return seconds


def _compare(settings: Settings, begin: Any) -> None:
    """Compare until nothing waits."""
    service = build_service(settings)
    texts = ("Ten people were taken to safety by boat.", "Twelve people were taken to safety by boat.")
    service.compare_texts([Article(Outlet(f"Outlet {n}"), "", text) for n, text in enumerate(texts)])  # loads models
    begin.wait(_LONGEST_S)
    while service.comparing.pending().events:
        if not service.comparing.run_next():
            time.sleep(_POLL_S)
