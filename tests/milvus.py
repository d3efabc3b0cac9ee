"""Real Milvus servers for tests, each in a separate folder: the standalone server from its package, and Milvus Lite."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.errors import StorageError
from indexes.vectors.milvus import MilvusAddress, Server

SERVERS = {
    "milvus-server": ("--data", "{data}", "--proxy-port", "{port}"),
    "milvus-lite": ("server", "--host", "127.0.0.1", "--data-dir", "{data}", "--port", "{port}"),
}
"""The programs, with the arguments for their data folder and port."""

_INSTALLED = Path(".venv-servers/bin")


@contextlib.contextmanager
def running(name: str, folder: Path) -> Iterator[str]:
    """The URL of a server that runs until the end of the context and stores its data in `folder`."""
    pytest.importorskip("pymilvus", reason="there is no client of Milvus here: make test-scale installs it")
    places = (_INSTALLED / name, Path(shutil.which(name) or "nowhere"))
    program = next((each for each in places if each.is_file()), None)
    if program is None:
        pytest.skip(f"there is no {name} here: make test-scale installs it")
    if name == "milvus-server":
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", 2380)) == 0:
                pytest.skip("the port 2380, which Milvus needs, is in use")
    with socket.socket() as probe:  # Milvus chooses another port by itself if the port was used a moment ago
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [each.format(data=folder / "data", port=port) for each in SERVERS[name]]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(program), *options], stdout=log, stderr=log, start_new_session=True)
    address = f"milvus://127.0.0.1:{port}"
    try:
        _wait_for(address, server, folder / "log")
        yield address
    finally:
        for how in (
            signal.SIGTERM,
            signal.SIGKILL,
        ):  # the process group, because the program starts the server as a child process
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text("utf-8", "replace")[-2000:]
        try:
            with Server(MilvusAddress.parse(address)).client() as client:
                client.list_collections()
                return
        except StorageError:
            time.sleep(0.5)
    raise AssertionError("Milvus did not start within two minutes")
