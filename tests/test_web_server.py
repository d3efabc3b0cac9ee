"""The server with clients that do nothing, send slowly, read slowly, or send invalid requests."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from waitress import wasyncore
from waitress.adjustments import Adjustments

from tests.serving import served, serving
from tests.slow_clients import Address, idle, slow_readers, slow_senders, waits
from tests.waiting import wait_until
from web.server.security_headers import SECURITY_HEADERS
from web.server.workers import waitress_worker
from web.server.workers.waitress_worker import Server

LARGE = 20_000_000  # more than the buffers of a socket hold
THREADS = 2


def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    body = bytes(LARGE) if environ["PATH_INFO"] == "/large" else b"ok\n"
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def served_by_hand(
    app: Callable[..., Iterable[bytes]] = answer, **adjustments: Any
) -> Iterator[tuple[Address, Server]]:
    """A `Server` with two threads in this process, whose event loop the test runs."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        settings: dict[str, Any] = {"threads": THREADS, "cleanup_interval": 0, "connection_limit": 2000}
        adjusted = Adjustments(sockets=[listener], ident=None, outbuf_high_watermark=1 << 30, **settings | adjustments)
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        server = Server(app, _sock=listener, adj=adjusted, sockinfo=address, bind_socket=False)
        try:
            yield listener.getsockname(), server
        finally:
            server.task_dispatcher.shutdown()
            wasyncore.close_all(server._map)


def turn(server: Server, timeout: float = 0.0) -> None:
    wasyncore.loop(timeout=timeout, use_poll=True, map=server._map, count=1)


@contextmanager
def listening(app: Callable[..., Iterable[bytes]] = answer, **adjustments: Any) -> Iterator[tuple[Address, Server]]:
    """A `Server` with a thread that runs its event loop."""
    with served_by_hand(app, **adjustments) as (address, server):
        stop = Event()

        def loop() -> None:
            while not stop.is_set():
                turn(server, 0.1)

        thread = Thread(target=loop)
        thread.start()
        try:
            yield address, server
        finally:
            stop.set()
            thread.join()


def is_closed(connection: socket.socket) -> bool:
    """Whether the server closes a connection within ten seconds; data sent before is read."""
    connection.settimeout(10)
    try:
        while connection.recv(1 << 20):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def test_slow_readers_occupy_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waitress_worker, "STALL_S", 600.0)  # none is closed meanwhile, however slow this machine is
    with listening() as (address, server), slow_readers(address, 5 * THREADS, "/large"):
        wait_until(lambda: len(server.active_channels) >= 5 * THREADS)
        assert max(waits(address)) < 30
        assert len(server.active_channels) >= 5 * THREADS


def test_a_slow_reader_gets_the_whole_answer_if_it_goes_on_reading() -> None:
    with listening() as (address, _), slow_readers(address, 1, "/large") as (reader,):
        time.sleep(0.5)
        reader.sendall(b"GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = bytearray()
        while part := reader.recv(1 << 20):
            received += part
        assert received.count(b"HTTP/1.1 200 OK") == 2
        assert len(received) > LARGE


def test_incomplete_requests_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waitress_worker, "REQUEST_S", 1.0)
    with listening() as (address, _), idle(address, 2) as (silent, trickling), slow_senders(address, 2):
        trickling.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert is_closed(silent)
        assert is_closed(trickling)


def all_closed(server: Server) -> bool:
    """Whether a server that had clients closes all of their connections within twenty seconds."""
    until = time.monotonic() + 20
    while not server.active_channels and time.monotonic() < until:
        time.sleep(0.05)
    while server.active_channels and time.monotonic() < until:
        time.sleep(0.05)
    return not server.active_channels


def test_clients_that_read_nothing_are_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waitress_worker, "STALL_S", 1.0)
    with listening() as (address, server), slow_readers(address, 3, "/large"):
        assert all_closed(server)


def test_clients_that_read_too_slowly_are_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waitress_worker, "ANSWER_S", 2.0)
    with listening() as (address, server), slow_readers(address, 1, "/large") as (reader,):
        stop = Event()

        def sip() -> None:
            while not stop.wait(0.05) and reader.recv(4096):
                pass

        thread = Thread(target=sip)
        thread.start()
        assert all_closed(server)
        stop.set()
        thread.join()


def test_a_long_computation_is_not_mistaken_for_a_slow_client(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUEST_S", "STALL_S", "ANSWER_S"):
        monkeypatch.setattr(waitress_worker, name, 0.5)

    def computing(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        time.sleep(2)
        return answer(environ, start)

    with listening(computing) as (address, _):
        assert min(waits(address, times=1)) >= 2


def test_idle_connections_are_closed_when_all_are_taken() -> None:
    with listening(connection_limit=60) as (address, _), idle(address, 200):
        assert max(waits(address, times=5)) < 5


def test_the_oldest_idle_connection_is_closed_first() -> None:
    with served_by_hand(connection_limit=60) as (address, server), idle(address, 200) as connections:
        for _ in range(500):
            turn(server)
        closed = [place for place, each in enumerate(connections) if is_closed_now(each)]
        assert closed == list(range(200 - len(server.active_channels)))
        assert len(server.active_channels) >= 50


def is_closed_now(connection: socket.socket) -> bool:
    connection.setblocking(False)
    with suppress(BlockingIOError):
        return not connection.recv(1)
    return False


def everything(connection: socket.socket) -> bytes:
    """All data until the server closes the connection, or resets it because it did not read the whole request."""
    parts = []
    with suppress(ConnectionResetError):
        while part := connection.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1", 400),
        (b"GET {} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: strange", 501),
        (b"POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999", 413),
        (b"GET {} HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 300_000, 431),
        (b"GET {}?q=" + b"x" * 300_000 + b" HTTP/1.1\r\nHost: localhost", 414),
        (b"\0\1\2", 400),
    ],
)
@pytest.mark.parametrize("path", [b"/", b"/api/v1/events"])
def test_a_request_rejected_by_the_server_gets_the_same_error_format(
    request_head: bytes, status: int, path: bytes
) -> None:
    with listening(max_request_body_size=1000) as (address, _), socket.create_connection(address, 10) as connection:
        connection.sendall(request_head.replace(b"{}", path) + b"\r\n\r\n")
        head, _, body = everything(connection).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    for name, value in SECURITY_HEADERS.items():
        assert f"{name}: {value}".encode() in head
    is_problem = b" /api/" in request_head.replace(b"{}", path)
    assert (b"application/problem+json" in head) == is_problem
    if is_problem:
        assert json.loads(body)["status"] == status
    assert b"waitress" not in head + body


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_a_request_with_two_content_lengths_is_rejected_and_the_connection_closed(version: bytes) -> None:
    lengths = b"Connection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"
    follows = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with listening() as (address, _), socket.create_connection(address, 10) as connection:
        connection.sendall(b"POST / HTTP/%s\r\nHost: localhost\r\n%s\r\n\r\n0\r\n\r\n%s" % (version, lengths, follows))
        answer = everything(connection)
    assert answer.split()[1] == b"400"
    assert answer.count(b"HTTP/1.") == 1


# -- the whole of it


@pytest.fixture(scope="module")
def site(sample_archive: Path) -> Iterator[Address]:
    with served(sample_archive) as url:
        yield "127.0.0.1", urlsplit(url).port or 0


def test_500_idle_and_50_slow_clients_of_each_kind_delay_nobody(site: Address) -> None:
    page = "/api/v1/articles.jsonl?limit=100"
    with idle(site, 500), slow_senders(site, 50), slow_readers(site, 50, page) as readers:
        for each in readers:
            assert each.recv(1, socket.MSG_PEEK)  # the answer is there, and is sent as slowly as it is read
        assert max(waits(site, times=20)) < 2
        assert max(waits(site, "/", times=3)) < 10


def test_a_forwarded_header_does_not_set_a_path_prefix(site: Address) -> None:
    asked = urllib.request.Request(f"http://{site[0]}:{site[1]}/public/metrics", headers={"SCRIPT_NAME": "/public"})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(asked, timeout=30)


def test_requests_in_progress_are_finished_on_shutdown(sample_archive: Path) -> None:
    with serving(sample_archive) as (url, server):
        address = ("127.0.0.1", urlsplit(url).port or 0)
        with slow_readers(address, 1, "/api/v1/articles.jsonl?limit=100") as (reader,):
            assert reader.recv(1, socket.MSG_PEEK)
            server.terminate()
            time.sleep(1)
            received = bytearray()
            while part := reader.recv(1 << 20):
                received += part
        head, _, body = bytes(received).partition(b"\r\n\r\n")
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        assert len(body) == int(length.split()[1])
