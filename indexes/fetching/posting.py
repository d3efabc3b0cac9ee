"""Posting webhooks: only to allowed addresses, once, and without following redirects."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING

from compare.ports import Failed, Posted
from indexes.fetching.clock import Clock
from indexes.fetching.exchange import pause_asked
from indexes.fetching.failure import FetchError
from indexes.fetching.settings import FetchSettings
from indexes.fetching.urls import host_of, web_url

if TYPE_CHECKING:
    import ssl

    from indexes.fetching.addresses import Resolver
    from indexes.fetching.connection import Connector, Reply

_log = logging.getLogger(__name__)


class HttpPoster:
    """Posts over HTTP within its settings; thread-safe.

    A redirect is a failure, because a new webhook URL must be confirmed by a person. `resolve`, `ssl_context` and
    `clock` are for tests.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        resolve: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._resolve = resolve
        self._ssl_context = ssl_context
        self._clock = clock or Clock()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted | Failed:
        """Post `body` to `url` once; only the head of the response is read. Nothing is raised."""
        try:
            target = web_url(url)
            reply = self._connector.post(target, self._headers | dict(headers), body)
            if 200 <= reply.status < 300:
                return Posted(url, reply.status)
            return self._refused(url, host_of(target), reply)
        except FetchError as error:
            return Failed(url, error.reason, error.retry, status=error.status)
        except Exception:  # a bug in our code or a library affects only this attempt
            _log.exception("posting to %r", url)
            return Failed(url, "an unexpected error, which has been logged", retry=True)

    @cached_property
    def _connector(self) -> Connector:
        from indexes.fetching.connection import (
            Connector,
        )  # takes a fifth of a second to import, and only posting needs it

        return Connector(self._settings, self._resolve, self._ssl_context)

    @property
    def _headers(self) -> dict[str, str]:
        return {"User-Agent": self._settings.user_agent, "Accept": "*/*", "Connection": "close"}

    def _refused(self, url: str, host: str, reply: Reply) -> Failed:
        phrase = next((f" ({each.phrase})" for each in HTTPStatus if each == reply.status), "")
        moved = "; redirects are not followed" if 300 <= reply.status < 400 else ""
        now = self._clock.now()
        pause = pause_asked(reply, now)
        again = None if pause is None else now + timedelta(seconds=pause)
        retry = reply.status != HTTPStatus.GONE
        return Failed(url, f"{host} answered {reply.status}{phrase}{moved}", retry, again, reply.status)
