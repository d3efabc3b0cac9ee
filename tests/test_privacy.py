"""Stored files are only accessible to their owner, whoever created them and when."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from compare.errors import InputError
from tests.serving import serving
from web.cli.main import parallax
from web.server.file_permissions import keep_private
from web.settings import Settings

COMMON = 0o022


@pytest.fixture(autouse=True)
def common_umask() -> Iterator[None]:
    """Sets the default umask of most systems, and restores the previous one."""
    before = os.umask(COMMON)
    yield
    os.umask(before)


def run(folder: Path, *arguments: str, **environment: str) -> None:
    """Run a command in this process with the common umask, as a new process would have it."""
    os.umask(COMMON)
    done = CliRunner().invoke(parallax, ["--data", str(folder), *arguments], env=environment, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def open_to_others(folder: Path, others: int = 0o077) -> dict[str, str]:
    """The files in a folder, and the folder itself, that others may access, with their modes."""
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    return {str(path.relative_to(folder)): oct(mode) for path, mode in modes.items() if mode & others}


def loosened(sample_archive: Path, tmp_path: Path) -> Path:
    """An archive as created by earlier versions, with every file that can exist next to a catalogue."""
    archive = tmp_path / "old"
    shutil.copytree(sample_archive, archive)
    shutil.copyfile(archive / "catalogue.sqlite", archive / "catalogue-before-20260101T000000Z-abcd.sqlite")
    (archive / "catalogue.sqlite-journal").touch()
    for path in (archive, *archive.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return archive


def test_created_files_are_private_to_their_owner(tmp_path: Path) -> None:
    folder, kept = tmp_path / "archive", tmp_path / "kept" / "a.backup"
    run(folder, "api-key", "create", "desk")
    run(folder, "backup", str(kept))
    run(folder, "export", "--output", str(tmp_path / "kept" / "all.jsonl"))
    run(folder, "restore", str(kept), "--replace")
    assert (folder / "catalogue.sqlite").is_file()
    assert open_to_others(folder) == {}
    assert open_to_others(kept.parent) == {}


def test_files_of_an_older_archive_are_made_private_when_it_is_opened(sample_archive: Path, tmp_path: Path) -> None:
    archive = loosened(sample_archive, tmp_path)
    assert open_to_others(archive)
    run(archive, "api-key", "list")
    assert open_to_others(archive) == {}


def test_a_running_server_creates_only_private_files(sample_archive: Path, tmp_path: Path) -> None:
    archive = loosened(sample_archive, tmp_path)
    with serving(archive, PARALLAX_WORKERS="1"):
        assert (archive / "catalogue.sqlite-wal").exists()
        assert open_to_others(archive) == {}


def test_the_umask_setting_can_let_a_group_read(sample_archive: Path, tmp_path: Path) -> None:
    archive = loosened(sample_archive, tmp_path)
    run(archive, "api-key", "list", PARALLAX_UMASK="027")
    assert open_to_others(archive, 0o027) == {}
    assert open_to_others(archive, 0o050)


def test_a_folder_without_an_archive_and_unrelated_files_are_not_touched(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "catalogue.txt").touch(0o644)
    keep_private(Settings(data=tmp_path))
    assert set(open_to_others(tmp_path)) == {".", "catalogue.txt"}
    (tmp_path / "catalogue.sqlite").touch(0o644)
    keep_private(Settings(data=tmp_path))
    assert set(open_to_others(tmp_path)) == {"catalogue.txt"}


@pytest.mark.parametrize("umask", ["", "private", "0777", "-1", "088"])
def test_an_invalid_umask_is_refused(tmp_path: Path, umask: str) -> None:
    with pytest.raises(InputError, match="PARALLAX_UMASK"):
        keep_private(Settings(data=tmp_path, umask=umask))
