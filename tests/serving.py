"""Runs the real server and the real `parallax add` in separate processes."""

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
    """Add the sample stories to a data folder with the real command."""
    command = [sys.executable, "-m", "web.cli.main", "--data", str(folder), "add", "--samples", "--wait"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert result.returncode == 0, result.stderr


@contextmanager
def served(archive: Path, **environment: str) -> Iterator[str]:
    """The URL of `parallax serve` for an archive, in a separate process that runs as long as the context."""
    with serving(archive, **environment) as (address, _):
        yield address


@contextmanager
def serving(archive: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The URL of a server as in `served`, and its process."""
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
    """Wait until `url` responds successfully, for at most two minutes; fails if `server` exits meanwhile."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert server is None or server.poll() is None, "the server ended"
            time.sleep(0.1)
    raise AssertionError("the server did not answer within two minutes")
