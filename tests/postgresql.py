"""A real PostgreSQL server for tests: Debian's package, in a temporary folder, on a Unix socket."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # tests kill processes, but not the machine


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, if it is installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda each: float(each.parent.name))


@contextlib.contextmanager
def running(durable: bool = False) -> Iterator[str]:
    """The URL, without a database, of a server that runs until the end of the context."""
    pytest.importorskip("psycopg", reason="there is no client of PostgreSQL here: make test-scale installs it")
    folder = programs()
    if folder is None:
        pytest.skip("there is no PostgreSQL here: sudo apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="pg") as place:  # the path of a socket has at most 107 characters
        owner = _owner()
        data = Path(place) / "data"
        if owner:
            os.chown(place, owner.pw_uid, owner.pw_gid)
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        made = [folder / "initdb", "-D", data, "-U", "parallax", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(made, check=True, capture_output=True, cwd=place, **as_owner)  # type: ignore[call-overload]
        options = [part for each in (() if durable else _FAST) for part in ("-c", each)]
        command = [folder / "postgres", "-D", data, "-k", place, "-c", "listen_addresses=", *options]
        log = (Path(place) / "log").open("wb")
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=place, **as_owner)  # type: ignore[call-overload]
        try:
            _wait_for(Path(place), server)
            yield f"postgresql+psycopg://parallax@/{{}}?host={place}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
            log.close()


@contextlib.contextmanager
def database(server: str) -> Iterator[str]:
    """The URL of an empty database, which is dropped at the end."""
    name = f"t{uuid4().hex[:12]}"
    sql(server, f"CREATE DATABASE {name}")
    yield server.format(name)
    sql(server, f"DROP DATABASE {name} WITH (FORCE)")


def sql(server: str, statement: str, name: str = "postgres") -> list[tuple[object, ...]]:
    """The rows that a statement returns in the database `name`."""
    import psycopg

    with psycopg.connect(server.format(name).replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _owner() -> pwd.struct_passwd | None:
    """The user that runs the server if we are root, because PostgreSQL refuses to run as root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _wait_for(place: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, (place / "log").read_text("utf-8", "replace")[-2000:]
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(f"host={place} user=parallax dbname=postgres"),
        ):
            return
        time.sleep(0.1)
    raise AssertionError("PostgreSQL did not start within a minute")
