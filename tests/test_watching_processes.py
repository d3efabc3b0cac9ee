"""Watching with the real command: one process is stopped, two work at once, and all valid pages are added."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.ports import Filter
from indexes.storage.sql.catalogue import SqlCatalogue
from tests.bridges import FEEDS, MANY_HOSTS, SAID, address, fill, is_as_served, opml, title_of
from tests.fetching import Site, serving

LONGEST_S = 120
"""For a process, on a busy machine; it takes a few seconds beyond loading the model."""


@pytest.fixture
def site() -> Iterator[Site]:
    try:
        with serving(hosts=MANY_HOSTS) as site:
            fill(site, MANY_HOSTS)
            yield site
    except OSError as error:
        pytest.skip(f"this machine has but one address of loopback ({error})")


@pytest.fixture
def archive(site: Site, tmp_path: Path) -> Path:
    (tmp_path / "feeds.opml").write_bytes(opml(site))
    return tmp_path / "archive"


def feed_watcher(archive: Path, *options: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "web.cli.main",
        "--data",
        str(archive),
        "watch",
        str(archive.parent / "feeds.opml"),
    ]
    environment = {"PARALLAX_FETCH_PRIVATE": "127.0.0.0/8", "PARALLAX_FETCH_SECONDS": "10", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [*command, *options],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stopped_when(site: Site, pages: int, process: subprocess.Popen[str]) -> tuple[str, str]:
    """The output of a process that was told to stop after requesting this many pages."""
    end = time.monotonic() + LONGEST_S
    while sum(path.startswith("/a") for path in site.asked) < pages:
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=LONGEST_S)


@pytest.mark.model
def test_a_watcher_stops_cleanly_and_two_others_continue_at_once(site: Site, archive: Path) -> None:
    first = feed_watcher(archive)
    said, _ = stopped_when(site, 8, first)
    assert first.returncode == 0
    assert "The next start continues from here" in said

    asked = len(site.asked)
    others = [feed_watcher(archive, "--once"), feed_watcher(archive, "--once")]
    told = [each.communicate(timeout=LONGEST_S) for each in others]
    assert [each.returncode for each in others] == [0, 0], told

    held = SqlCatalogue(archive / "catalogue.sqlite").articles.page(Filter(), 100)
    assert {each.title for each in held} == {title_of(number) for number in range(40)}
    assert len(held) == 40
    assert all(map(is_as_served, held))
    lines = [line for _, errors in told for line in errors.splitlines() if line.startswith("http")]
    of = {path: [line for line in lines if line.startswith(f"{address(site, path, MANY_HOSTS)}: ")] for path in SAID}
    assert all(len(each) == 1 and SAID[path] in each[0] for path, each in of.items()), of
    assert len([line for line in lines if "/gone.xml: " in line and "410" in line]) == 1
    assert len(lines) == len(SAID) + 1
    counts = {path: site.asked[asked:].count(path) for path in {*site.pages, "/gone.xml"}}
    assert {path: count for path, count in counts.items() if count > 1} == {"/robots.txt": counts["/robots.txt"]}
    assert counts[FEEDS["links"]] == 0
