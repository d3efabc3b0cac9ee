"""Several processes add at once over one catalogue on a server: each part once, and a lost process loses nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from compare.errors import ModelError, StorageError
from compare.model.article import Article, Outlet
from compare.ports import Filter
from compare.services.jobs.jobs import Jobs
from compare.services.jobs.shared_adding import add_together
from compare.services.stores.operations.jobs import AddReport
from compare.text.passages import split
from indexes.storage.sql.catalogue import SqlCatalogue
from tests import postgresql

pytestmark = pytest.mark.scale

_PROCESS = """
import json, sys, time
from dataclasses import asdict
from pathlib import Path
from typing import Any
import compare.services.adding.add
compare.services.adding.add._BATCH_CHARACTERS = 400
from compare.services.service import Parallax
from compare.services.jobs.shared_adding import add_together
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.search import Searcher
from tests.fakes import FakeEmbedder
from tests.test_scale_sharing import story
from web.settings import Settings
from web.wiring import build_index

class Slow(FakeEmbedder):
    embedded = 0

    def encode(self, texts, progress=None):
        time.sleep(float(sys.argv[3]))
        Slow.embedded += len(texts)
        return super().encode(texts, progress)

folder, embedder, catalogue = Path(sys.argv[1]), Slow(), SqlCatalogue(sys.argv[2])
index = build_index(Settings(data=folder, vectors=sys.argv[6]), catalogue, embedder)
service = Parallax(catalogue, embedder, index, Searcher(catalogue, index, embedder))
report = add_together(service.jobs, map(story, range(int(sys.argv[4]), int(sys.argv[5]))), lambda report: None)
print(json.dumps({**asdict(report), "embedded": Slow.embedded}))
"""

_WORDS = [
    "harbour",
    "bridge",
    "minister",
    "strike",
    "flood",
    "court",
    "budget",
    "school",
    "ferry",
    "museum",
    "vaccine",
    "satellite",
    "orchard",
]


def story(number: int) -> Article:
    one, other = _WORDS[number % 13], _WORDS[number * 5 % 12]
    text = f"The {one} of town {number} closed. Nobody at the {other} knew why on day {number}."
    return Article(
        Outlet(f"Outlet {number % 4}"), f"The {one} closed {number}", text, url=f"https://example.org/{number}"
    )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql.running() as address:
        yield address


@pytest.fixture
def place(server: str) -> Iterator[str]:
    with postgresql.database(server) as address:
        SqlCatalogue(address).close()
        yield address


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(place: str, tmp_path: Path) -> Iterator[Start]:
    """Starts a process that adds stories, with a separate data folder as on another machine."""
    started: list[subprocess.Popen[str]] = []
    root = Path(__file__).resolve().parents[1]

    def start(first: int, end: int, pause: float = 0.0, vectors: str = "faiss") -> subprocess.Popen[str]:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        arguments = [str(folder), place, str(pause), str(first), str(end), vectors]
        command = [sys.executable, "-c", _PROCESS, *arguments]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        started.append(subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


def _report(process: subprocess.Popen[str]) -> dict[str, int]:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    found: dict[str, int] = json.loads(out)
    return found


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def _jobs(catalogue: SqlCatalogue, state: str) -> int:
    with catalogue.reading() as connection:
        found = connection.exec_driver_sql(f"SELECT count(*) FROM jobs WHERE state = '{state}'")
        return int(found.scalar_one())


def _require_all(catalogue: SqlCatalogue, number: int) -> None:
    assert catalogue.faults() == []
    assert catalogue.articles.count() == number
    assert len(catalogue.articles.passage_keys(Filter())) == sum(len(split(story(each))) for each in range(number))


def test_articles_of_three_processes_are_added_once_and_reported_to_each(place: str, start: Start) -> None:
    processes = [start(0, 60, 0.05) for _ in range(3)]
    reports = [_report(each) for each in processes]
    catalogue = SqlCatalogue(place)
    assert all(each["added"] + each["known"] == 60 for each in reports)
    assert sum(each["embedded"] for each in reports) == len(catalogue.articles.passage_keys(Filter()))
    _require_all(catalogue, 60)
    catalogue.close()


def test_a_process_compares_articles_added_by_another(place: str, start: Start) -> None:
    one = start(0, 60, 0.5)
    catalogue = SqlCatalogue(place)
    _wait_until(lambda: _jobs(catalogue, "running") > 0)
    reports = [_report(each) for each in (start(60, 63), one)]
    assert [each["added"] for each in reports] == [3, 60]
    assert reports[0]["embedded"] > 6
    _require_all(catalogue, 63)
    catalogue.close()


def test_a_killed_process_loses_and_duplicates_nothing(place: str, start: Start) -> None:
    add_with_three_processes_and_kill_one(place, start, "faiss")


def add_with_three_processes_and_kill_one(place: str, start: Start, vectors: str) -> None:
    processes = [start(0, 60, 1.0, vectors) for _ in range(3)]
    catalogue = SqlCatalogue(place)
    _wait_until(lambda: _jobs(catalogue, "running") == 3)
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    with catalogue.writing_rows() as connection:  # as if two minutes had gone by since it told of itself
        connection.exec_driver_sql("UPDATE jobs SET told = told - 130 WHERE state = 'running'")
    reports = [_report(each) for each in processes[1:]]
    assert all(each["added"] + each["known"] == 60 for each in reports)
    assert _jobs(catalogue, "running") == _jobs(catalogue, "waiting") == 0
    _require_all(catalogue, 60)
    catalogue.close()


def test_a_failed_job_is_an_error_with_a_message(place: str) -> None:
    catalogue = SqlCatalogue(place)

    def add(articles: object, told: object) -> AddReport:
        raise ModelError("The model is not there.")

    def compare(articles: object) -> Any:
        raise AssertionError("nothing is compared here")

    with pytest.raises(StorageError, match=r"could not be added: The model is not there\."):
        add_together(Jobs(catalogue.jobs, add, compare, compare, compare), [story(1)], lambda report: None)
    catalogue.close()
