"""One request and its response, queued per host, with retries after temporary errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from indexes.fetching.clock import Clock
from indexes.fetching.failure import FetchError
from indexes.fetching.host_limits import HostLimits
from indexes.fetching.settings import LONGEST_PAUSE_S, FetchSettings
from indexes.fetching.urls import host_of

if TYPE_CHECKING:
    from httpx2 import URL

    from indexes.fetching.connection import Connector, Reply

_PASSING = frozenset({429, 502, 503, 504})
"""Too many requests (RFC 6585, section 4), and the errors of gateways and of overload (RFC 9110, section 15.6)."""
_SECONDS = re.compile(r"\d{1,99}", re.ASCII)


class Exchange:
    """Makes requests politely and with retries; thread-safe."""

    def __init__(
        self, settings: FetchSettings, connector: Connector, host_limits: HostLimits, clock: Clock, random: Random
    ) -> None:
        self._settings = settings
        self._connector = connector
        self._host_limits = host_limits
        self._clock = clock
        self._random = random

    def get(self, url: URL, headers: Mapping[str, str], max_bytes: int, *, delay_s: float, cut: bool = False) -> Reply:
        """The response to a GET, whatever its status, after as many attempts as the settings allow.

        The next turn at the host begins `delay_s` after this one, or later if an attempt failed or the host asked for a
        pause. `cut` is that of `Connector.get`. Raises FetchError.
        """
        host = host_of(url)
        for attempt in count(1):
            last = attempt >= self._settings.attempts
            with self._host_limits.turn(host, delay_s):
                reply = self._attempt(url, headers, max_bytes, cut, last)
            asked = pause_asked(reply, self._clock.now()) if reply else None
            self._host_limits.hold(host, asked or 0.0)
            if reply and (last or reply.status not in _PASSING or (asked or 0.0) > self._settings.longest_wait_s):
                return reply
            self._host_limits.hold(host, self._back_off(attempt))
        raise AssertionError("unreachable: the counter is infinite")

    def _attempt(self, url: URL, headers: Mapping[str, str], max_bytes: int, cut: bool, last: bool) -> Reply | None:
        """The response; None after a temporary error if this was not the last attempt."""
        try:
            return self._connector.get(url, headers, max_bytes, cut=cut)
        except FetchError as error:
            if last or not error.passing:
                raise
            return None

    def _back_off(self, attempt: int) -> float:
        """Seconds with exponential back-off and jitter, so that many failed clients do not return at the same time."""
        return self._settings.backoff_s * 2.0 ** (attempt - 1) * self._random.uniform(0.5, 1.5)


def pause_asked(reply: Reply, now: datetime) -> float | None:
    """The seconds that an error asks to wait (Retry-After, RFC 9110, section 10.2.3), ≥ 0; None
    without such a request.
    """
    text = reply.headers.get("Retry-After", "").strip()
    if reply.status < 400 or not text:
        return None
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST_PAUSE_S)
    try:
        time = parsedate_to_datetime(text)
        pause = ((time if time.tzinfo else time.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(pause, 0.0), LONGEST_PAUSE_S)
