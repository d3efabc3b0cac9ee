"""Fetches URLs: each URL ends as Fetched or Failed, and no URL affects the others."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from random import Random
from typing import TYPE_CHECKING

from compare.ports import Failed, Fetched, FetchRequest
from indexes.fetching.clock import Clock
from indexes.fetching.exchange import Exchange, pause_asked
from indexes.fetching.failure import FetchError
from indexes.fetching.host_limits import HostLimits
from indexes.fetching.robots import MAX_BYTES, Robots
from indexes.fetching.settings import FetchSettings
from indexes.fetching.urls import host_of, web_url

if TYPE_CHECKING:
    import ssl

    from httpx2 import URL

    from indexes.fetching.addresses import Resolver
    from indexes.fetching.connection import Reply

_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110, section 15.4
_WORTH_A_RETRY = frozenset({408, 425, 429})  # in addition to all of 5xx
_LONGEST_REASON = 300
_log = logging.getLogger(__name__)


class HttpFetcher:
    """Fetches over HTTP within its settings. Thread-safe, and meant to be shared, so that all threads respect the same
    limits.

    Redirects are followed explicitly, and each is checked like the first URL. Redirects from https to http are
    followed, too, because nothing secret is sent; `final_url` shows it. `resolve`, `ssl_context`, `clock` and `random`
    are for tests.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        resolve: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self._settings = settings or FetchSettings()
        self._resolve = resolve
        self._ssl_context = ssl_context
        self._clock = clock or Clock()
        self._random = random or Random()  # noqa: S311 (it only spreads retries)
        self._host_limits = HostLimits(self._settings, self._clock)
        self._robots = Robots(self._read_robots, self._settings.product, self._clock)

    def fetch(
        self,
        url: str,
        etag: str | None = None,
        last_modified: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | Failed:
        """Fetch `url`. Takes as long as queueing, redirects and retries take; nothing is raised for a URL."""
        try:
            return self._fetch(FetchRequest(url, etag, last_modified, headers or {}))
        except FetchError as error:
            return self._failed(url, error)
        except Exception:  # a bug in our code or a library affects only this URL
            _log.exception("fetching %r", url)
            return Failed(url, "an unexpected error, which has been logged", retry=True)

    def fetch_all(self, requests: Iterable[FetchRequest]) -> Iterator[Fetched | Failed]:
        """One outcome per request, in order of completion.

        Work continues only while outcomes are consumed: at most `concurrency` of them are held at a time.
        """
        waiting: dict[str, deque[FetchRequest]] = {}
        for request in requests:
            waiting.setdefault(_host(request.url), deque()).append(request)
        running: dict[Future[Fetched | Failed], str] = {}
        with ThreadPoolExecutor(self._settings.concurrency, "fetch") as pool:
            while waiting or running:
                for host, request in self._next(waiting, list(running.values())):
                    running[self._submit(pool, request)] = host
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    del running[future]
                    yield future.result()

    def _next(self, waiting: dict[str, deque[FetchRequest]], busy: list[str]) -> Iterator[tuple[str, FetchRequest]]:
        """The requests that may start now: hosts take turns, so that a slow host does not occupy all threads."""
        while len(busy) < self._settings.concurrency:
            host = min(waiting, key=busy.count, default=None)
            if host is None or busy.count(host) >= self._settings.host_concurrency:
                return
            queue = waiting.pop(host)
            busy.append(host)
            yield host, queue.popleft()
            if queue:
                waiting[host] = queue  # back to the end of the queue

    def _submit(self, pool: ThreadPoolExecutor, request: FetchRequest) -> Future[Fetched | Failed]:
        return pool.submit(self.fetch, request.url, request.etag, request.last_modified, headers=request.headers)

    @cached_property
    def _exchange(self) -> Exchange:
        from indexes.fetching.connection import (
            Connector,
        )  # takes a fifth of a second to import, and only fetching needs it

        connector = Connector(self._settings, self._resolve, self._ssl_context)
        return Exchange(self._settings, connector, self._host_limits, self._clock, self._random)

    def _fetch(self, request: FetchRequest) -> Fetched:
        asked = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        conditions = {name: value for name, value in asked.items() if value and _is_field(value)}
        if not all(map(_is_field, request.headers.values())):
            raise FetchError("a request header contains invalid characters", retry=False)
        url, reply = self._follow(web_url(request.url), conditions, request.headers)
        not_modified = reply.status == HTTPStatus.NOT_MODIFIED and bool(conditions)
        if not (200 <= reply.status < 300 or not_modified):
            raise self._refusal(url, reply)
        return Fetched(
            url=request.url,
            final_url=str(url),
            status=reply.status,
            content_type=reply.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            charset=reply.charset,
            body=reply.body,
            etag=reply.headers.get("ETag"),
            last_modified=reply.headers.get("Last-Modified"),
            not_modified=not_modified,
            fetched=self._clock.now(),
        )

    def _follow(self, first: URL, conditions: dict[str, str], own: Mapping[str, str]) -> tuple[URL, Reply]:
        def get(url: URL) -> Reply:
            delay_s = max(self._robots.crawl_delay(url), self._settings.delay_s)
            headers = self._headers | conditions | (dict(own) if _origin(url) == _origin(first) else {})
            return self._exchange.get(url, headers, self._settings.max_bytes, delay_s=delay_s)

        return self._redirected(first, get)

    def _read_robots(self, url: URL) -> Reply:
        """A page does not have to wait after its robots.txt, hence no delay here."""

        def get(url: URL) -> Reply:
            return self._exchange.get(url, self._headers, MAX_BYTES, delay_s=0.0, cut=True)

        return self._redirected(url, get)[1]

    def _redirected(self, url: URL, get: Callable[[URL], Reply]) -> tuple[URL, Reply]:
        """The URL after redirects, and its response. Raises FetchError if they do not end."""
        seen = {str(url)}
        while True:
            reply = get(url)
            location = reply.headers.get("Location")
            if reply.status not in _REDIRECTS or not location:
                return url, reply
            url = web_url(location, base=url)
            if str(url) in seen or len(seen) > self._settings.max_redirects:
                raise FetchError("it has too many redirects, or they form a loop", retry=False, status=reply.status)
            seen.add(str(url))

    @property
    def _headers(self) -> dict[str, str]:
        return {
            "User-Agent": self._settings.user_agent,
            "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5",
            "Accept-Encoding": "gzip, br",
            "Connection": "close",
        }

    def _refusal(self, url: URL, reply: Reply) -> FetchError:
        phrase = next((f" ({each.phrase})" for each in HTTPStatus if each == reply.status), "")
        retry = reply.status >= 500 or reply.status in _WORTH_A_RETRY
        pause = pause_asked(reply, self._clock.now())
        return FetchError(
            f"{host_of(url)} answered {reply.status}{phrase}", retry=retry, status=reply.status, wait_s=pause
        )

    def _failed(self, url: str, error: FetchError) -> Failed:
        not_before = None
        if error.retry and error.wait_s is not None:
            not_before = self._clock.now() + timedelta(seconds=error.wait_s)
        reason = " ".join(error.reason.split())[:_LONGEST_REASON]
        return Failed(url, reason, error.retry, not_before, error.status)


def _origin(url: URL) -> tuple[str, str, int | None]:
    return url.scheme, host_of(url), url.port


def _is_field(value: str) -> bool:
    """True if `value` is valid in a header (RFC 9110, section 5.5)."""
    return all(" " <= each <= "~" or "\xa0" <= each <= "\xff" for each in value)


def _host(url: str) -> str:
    try:
        return host_of(web_url(url))
    except FetchError:
        return ""
