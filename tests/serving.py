"""A real server, and the real command that adds, in processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import PATIENCE_S


def add_samples(folder: Path) -> None:
    """Put the sample stories into a data folder by the real command."""
    command = [sys.executable, "-m", "web.cli.main", "--data", str(folder), "add", "--samples", "--wait"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert result.returncode == 0, result.stderr


@contextmanager
def served(archive: Path, **environment: str) -> Iterator[str]:
    """The address of `parallax serve` over an archive, in a process of its own, for as long as the context lasts."""
    with serving(archive, **environment) as (address, _):
        yield address


@contextmanager
def serving(archive: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same, and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "web.cli.main", "--data", str(archive), "serve", "--port", str(port)]
    server = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PARALLAX_LOG": "none", **environment},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address, server
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def wait_for(url: str, server: subprocess.Popen[bytes] | None = None) -> None:
    """Until `url` is answered with success, two minutes at most; `server` must live meanwhile."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert server is None or server.poll() is None, "the server ended"
            time.sleep(0.1)
    raise AssertionError("the server did not answer within two minutes")
