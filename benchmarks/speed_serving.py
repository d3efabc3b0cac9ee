"""Time from the start of the server to its first page, and to the first search that has a model."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

_STARTS = 3
_LONGEST_S = 120.0


def starting(archive: Path) -> dict[str, Any]:
    """Seconds until the list of events is served, and until a search is: the median of three starts."""
    found = [_start(archive) for _ in range(_STARTS)]
    return {
        "starts": _STARTS,
        "first_page_s": round(median(page for page, _ in found), 2),
        "first_search_s": round(median(search for _, search in found), 2),
    }


def _start(archive: Path) -> tuple[float, float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "web.cli.main", "--data", str(archive), "serve", "--port", str(port)]
    start = time.perf_counter()
    server = subprocess.Popen(command, env=os.environ | {"PARALLAX_LOG": "none"}, stdout=subprocess.DEVNULL)
    try:
        page = _answered(port, "/") - start
        return page, _answered(port, "/search?q=harbour") - start
    finally:
        server.terminate()
        server.wait(20)


def _answered(port: int, path: str) -> float:
    """When the address was answered."""
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
