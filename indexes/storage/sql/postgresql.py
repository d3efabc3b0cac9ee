"""A catalogue on a PostgreSQL server, for archives that several machines write to."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from compare.errors import CatalogueError

SCHEME = "postgresql"
"""The prefix of the URL of such a catalogue."""

_DRIVER = "postgresql+psycopg"
_PATIENCE_MS = 1_000
_LONG_PATIENCE_MS = 120_000
_WRITER = 0x5061726C  # the advisory lock of the writer; an arbitrary number
_LOCKED = "55P03"
_IN_USE = "is locked, because another process is writing to it. Try again in a moment."
_WORDS = {
    "08": "cannot be reached: check that the server is running and reachable from here, and try again.",
    "28": "rejected this user and password: check PARALLAX_DATABASE.",
    "3D": "does not exist: create the database first (`createdb`).",
    "42501": "cannot be written by this user: grant it access to the tables.",
    "42P01": "is incomplete: a table is missing. Restore a backup of the database.",
    "53100": "cannot grow: the server's disk is full.",
    "53": "cannot be used: the server has too little memory or too many connections.",
    _LOCKED: _IN_USE,
    "57": "cannot be used: the server is shutting down or starting. Try again.",
    "58": "cannot be used: the server's disk has failed.",
    "25006": "cannot be written: the server is read-only.",
}
"""Messages by SQLSTATE or its class; see Appendix A of the PostgreSQL manual."""


class PostgresqlServer:
    """Implements `indexes.storage.sql.backend.Backend`.

    A reader sees one consistent state (REPEATABLE READ). A writer waits for the current one, as in SQLite, so that keys
    become visible in the order of their numbers; the vector index, which follows the catalogue, relies on that.
    """

    remedy = "Restore a backup of the database (`pg_restore`)."
    read_only = False

    def __init__(self, address: str) -> None:
        """Raises CatalogueError for an invalid URL; the message does not contain its password."""
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
                pool_pre_ping=True,  # connections do not survive a restart of the server
                max_overflow=-1,
                connect_args={"connect_timeout": 10, "application_name": "parallax"},
            )
        except ImportError as error:
            raise CatalogueError(
                "A catalogue on PostgreSQL needs psycopg: pip install 'parallax-news[servers]'."
            ) from error

    def begin(self, connection: Connection, what: str, long_lock_timeout: bool) -> None:
        """As in Backend; the writer's lock is released with its transaction, however that ends."""
        if what == "read":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")  # sees commits during the wait
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {_LONG_PATIENCE_MS if long_lock_timeout else _PATIENCE_MS}"
        )
        if what == "write":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    def version(self) -> None:
        """As in Backend: None, because asking the server takes as long as reading."""

    def close(self) -> None:
        """As in Backend: there is nothing to close."""

    def damage(self, connection: Connection) -> str:
        """As in Backend: the server checks its own files, with `pg_amcheck` and checksums."""
        return ""

    def explained(self, error: BaseException) -> str:
        """As in Backend; for an unknown code, the message without the details of the connection."""
        import psycopg

        if not isinstance(error, psycopg.Error):
            return ""
        code = error.sqlstate or "08"  # no response: the connection failed or was lost
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
    return CatalogueError("PARALLAX_DATABASE must look like postgresql+psycopg://user:password@host/database.")
