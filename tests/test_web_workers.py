"""Several processes serve while another one adds: no request fails, and all see what is new."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.speed.load import ask, warm
from tests.serving import served

TEXT = "A walrus came ashore at Thornmouth on Friday and slept on the lifeboat slipway. Wardens closed the slipway at noon."


@pytest.mark.scale
def test_two_workers_serve_many_clients_while_another_process_adds(sample_archive: Path, tmp_path: Path) -> None:
    archive, article = tmp_path / "archive", tmp_path / "walrus.txt"
    shutil.copytree(sample_archive, archive)
    article.write_text(f"Walrus at Thornmouth\n\n{TEXT}", encoding="utf-8")
    add = [sys.executable, "-m", "web.cli.main", "--data", str(archive), "add", str(article), "--outlet", "The Gull"]
    with served(archive, PARALLAX_WORKERS="2") as address:
        port = urlsplit(address).port
        assert port is not None
        warm(port, workers=2)
        process = subprocess.Popen(add, stdout=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"})
        waited = ask(port, clients=20, seconds=8)
        assert process.wait(60) == 0
        until = time.monotonic() + 5
        assert dict(waited.wrong) == {}
        assert sum(map(len, waited.seconds.values())) > 50
        seen = [False]
        while not all(seen) and time.monotonic() < until:
            seen = [_is_found(address) for _ in range(12)]  # each by a connection of its own: both workers answer some
        assert all(seen)


def _is_found(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/api/v1/search?q=walrus+on+a+slipway", timeout=30) as answer:
        return any(hit["article"]["title"] == "Walrus at Thornmouth" for hit in json.load(answer)["results"])
