"""A catalogue on a PostgreSQL server: for archives that several machines write."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from compare.errors import CatalogueError

SCHEME = "postgresql"
"""What the address of such a catalogue begins with."""

_DRIVER = "postgresql+psycopg"
_PATIENCE_MS = 1_000
_LONG_PATIENCE_MS = 120_000
_WRITER = 0x5061726C  # the lock that whoever writes this database's catalogue holds: a number of our own
_LOCKED = "55P03"
_IN_USE = "is locked: another process is writing it. Try again in a moment."
_WORDS = {
    "08": "cannot be reached: see that the server runs and can be reached from here. Try again.",
    "28": "does not open to this user and password: see PARALLAX_DATABASE.",
    "3D": "does not exist: make the database first (`createdb`).",
    "42501": "may not be written by this user: grant it what the tables need.",
    "42P01": "is incomplete: a table is missing. Restore a backup of the database.",
    "53100": "cannot grow: the server's disk is full.",
    "53": "cannot be used: the server has too little memory, or too many connections.",
    _LOCKED: _IN_USE,
    "57": "cannot be used: the server is being stopped or started. Try again.",
    "58": "cannot be used: the server's disk fails.",
    "25006": "may not be written: the server takes no changes.",
}
"""What is said of errors by SQLSTATE or its class; see Appendix A of PostgreSQL's manual."""


class PostgresqlServer:
    """Implements `indexes.storage.sql.database.Backend`.

    Who reads sees one state (REPEATABLE READ). Who writes waits for the one who is writing, as in SQLite: so keys come
    in the order in which they become visible, which whoever follows the catalogue relies on.
    """

    remedy = "Restore a backup of the database (`pg_restore`)."
    read_only = False

    def __init__(self, address: str) -> None:
        """Raises CatalogueError for an address that is none; without the password that may be in it."""
        try:
            url = make_url(address)
        except (ArgumentError, ValueError):
            raise _unusable() from None
        if url.drivername not in (SCHEME, _DRIVER) or not url.database:
            raise _unusable()
        self._url = url.set(drivername=_DRIVER)
        host = self._url.host or self._url.query.get("host") or "this machine"
        self.name = f"{self._url.database} on {host}" + (f":{self._url.port}" if self._url.port else "")

    def engine(self) -> Engine:
        """As in Backend. Raises CatalogueError if psycopg is not installed."""
        try:
            return create_engine(
                self._url,
                pool_pre_ping=True,  # a server that was started anew has forgotten its connections
                max_overflow=-1,
                connect_args={"connect_timeout": 10, "application_name": "parallax"},
            )
        except ImportError as error:
            raise CatalogueError(
                "A catalogue on PostgreSQL needs psycopg: pip install 'parallax-news[servers]'."
            ) from error

    def begin(self, connection: Connection, what: str, patient: bool) -> None:
        """As in Backend; the lock of who writes is released with the transaction, however that ends."""
        if what == "read":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")  # after a wait, what is new
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_LONG_PATIENCE_MS if patient else _PATIENCE_MS}")
        if what == "write":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    def version(self) -> None:
        """As in Backend: asking takes as long as looking."""

    def close(self) -> None:
        """As in Backend: nothing is held."""

    def damage(self, connection: Connection) -> str:
        """As in Backend: the server sees to its files; its own checks are `pg_amcheck` and checksums."""
        return ""

    def explained(self, error: BaseException) -> str:
        """As in Backend; a message that is not known by its code is given without what names the connection."""
        import psycopg

        if not isinstance(error, psycopg.Error):
            return ""
        code = error.sqlstate or "08"  # no answer at all: the connection was not made, or was lost
        if "does not exist" in str(error) and error.sqlstate is None:
            code = "3D"
        if "authentication" in str(error) or "no password" in str(error):
            code = "28"
        known = _WORDS.get(code) or _WORDS.get(code[:2])
        return known or f"cannot be used: {(error.diag.message_primary or type(error).__name__)[:200]}."

    def is_locked(self, error: BaseException) -> bool:
        """As in Backend."""
        return getattr(error, "sqlstate", None) == _LOCKED


def _unusable() -> CatalogueError:
    return CatalogueError("PARALLAX_DATABASE is such as postgresql+psycopg://user:password@host/database.")
