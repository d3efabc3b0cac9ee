"""Restores a backup in place of a catalogue.

API keys, alerts and removals are always those of the current archive, never those of the backup: API keys and alerts of
the backup are ignored, and whatever was removed from the archive is also removed from the restored data.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from uuid import uuid4

from compare.errors import CatalogueError, ConflictError, InputError
from compare.ports import Progress
from compare.services.stores.operations.alerts import Alert
from compare.services.stores.operations.api_keys import ApiKey
from compare.services.stores.operations.removals import Removable
from indexes.storage.atomic_write import clear, remove_file
from indexes.storage.backup import (
    PAGES,
    Backup,
    CopiedCatalogue,
    back_up,
    backup_progress,
    count_rows,
    make_single_file,
    naming_in_errors,
    new_database,
    read_only,
    removing_side_files,
    reporting_full_disk,
    require_file,
)
from indexes.storage.sql.catalogue import SqlCatalogue

_LOCK_START, _LOCK_LENGTH = 0x40000002, 510
"""The bytes of a file that every process locks in part while it has it open as a SQLite database in WAL mode; see
https://sqlite.org/src/file/src/os.h (SHARED_FIRST and SHARED_SIZE)."""

_KINDS: tuple[Removable, ...] = get_args(Removable)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore does.

    `held` is the number of articles that are replaced, None if the catalogue is damaged; `staying_away` are articles of
    the backup that were removed from the archive since. The names of API keys are those that stay and those that are
    not restored. `knows_removals` is False if the catalogue is so damaged that its removals cannot be read.
    """

    backup: Backup
    held: int | None
    staying_away: int
    keys_kept: tuple[str, ...]
    keys_refused: tuple[str, ...]
    knows_removals: bool = True


@dataclass(frozen=True, slots=True)
class _KeptData:
    """What a restore keeps: the API keys, alerts and removals of the archive."""

    api_keys: tuple[ApiKey, ...] = ()
    alerts: tuple[Alert, ...] = ()
    removed: tuple[tuple[Removable, str], ...] = ()
    is_known: bool = True


def _nothing(plan: Plan) -> None:
    """Ignores the plan."""


def restore(
    source: Path,
    path: Path,
    replace: bool,
    progress: Progress,
    tell: Callable[[Plan], None] = _nothing,
    dry_run: bool = False,
) -> tuple[Backup, Path | None]:
    """Restore the backup `source` to `path`; also returns where the previous catalogue is kept.

    `tell` is called with the plan before anything is changed; a `dry_run` ends there. Processes that have the catalogue
    open continue with the new one. Raises CatalogueError if `source` is not a complete catalogue that this version can
    read, or if the catalogue in `path` is damaged and in use; ConflictError if it contains articles and `replace` is
    false.
    """
    require_file(source)
    if path.exists() and source.samefile(path):
        raise InputError(f"{source} is the catalogue itself, not a backup.")
    held = _article_count(path)
    if held != 0 and not replace and not dry_run:
        what = "is damaged" if held is None else f"holds {held:,} articles"
        raise ConflictError(
            f"The catalogue {path} {what}: use --replace to replace it; it is kept next to the restored one."
        )
    clear(path)
    with _beside(path) as beside:
        plan = _prepared_copy(source, beside, _kept_data(path), held, progress)
        tell(plan)
        kept = None if dry_run else _swapped_in(beside, path, held, progress)
    found = plan.backup
    return Backup(path, found.articles, found.events, found.corrections), kept


def _kept_data(path: Path) -> _KeptData:
    if not path.exists():
        return _KeptData()
    try:
        with closing(SqlCatalogue(path)) as catalogue:
            removed = tuple((kind, each) for kind in _KINDS for each in sorted(catalogue.removals.removed(kind)))
            return _KeptData(tuple(catalogue.api_keys.all()), tuple(catalogue.alerts.all()), removed)
    except CatalogueError:
        return _KeptData(is_known=False)


def _prepared_copy(source: Path, beside: Path, kept_data: _KeptData, held: int | None, progress: Progress) -> Plan:
    """Copy a backup to the file `beside`, check the copy, and apply what is kept of the archive."""
    with (
        naming_in_errors(beside, source),
        closing(new_database(beside)) as copy,
        closing(read_only(source)) as original,
        reporting_full_disk(),
    ):
        if not count_rows(original, "sqlite_schema"):
            raise CatalogueError(f"{source} is empty: it is not a catalogue of Parallax.")
        original.backup(copy, pages=PAGES, progress=backup_progress(progress))
    with naming_in_errors(beside, source), closing(CopiedCatalogue(beside)) as copied:
        copied.require_whole()
        refused = tuple(each.name for each in copied.api_keys.all())
        away = _apply_kept(copied, kept_data)
        found = copied.require_whole()
        copied.rename()
    make_single_file(beside)
    kept = tuple(each.name for each in kept_data.api_keys)
    return Plan(found, held, away, kept, refused, kept_data.is_known)


def _apply_kept(copied: CopiedCatalogue, kept_data: _KeptData) -> int:
    """Apply API keys, alerts and removals to a copy. Returns how many of its articles were removed.

    Alerts continue after the activity that the copy contains, which is not new.
    """
    gone = 0
    with copied.transaction():
        for alert in copied.alerts.all():
            copied.alerts.drop(alert.id)
        copied.activity.note_stored(datetime.now(UTC))
        for alert in kept_data.alerts:
            copied.alerts.put(replace(alert, seen=copied.activity.last()))
        for api_key in copied.api_keys.all():
            copied.api_keys.drop(api_key.name)
        for api_key in kept_data.api_keys:
            copied.api_keys.put(api_key)
        for kind, removed_id in kept_data.removed:
            articles = copied.removals.articles_of(kind, removed_id)
            copied.removals.note(kind, removed_id)
            if kind == "feed":
                copied.feeds.drop(removed_id)
            for each in articles:
                copied.articles.remove(each)
            gone += len(articles)
    return gone


def _swapped_in(beside: Path, path: Path, held: int | None, progress: Progress) -> Path | None:
    """Move the file `beside` to `path`; returns where the previous catalogue is kept, if it contained anything."""
    kept = path.with_name(f"{path.stem}-before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid4().hex[:4]}{path.suffix}")
    if held is None:
        _require_unused(path)
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{suffix}", f"{kept}{suffix}")
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        beside.replace(path)
        return kept
    if held:
        back_up(path, kept, replace=False, progress=progress)
    with closing(CopiedCatalogue(beside)) as copied:
        _apply_kept(copied, _kept_data(path))  # a key may have been revoked while the backup was checked and copied
    make_single_file(beside)
    with closing(CopiedCatalogue(path)) as catalogue, closing(read_only(beside)) as copy:
        catalogue.copy_from(copy, progress)
    return kept if held else None


def _article_count(path: Path) -> int | None:
    """The number of articles of a catalogue, 0 if there is none; None if it cannot be read."""
    if not path.exists():
        return 0
    try:
        with closing(SqlCatalogue(path)) as catalogue:
            return None if catalogue.damage() else catalogue.articles.count()
    except CatalogueError:
        return None


def _require_unused(path: Path) -> None:
    """Raises CatalogueError if a process has this file open as a database."""
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCK_LENGTH, _LOCK_START)
        except OSError as error:
            raise CatalogueError(
                f"The catalogue {path} is damaged and in use: stop the processes that use it first."
            ) from error


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A temporary file in the folder of `path`, which is created if it is missing."""
    beside = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with removing_side_files(beside):
            beside.touch()
            yield beside
    except OSError as error:
        raise CatalogueError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        remove_file(beside)
