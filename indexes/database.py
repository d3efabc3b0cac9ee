"""The connection to the catalogue's database: opened, checked, one transaction a call, errors in words."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import Column, Connection, Engine, Table, create_engine, event, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateColumn

from compare.errors import CatalogueError, InputError
from indexes import lexical, schema

_BUSY_MS = 30_000
_CACHE_KIB = 65_536
_RESTORE = "`parallax restore --replace` puts a backup in its place; without one, add the articles to a new one."

_log = logging.getLogger(__name__)


class Database:
    """A SQLite file in WAL mode: many readers, of many threads and processes, beside one writer.

    `synchronous` is FULL: what a call has acknowledged survives the end of the process and of the machine. Each call
    is a transaction; inside `transaction` the calls of that thread share one.
    """

    def __init__(self, place: str | Path, read_only: bool = False) -> None:
        """Open the catalogue at `place` (a path or `sqlite:///path`); make it, and its folder, if there is none.

        A file that may not be written is opened for reading. Raises CatalogueError if it cannot be used.
        """
        self.path = _path(place)
        self.read_only = read_only or (self.path.exists() and not os.access(self.path, os.W_OK))
        self._thread = local()
        self._reader = self._open()
        self._writer = self._reader.execution_options(begin="BEGIN IMMEDIATE")
        self._prepare()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All calls of this thread inside succeed together or not at all; nested ones join the outermost."""
        try:
            with self._writing():
                yield
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            damage = self.damage()  # rows that gainsay each other are told of as what they are
            if not damage:
                raise
            raise CatalogueError(f"The catalogue {self.path} is damaged ({damage}). {_RESTORE}") from error

    def damage(self) -> str:
        """What SQLite finds wrong with the file: pages, indexes, or rows that name what is not there; or ""."""
        with self._reading() as connection:
            found = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
            if found != "ok":
                return " ".join(found.split())
            stray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        return f"a row of {stray[0]} names one of {stray[2]} that is not there" if stray else ""

    @property
    def identity(self) -> str:
        """Names this very catalogue: another one that is made in its place has another name."""
        with self._reading() as connection:
            return _meta(connection, "identity") or ""

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `transaction`, and so reads what others do not see yet."""
        return getattr(self._thread, "connection", None) is not None

    def close(self) -> None:
        """Give back all connections."""
        self._reader.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            with self._legible():
                yield current
            return
        with self._in_words(), self._legible(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            yield current
            return
        if self.read_only:
            raise CatalogueError(f"The catalogue {self.path} may not be written.")
        with self._in_words(), self._writer.begin() as connection:
            self._thread.connection = connection
            try:
                yield connection
            finally:
                self._thread.connection = None

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._explained(error.orig or error) from error
        except sqlite3.Error as error:
            raise self._explained(error) from error
        except UnicodeEncodeError as error:
            raise InputError("The text holds characters that are no text (lone surrogates): decode it anew.") from error

    @contextmanager
    def _legible(self) -> Iterator[None]:
        """Rows of which nothing can be made were not written so: bits of the file have flipped."""
        try:
            yield
        except UnicodeEncodeError:  # of what was asked for
            raise
        except (AttributeError, InputError, LookupError, TypeError, ValueError) as error:
            _log.debug("a row of the catalogue cannot be read", exc_info=True)
            raise CatalogueError(
                f"The catalogue {self.path} is damaged: a row cannot be read ({error!r:.80}). {_RESTORE}"
            ) from error

    def _explained(self, error: BaseException) -> CatalogueError:
        message = str(error)
        for sign, words in {
            "locked": f"is in use: another process has been writing it for over {_BUSY_MS // 1000} seconds. Try again.",
            "busy": f"is in use: another process has been writing it for over {_BUSY_MS // 1000} seconds. Try again.",
            "not a database": f"is no catalogue: the file holds something else, or is damaged. {_RESTORE}",
            "malformed": f"is damaged. {_RESTORE}",
            "readonly": "may not be written.",
            "unable to open": "cannot be opened: the folder is missing or may not be used.",
            "full": "cannot grow: the disk is full.",
            "disk I/O": "cannot be used: the disk is full, or fails.",
            "no such table": f"is incomplete: a table is missing. {_RESTORE}",
        }.items():
            if sign in message:
                return CatalogueError(f"The catalogue {self.path} {words}")
        return CatalogueError(f"The catalogue {self.path} cannot be used: {message}.")

    def _open(self) -> Engine:
        if not self.read_only:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise CatalogueError(f"The folder {self.path.parent} cannot be made: {error.strerror}.") from error
        elif not self.path.is_file():
            raise CatalogueError(f"There is no catalogue {self.path}.")
        engine = create_engine("sqlite://", creator=self._connect, poolclass=QueuePool, max_overflow=-1)
        event.listen(engine, "begin", _begin)
        return engine

    def _connect(self) -> sqlite3.Connection:
        uri = f"file:{quote(str(self.path.resolve()))}?mode={'ro' if self.read_only else 'rwc'}"
        if self.read_only and not os.access(self.path.parent, os.W_OK) and not Path(f"{self.path}-wal").exists():
            uri += "&immutable=1"  # nobody can be writing, and SQLite could not lay its lock file beside it
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if not self.read_only:
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _complete(self) -> None:
        """Make the tables and columns that an earlier Parallax of the same version did not have yet."""
        if self.read_only:
            raise CatalogueError(f"{self.path} is of an earlier Parallax: open it once where it may be written.")
        with self._writing() as connection:
            schema.metadata.create_all(connection)
            for table, column in _lacking(connection):
                described = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {described}")

    def _prepare(self) -> None:
        """Check the version, or make the tables."""
        with self._reading() as connection:
            tables = inspect(connection).get_table_names()
            version = _meta(connection, "schema") if "meta" in tables else None
            complete = not _lacking(connection)
        if version is None and not tables and not self.read_only:
            with self._writing() as connection:
                schema.metadata.create_all(connection)
                lexical.create(connection)
                values = {"schema": schema.VERSION, "identity": uuid4().hex}
                rows = [{"key": key, "value": value} for key, value in values.items()]
                connection.execute(schema.meta.insert().prefix_with("OR IGNORE"), rows)
        elif version is None:
            raise CatalogueError(f"{self.path} is a database, but no catalogue of Parallax.")
        elif version == schema.VERSION and not complete:
            self._complete()
        elif version != schema.VERSION:
            raise CatalogueError(
                f"The catalogue {self.path} has version {version}, and this Parallax works with {schema.VERSION}: "
                "use the Parallax that made it, or add the articles to a new catalogue."
            )


def _meta(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == key))


def _lacking(connection: Connection) -> list[tuple[Table, Column[Any]]]:
    """The columns that the database does not have yet."""
    found = inspect(connection).get_multi_columns()
    held = {name: {column["name"] for column in columns} for (_, name), columns in found.items()}
    return [
        (table, column)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if column.name not in held.get(table.name, set())
    ]


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _use_wal(connection: sqlite3.Connection) -> None:
    """Ask for WAL again for a while: the switch of a new file does not wait for a process that makes it just now."""
    until = monotonic() + _BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
        sleep(0.01)


def _path(place: str | Path) -> Path:
    text = str(place)
    if "://" not in text:
        return Path(place).expanduser()
    if not text.startswith("sqlite:///"):
        raise CatalogueError(f"A catalogue is kept in SQLite: give a path or sqlite:///path, not “{text[:80]}”.")
    return Path(text.removeprefix("sqlite:///"))
