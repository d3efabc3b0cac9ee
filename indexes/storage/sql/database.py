"""The database of a catalogue: connections, one transaction per call, and error messages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, event, inspect
from sqlalchemy.exc import StatementError

from compare.errors import CatalogueError, InputError, LockedError, ParallaxError
from indexes.storage.sql import schema, tables
from indexes.storage.sql.backend import backend_of
from indexes.storage.sql.tables import IDENTITY, UNFINISHED, meta_value, misses_index, missing_columns

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Database:
    """A database with many readers, in many threads and processes, and one writer at a time.

    Acknowledged writes survive a crash of the process and of the machine. Each call is a transaction; inside
    `transaction`, the calls of that thread share one.
    """

    def __init__(self, location: str | Path, read_only: bool = False, unfinished: bool = False) -> None:
        """Open the catalogue at `location` (see `backend_of`); create it, and its folder, if it does not exist.

        A file without write permission is opened read-only. Raises CatalogueError if it cannot be used, or if it is an
        unfinished copy, unless `unfinished` allows that.
        """
        self._backend = backend_of(location)
        self._backend.read_only = self._backend.read_only or read_only
        self._thread = local()
        self._computed: dict[str, tuple[int, Any]] = {}
        engine = self._backend.engine()
        event.listen(engine, "begin", self._begin)
        self._reader = engine
        self._writer = engine.execution_options(what="write")
        self._row_writer = engine.execution_options(what="write rows")
        self._prepare()
        if not unfinished:
            self._require_finished()

    @property
    def read_only(self) -> bool:
        """Whether the catalogue cannot be written."""
        return self._backend.read_only

    @property
    def location(self) -> str:
        """Its location, for messages."""
        return self._backend.name

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All calls of this thread inside succeed or fail together; nested transactions join the outermost one."""
        try:
            with self.writing():
                yield
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            damage = self.damage()  # rows that contradict each other are reported as damage
            if not damage:
                raise
            raise self._error(f"is damaged ({damage}). {self._backend.remedy}") from error

    @contextmanager
    def long_lock_timeout(self) -> Iterator[None]:
        """As `compare.services.stores.catalogue.Catalogue.long_lock_timeout`."""
        before = self._waits_long
        self._thread.long_lock_timeout = True
        try:
            yield
        finally:
            self._thread.long_lock_timeout = before

    def damage(self) -> str:
        """Damage that the database finds in its files: pages, indexes, or references to missing rows; "" if none."""
        with self.reading() as connection:
            return self._backend.damage(connection)

    @property
    def identity(self) -> str:
        """Identifies this catalogue; a new catalogue at the same place has a different identity."""
        with self.reading() as connection:
            return meta_value(connection, IDENTITY) or ""

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `transaction`, and therefore sees changes that others do not see yet."""
        return getattr(self._thread, "connection", None) is not None

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        self._backend.close()
        self._computed.clear()  # versions are comparable only as long as one connection observes them

    def version(self) -> int | None:
        """As `compare.services.stores.catalogue.Catalogue.version`."""
        return self._backend.version()

    def while_unchanged(self, name: str, compute: Callable[[], T]) -> T:
        """The value of `compute`, which is kept under `name` until the data changes.

        Counts of a whole archive take longer the larger it is, and lists need them for every response.
        """
        version = None if self.in_transaction else self.version()
        if version is None:
            return compute()
        known: tuple[int, T] | None = self._computed.get(name)
        if known is None or known[0] != version:
            # The version was read first: a change in the meantime makes this value out of date, and never the next.
            known = self._computed[name] = version, compute()
        return known[1]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading: that of the current transaction of this thread, or a new one."""
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            with self._legible():
                yield current
            return
        with self._in_words(), self._legible(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection for writing: that of the current transaction of this thread, or a new one."""
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            yield current
            return
        with self._changing(self._writer) as connection:
            self._thread.connection = connection
            try:
                yield connection
            finally:
                self._thread.connection = None

    @contextmanager
    def writing_rows(self) -> Iterator[Connection]:
        """A connection for independent rows, such as jobs, which callers must read FOR UPDATE."""
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            yield current
            return
        with self._changing(self._row_writer) as connection:
            yield connection

    @contextmanager
    def _changing(self, engine: Engine) -> Iterator[Connection]:
        if self.read_only:
            raise self._error("is read-only.")
        with self._in_words(), engine.begin() as connection:
            yield connection

    def _begin(self, connection: Connection) -> None:
        self._backend.begin(connection, connection.get_execution_options().get("what", "read"), self._waits_long)

    @property
    def _waits_long(self) -> bool:
        return getattr(self._thread, "long_lock_timeout", False)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:
            raise InputError(
                "The text contains lone surrogates, which are not valid characters: decode it again."
            ) from error
        except OverflowError as error:
            raise InputError("A number is too large: use one below 9,223,372,036,854,775,808.") from error
        except Exception as error:
            original = (error.orig or error) if isinstance(error, StatementError) else error
            if isinstance(original, ParallaxError):  # raised by a column type
                raise original from error
            words = self._backend.explained(original)
            if not words:
                raise
            if self._backend.is_locked(original):
                raise LockedError(f"The catalogue {self.location} {words}") from error
            raise self._error(words) from error

    @contextmanager
    def _legible(self) -> Iterator[None]:
        """Rows that cannot be decoded were not written that way: the file is damaged."""
        try:
            yield
        except UnicodeEncodeError:  # about the parameters of the query, not its rows
            raise
        except (AttributeError, InputError, LookupError, TypeError, ValueError) as error:
            _log.debug("a row of the catalogue cannot be read", exc_info=True)
            raise self._error(f"is damaged: a row cannot be read ({error!r:.80}). {self._backend.remedy}") from error

    def _error(self, words: str) -> CatalogueError:
        return CatalogueError(f"The catalogue {self.location} {words}")

    def _upgrade(self) -> None:
        if self.read_only:
            raise CatalogueError(
                f"The catalogue {self.location} was made by an earlier version of Parallax: open it once with write "
                "access, so that it can be upgraded."
            )
        with self.writing() as connection:
            tables.upgrade(connection)

    def _prepare(self) -> None:
        """Check the version, or create the tables."""
        with self.reading() as connection:
            existing = inspect(connection).get_table_names()
            version = meta_value(connection, "schema") if "meta" in existing else None
            is_complete = not missing_columns(connection) and (self.read_only or not misses_index(connection))
        if version is None and not existing and not self.read_only:
            self._create()
        elif version is None:
            raise CatalogueError(f"{self.location} is a database, but not a catalogue of Parallax.")
        elif version != schema.VERSION:
            raise self._error(
                f"has version {version}, but this version of Parallax needs {schema.VERSION}: "
                "use the version of Parallax that made it, or add the articles to a new catalogue."
            )
        elif not is_complete:
            self._upgrade()

    def _require_finished(self) -> None:
        with self.reading() as connection:
            if meta_value(connection, UNFINISHED) is not None:
                raise self._error("is an unfinished copy: run the same `parallax migrate` command again.")

    def _create(self) -> None:
        with self.long_lock_timeout(), self.writing() as connection:  # another process may be creating it
            tables.create(connection)


class Store:
    """Access to the rows of one aggregate; all stores of a database share the transaction of a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _number(self, statement: Select[int], name: str = "") -> int:
        """The number that `statement` counts; with a name, it is kept until the data changes."""

        def count() -> int:
            with self._database.reading() as connection:
                return connection.scalar(statement) or 0

        return self._database.while_unchanged(name, count) if name else count()
