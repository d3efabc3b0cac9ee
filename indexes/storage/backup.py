"""Backups: a catalogue as one file, copied page by page while others read and write; see `restore` for restoring it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from uuid import uuid4

from sqlalchemy import func, select, update

from compare.errors import CatalogueError, ConflictError, InputError
from compare.ports import Progress
from indexes.storage.atomic_write import atomic_write, clear, remove_file
from indexes.storage.sql import schema
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.storage.sql.sqlite import SqliteFile
from indexes.storage.sql.tables import IDENTITY

PAGES = 2048
"""Pages copied at a time (8 MB): small enough to report progress often."""
_PATIENCE_S = 1.5
"""How long to wait while another process keeps the catalogue locked."""

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Backup:
    """The file that was written, and its contents."""

    file: Path
    articles: int
    events: int
    corrections: int


class CopiedCatalogue(SqlCatalogue):
    """A catalogue whose pages can be copied to and from another one."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path
        self._file = SqliteFile(path)

    def copy_to(self, target: sqlite3.Connection, progress: Progress) -> Counts:
        """Copy one consistent state, whatever others write meanwhile. Returns the number of rows of each table."""
        with self._in_words(), closing(self._file.connect()) as source:
            source.execute("BEGIN")  # the first count starts a snapshot that later writes do not change
            counts = {name: count_rows(source, name) for name in schema.metadata.tables}
            with reporting_full_disk():
                source.backup(target, pages=PAGES, progress=backup_progress(progress))
        return counts

    def copy_from(self, source: sqlite3.Connection, progress: Progress) -> None:
        """Replace this catalogue by another one in one transaction: readers see the old or the new one."""
        with self._in_words(), closing(self._file.connect()) as target:
            source.backup(target, pages=PAGES, progress=backup_progress(progress))

    def require_whole(self, counts: Counts | None = None) -> Backup:
        """Its contents. Raises CatalogueError if it is damaged, or if its numbers of rows differ from these."""
        with self.reading() as connection:
            extra = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')")
            if extra.first() is not None:
                raise CatalogueError(f"{self.path} contains data that is not part of a catalogue.")
            tables = schema.metadata.tables
            held = {name: connection.scalar(select(func.count()).select_from(tables[name])) or 0 for name in tables}
        wrong = self.faults() or (["it lacks rows"] if counts is not None and counts != held else [])
        if wrong:
            raise CatalogueError(f"{self.path} is incomplete: {wrong[0]}")
        return Backup(self.path, self.articles.count(), self.events.count(), held["corrections"])

    def rename(self) -> None:
        """Give the catalogue a new identity, so that data derived from an earlier state of it is not used."""
        with self.writing() as connection:
            identity = update(schema.meta).where(schema.meta.c.key == IDENTITY)
            connection.execute(identity.values(value=uuid4().hex))


def back_up(path: Path, target: Path, replace: bool, progress: Progress) -> Backup:
    """Copy the catalogue at `path`, as it is at one moment, to the file `target`, and check the copy.

    Raises InputError if `target` is a folder, ConflictError if it exists and `replace` is false, CatalogueError if the
    catalogue is missing or damaged or if the copy cannot be written.
    """
    if target.is_dir():
        raise InputError(f"{target} is a folder: give the name of the file to write.")
    if target.exists() and not replace:
        raise ConflictError(f"The file {target} already exists: choose another name, or use --replace.")
    require_file(path)
    clear(target)
    with closing(CopiedCatalogue(path)) as catalogue, _written_atomically(target) as beside:
        with naming_in_errors(beside, target), closing(new_database(beside)) as copy:
            counts = catalogue.copy_to(copy, progress)
        with naming_in_errors(beside, target), closing(CopiedCatalogue(beside)) as copied:
            found = copied.require_whole(counts)
        make_single_file(beside)
    return Backup(target, found.articles, found.events, found.corrections)


def require_file(path: Path) -> None:
    """Raises CatalogueError if the file does not exist."""
    if not path.is_file():
        raise CatalogueError(f"The catalogue {path} does not exist.")


@contextmanager
def _written_atomically(target: Path) -> Iterator[Path]:
    """As `atomic_write`, with readable error messages."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(target) as beside, removing_side_files(beside):
            beside.touch()
            yield beside
    except OSError as error:
        raise CatalogueError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def removing_side_files(database: Path) -> Iterator[None]:
    """Remove the files that SQLite writes next to a database."""
    try:
        yield
    finally:
        for suffix in ("-wal", "-shm", "-journal"):
            remove_file(Path(f"{database}{suffix}"))


@contextmanager
def naming_in_errors(beside: Path, name: Path) -> Iterator[None]:
    """Report errors about the temporary file `beside` under `name`, of which it is a copy."""
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogueError(f"{name} is not a readable catalogue of Parallax ({error}).") from error
    except CatalogueError as error:
        raise CatalogueError(str(error).replace(str(beside), str(name))) from error


@contextmanager
def reporting_full_disk() -> Iterator[None]:
    """Report a full disk as an error of the copy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" not in str(error):
            raise
        raise CatalogueError("The disk is full: there is no room for the copy. Nothing was changed.") from error


def new_database(path: Path) -> sqlite3.Connection:
    """A new database that nobody else sees yet; it needs no journal, because it is flushed when it is complete."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def read_only(path: Path) -> sqlite3.Connection:
    """A read-only connection that creates no files next to the database if that is not allowed."""
    immutable = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{immutable}", uri=True, isolation_level=None)


def make_single_file(path: Path) -> None:
    """Turn a database into a single file, without a WAL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def count_rows(connection: sqlite3.Connection, table: str) -> int:
    """The number of rows of one of our tables."""
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 (a name of ours)


def backup_progress(progress: Progress) -> Callable[[int, int, int], None]:
    """Reports the number of copied pages. Raises OperationalError if there was no progress for a while."""
    before, since = -1, monotonic()

    def tell(status: int, remaining: int, total: int) -> None:
        nonlocal before, since
        if remaining != before:
            before, since = remaining, monotonic()
            progress(total - remaining, total)
        elif monotonic() - since > _PATIENCE_S:
            raise sqlite3.OperationalError("database is locked")

    return tell
