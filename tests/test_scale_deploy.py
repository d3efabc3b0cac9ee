"""The image's own commands in a fresh virtual environment: installed, then served and worked with on PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import postgresql
from tests.deploying import ROOT, clean_environment, compose, image_environment, instructions
from tests.serving import wait_for
from tests.waiting import PATIENCE_S, wait_until

pytestmark = pytest.mark.scale


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of the first stage of the image, in a folder instead of a root file system."""
    root = tmp_path_factory.mktemp("image")
    venv, source = root / "venv", root / "src"
    source.mkdir()
    environment = clean_environment(PATH=f"{venv}/bin:{os.environ['PATH']}", PIP_RETRIES="1")
    first = [rest for name, rest in instructions()].index(next(rest for n, rest in instructions() if n == "USER"))
    for name, rest in instructions()[:first]:
        if name == "COPY" and not rest.startswith("--from"):
            *places, target = rest.split()
            for place in places:
                if (ROOT / place).is_dir():
                    shutil.copytree(ROOT / place, source / target, dirs_exist_ok=True)
                else:
                    (source / target).mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / place, source / target)
        elif name == "RUN" and not rest.startswith("useradd"):
            command = rest.replace("/opt/parallax", str(venv))
            subprocess.run(command, shell=True, check=True, cwd=source, env=environment, timeout=1800)
    return venv


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def test_the_image_serves_and_works_on_postgresql(image: Path, tmp_path: Path) -> None:
    services = compose(POSTGRES_PASSWORD="secret1")["services"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with postgresql.running() as server, postgresql.database(server) as place:
        environments = {}
        for name in ("app", "worker"):
            own = {"PARALLAX_DATABASE": place, "PARALLAX_DATA": str(tmp_path / name), "PARALLAX_HOST": "127.0.0.1",
                   "PARALLAX_READER": "none", "PARALLAX_PORT": port, "PATH": f"{image}/bin:{os.environ['PATH']}"}  # fmt: skip
            environments[name] = clean_environment(**(image_environment() | services[name]["environment"] | own))
        parallax = str(image / "bin" / "parallax")
        add = subprocess.run(
            [parallax, "add", "--samples", "--no-compare"], env=environments["app"], check=False, timeout=900
        )
        assert add.returncode == 0
        with running([parallax, *services["app"]["command"][1:]], environments["app"]) as app:
            wait_for(f"http://127.0.0.1:{port}/readyz", app)
            check = [re.sub(":8000", f":{port}", each) for each in services["app"]["healthcheck"]["test"][1:]]
            subprocess.run([str(image / "bin" / check[0]), *check[1:]], env=environments["app"], check=True, timeout=60)
            with running([parallax, *services["worker"]["command"][1:]], environments["worker"]):
                subprocess.run(
                    [parallax, *services["worker"]["healthcheck"]["test"][2:]], env=environments["worker"], check=True,
                    timeout=120,
                )  # fmt: skip
                wait_until(lambda: _get(port, "/api/v1/comparing")["events"] == 0)
            events = _get(port, "/api/v1/events")["events"]
            assert len(events) >= 8
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/atom/events") as answer:
                assert answer.headers["Content-Type"].startswith("application/atom+xml")


def _get(port: str, path: str) -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        found: dict = json.load(answer)
        return found
