"""A gunicorn worker that waits only so long for a request: who sends a byte now and then must not hold all threads."""

from __future__ import annotations

import contextlib
import socket
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

REQUEST_S = 30.0
"""Seconds in which a whole request, head and body, must have come."""

_LOOK_S = 1.0


class Deadlines:
    """Sockets from which nothing more is read when their time is over; what is being answered is still sent."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._until: dict[socket.socket, float] = {}

    def begin(self, connection: socket.socket) -> None:
        """From now on the time of `connection` runs."""
        with self._lock:
            self._until[connection] = monotonic() + self._seconds

    def end(self, connection: socket.socket) -> None:
        """Its time no longer runs."""
        with self._lock:
            self._until.pop(connection, None)

    def enforce(self) -> int:
        """Stop reading from those whose time is over; returns how many that were."""
        now = monotonic()
        with self._lock:
            late = [each for each, until in self._until.items() if until < now]
            for each in late:
                del self._until[each]
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RD)
        return len(late)


class DeadlineWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, and a deadline for every request."""

    def init_process(self) -> None:
        """After the fork: start the thread that looks at the deadlines, then serve."""
        self._deadlines = Deadlines(REQUEST_S)
        Thread(target=self._look, name="parallax-deadlines", daemon=True).start()
        super().init_process()

    def _look(self) -> None:
        while True:
            sleep(_LOOK_S)
            self._deadlines.enforce()

    def handle(self, conn: Any) -> Any:
        """Read and answer one request, in a thread of the pool."""
        connection = conn.sock
        self._deadlines.begin(connection)
        try:
            return super().handle(conn)
        finally:
            self._deadlines.end(connection)
