"""A catalogue as one file, and back, while others read and write: by SQLite's own copying of pages."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from uuid import uuid4

from sqlalchemy import func, select, update

from compare.errors import CatalogueError, ConflictError, InputError
from compare.ports import Progress
from indexes import schema
from indexes.catalogue import SqlCatalogue
from indexes.database import IDENTITY
from indexes.database_sqlite import SqliteFile
from indexes.moving import clear, forget, moved_into

_PAGES = 2048
"""Copied at a time (8 MB): often enough to tell how far it is."""
_PATIENCE_S = 1.5
"""For so long another process may keep the catalogue from being written."""
_LOCK_START, _LOCK_LENGTH = 0x40000002, 510
"""The bytes of a file that every process locks in part that has it open as a SQLite database in WAL mode; see
https://sqlite.org/src/file/src/os.h (SHARED_FIRST and SHARED_SIZE)."""

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written, and what it holds."""

    file: Path
    articles: int
    events: int
    corrections: int


class _Copied(SqlCatalogue):
    """A catalogue whose pages can be copied from and into."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.path = place
        self._file = SqliteFile(place)

    def copy_to(self, target: sqlite3.Connection, progress: Progress) -> Counts:
        """Copy one state of it, whatever others write meanwhile; returns the number of rows of each table."""
        with self._in_words(), closing(self._file.connect()) as source:
            source.execute("BEGIN")  # the first count begins a view that no writer changes
            counts = {name: _count(source, name) for name in schema.metadata.tables}
            with _roomy():
                source.backup(target, pages=_PAGES, progress=_told(progress))
        return counts

    def copy_from(self, source: sqlite3.Connection, progress: Progress) -> None:
        """Put another catalogue in the place of this one, in one transaction: readers see the old or the new one."""
        with self._in_words(), closing(self._file.connect()) as target:
            source.backup(target, pages=_PAGES, progress=_told(progress))

    def require_whole(self, counts: Counts | None = None) -> Backup:
        """What it holds. Raises CatalogueError if it has a fault, or other numbers of rows than these."""
        with self._reading() as connection:
            strange = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')")
            if strange.first() is not None:
                raise CatalogueError(f"{self.path} holds what no Parallax puts into a catalogue.")
            tables = schema.metadata.tables
            held = {name: connection.scalar(select(func.count()).select_from(tables[name])) or 0 for name in tables}
        wrong = self.faults() or (["it lacks rows"] if counts is not None and counts != held else [])
        if wrong:
            raise CatalogueError(f"{self.path} is not whole: {wrong[0]}")
        return Backup(self.path, self.count_articles(), self.count_events(), held["corrections"])

    def rename(self) -> None:
        """Give it another identity: what was derived from an earlier state of the same catalogue must not pass."""
        with self._writing() as connection:
            identity = update(schema.meta).where(schema.meta.c.key == IDENTITY)
            connection.execute(identity.values(value=uuid4().hex))


def back_up(place: Path, target: Path, replace: bool, progress: Progress) -> Backup:
    """Copy the catalogue at `place` into the file `target`, as it is at one moment, and check the copy.

    Raises InputError if `target` is a folder, ConflictError if there is a file and it is not to be replaced,
    CatalogueError if the catalogue is missing or damaged, or the copy cannot be written.
    """
    if target.is_dir():
        raise InputError(f"{target} is a folder: name the file that the backup is written to.")
    if target.exists() and not replace:
        raise ConflictError(f"There is a file {target} already: choose another name, or give --replace.")
    _require_file(place)
    clear(target)
    with closing(_Copied(place)) as catalogue, _placed(target) as beside:
        with _named(beside, target), closing(_written(beside)) as copy:
            counts = catalogue.copy_to(copy, progress)
        with _named(beside, target), closing(_Copied(beside)) as copied:
            found = copied.require_whole(counts)
        _alone(beside)
    return Backup(target, found.articles, found.events, found.corrections)


def restore(source: Path, place: Path, replace: bool, progress: Progress) -> tuple[Backup, Path | None]:
    """Put the catalogue in the file `source` into `place`; also returns where the one that was there is kept.

    Processes that have the catalogue open go on with the new one. Raises CatalogueError if `source` is no whole
    catalogue that this Parallax can read, or if what is in `place` is damaged and in use; ConflictError if articles
    are held there and it is not to be replaced.
    """
    _require_file(source)
    if place.exists() and source.samefile(place):
        raise InputError(f"{source} is the catalogue itself: name a backup of it.")
    held = _held(place)
    if held != 0 and not replace:
        what = "is damaged" if held is None else f"holds {held:,} articles"
        raise ConflictError(f"The catalogue {place} {what}: give --replace, and it is kept beside the one restored.")
    clear(place)
    with _beside(place) as beside:
        found = _prepared(source, beside, progress)
        kept = _exchanged(beside, place, held, progress)
    return Backup(place, found.articles, found.events, found.corrections), kept


def _prepared(source: Path, beside: Path, progress: Progress) -> Backup:
    """A copy of a backup, checked, and ready to take its place."""
    with _named(beside, source), closing(_written(beside)) as copy, closing(_read(source)) as original, _roomy():
        if not _count(original, "sqlite_schema"):
            raise CatalogueError(f"{source} is empty: it is no catalogue of Parallax.")
        original.backup(copy, pages=_PAGES, progress=_told(progress))
    with _named(beside, source), closing(_Copied(beside)) as copied:
        found = copied.require_whole()
        copied.rename()
    _alone(beside)
    return found


def _exchanged(beside: Path, place: Path, held: int | None, progress: Progress) -> Path | None:
    """Put the file `beside` into `place`; returns where what was there is kept, if it held anything."""
    kept = place.with_name(f"{place.stem}-before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid4().hex[:4]}{place.suffix}")
    if held is None:
        _require_unused(place)
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{place}{suffix}", f"{kept}{suffix}")
        for suffix in ("-wal", "-shm"):
            Path(f"{place}{suffix}").unlink(missing_ok=True)
        beside.replace(place)
        return kept
    if held:
        back_up(place, kept, replace=False, progress=progress)
    with closing(_Copied(place)) as catalogue, closing(_read(beside)) as copy:
        catalogue.copy_from(copy, progress)
    return kept if held else None


def _held(place: Path) -> int | None:
    """How many articles a catalogue holds, 0 if there is none; None if it cannot be read."""
    if not place.exists():
        return 0
    try:
        with closing(SqlCatalogue(place)) as catalogue:
            return None if catalogue.damage() else catalogue.count_articles()
    except CatalogueError:
        return None


def _require_file(place: Path) -> None:
    if not place.is_file():
        raise CatalogueError(f"There is no catalogue {place}.")


def _require_unused(place: Path) -> None:
    """Raises CatalogueError if a process has this file open as its database."""
    with place.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCK_LENGTH, _LOCK_START)
        except OSError as error:
            raise CatalogueError(f"The catalogue {place} is damaged and in use: stop what uses it first.") from error


@contextmanager
def _placed(target: Path) -> Iterator[Path]:
    """As `moved_into`, with its errors in words."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with moved_into(target) as beside, _cleared(beside):
            beside.touch()
            yield beside
    except OSError as error:
        raise CatalogueError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A file for a while, in the folder of `place`, which is made if it is missing."""
    beside = place.with_name(f"{place.name}.{uuid4().hex[:8]}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _cleared(beside):
            beside.touch()
            yield beside
    except OSError as error:
        raise CatalogueError(f"{place} cannot be written: {error.strerror}.") from error
    finally:
        forget(beside)


@contextmanager
def _cleared(database: Path) -> Iterator[None]:
    """Leaves nothing of what SQLite writes beside a database."""
    try:
        yield
    finally:
        for suffix in ("-wal", "-shm", "-journal"):
            forget(Path(f"{database}{suffix}"))


@contextmanager
def _named(beside: Path, name: Path) -> Iterator[None]:
    """What is wrong with the file `beside` is said of `name`, which it is a copy of or is to become."""
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogueError(f"{name} is no catalogue of Parallax that can be read ({error}).") from error
    except CatalogueError as error:
        raise CatalogueError(str(error).replace(str(beside), str(name))) from error


@contextmanager
def _roomy() -> Iterator[None]:
    """A disk that is full is told of as that of the copy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" not in str(error):
            raise
        raise CatalogueError("There is no room for the copy: the disk is full. Nothing was changed.") from error


def _written(place: Path) -> sqlite3.Connection:
    """A new database that nobody else sees yet: it is flushed when it is whole, and needs no journal."""
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _read(place: Path) -> sqlite3.Connection:
    immutable = "" if os.access(place.parent, os.W_OK) else "&immutable=1"
    return sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro{immutable}", uri=True, isolation_level=None)


def _alone(place: Path) -> None:
    """Let a database be one file, with nothing beside it."""
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 (a name of ours)


def _told(progress: Progress) -> Callable[[int, int, int], None]:
    """Tells how many pages are copied. Raises OperationalError where nothing has moved for a while."""
    before, since = -1, monotonic()

    def tell(status: int, remaining: int, total: int) -> None:
        nonlocal before, since
        if remaining != before:
            before, since = remaining, monotonic()
            progress(total - remaining, total)
        elif monotonic() - since > _PATIENCE_S:
            raise sqlite3.OperationalError("database is locked")

    return tell
