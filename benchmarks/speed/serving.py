"""Time from the start of the server to its first page and first search, and the memory of its processes."""

from __future__ import annotations

import http.client
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.server import serving

_STARTS = 3
_PROCESSES = 2
_SETTLED_S = 10.0  # after which each process has loaded the model in the background
_LONGEST_S = 120.0


def starting(archive: Path) -> dict[str, Any]:
    """Seconds until the list of events and until a search is served: the median of three starts.

    `own_mb` and `shared_mb` are the memory of one of two processes after a search, without a reader: its own, and what
    it shares with others (mapped files such as the model's weights, and pages from before the fork).
    """
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


def _compiled(archive: Path) -> dict[str, str]:
    """The environment variables with which Python caches compiled modules."""
    return {"PYTHONPYCACHEPREFIX": str(archive / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}


def _start(archive: Path) -> tuple[float, float]:
    with serving(archive, {"PARALLAX_WORKERS": "1"} | _compiled(archive)) as (_, port, started):
        page = _answered(port, "/") - started
        return page, _answered(port, "/search?q=harbour") - started


def _memory(archive: Path) -> tuple[int, int]:
    """Private and shared memory of a server process, in MB, once every process has loaded the encoder.

    Without a reader: a process loads it when it first compares, which may or may not be within these seconds.
    """
    settings = {"PARALLAX_WORKERS": str(_PROCESSES), "PARALLAX_READER": "none"}
    with serving(archive, settings | _compiled(archive)) as (process, port, _):
        _answered(port, "/search?q=harbour")
        time.sleep(_SETTLED_S)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        held = [_rollup(int(each)) for each in children]
    own = max(each["Private_Clean"] + each["Private_Dirty"] for each in held)
    return own // 1024, max(each["Rss"] for each in held) // 1024 - own // 1024


def _rollup(process: int) -> dict[str, int]:
    """The sums of /proc/PID/smaps_rollup, in KiB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
    return {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}


def _answered(port: int, path: str) -> float:
    """The time at which the path was served."""
    until = time.perf_counter() + _LONGEST_S
    while time.perf_counter() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST_S)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.perf_counter()
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError(f"{path} was not answered within {_LONGEST_S:.0f} s")
