"""A catalogue as one file, copied page by page while others read and write; see `restore` for the way back."""

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
"""Copied at a time (8 MB): often enough to tell how far it is."""
_PATIENCE_S = 1.5
"""For so long another process may keep the catalogue from being written."""

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written, and what it holds."""

    file: Path
    articles: int
    events: int
    corrections: int


class CopiedCatalogue(SqlCatalogue):
    """A catalogue whose pages can be copied from and into."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.path = place
        self._file = SqliteFile(place)

    def copy_to(self, target: sqlite3.Connection, progress: Progress) -> Counts:
        """Copy one state of it, whatever others write meanwhile; returns the number of rows of each table."""
        with self._in_words(), closing(self._file.connect()) as source:
            source.execute("BEGIN")  # the first count begins a view that no writer changes
            counts = {name: count_rows(source, name) for name in schema.metadata.tables}
            with roomy():
                source.backup(target, pages=PAGES, progress=told(progress))
        return counts

    def copy_from(self, source: sqlite3.Connection, progress: Progress) -> None:
        """Put another catalogue in the place of this one, in one transaction: readers see the old or the new one."""
        with self._in_words(), closing(self._file.connect()) as target:
            source.backup(target, pages=PAGES, progress=told(progress))

    def require_whole(self, counts: Counts | None = None) -> Backup:
        """What it holds. Raises CatalogueError if it has a fault, or other numbers of rows than these."""
        with self.reading() as connection:
            strange = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')")
            if strange.first() is not None:
                raise CatalogueError(f"{self.path} contains data that is not part of a catalogue.")
            tables = schema.metadata.tables
            held = {name: connection.scalar(select(func.count()).select_from(tables[name])) or 0 for name in tables}
        wrong = self.faults() or (["it lacks rows"] if counts is not None and counts != held else [])
        if wrong:
            raise CatalogueError(f"{self.path} is incomplete: {wrong[0]}")
        return Backup(self.path, self.articles.count(), self.events.count(), held["corrections"])

    def rename(self) -> None:
        """Give it another identity: what was derived from an earlier state of the same catalogue must not pass."""
        with self.writing() as connection:
            identity = update(schema.meta).where(schema.meta.c.key == IDENTITY)
            connection.execute(identity.values(value=uuid4().hex))


def back_up(place: Path, target: Path, replace: bool, progress: Progress) -> Backup:
    """Copy the catalogue at `place` into the file `target`, as it is at one moment, and check the copy.

    Raises InputError if `target` is a folder, ConflictError if there is a file and it is not to be replaced,
    CatalogueError if the catalogue is missing or damaged, or the copy cannot be written.
    """
    if target.is_dir():
        raise InputError(f"{target} is a folder: give the name of the file to write.")
    if target.exists() and not replace:
        raise ConflictError(f"The file {target} already exists: choose another name, or use --replace.")
    require_file(place)
    clear(target)
    with closing(CopiedCatalogue(place)) as catalogue, _placed(target) as beside:
        with named(beside, target), closing(written(beside)) as copy:
            counts = catalogue.copy_to(copy, progress)
        with named(beside, target), closing(CopiedCatalogue(beside)) as copied:
            found = copied.require_whole(counts)
        make_single_file(beside)
    return Backup(target, found.articles, found.events, found.corrections)


def require_file(place: Path) -> None:
    """Raises CatalogueError if there is no file."""
    if not place.is_file():
        raise CatalogueError(f"The catalogue {place} does not exist.")


@contextmanager
def _placed(target: Path) -> Iterator[Path]:
    """As `moved_into`, with its errors in words."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(target) as beside, cleared(beside):
            beside.touch()
            yield beside
    except OSError as error:
        raise CatalogueError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def cleared(database: Path) -> Iterator[None]:
    """Leaves nothing of what SQLite writes beside a database."""
    try:
        yield
    finally:
        for suffix in ("-wal", "-shm", "-journal"):
            remove_file(Path(f"{database}{suffix}"))


@contextmanager
def named(beside: Path, name: Path) -> Iterator[None]:
    """What is wrong with the file `beside` is said of `name`, which it is a copy of or is to become."""
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogueError(f"{name} is not a readable catalogue of Parallax ({error}).") from error
    except CatalogueError as error:
        raise CatalogueError(str(error).replace(str(beside), str(name))) from error


@contextmanager
def roomy() -> Iterator[None]:
    """A disk that is full is told of as that of the copy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" not in str(error):
            raise
        raise CatalogueError("The disk is full: there is no room for the copy. Nothing was changed.") from error


def written(place: Path) -> sqlite3.Connection:
    """A new database that nobody else sees yet: it is flushed when it is whole, and needs no journal."""
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def read_only(place: Path) -> sqlite3.Connection:
    """A connection that writes nothing, nor lays anything beside the file where that may not be."""
    immutable = "" if os.access(place.parent, os.W_OK) else "&immutable=1"
    return sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro{immutable}", uri=True, isolation_level=None)


def make_single_file(place: Path) -> None:
    """Let a database be one file, with nothing beside it."""
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def count_rows(connection: sqlite3.Connection, table: str) -> int:
    """How many rows a table of ours has."""
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 (a name of ours)


def told(progress: Progress) -> Callable[[int, int, int], None]:
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
