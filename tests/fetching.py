"""For tests of fetching: a web server on loopback, a fake clock, and a resolver for test names."""

from __future__ import annotations

import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from random import Random
from threading import Lock, Thread
from typing import Any

from compare.ports import Failed, Fetched
from indexes.fetching import FetchSettings, HttpFetcher

LOOPBACK = ip_network("127.0.0.0/8")
QUICK = FetchSettings(
    private=(LOOPBACK,), connect_s=3.0, total_s=5.0, max_bytes=2_000_000, max_redirects=5, delay_s=0.0
)
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

Page = Callable[[BaseHTTPRequestHandler], None]


class FakeClock:
    """A clock that only advances when somebody sleeps; the sleeps are recorded."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._passed = 0.0
        self._lock = Lock()

    def seconds(self) -> float:
        return self._passed

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self._passed)

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            with self._lock:
                self.slept.append(seconds)
                self._passed += seconds


@dataclass
class Site:
    """The pages of a server, and the requests that it received."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    """The bodies of requests that had one."""
    port: int = 0
    now: int = 0
    most_at_once: int = 0
    lock: Lock = field(default_factory=Lock)

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def count(self) -> Counter[str]:
        return Counter(self.asked)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Page:
    """A page with this response; `Content_Type="…"` is the header Content-Type."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return page


def redirect(to: str, status: int = 302) -> Page:
    return answer(status, Location=to)


def in_turn(*pages: Page) -> Page:
    """A page that responds to each request with the next of `pages`, and then always with the last one."""
    left = list(pages)

    def page(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return page


def counted(site: Site, page: Page) -> Page:
    """`page` after a short delay, during which concurrent requests are counted."""

    def waiting(handler: BaseHTTPRequestHandler) -> None:
        with site.lock:
            site.now += 1
            site.most_at_once = max(site.most_at_once, site.now)
        time.sleep(0.05)
        with site.lock:
            site.now -= 1
        page(handler)

    return waiting


PAGE = answer(200, "<p>Überall</p>".encode(), Content_Type="text/html; charset=utf-8", ETag='"a1"')


def slow(first: bytes, pause: float = 0.1) -> Page:
    """A page that sends `first`, and then single bytes with pauses."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(first)
        for _ in range(200):
            time.sleep(pause)
            handler.wfile.write(b"x")

    return page


@contextmanager
def serving(context: ssl.SSLContext | None = None, hosts: Sequence[str] = ("127.0.0.1",)) -> Iterator[Site]:
    """A server with the pages of a Site, which can be changed while it runs; other paths return 404.

    It listens on the same port of all `hosts`, which are loopback addresses.
    """
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with site.lock:
                site.asked.append(self.path)
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                site.pages.get(self.path, answer(404))(self)
            except (ConnectionError, ssl.SSLError):
                self.close_connection = True  # the client has disconnected

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with site.lock:
                site.bodies.append(body)
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    with ExitStack() as stack:
        for host in hosts:
            server = Server((host, site.port), Handler)
            if context:
                server.socket = context.wrap_socket(server.socket, server_side=True)
            site.port = server.server_port
            stack.enter_context(_running(server))
        yield site


@contextmanager
def _running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetcher(*, clock: Any = None, resolve: Any = None, context: ssl.SSLContext | None = None, **settings: Any) -> Any:
    """A fetcher for tests with fake time; names (all of them, unless `resolve` is given) resolve to loopback."""
    return HttpFetcher(
        replace(QUICK, **settings),
        resolve=resolve or (lambda host, port: [host if host[0].isdigit() or ":" in host else "127.0.0.1"]),
        ssl_context=context,
        clock=clock or FakeClock(),
        random=Random(7),
    )


def reason(outcome: Fetched | Failed) -> str:
    """The reason why `outcome` failed; asserts that it is one line."""
    assert isinstance(outcome, Failed)
    assert outcome.reason == " ".join(outcome.reason.split())
    return outcome.reason
