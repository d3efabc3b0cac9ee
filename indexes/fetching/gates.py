"""Turns: how many requests go at once, in all and to a host, and how long a host is left alone between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Semaphore

from indexes.fetching.clock import Clock
from indexes.fetching.failure import FetchError
from indexes.fetching.settings import LONGEST_PAUSE_S, FetchSettings


@dataclass(slots=True)
class _Gate:
    places: Semaphore
    opens: float = 0.0


class Gates:
    """One gate for each host; all threads of a fetcher share them."""

    def __init__(self, settings: FetchSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._places = Semaphore(settings.concurrency)
        self._lock = Lock()
        self._gates: dict[str, _Gate] = {}

    @contextmanager
    def turn(self, host: str, delay_s: float) -> Iterator[None]:
        """Wait for a turn at `host`, and hold it; the next one begins `delay_s` after the beginning of this.

        Raises FetchError if the wait would be longer than the settings allow.
        """
        gate = self._gate(host)
        with gate.places:
            self._clock.sleep(self._book(gate, host, delay_s))
            with self._places:
                yield

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody in at `host` for so many seconds."""
        gate = self._gate(host)
        with self._lock:
            gate.opens = max(gate.opens, self._clock.seconds() + seconds)

    def _gate(self, host: str) -> _Gate:
        with self._lock:
            return self._gates.setdefault(host, _Gate(Semaphore(self._settings.host_concurrency)))

    def _book(self, gate: _Gate, host: str, delay_s: float) -> float:
        with self._lock:
            now = self._clock.seconds()
            wait = max(0.0, gate.opens - now)
            if wait > self._settings.longest_wait_s:
                raise FetchError(f"{host} asks to be left alone for {wait:,.0f} s", retry=True, wait_s=wait)
            gate.opens = now + wait + min(delay_s, LONGEST_PAUSE_S)
        return wait
