"""A `parallax serve` process for benchmarks that measure it through HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_READY_S = 120.0
_STOP_S = 30.0


class Server(NamedTuple):
    """A server process, its port on 127.0.0.1, and its start time by `time.perf_counter`."""

    process: subprocess.Popen[bytes]
    port: int
    started: float

    def wait_until_ready(self) -> None:
        """Wait until the server answers.

        Raises RuntimeError if the process ends first, and TimeoutError if it takes longer than two minutes.
        """
        ends = time.perf_counter() + _READY_S
        while time.perf_counter() < ends:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with exit code {self.process.returncode}")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError(f"the server did not answer within {_READY_S:.0f} s")


@contextmanager
def serving(archive: Path, environment: Mapping[str, str], *options: str) -> Iterator[Server]:
    """Start a server for `archive` without logs, with additional settings from `environment`; stop it on exit."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "web.cli.main", "--data", str(archive), "serve", *options, "--port", str(port)]
    started = time.perf_counter()
    settings = {**os.environ, "PARALLAX_LOG": "none", **environment}
    process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL)
    try:
        yield Server(process, port, started)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
