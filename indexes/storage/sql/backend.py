"""The differences between the databases that can store a catalogue.

The protocol is not in `compare.ports`, because it is about SQL, and only this package uses it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol

from sqlalchemy import Connection, Engine

Transaction = Literal["read", "write", "write rows"]
"""The kind of a transaction: it reads one consistent state; or it writes, one at a time; or it writes rows that it
locks, without waiting for the current writer if the database can lock rows.
"""


class Backend(Protocol):
    """A database engine: its connections, its locks and its error messages."""

    name: str
    """The location for messages, without a password."""
    remedy: str
    """What to do if the database is damaged."""
    read_only: bool

    def engine(self) -> Engine:
        """An engine that does not begin transactions by itself. Raises CatalogueError."""
        ...

    def begin(self, connection: Connection, what: Transaction, long_lock_timeout: bool) -> None:
        """Begin a transaction; see `Transaction` and `Catalogue.long_lock_timeout`."""
        ...

    def version(self) -> int | None:
        """As `compare.services.stores.catalogue.Catalogue.version`."""
        ...

    def close(self) -> None:
        """Close the connection that `version` uses."""
        ...

    def damage(self, connection: Connection) -> str:
        """What is wrong with the files; "" if nothing is, or if the server checks them itself."""
        ...

    def explained(self, error: BaseException) -> str:
        """The meaning of an error and the remedy, to follow "The catalogue X "; "" if it is unknown."""
        ...

    def is_locked(self, error: BaseException) -> bool:
        """Whether the error means that another process is writing."""
        ...


def backend_of(location: str | Path) -> Backend:
    """The backend for `location`: a file (a path or sqlite:///path), or postgresql+psycopg://….

    Raises CatalogueError for any other scheme.
    """
    from indexes.storage.sql.postgresql import SCHEME, PostgresqlServer
    from indexes.storage.sql.sqlite import SqliteFile

    return PostgresqlServer(str(location)) if str(location).startswith(SCHEME) else SqliteFile(location)
