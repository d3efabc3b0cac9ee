"""A catalogue that another process has locked, and one that is deleted or replaced while it is in use."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from click.testing import CliRunner

from compare.errors import CatalogueError, LockedError
from compare.model.article import Article, Outlet
from compare.services.service import Parallax
from tests.serving import serving
from web import create_app
from web.cli.main import parallax

STORY = Article(Outlet("Gull"), "Tram", "A tram line opened on Monday.")
SAID = "locked, because another process is writing to it"
WITHIN_S = 2.0


@pytest.fixture
def catalogue(service: Parallax) -> Path:
    return Path(service._catalogue.location)  # type: ignore[attr-defined]


@pytest.fixture
def lock(catalogue: Path) -> Iterator[sqlite3.Connection]:
    """Another process's transaction, as `sqlite3 catalogue.sqlite "BEGIN IMMEDIATE"` would begin it."""
    with closing(sqlite3.connect(catalogue, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.mark.parametrize(
    "write",
    [
        lambda service: service.add([STORY]),
        lambda service: service.api_keys.create("desk"),
        lambda service: service.jobs.submit([STORY], "desk"),
        lambda service: service.outlets.rename("Gull", "Tern"),
    ],
    ids=["add", "token", "job", "outlet"],
)
@pytest.mark.usefixtures("lock")
def test_writing_to_a_locked_catalogue_fails_soon_with_a_message(
    service: Parallax, write: Callable[[Parallax], object]
) -> None:
    began = time.monotonic()
    with pytest.raises(LockedError, match=SAID):
        write(service)
    assert time.monotonic() - began < WITHIN_S


def test_a_locked_catalogue_can_still_be_read(service: Parallax, catalogue: Path) -> None:
    service.add([STORY, Article(Outlet("Tern"), "Tram", "A tram line was opened on Monday by the mayor.")])
    client = create_app(service=service).test_client()
    with closing(sqlite3.connect(catalogue, isolation_level=None)) as other:
        other.execute("UPDATE comparisons SET signature = ''")  # the pages would keep new comparisons
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for path in ("/", "/api/v1/events", "/api/v1/articles", "/readyz"):
            assert client.get(path).status_code == 200, path
        assert time.monotonic() - began < 2 * WITHIN_S


@pytest.mark.usefixtures("lock")
def test_the_api_reports_a_locked_catalogue_with_retry_after(service: Parallax) -> None:
    client = create_app(service=service).test_client()
    sent = {"kind": "merge", "events": ["0" * 16, "1" * 16]}
    began = time.monotonic()
    answer = client.post("/api/v1/corrections", json=sent)
    assert time.monotonic() - began < WITHIN_S
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert SAID in answer.get_json()["detail"]


def test_remote_clients_get_the_same_message_without_a_path(service: Parallax, catalogue: Path) -> None:
    token = service.api_keys.create("desk")
    client = create_app(service=service).test_client()
    with closing(sqlite3.connect(catalogue, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post(
            "/api/v1/articles",
            json={"articles": [{"text": "A tram line."}]},
            headers={"Authorization": f"Bearer {token}"},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )
    assert answer.status_code == 503
    assert "locked by another process" in answer.get_json()["detail"]
    assert str(catalogue) not in answer.text


@pytest.mark.usefixtures("lock")
def test_a_command_says_that_the_catalogue_is_locked(catalogue: Path) -> None:
    began = time.monotonic()
    result = CliRunner().invoke(parallax, ["--data", str(catalogue.parent), "api-key", "create", "desk"])
    assert time.monotonic() - began < WITHIN_S
    assert isinstance(result.exception, LockedError)


def test_a_batch_after_the_first_waits_for_another_process(service: Parallax, lock: sqlite3.Connection) -> None:
    lock.execute("COMMIT")

    def articles() -> Iterator[Article]:
        lock.execute("BEGIN IMMEDIATE")
        Thread(target=lambda: (time.sleep(WITHIN_S + 0.5), lock.execute("COMMIT"))).start()
        yield STORY

    assert service.add(articles()).added == 1


def test_writers_wait_for_others_that_commit_in_turn(service: Parallax, catalogue: Path) -> None:
    """Commits of other writers are not a lock: several processes may add at once."""
    stop = Event()

    def busy() -> None:
        with closing(sqlite3.connect(catalogue, isolation_level=None, timeout=30)) as other:
            for number in range(8):
                other.execute("BEGIN IMMEDIATE")
                other.execute("UPDATE meta SET value = ? WHERE key = 'put:busy'", (str(number),))
                stop.wait(0.4)
                other.execute("COMMIT")

    service._catalogue.put_meta("busy", "")
    thread = Thread(target=busy)
    thread.start()
    time.sleep(0.2)
    service.api_keys.create("desk")
    thread.join()
    assert [each.name for each in service.api_keys.all()] == ["desk"]


def delete(catalogue: Path) -> None:
    catalogue.unlink()


def replace(catalogue: Path) -> None:
    copy = catalogue.with_name("copy.sqlite")
    with closing(sqlite3.connect(catalogue)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    copy.replace(catalogue)


@pytest.mark.parametrize("lose", [delete, replace])
def test_a_deleted_catalogue_is_neither_written_nor_shown(
    service: Parallax, catalogue: Path, lose: Callable[[Path], None]
) -> None:
    service.add([STORY])
    client = create_app(service=service).test_client()
    assert client.get("/readyz").status_code == 200
    lose(catalogue)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 503
    for use in (
        lambda: service.add([STORY]),
        service.count,
        lambda: service.api_keys.create("desk"),
        service.maintenance.faults,
    ):
        with pytest.raises(CatalogueError, match=r"was deleted or replaced by another file"):
            use()
    assert catalogue.exists() == (lose is replace)  # no empty one is made


def test_a_catalogue_that_reappears_is_used_again(service: Parallax, catalogue: Path) -> None:
    service.add([STORY])
    catalogue.rename(catalogue.with_name("aside"))
    with pytest.raises(CatalogueError, match="was deleted"):
        service.count()
    catalogue.with_name("aside").rename(catalogue)
    assert service.count() == (1, 1)


def test_a_running_server_rejects_what_it_cannot_store(sample_archive: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(sample_archive, archive)
    token = CliRunner().invoke(parallax, ["--data", str(archive), "api-key", "create", "desk"]).stdout.strip()
    with serving(archive) as (address, _):
        (archive / "catalogue.sqlite").unlink()
        body = json.dumps({"articles": [{"text": "A tram line opened in Halm.", "title": "Tram"}]}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for request in (urllib.request.Request(f"{address}/api/v1/articles", body, headers), f"{address}/readyz"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=30)
            assert refused.value.code == 503
            assert "was deleted" in refused.value.read().decode()
    assert not (archive / "catalogue.sqlite").exists()
