"""A gunicorn worker whose connections are handled by waitress.

gunicorn starts, watches and ends the processes. Within each, one thread of waitress reads whole requests and sends
whole answers, for all connections at once, and a pool of threads runs the application in between. So a client that
sends slowly, reads slowly or does nothing holds a connection and a temporary file, but no thread.
"""

from __future__ import annotations

import json
import logging
import math
import os
import resource
import time
from http import HTTPStatus
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from web.server.security_headers import SECURITY_HEADERS

REQUEST_S = 30.0
"""Seconds in which a whole request, head and body, must have come; a connection that is kept open waits as long."""
STALL_S = 30.0
"""Seconds after which a client that takes no byte of its answer is given up."""
ANSWER_S = 600.0
"""Seconds in which a whole answer must have been taken."""

_CONNECTIONS = 4_000
_FILES_PER_CONNECTION = 3  # its socket, and a temporary file each for a large request and a large answer
_HEADER_BYTES = 16_384
_BUFFERED_BYTES = 1 << 30  # an answer below this is taken over whole, in a temporary file, and its thread is free


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """Answers a request that never reached the application, in the shape and with the headers of all others."""

    def execute(self) -> None:
        line, is_whole = _request_line(self.request)
        code = HTTPStatus(self.request.error.code)
        if code == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE and not is_whole:
            code = HTTPStatus.REQUEST_URI_TOO_LONG
        self.status = f"{code.value} {code.phrase}"
        if b" /api/" in line[:20]:
            problem = {"type": "about:blank", "title": code.phrase, "status": code.value, "detail": code.description}
            kind, body = "application/problem+json", json.dumps(problem).encode()
        else:
            kind, body = "text/plain; charset=utf-8", f"{code.phrase}\n".encode()
        self.response_headers += [("Content-Type", kind), *SECURITY_HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _request_line(request: HTTPRequestParser) -> tuple[bytes, bool]:
    """The first line of a request as far as it came, and whether that is the whole line."""
    if request.header_plus:  # the head was too long to be taken apart
        line, end, _ = request.header_plus.lstrip().partition(b"\n")
        return line, bool(end)
    return getattr(request, "first_line", b""), True


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection, and since when it has waited for its next request or for its client to take the answer."""

    error_task_class = _ErrorTask

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = self.creation_time

    def service(self) -> None:
        """Run one request, in a thread of the pool."""
        self.since = math.inf
        super().service()
        self.since = time.time()

    def write_soon(self, data: Any) -> int:
        """Take over a part of the answer; from its first byte on the client has time to take one."""
        if not self.total_outbufs_len:
            self.last_activity = time.time()
        return int(super().write_soon(data))

    def readable(self) -> bool:
        """Whether to look for what comes; not once it is closed: its number may be a new connection's by then."""
        return bool(self.connected and super().readable())

    def writable(self) -> bool:
        """Whether to look for room for what goes out; as `readable`."""
        return bool(self.connected and super().writable())

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a request, or for the rest of one."""
        return not (self.requests or self.total_outbufs_len)

    def is_late(self, now: float) -> bool:
        """Whether its client has had its time."""
        if self.is_waiting:
            return bool(self.since < now - REQUEST_S)
        if self.total_outbufs_len and self.last_activity < now - STALL_S:
            return True
        return bool(not self.requests and self.since < now - ANSWER_S)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Listens on a socket that is bound already, and closes the connections of clients that had their time."""

    channel_class = Channel

    def maintenance(self, now: float) -> None:
        """Called every second. Near the limit, connections that wait for a request make room, the oldest first."""
        channels = list(self.active_channels.values())
        late = [each for each in channels if each.is_late(now)]
        surplus = len(channels) - len(late) - int(0.9 * self.adj.connection_limit)
        if surplus > 0:
            waiting = [each for each in channels if each.is_waiting and not each.is_late(now)]
            late += sorted(waiting, key=lambda each: each.since)[:surplus]
        for channel in late:
            channel.handle_close()  # at once: a socket whose client reads nothing never becomes writable

    @property
    def is_busy(self) -> bool:
        """Whether a request is being worked on, or an answer is being sent."""
        return not all(each.is_waiting for each in self.active_channels.values())


class WaitressWorker(Worker):  # type: ignore[misc]
    """The worker that `web.server.serve` names to gunicorn; `cfg.threads` requests are worked on at a time."""

    def run(self) -> None:
        """Serve until a signal says to stop; what is being answered then is finished within `cfg.graceful_timeout`."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue that waits is no news
        self._server = self._listen()
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while self._server.is_busy and time.monotonic() < until:
            self._turn()
        # Python would first end threads that may be deep in a library, loading a model: what they do is done again.
        os._exit(0)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: end soon, without waiting for the next event."""
        super().handle_exit(sig, frame)
        if hasattr(self, "_server"):
            self._server.pull_trigger()

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=1.0, use_poll=True, map=self._server._map, count=1)

    def _listen(self) -> Server:
        listener = self.sockets[0].sock
        adjustments = Adjustments(
            sockets=[listener],
            threads=self.cfg.threads,
            ident=None,
            backlog=1024,
            connection_limit=_connection_limit(),
            cleanup_interval=1,
            max_request_header_size=_HEADER_BYTES,
            max_request_body_size=self.wsgi.config["MAX_CONTENT_LENGTH"] + 1,
            outbuf_high_watermark=_BUFFERED_BYTES,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,  # the application looks at them: see `web.server.gateway`
        )
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        return Server(self.wsgi, _sock=listener, adj=adjustments, sockinfo=address, bind_socket=False)


def _connection_limit() -> int:
    """Connections at a time: as many as the limit of open files allows, which is raised as far as it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (_CONNECTIONS + 200) * _FILES_PER_CONNECTION
    if soft < wanted:
        soft = min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(_CONNECTIONS, max(50, soft // _FILES_PER_CONNECTION - 100))
