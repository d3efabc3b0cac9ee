"""A gunicorn worker that leaves its connections to waitress.

gunicorn starts, monitors and stops the processes. In each of them, one waitress thread reads complete requests and
sends complete responses for all connections, and a pool of threads runs the application in between. A client that sends
slowly, reads slowly or does nothing therefore occupies a connection and a temporary file, but no thread.
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
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from web.server.security_headers import SECURITY_HEADERS

REQUEST_S = 30.0
"""Seconds within which a complete request must arrive; also the time-out of idle connections."""
STALL_S = 30.0
"""Seconds after which a client that reads nothing of its response is disconnected."""
ANSWER_S = 600.0
"""Seconds within which a complete response must have been read."""

_CONNECTIONS = 4_000
_FILES_PER_CONNECTION = 3  # its socket, and a temporary file each for a large request and a large response
_HEADER_BYTES = 16_384
_BUFFERED_BYTES = (
    1 << 30
)  # a response below this size is buffered completely, in a temporary file, and its thread is free


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """Responds to a request that never reached the application, with the format and headers of all other responses."""

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
    """The first line of a request as far as it was received, and whether it is complete."""
    if request.header_plus:  # the head was too long to be parsed
        line, end, _ = request.header_plus.lstrip().partition(b"\n")
        return line, bool(end)
    return getattr(request, "first_line", b""), True


class _RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """Rejects requests with two lengths: a proxy in front may believe the other one (request smuggling)."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the head of a request. Raises ParsingError."""
        super().parse_header(header_plus)
        if "CONTENT_LENGTH" in self.headers and (self.chunked or "TRANSFER_ENCODING" in self.headers):
            raise ParsingError("A request has either Content-Length or Transfer-Encoding.")


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection, with the time since which it has waited for its next request or for its client to read."""

    error_task_class = _ErrorTask
    parser_class = _RequestParser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = self.creation_time

    def service(self) -> None:
        """Run one request in a thread of the pool."""
        self.since = math.inf
        super().service()
        self.since = time.time()

    def write_soon(self, data: Any) -> int:
        """Accept a part of the response; the client's time to read it starts with the first byte."""
        if not self.total_outbufs_len:
            self.last_activity = time.time()
        return int(super().write_soon(data))

    def readable(self) -> bool:
        """Whether to poll for input; not after closing, because a new connection may have the descriptor by then."""
        return bool(self.connected and super().readable())

    def writable(self) -> bool:
        """Whether to poll for output; see `readable`."""
        return bool(self.connected and super().writable())

    @property
    def is_waiting(self) -> bool:
        """Whether it is waiting for a request or for the rest of one."""
        return not (self.requests or self.total_outbufs_len)

    def is_late(self, now: float) -> bool:
        """Whether its client has exceeded its time."""
        if self.is_waiting:
            return bool(self.since < now - REQUEST_S)
        if self.total_outbufs_len and self.last_activity < now - STALL_S:
            return True
        return bool(not self.requests and self.since < now - ANSWER_S)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Listens on a bound socket, and closes connections of clients that exceeded their time."""

    channel_class = Channel

    def maintenance(self, now: float) -> None:
        """Called every second. Near the limit, the oldest waiting connections are closed to make room."""
        channels = list(self.active_channels.values())
        late = [each for each in channels if each.is_late(now)]
        surplus = len(channels) - len(late) - int(0.9 * self.adj.connection_limit)
        if surplus > 0:
            waiting = [each for each in channels if each.is_waiting and not each.is_late(now)]
            late += sorted(waiting, key=lambda each: each.since)[:surplus]
        for channel in late:
            channel.handle_close()  # immediately: a socket whose client reads nothing never becomes writable

    @property
    def is_busy(self) -> bool:
        """Whether a request is running or a response is being sent."""
        return not all(each.is_waiting for each in self.active_channels.values())


class WaitressWorker(Worker):  # type: ignore[misc]
    """The worker class that `web.server.serve` gives to gunicorn; `cfg.threads` requests run at a time."""

    def run(self) -> None:
        """Serve until a signal arrives; running requests are finished within `cfg.graceful_timeout`."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a waiting queue is not worth a warning
        self._server = self._listen()
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while self._server.is_busy and time.monotonic() < until:
            self._turn()
        # Python would wait for threads that may be loading a model; their work is done again.
        os._exit(0)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: stop soon, without waiting for the next event."""
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
            clear_untrusted_proxy_headers=False,  # the application checks them: see `web.server.gateway`
        )
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        return Server(self.wsgi, _sock=listener, adj=adjustments, sockinfo=address, bind_socket=False)


def _connection_limit() -> int:
    """The maximum number of connections: as many as the limit of open files allows, which is raised first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (_CONNECTIONS + 200) * _FILES_PER_CONNECTION
    if soft < wanted:
        soft = min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(_CONNECTIONS, max(50, soft // _FILES_PER_CONNECTION - 100))
