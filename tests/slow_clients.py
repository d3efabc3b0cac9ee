"""Clients on loopback that do nothing, send slowly or read slowly, and the response times of a health check
meanwhile."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread

Address = tuple[str, int]


@contextmanager
def idle(address: Address, number: int) -> Iterator[list[socket.socket]]:
    """Connections on which nothing is sent."""
    with ExitStack() as stack:
        yield [stack.enter_context(socket.create_connection(address, 30)) for _ in range(number)]


@contextmanager
def slow_senders(address: Address, number: int) -> Iterator[None]:
    """Connections on which half of the headers, or a body after its headers, is sent byte by byte."""
    head = b"POST /compare/texts HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n"
    stop = Event()

    def send(connections: list[socket.socket]) -> None:
        while not stop.wait(0.5):
            for each in connections:
                with suppress(OSError):  # the server may have closed it
                    each.sendall(b"a")

    with idle(address, number) as connections:
        for place, each in enumerate(connections):
            each.sendall(head + (b"\r\n" if place % 2 else b"X-Slow: "))
        sender = Thread(target=send, args=(connections,))
        sender.start()
        try:
            yield
        finally:
            stop.set()
            sender.join()


@contextmanager
def slow_readers(address: Address, number: int, path: str) -> Iterator[list[socket.socket]]:
    """Connections that request `path` and do not read the response."""
    with ExitStack() as stack:
        connections = []
        for _ in range(number):
            each = stack.enter_context(socket.socket())
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            each.settimeout(30)
            each.connect(address)
            each.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            connections.append(each)
        yield connections


def waits(address: Address, path: str = "/healthz", times: int = 10) -> list[float]:
    """The response times in seconds of this many consecutive requests."""
    found = []
    for _ in range(times):
        start = time.monotonic()
        with urllib.request.urlopen(f"http://{address[0]}:{address[1]}{path}", timeout=60) as answer:
            answer.read()
        found.append(time.monotonic() - start)
        time.sleep(0.1)
    return found
