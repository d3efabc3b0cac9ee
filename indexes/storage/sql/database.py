"""The connection to the catalogue's database: opened, checked, one transaction a call, errors in words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import Any, Literal, Protocol
from uuid import uuid4

from sqlalchemy import Column, Connection, Engine, Table, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateColumn

from compare.errors import CatalogueError, InputError, LockedError, ParallaxError
from indexes.storage.sql import schema
from indexes.storage.sql.fulltext import index

_log = logging.getLogger(__name__)

Transaction = Literal["read", "write", "write rows"]
"""One that sees one state; one that writes, of which there is one at a time; one that writes rows that it locks, which
need not wait for the one that writes if the database can lock rows."""

IDENTITY = "identity"
"""The key of `meta` under which a catalogue is named."""

UNFINISHED = "copy_of"
"""The key of `meta` under which a copy that has not ended names what it is a copy of."""

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Backend(Protocol):
    """What differs between the databases that a catalogue can be kept in."""

    name: str
    """Where it is kept, for people; never with a password."""
    remedy: str
    """What to do where it is damaged."""
    read_only: bool

    def engine(self) -> Engine:
        """What gives connections; begins no transaction by itself. Raises CatalogueError."""
        ...

    def begin(self, connection: Connection, what: Transaction, patient: bool) -> None:
        """Begin a transaction; see `Transaction`, and `compare.services.catalogue.Catalogue.patient`."""
        ...

    def version(self) -> int | None:
        """As `compare.services.catalogue.Catalogue.version`."""
        ...

    def close(self) -> None:
        """Give back what `version` holds."""
        ...

    def damage(self, connection: Connection) -> str:
        """What is wrong with the files; "" if nothing is, or if that is for the server to see to."""
        ...

    def explained(self, error: BaseException) -> str:
        """What an error means and what to do, after "The catalogue X "; "" if it is not known."""
        ...

    def is_locked(self, error: BaseException) -> bool:
        """Whether an error says that another process is writing."""
        ...


def backend_of(place: str | Path) -> Backend:
    """What keeps the catalogue at `place`: a file (a path or sqlite:///path), or postgresql+psycopg://….

    Raises CatalogueError for a place of another kind.
    """
    from indexes.storage.sql.postgresql import SCHEME, PostgresqlServer
    from indexes.storage.sql.sqlite import SqliteFile

    return PostgresqlServer(str(place)) if str(place).startswith(SCHEME) else SqliteFile(place)


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that can say what is to be done ON CONFLICT, in the language of the database."""
    return _INSERTS[connection.dialect.name](table)


class Database:
    """A database with many readers, of many threads and processes, beside one writer at a time.

    What a call has acknowledged survives the end of the process and of the machine. Each call is a transaction; inside
    `transaction` the calls of that thread share one.
    """

    def __init__(self, place: str | Path, read_only: bool = False, unfinished: bool = False) -> None:
        """Open the catalogue at `place` (see `backend_of`); make it, and its folder, if there is none.

        A file that may not be written is opened for reading. Raises CatalogueError if it cannot be used, or is a copy
        that is `unfinished`.
        """
        self._backend = backend_of(place)
        self._backend.read_only = self._backend.read_only or read_only
        self._thread = local()
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
        """Whether nothing can be written."""
        return self._backend.read_only

    @property
    def kept_at(self) -> str:
        """Where it is kept, for people."""
        return self._backend.name

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All calls of this thread inside succeed together or not at all; nested ones join the outermost."""
        try:
            with self.writing():
                yield
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            damage = self.damage()  # rows that gainsay each other are told of as what they are
            if not damage:
                raise
            raise self._error(f"is damaged ({damage}). {self._backend.remedy}") from error

    @contextmanager
    def patient(self) -> Iterator[None]:
        """As `compare.services.catalogue.Catalogue.patient`."""
        before = self._is_patient
        self._thread.patient = True
        try:
            yield
        finally:
            self._thread.patient = before

    def damage(self) -> str:
        """What the database finds wrong with its files: pages, indexes, or rows that name what is not there; or ""."""
        with self.reading() as connection:
            return self._backend.damage(connection)

    @property
    def identity(self) -> str:
        """Names this very catalogue: another one that is made in its place has another name."""
        with self.reading() as connection:
            return _meta(connection, IDENTITY) or ""

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `transaction`, and so reads what others do not see yet."""
        return getattr(self._thread, "connection", None) is not None

    def close(self) -> None:
        """Give back all connections."""
        self._reader.dispose()
        self._backend.close()

    def version(self) -> int | None:
        """As `compare.services.catalogue.Catalogue.version`."""
        return self._backend.version()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads: of the transaction that this thread is in, or of its own."""
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            with self._legible():
                yield current
            return
        with self._in_words(), self._legible(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that writes: of the transaction that this thread is in, or of its own."""
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
        """For rows that stand alone, such as jobs: what is read to be changed is read FOR UPDATE."""
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            yield current
            return
        with self._changing(self._row_writer) as connection:
            yield connection

    @contextmanager
    def _changing(self, engine: Engine) -> Iterator[Connection]:
        if self.read_only:
            raise self._error("may not be written.")
        with self._in_words(), engine.begin() as connection:
            yield connection

    def _begin(self, connection: Connection) -> None:
        self._backend.begin(connection, connection.get_execution_options().get("what", "read"), self._is_patient)

    @property
    def _is_patient(self) -> bool:
        return getattr(self._thread, "patient", False)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:
            raise InputError("The text holds characters that are no text (lone surrogates): decode it anew.") from error
        except Exception as error:
            original = (error.orig or error) if isinstance(error, StatementError) else error
            if isinstance(original, ParallaxError):  # of a column's type
                raise original from error
            words = self._backend.explained(original)
            if not words:
                raise
            if self._backend.is_locked(original):
                raise LockedError(f"The catalogue {self.kept_at} {words}") from error
            raise self._error(words) from error

    @contextmanager
    def _legible(self) -> Iterator[None]:
        """Rows of which nothing can be made were not written so: bits of the file have flipped."""
        try:
            yield
        except UnicodeEncodeError:  # of what was asked for
            raise
        except (AttributeError, InputError, LookupError, TypeError, ValueError) as error:
            _log.debug("a row of the catalogue cannot be read", exc_info=True)
            raise self._error(f"is damaged: a row cannot be read ({error!r:.80}). {self._backend.remedy}") from error

    def _error(self, words: str) -> CatalogueError:
        return CatalogueError(f"The catalogue {self.kept_at} {words}")

    def _complete(self) -> None:
        """Make the tables and columns that an earlier Parallax of the same version did not have yet."""
        if self.read_only:
            raise CatalogueError(f"{self.kept_at} is of an earlier Parallax: open it once where it may be written.")
        with self.writing() as connection:
            schema.metadata.create_all(connection)
            for table, column in _lacking(connection):
                described = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {described}")
                if filled := schema.FILLED.get((table.name, column.name)):
                    connection.exec_driver_sql(filled)
            for each in schema.metadata.sorted_tables:
                for lacking in each.indexes:
                    lacking.create(connection, checkfirst=True)
            for name, gone in schema.OBSOLETE:
                if gone in {column["name"] for column in inspect(connection).get_columns(name)}:
                    connection.exec_driver_sql(f"ALTER TABLE {name} DROP COLUMN {gone}")
            index.create(connection)

    def _prepare(self) -> None:
        """Check the version, or make the tables."""
        with self.reading() as connection:
            tables = inspect(connection).get_table_names()
            version = _meta(connection, "schema") if "meta" in tables else None
            complete = not _lacking(connection)
        if version is None and not tables and not self.read_only:
            self._make()
        elif version is None:
            raise CatalogueError(f"{self.kept_at} is a database, but no catalogue of Parallax.")
        elif version == schema.VERSION and not complete:
            self._complete()
        elif version != schema.VERSION:
            raise self._error(
                f"has version {version}, and this Parallax works with {schema.VERSION}: "
                "use the Parallax that made it, or add the articles to a new catalogue."
            )

    def _require_finished(self) -> None:
        with self.reading() as connection:
            if _meta(connection, UNFINISHED) is not None:
                raise self._error("is a copy that has not ended: run the same `parallax migrate` again.")

    def _make(self) -> None:
        values = {"schema": schema.VERSION, IDENTITY: uuid4().hex}
        rows = [{"key": key, "value": value} for key, value in values.items()]
        with self.patient(), self.writing() as connection:  # another process may be making it
            schema.metadata.create_all(connection)
            index.create(connection)
            connection.execute(insert(connection, schema.meta).on_conflict_do_nothing(), rows)


class Store:
    """The rows of one kind in a database; all stores of a database share the transactions of a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database


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
