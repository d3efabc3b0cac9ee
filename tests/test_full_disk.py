"""A full disk or a read-only folder gives a clear message and leaves nothing half-written, and reading still works.

Each case runs in its own process with its own file system, which only root can create.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from compare.errors import StorageError
from indexes.storage.backup import back_up
from tests.killing import ALL, opened, state

ROOT = Path(__file__).resolve().parents[1]

FILL = """
def fill(folder, left):
    "Leave so many bytes of the file system free."
    with open(folder / "filler", "ab") as file:
        file.write(bytes(max(os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize - left, 0)))
"""
BEGIN = f"""
import json, os, sys
from pathlib import Path
from compare.ports import Filter
from indexes.storage.backup import back_up
from indexes.storage.restore import restore
from tests.killing import ALL, opened, state
from tests.test_full_disk import outcome_of
{FILL}
folder = Path(sys.argv[1])
archive = folder / "archive"
"""


def outcome_of(work: object) -> str:
    """The error message of an operation; "" if it succeeds. Unexpected errors end the process."""
    assert callable(work)
    try:
        work()
    except StorageError as error:
        return str(error)
    return ""


def ran(code: str, folder: Path, under: Sequence[str] = ()) -> None:
    """Run this in a separate process, with the command `under`."""
    done = subprocess.run(
        [*under, sys.executable, "-c", BEGIN + code, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small separate file system."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("only root can mount a small file system, and some containers forbid it")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


FULL = """
service = opened(archive)
service.add(ALL[:9])
before = state(archive)
listed = [each.event for each in service.events(Filter(), 50)]
seen = []
for left in (0, 4096, 40_000, 100_000, 150_000, 200_000, 300_000, 500_000, 800_000):
    (folder / "filler").unlink(missing_ok=True)
    fill(folder, left)
    said = outcome_of(lambda: service.add(ALL[9:]))
    now = state(archive)
    assert (said != "") == (now["articles"] == before["articles"]), (left, said)
    if said:
        assert "full" in said, said
        assert now == before
        assert [each.event for each in service.events(Filter(), 50)] == listed
        assert service.event(listed[0].id)[1].articles
        assert service.search("ferry aground in fog", Filter(), 5)
        for work in (lambda: service.corrections.merge([listed[0].id, listed[1].id]), lambda: service.removals.outlet("courier")):
            said = outcome_of(work)
            if not said:
                break
            assert "full" in said, said
            assert state(archive) == before
        if not said:
            break
    else:
        break
    seen.append(left)
print(seen)
assert len(seen) > 1
(folder / "filler").unlink()
other = opened(archive)
other.maintenance.warm()
assert other.maintenance.faults() == []
other.add(ALL)
assert other.maintenance.faults() == []
assert len(other.search("blaze in the bakery", Filter(), 5))
"""


def test_on_a_full_disk_nothing_is_partly_written_and_reading_works(disk: Path) -> None:
    ran(FULL, disk)


START = """
service = opened(archive)
service.add(ALL)
service._catalogue.close()
fill(folder, 0)
assert "full" in outcome_of(lambda: opened(archive))
(folder / "filler").unlink()
assert opened(archive).maintenance.faults() == []
"""


def test_starting_on_a_full_disk_is_an_error(disk: Path) -> None:
    ran(START, disk)


FULL_UPKEEP = """
service = opened(archive)
service.add(ALL)
back_up(archive / "catalogue.sqlite", folder.parent / "kept", True, lambda done, total: None)
before = state(archive)
for left in (0, 8192, 60_000):
    (folder / "filler").unlink(missing_ok=True)
    fill(folder, left)
    said = outcome_of(service.maintenance.rebuild)
    assert not said or "cannot be saved" in said, said
    said = outcome_of(lambda: back_up(archive / "catalogue.sqlite", folder / "kept", True, lambda done, total: None))
    assert "full" in said or "No space" in said, said
    assert not (folder / "kept").exists()
    said = outcome_of(lambda: restore(folder.parent / "kept", archive / "catalogue.sqlite", True, lambda done, total: None))
    assert "full" in said or "No space" in said, said
    assert state(archive) == before
    assert not list(folder.rglob("*.part*"))
    assert service.search("blaze in the bakery", Filter(), 5)
    assert service.maintenance.faults() == []
(folder / "filler").unlink()
assert opened(archive).maintenance.faults() == []
"""


def test_on_a_full_disk_a_rebuild_a_backup_and_a_restore_change_nothing(disk: Path) -> None:
    ran(FULL_UPKEEP, disk)


READ_ONLY = """
service = opened(archive)
assert len(service.articles(Filter(), 50)) == 9
assert service.search("ferry aground in fog", Filter(), 5)
listed = service.events(Filter(), 50)
assert service.event(listed[0].event.id)[1].articles
for work in (
    lambda: service.add(ALL),
    lambda: service.corrections.merge([each.event.id for each in listed]),
    lambda: service.removals.outlet("courier"),
    lambda: service.maintenance.rebuild(),
    lambda: back_up(archive / "catalogue.sqlite", archive / "kept", True, lambda done, total: None),
    lambda: restore(folder / "kept", archive / "catalogue.sqlite", True, lambda done, total: None),
):
    said = outcome_of(work)
    assert "is read-only" in said or "cannot be written" in said or "cannot be saved" in said, said
assert service.maintenance.faults() == []
"""


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """An archive with a backup next to it."""
    service = opened(tmp_path / "archive")
    service.add(ALL[:9])
    back_up(tmp_path / "archive" / "catalogue.sqlite", tmp_path / "kept", False, lambda done, total: None)
    service._catalogue.close()  # type: ignore[attr-defined]
    return tmp_path


@pytest.mark.parametrize("running", [False, True])
def test_a_folder_mounted_read_only_can_be_read(read_only: Path, running: bool) -> None:
    archive = read_only / "archive"
    if running:  # a process that may write has it open elsewhere
        opened(archive).count()
    before = state(archive)
    bound = ["mount", "--bind", "-o", "ro", str(archive), str(archive)]
    if subprocess.run(bound, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a folder for reading, and some containers forbid it")
    try:
        ran(READ_ONLY, read_only)
    finally:
        subprocess.run(["umount", "--lazy", str(archive)], check=True)
    assert state(archive) == before


def test_a_folder_without_write_permission_can_be_read(read_only: Path) -> None:
    archive = read_only / "archive"
    for each in [*archive.rglob("*"), archive]:
        each.chmod(0o555 if each.is_dir() else 0o444)
    before = {each: each.read_bytes() for each in archive.rglob("*") if each.is_file()}
    # root writes where it may not, unless it gives up that power
    mortal = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if mortal and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and setpriv, which takes that away, is not here")
    ran(READ_ONLY, read_only, mortal)
    assert {each: each.read_bytes() for each in archive.rglob("*") if each.is_file()} == before
