"""Calling the API: one request at a time, within its limits, with retries after temporary errors."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from ipaddress import ip_address
from random import Random
from threading import Lock
from typing import TYPE_CHECKING

from indexes.fetching.clock import Clock
from indexes.fetching.exchange import pause_asked
from indexes.fetching.failure import FetchError
from indexes.fetching.settings import FetchSettings
from indexes.fetching.urls import web_url
from indexes.reader.endpoint.settings import EndpointSettings

if TYPE_CHECKING:
    import ssl

    from indexes.fetching.addresses import Resolver
    from indexes.fetching.connection import Connector, Reply

_MOST_BYTES = 1_000_000
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_REASON = 200
_RESTS_S = 60.0
"""How long an API that failed is not called again."""

_log = logging.getLogger(__name__)


class EndpointError(Exception):
    """Why the API gave no answer, in one line for people."""


class ChatClient:
    """Posts requests; thread-safe, one request at a time."""

    def __init__(
        self,
        settings: EndpointSettings,
        *,
        resolve: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        """All parameters except the settings are for tests."""
        self._settings = settings
        self._resolve = resolve
        self._ssl_context = ssl_context
        self._clock = clock or Clock()
        self._random = random or Random()  # noqa: S311 (it only spreads retries)
        self._lock = Lock()
        self._made: Connector | None = None
        self._rests_until = 0.0
        self._problem = ""

    def post(self, body: bytes) -> bytes:
        """The body of the response. Raises EndpointError; after the API has failed, immediately for a while."""
        with self._lock:
            if self._problem and self._clock.seconds() < self._rests_until:
                raise EndpointError(self._problem)
            try:
                answer = self._patiently(body)
            except FetchError as error:
                self._problem = f"{self._settings.host}: {' '.join(error.reason.split())[:_LONGEST_REASON]}"
                self._rests_until = self._clock.seconds() + max(_RESTS_S, error.wait_s or 0.0)
                _log.warning("The reader's API failed: %s", self._problem)
                raise EndpointError(self._problem) from None
            self._problem = ""
            return answer

    def _patiently(self, body: bytes) -> bytes:
        """The response, after as many attempts as the settings allow."""
        for attempt in range(1, self._settings.attempts):
            try:
                return self._once(body)
            except FetchError as error:
                pause = self._settings.backoff_s * 2 ** (attempt - 1) * self._random.uniform(0.5, 1.5)
                wait = max(pause, error.wait_s or 0.0)
                if not error.retry or wait > self._settings.longest_wait_s:
                    raise
                self._clock.sleep(wait)
        return self._once(body)

    def _once(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self._settings.key:
            headers["Authorization"] = f"Bearer {self._settings.key}"
        reply: Reply = self._connector().post(web_url(self._settings.address), headers, body, _MOST_BYTES)
        if reply.status != 200:  # nor is a redirect: articles are sent only where the operator said
            wait = pause_asked(reply, self._clock.now())
            raise FetchError(f"answered {reply.status}", retry=reply.status in _PASSING, wait_s=wait)
        return reply.body

    def _connector(self) -> Connector:
        if self._made is None:
            from indexes.fetching.connection import Connector, resolved

            settings = FetchSettings(private=self._settings.private, total_s=self._settings.total_s)
            resolve = self._resolve or resolved
            if self._settings.address.startswith("http://"):
                resolve = self._private_only(resolve)
            self._made = Connector(settings, resolve, self._ssl_context)
        return self._made

    def _private_only(self, resolve: Resolver) -> Resolver:
        """Without encryption, nothing is sent to an address outside the networks that the operator named."""

        def private(host: str, port: int) -> list[str]:
            found: Sequence[str] = resolve(host, port)
            if any(not any(ip_address(each) in network for network in self._settings.private) for each in found):
                raise OSError("it is outside the private networks, and http is not encrypted")
            return list(found)

        return private
