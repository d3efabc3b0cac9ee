"""Operations on an archive that are killed at random moments: real processes, a real SIGKILL.

`python -m tests.killing OPERATION FOLDER MOMENTS` runs this and prints the results as JSON. This process loads no model
and starts no thread, so that it can fork: a child then takes milliseconds to start, not the seconds of an import.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import faiss  # noqa: F401 (imported before the forks, used only after them)

from compare.model.article import Article, Outlet
from compare.model.event import Event
from compare.model.moment import Moment
from compare.ports import Filter, Tagger
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from indexes.search import Searcher
from indexes.storage.backup import back_up
from indexes.storage.restore import restore
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors.live import LiveIndex
from tests.fakes import FakeEmbedder

SEED = 20260301
FEED = "https://gazette.example/feed"
_OUTLETS = ("courier", "herald", "packet")
_STORIES = (
    "the dam at {} broke before dawn and {} cows drowned in the flooded valley below",
    "the council of {} voted to close the old library after {} residents signed a petition",
    "a ferry from {} ran aground in fog with {} passengers who were all rescued",
    "the bakery in {} burned down and {} firemen fought the blaze through the night",
    "the mayor of {} resigned over a contract worth {} crowns for road salt",
)
_PLACES = ("Weirhome", "Aldmoor", "Corranby", "Dunstrand", "Eastwick")

Step = Callable[[Parallax], object]


def article(story: int, outlet: int, number: int = 0) -> Article:
    """The report of an outlet on one of five stories, in three sentences; `number` makes the text unique."""
    place, count = _PLACES[story], 31 + 7 * story + outlet + number
    told = _STORIES[story].format(place, count)
    text = f"On Tuesday {told}. Witnesses in {place} said that {told}. Nobody could say how it began, {count} asked."
    name = _OUTLETS[outlet]
    day = Moment.parse(f"2026-03-0{1 + story}T1{outlet}:00:00Z")
    return Article(Outlet(name), f"News from {place}", text, f"https://{name}.example/{story}", None, day)


ALL = [article(story, outlet) for story in range(5) for outlet in range(3)]


def opened(folder: Path, backend: str = "faiss", tagger: Tagger | None = None) -> Parallax:
    """Parallax for a folder as in a newly started process, with a fake model."""
    embedder = FakeEmbedder()
    catalogue = SqlCatalogue(folder / "catalogue.sqlite")
    index = LiveIndex(folder / "vectors", catalogue, embedder.fingerprint, embedder.dimension, backend)
    search = Searcher(catalogue, index, embedder)
    return Parallax(catalogue, embedder, index, search, tagger=tagger)


def folder_of(service: Parallax) -> Path:
    """The folder of a service's archive."""
    return Path(service._catalogue.location).parent  # type: ignore[attr-defined, no-any-return]


# -- the operations


def _event_of(service: Parallax, each: Article) -> str:
    return service.events_of([each.id])[each.id]


def _merge(service: Parallax) -> None:
    service.corrections.merge([_event_of(service, ALL[0]), _event_of(service, ALL[3])])


def _split(service: Parallax) -> None:
    service.corrections.split(_event_of(service, ALL[6]), [ALL[7].id])


def _move(service: Parallax) -> None:
    service.corrections.move([ALL[9].id, ALL[10].id], _event_of(service, ALL[12]))


def _undo(service: Parallax) -> None:
    service.corrections.undo(2)


def _add(added: Sequence[Article]) -> Step:
    return lambda service: service.add(added)


def _held(service: Parallax) -> None:
    service.add(ALL)
    service.feed_watcher.follow([Feed(FEED, "Gazette")])
    service._catalogue.feeds.note_articles(FEED, [ALL[2].id, ALL[5].id])


def _misgrouped(service: Parallax) -> None:
    """All articles are stored, but not yet clustered correctly."""
    service.add(ALL)
    service._catalogue.events.put([Event(f"{number:016x}", (each.id,)) for number, each in enumerate(ALL)])


def _backup_of(service: Parallax) -> Path:
    return folder_of(service) / "kept.backup"


def _back_up(service: Parallax) -> None:
    back_up(folder_of(service) / "catalogue.sqlite", _backup_of(service), True, lambda done, total: None)


def _restore(service: Parallax) -> None:
    restore(_backup_of(service), folder_of(service) / "catalogue.sqlite", True, lambda done, total: None)


def _corrected_since(service: Parallax) -> None:
    """An archive that has changed since its backup."""
    _held(service)
    _back_up(service)
    _merge(service)
    service.removals.outlet("packet")


def _backed_up(service: Parallax) -> list[str]:
    """Problems with a backup; none if it does not exist or is complete."""
    place = _backup_of(service)
    return ["half a backup"] if place.exists() and state(place.parent, place.name) != state(place.parent) else []


def _without_index(service: Parallax) -> None:
    service.add(ALL)
    shutil.rmtree(service._index._folder)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Operation:
    """The initial content of an archive, and the steps of an operation; each step is acknowledged when it returns."""

    before: Step
    steps: Sequence[Step]
    check: Callable[[Parallax], list[str]] = lambda service: []


OPERATIONS = {
    "add": Operation(
        _add(ALL[:2]),
        [
            *[_add([each]) for each in ALL[2:4]],
            _add(ALL[4:10]),
            _add([article(0, 0, 9), article(1, 1, 9)]),
            _add(ALL[10:]),
        ],
    ),
    "regroup": Operation(_misgrouped, [lambda service: service.recluster(Filter())]),
    "rebuild": Operation(_without_index, [lambda service: service.maintenance.rebuild()] * 3),
    "correct": Operation(_held, [_merge, _split, _move, _undo]),
    "remove": Operation(
        _held,
        [
            lambda service: service.removals.article(ALL[0].id),
            lambda service: service.removals.outlet("herald"),
            lambda service: service.removals.feed(FEED),
        ],
    ),
    "backup": Operation(_held, [_back_up], _backed_up),
    "restore": Operation(_corrected_since, [_restore]),
}


# -- what is compared

_STATE = {
    "articles": "SELECT id, revision, current, title, text FROM articles ORDER BY id, revision",
    "passages": 'SELECT a.id, p."index", p.start, p."end" FROM passages p JOIN articles a ON a.row = p.article '
    'ORDER BY a.id, p."index"',
    "vectors": "SELECT DISTINCT hex(text_hash) FROM vectors ORDER BY 1",
    "events": "SELECT e.id, e.latest, m.article_id, m.settled FROM events e LEFT JOIN event_articles m "
    "ON m.event = e.id ORDER BY e.id, m.position",
    "corrections": 'SELECT number, kind, "before", "after", undone FROM corrections ORDER BY number',
    "comparisons": "SELECT event, signature, text FROM comparisons ORDER BY event",
    "pair_results": "SELECT * FROM pair_results ORDER BY a, b",
    "comparing": "SELECT event FROM comparing ORDER BY event",
    "ranks": "SELECT r.event, r.weight, k.kind, k.shown, k.probability FROM event_ranks r "
    "LEFT JOIN event_kinds k ON k.event = r.event ORDER BY 1, 3, 4",
    "origins": "SELECT article_id, event, origin FROM origin_articles ORDER BY article_id",
    "removed": "SELECT kind, id FROM removed ORDER BY kind, id",
    "feeds": "SELECT f.url, a.article_id FROM feeds f LEFT JOIN feed_articles a ON a.feed = f.url ORDER BY 1, 2",
}


def state(folder: Path, name: str = "catalogue.sqlite") -> dict[str, Any]:
    """The complete state of an archive, except for times and row numbers."""
    with closing(sqlite3.connect(folder / name)) as catalogue:
        return {name: [list(row) for row in catalogue.execute(query)] for name, query in _STATE.items()}


def _indexed(service: Parallax) -> bool:
    """Whether the vector index finds exactly the stored passages."""
    keys = service._catalogue.articles.passage_keys(Filter()).tolist()
    found = service._index.search(FakeEmbedder().encode(["the"]), len(keys) + 10)[1][0].tolist()
    return sorted(each for each in found if each >= 0) == sorted(keys)


# -- killing


def _forked(folder: Path, work: Callable[[Parallax, Callable[[object], None]], None]) -> tuple[int, int]:
    """Run `work` in a child process on the archive in `folder`; returns its id, and the descriptor of its output."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)

    def tell(value: object) -> None:
        os.write(writing, (json.dumps(value) + "\n").encode())

    status = 1
    try:
        work(opened(folder), tell)
        status = 0
    except BaseException:
        traceback.print_exc()
    os._exit(status)


def _told(reading: int) -> list[Any]:
    with os.fdopen(reading, "rb") as stream:
        return [json.loads(line) for line in stream.read().splitlines() if line]


def _ended(child: int) -> bool:
    """Whether a child exited by itself and not by a signal. Raises AssertionError if it failed."""
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0, "a child failed; its traceback stands above"
    return not os.WIFSIGNALED(status)


def _doing(operation: Operation) -> Callable[[Parallax, Callable[[object], None]], None]:
    def work(service: Parallax, tell: Callable[[object], None]) -> None:
        for step in operation.steps:
            step(service)
            tell("done")

    return work


@dataclass
class Found:
    """The results of the kills: how many hit the process, after how many acknowledged steps, and the problems found."""

    killed: int = 0
    acknowledged: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def kill(operation: Operation, folder: Path, moments: int) -> Found:
    """Kill `operation` at random moments of its running time, and check the archive after each."""
    before, work = folder / "before", folder / "work"
    _warm(folder / "warm")
    child, reading = _forked(before, lambda service, tell: tell(operation.before(service) is None))
    _told(reading)
    _ended(child)
    states = _states(operation, before, work)
    took = min(_run(operation, before, work, 60)[1] for _ in range(2))
    found = Found()
    chance = random.Random(SEED)
    for number in range(moments):
        moment = (number + chance.random()) / moments
        for _ in range(5):  # repeat a run that finished before it was killed
            acknowledged, ran = _run(operation, before, work, moment * took)
            if acknowledged < len(operation.steps):
                break
            took = min(took, ran)
        else:
            continue
        found.killed += 1
        found.acknowledged.append(acknowledged)
        found.faults += [f"moment {number}: {each}" for each in _wrong(operation, work, acknowledged, states)]
    return found


def _warm(folder: Path) -> None:
    """Load coefficients and word lists once for all children, but not FAISS, which must not be used before a fork."""
    service = opened(folder, "exact")
    service.add(ALL)
    service._catalogue.close()  # type: ignore[attr-defined]


def _fresh(before: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(before, work)


def _states(operation: Operation, before: Path, work: Path) -> list[dict[str, Any]]:
    """The states before the operation and after each of its steps, in an uninterrupted run."""
    _fresh(before, work)

    def watched(service: Parallax, tell: Callable[[object], None]) -> None:
        _start(service)
        tell(state(work))
        for step in operation.steps:
            step(service)
            _start(service)  # restored articles are compared at the next start
            tell(state(work))

    child, reading = _forked(work, watched)
    states = _told(reading)
    assert _ended(child)
    return states


def _run(operation: Operation, before: Path, work: Path, longest_s: float) -> tuple[int, float]:
    """Run the operation and kill it after at most `longest_s` seconds; returns the number of acknowledged steps and the
    running time."""
    _fresh(before, work)
    start = time.perf_counter()
    child, reading = _forked(work, _doing(operation))
    while (left := start + longest_s - time.perf_counter()) > 0 and not os.waitid(
        os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT
    ):
        time.sleep(min(left, 0.002))
    ran = time.perf_counter() - start
    os.kill(child, signal.SIGKILL)  # it is not reaped yet, so the id cannot belong to another process
    _ended(child)
    return len(_told(reading)), ran


def _wrong(operation: Operation, work: Path, acknowledged: int, states: Sequence[dict[str, Any]]) -> list[str]:
    """The problems that the next process finds when it starts and after it has finished the operation."""

    def check(service: Parallax, tell: Callable[[object], None]) -> None:
        _start(service)
        now = state(work)
        done = next((k for k in (acknowledged, acknowledged + 1) if now == states[k]), None)
        if done is None:
            tell(f"after {acknowledged} steps: {_difference(now, states[acknowledged])}")
            return
        for fault in [
            *service.maintenance.faults(),
            *operation.check(service),
            *([] if _indexed(service) else ["the index does not fit"]),
        ]:
            tell(f"after {acknowledged} steps: {fault}")
        for step in operation.steps[done:]:
            step(service)
        _start(service)
        if state(work) != states[-1]:
            tell(f"after {acknowledged} steps, in the end: {_difference(state(work), states[-1])}")
        for fault in service.maintenance.faults():
            tell(f"after {acknowledged} steps, in the end: {fault}")

    child, reading = _forked(work, check)
    told = _told(reading)
    assert _ended(child)
    return told


def _start(service: Parallax) -> None:
    """Do what a server does at start-up; claims of a dead process are treated as expired."""
    service.maintenance.warm()
    with service._catalogue.writing() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("UPDATE comparing SET leased = 0")
    service.comparing.run_all()


def _difference(now: dict[str, Any], wanted: dict[str, Any]) -> str:
    return "; ".join(
        f"{name}: {[each for each in now[name] if each not in wanted[name]]} and not "
        f"{[each for each in wanted[name] if each not in now[name]]}"
        for name in now
        if now[name] != wanted[name]
    )[:2000]


if __name__ == "__main__":
    report = kill(OPERATIONS[sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(asdict(report) | {"torch": "torch" in sys.modules}))
