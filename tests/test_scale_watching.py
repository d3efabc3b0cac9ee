"""Several processes watch feeds over one catalogue on a server: nothing is fetched twice, a lost process loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.clock import utc_now
from indexes.storage.sql.catalogue import SqlCatalogue
from tests.fetching import Site, answer, serving
from tests.test_scale_sharing import place, server  # noqa: F401 (fixtures)
from tests.test_watching import page, rss

pytestmark = pytest.mark.scale

ROOT = Path(__file__).resolve().parents[1]
FEEDS, EACH = 4, 10

_PROCESS = """
import sys
from pathlib import Path
from compare.services.service import Parallax
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.ingest.harvester import WebHarvester
from indexes.search import Searcher
from indexes.vectors.live import LiveIndex
from tests.fakes import FakeEmbedder
from tests.fetching import fetcher

folder, embedder, catalogue = Path(sys.argv[1]), FakeEmbedder(), SqlCatalogue(sys.argv[2])
index = LiveIndex(folder / "vectors", catalogue, embedder.fingerprint, embedder.dimension)
service = Parallax(catalogue, embedder, index, Searcher(catalogue, index, embedder))
print("ready", flush=True)
sys.stdin.readline()
for each in service.feed_watcher.round(WebHarvester(fetcher())):
    print(each, flush=True)
"""


@pytest.fixture
def site(place: str) -> Iterator[Site]:  # noqa: F811
    """Watched feeds and the pages that they link to, each with a short delay."""
    with serving() as site:
        for number in range(FEEDS):
            paths = [f"/a{number * EACH + nth}" for nth in range(EACH)]
            site.pages[f"/{number}.xml"] = answer(200, rss(site, paths), Content_Type="application/rss+xml")
            site.pages |= {path: _slowly(int(path[2:])) for path in paths}
        with closing(SqlCatalogue(place)) as catalogue:
            urls = [site.url(f"/{number}.xml") for number in range(FEEDS)]
            catalogue.feeds.put([Feed(each, each, due=utc_now()) for each in urls])
        yield site


def _slowly(number: int) -> Callable[..., None]:
    whole = answer(200, page(number), Content_Type="text/html")

    def slowly(handler: object) -> None:
        time.sleep(0.1)
        whole(handler)  # type: ignore[arg-type]

    return slowly


@pytest.fixture
def start(place: str, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:  # noqa: F811
    """Starts a process that watches on a signal, with a separate data folder as on another machine."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        command = [sys.executable, "-c", _PROCESS, str(folder), place]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes))  # type: ignore[call-overload]
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.communicate()


def _go(*processes: subprocess.Popen[str]) -> None:
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()


def _end(process: subprocess.Popen[str]) -> list[str]:
    """The output of a process, which must exit by itself."""
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return told.splitlines()


def _pages(site: Site) -> dict[str, int]:
    return {path: number for path, number in site.count().items() if path.startswith("/a")}


def _require_all(address: str) -> None:
    with closing(SqlCatalogue(address)) as catalogue:
        assert len(catalogue.articles.page(Filter(), 100)) == FEEDS * EACH
        assert sum(each.articles for each in catalogue.feeds.all()) == FEEDS * EACH
        assert catalogue.faults() == []


def test_three_processes_share_feeds_and_pages_and_nothing_is_fetched_twice(
    place: str,  # noqa: F811
    site: Site,
    start: Callable[[], subprocess.Popen[str]],
) -> None:
    processes = [start() for _ in range(3)]
    _go(*processes)
    told = [_end(each) for each in processes]
    assert sum(bool(each) for each in told) > 1
    assert set(_pages(site).values()) == {1}
    assert {path: number for path, number in site.count().items() if path.endswith(".xml")} == {
        f"/{number}.xml": 1 for number in range(FEEDS)
    }
    _require_all(place)


def test_pages_claimed_by_a_killed_process_are_added_by_the_others(
    place: str,  # noqa: F811
    site: Site,
    start: Callable[[], subprocess.Popen[str]],
) -> None:
    lost, other = start(), start()
    _go(lost)
    until = time.monotonic() + 60
    while not _pages(site):
        assert time.monotonic() < until
        time.sleep(0.01)
    lost.kill()
    lost.wait()
    with closing(SqlCatalogue(place)) as catalogue, catalogue.writing_rows() as connection:
        held = connection.exec_driver_sql("SELECT count(*) FROM feed_links WHERE due IS NOT NULL").scalar_one()
        assert held == EACH
        connection.exec_driver_sql("UPDATE feed_links SET due = due - 900")  # as if a quarter of an hour had gone by
    _go(other)
    _end(other)
    _require_all(place)
