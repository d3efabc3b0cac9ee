"""A catalogue in a file: SQLite in WAL mode."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Connection,
    Engine,
    Float,
    Integer,
    LargeBinary,
    String,
    create_engine,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.pool import QueuePool

from compare.errors import CatalogueError
from indexes.storage.sql.schema.base import metadata

_BUSY_MS = 1_000
_LONG_BUSY_MS = 30_000
_STILL_BUSY_MS = 50
"""Milliseconds that a writer waits for another process that commits nothing: while a user waits, while nobody waits,
and within `_BUSY_FOR_S` seconds after a failed wait, so that a page that writes several times waits only once.
"""
_BUSY_FOR_S = 5.0
_CACHE_KIB = 65_536
_REMEDY = "Replace it with a backup (`parallax restore --replace`), or add the articles to a new catalogue."
_IN_USE = "is locked, because another process is writing to it. Try again in a moment."
_GONE = (
    "was deleted or replaced by another file while it was in use: put it back, or restart this process. "
    "Nothing is added until then."
)
_STORED_AS = ((Integer, ["integer"]), (Float, ["integer", "real"]), (LargeBinary, ["blob"]), (String, ["text"]))
"""The storage classes of each type of column."""
_WORDS = {
    "locked": _IN_USE,
    "busy": _IN_USE,
    "not a database": f"is not a catalogue, or is damaged. {_REMEDY}",
    "malformed": f"is damaged. {_REMEDY}",
    "readonly": "is read-only.",
    "unable to open": "cannot be opened: the folder does not exist or is not accessible.",
    "full": "cannot grow: the disk is full.",
    "disk I/O": "cannot be used: the disk is full or has failed.",
    "no such table": f"is incomplete: a table is missing. {_REMEDY}",
}
"""Messages for errors whose SQLite message contains the key."""


class SqliteFile:
    """Implements `backend.Backend`; `synchronous` is FULL, so that acknowledged writes are on disk."""

    remedy = _REMEDY

    def __init__(self, location: str | Path) -> None:
        self.path = path_of(location)
        self.name = str(self.path)
        self.read_only = self.path.exists() and not os.access(self.path, os.W_OK)
        self._lock = Lock()
        self._watching: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None
        self._busy_until = 0.0

    def engine(self) -> Engine:
        """As in Backend; creates the folder if the file has to be created."""
        if not self.read_only:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise CatalogueError(f"The folder {self.path.parent} cannot be created: {error.strerror}.") from error
        elif not self.path.is_file():
            raise CatalogueError(f"The catalogue {self.path} does not exist.")
        return create_engine("sqlite://", creator=self.connect, poolclass=QueuePool, max_overflow=-1)

    def begin(self, connection: Connection, what: str, long_lock_timeout: bool) -> None:
        """As in Backend; a writer locks the whole file."""
        self._require_same_file()
        raw: Any = connection.connection.dbapi_connection
        shortly = _STILL_BUSY_MS if monotonic() < self._busy_until else _BUSY_MS
        raw.execute(f"PRAGMA busy_timeout = {_LONG_BUSY_MS if long_lock_timeout else shortly}")
        if what == "read":
            raw.execute("BEGIN")
        else:
            self._begin_writing(raw)

    def _begin_writing(self, raw: sqlite3.Connection) -> None:
        """Wait while other writers commit, but not for one that holds the lock and commits nothing."""
        until = monotonic() + _LONG_BUSY_MS / 1000
        while True:
            before = _version_of(raw)
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not self.is_locked(error):
                    raise
                if _version_of(raw) == before or monotonic() > until:
                    self._busy_until = monotonic() + _BUSY_FOR_S
                    raise

    def version(self) -> int | None:
        """As in Backend: SQLite's `data_version`, which costs a read of a few bytes."""
        try:
            with self._lock:
                self._watching = self._watching or self.connect()
                self._require_same_file()
                return _version_of(self._watching)
        except (sqlite3.Error, CatalogueError):  # the next read or write reports it
            return None

    def close(self) -> None:
        """As in Backend."""
        with self._lock:
            if self._watching is not None:
                self._watching.close()
            self._watching = None

    def damage(self, connection: Connection) -> str:
        """As in Backend: pages, indexes, foreign keys, and types, which SQLite does not enforce."""
        found = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
        if found != "ok":
            return " ".join(found.split())
        stray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if stray:
            return f"a row of {stray[0]} refers to a missing row of {stray[2]}"
        return next((f"a value of {name} has the wrong type" for name in _mistyped(connection)), "")

    def explained(self, error: BaseException) -> str:
        """As in Backend."""
        if not isinstance(error, sqlite3.Error):
            return ""
        message = str(error)
        return next((words for sign, words in _WORDS.items() if sign in message), f"cannot be used: {message}.")

    def is_locked(self, error: BaseException) -> bool:
        """As in Backend."""
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

    def connect(self) -> sqlite3.Connection:
        """A connection of the `sqlite3` module."""
        self._require_same_file()  # SQLite would create a new one
        uri = f"file:{quote(str(self.path.resolve()))}?mode={'ro' if self.read_only else 'rwc'}"
        if self.read_only and not os.access(self.path.parent, os.W_OK) and not Path(f"{self.path}-wal").exists():
            uri += "&immutable=1"  # a writer is impossible, and SQLite cannot create its lock file there
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if not self.read_only:
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
        self._opened = self._opened or self._file()
        return connection

    def _require_same_file(self) -> None:
        """Raises CatalogueError if the file that was opened first is no longer there."""
        if self._opened is not None and self._file() != self._opened:
            raise CatalogueError(f"The catalogue {self.name} {_GONE}")

    def _file(self) -> tuple[int, int] | None:
        """Device and inode of the file that has the name now."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _mistyped(connection: Connection) -> Iterator[str]:
    """The tables with a value of another type than that of its column."""
    for table in metadata.tables.values():
        allowed = {each: next(names for kind, names in _STORED_AS if isinstance(each.type, kind)) for each in table.c}
        wrong = [func.typeof(each).not_in(["null", *names]) for each, names in allowed.items()]
        if connection.scalar(select(literal(1)).select_from(table).where(or_(*wrong)).limit(1)):
            yield table.name


def path_of(location: str | Path) -> Path:
    """The file for a path or sqlite:///path. Raises CatalogueError for any other URL."""
    text = str(location)
    if "://" not in text:
        return Path(location).expanduser()
    if not text.startswith("sqlite:///"):
        scheme = text.partition("://")[0]
        raise CatalogueError(
            "A catalogue is a file (a path or sqlite:///path) or a database on a server "
            f"(postgresql+psycopg://user@host/database); “{scheme[:40]}://” is neither."
        )
    return Path(text.removeprefix("sqlite:///"))


def _version_of(connection: sqlite3.Connection) -> int:
    """A number that changes with every commit of other connections."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL, with retries: for a new file, SQLite does not wait for another process that is creating it."""
    until = monotonic() + _BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
        sleep(0.01)
