"""Rate limits: how many requests run at once, in total and per host, and the pause between requests to a host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Semaphore

from indexes.fetching.clock import Clock
from indexes.fetching.failure import FetchError
from indexes.fetching.settings import LONGEST_PAUSE_S, FetchSettings

_SOON_S = 0.001  # negligible, and clocks round


@dataclass(slots=True)
class _HostLimit:
    """Limits concurrency at a host: `places` limits who is inside or in the queue, `queue` lets one of them wait,
    `opens` is a time of the clock.
    """

    places: Semaphore
    queue: Lock = field(default_factory=Lock)
    opens: float = 0.0


class HostLimits:
    """The limits of each host, shared by all threads of a fetcher."""

    def __init__(self, settings: FetchSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._places = Semaphore(settings.concurrency)
        self._lock = Lock()
        self._hosts: dict[str, _HostLimit] = {}

    @contextmanager
    def turn(self, host: str, delay_s: float) -> Iterator[None]:
        """Wait for a turn at `host` and hold it; the next one begins `delay_s` after the start of this one.

        Raises FetchError if the host asks for a pause longer than the settings allow. Queueing does not count as such a
        pause: everybody gets a turn.
        """
        limit = self._limit(host)
        with limit.places:
            with limit.queue:
                self._wait(limit, host)
                self._close(limit, delay_s)
            with self._places:
                yield

    def hold(self, host: str, seconds: float) -> None:
        """Block `host` for this number of seconds."""
        self._close(self._limit(host), seconds)

    def _limit(self, host: str) -> _HostLimit:
        with self._lock:
            return self._hosts.setdefault(host, _HostLimit(Semaphore(self._settings.host_concurrency)))

    def _wait(self, limit: _HostLimit, host: str) -> None:
        while (
            wait := limit.opens - self._clock.seconds()
        ) > _SOON_S:  # again, because it may have been blocked while we slept
            if wait > self._settings.longest_wait_s:
                raise FetchError(f"{host} asks for no requests for {wait:,.0f} s", retry=True, wait_s=wait)
            self._clock.sleep(wait)

    def _close(self, limit: _HostLimit, seconds: float) -> None:
        with self._lock:
            limit.opens = max(limit.opens, self._clock.seconds() + min(seconds, LONGEST_PAUSE_S))
