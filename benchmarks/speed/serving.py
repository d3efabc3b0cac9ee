"""Time from the start of the server to its first page and first search, and the memory of its processes."""

from __future__ import annotations

import http.client
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.server import Server, serving
from compare.model.article import Article
from indexes.ingest import read
from indexes.samples import STORIES
from web.settings import Settings
from web.wiring import build_service

_STARTS = 3
_PROCESSES = 2
_SETTLED_S = 10.0  # after which each process has loaded the model in the background
_LONGEST_S = 120.0


def starting() -> dict[str, Any]:
    """Seconds until the list of events and until a search is served: the median of three starts.

    The archive has the sample stories. They are compared by rules, and the servers have no reader, because a process
    loads it when it first compares, which may or may not be while it is measured. `own_mb` and `shared_mb` are the
    memory of one of two processes after a search: its own, and what it shares with others (mapped files such as the
    model's weights, and pages from before the fork).
    """
    with tempfile.TemporaryDirectory(prefix="parallax-start-") as folder:
        archive = Path(folder)
        stories = [each for each in read([str(STORIES)]) if isinstance(each, Article)]
        build_service(Settings(data=archive, reader="none")).add(stories)
        _start(archive)  # compiles what is imported, as pip does when it installs
        found = [_start(archive) for _ in range(_STARTS)]
        own, shared = _memory(archive)
    return {
        "starts": _STARTS,
        "first_page_s": round(median(page for page, _ in found), 2),
        "first_search_s": round(median(search for _, search in found), 2),
        "own_mb": own,
        "shared_mb": shared,
    }


def _settings(archive: Path, processes: int) -> dict[str, str]:
    """The environment variables of a server that caches its compiled modules beside the archive."""
    cached = {"PYTHONPYCACHEPREFIX": str(archive / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    return {"PARALLAX_WORKERS": str(processes), "PARALLAX_READER": "none"} | cached


def _start(archive: Path) -> tuple[float, float]:
    with serving(archive, _settings(archive, 1)) as server:
        page = _answered(server, "/") - server.started
        return page, _answered(server, "/search?q=harbour") - server.started


def _memory(archive: Path) -> tuple[int, int]:
    """Private and shared memory of a server process, in MB, once every process has loaded the encoder."""
    with serving(archive, _settings(archive, _PROCESSES)) as server:
        _answered(server, "/search?q=harbour")
        time.sleep(_SETTLED_S)
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split()
        held = [_rollup(int(each)) for each in children]
    own = max(each["Private_Clean"] + each["Private_Dirty"] for each in held)
    return own // 1024, max(each["Rss"] for each in held) // 1024 - own // 1024


def _rollup(process: int) -> dict[str, int]:
    """The sums of /proc/PID/smaps_rollup, in KiB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
    return {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}


def _answered(server: Server, path: str) -> float:
    """The time at which the path was served. Raises RuntimeError if the server ends, or takes too long."""
    until = time.perf_counter() + _LONGEST_S
    while time.perf_counter() < until and server.process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_LONGEST_S)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.perf_counter()
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError(f"{path} was not served within {_LONGEST_S:.0f} s, or the server ended")
