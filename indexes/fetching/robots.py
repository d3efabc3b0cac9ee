"""robots.txt rules (RFC 9309), cached per scheme, host and port."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from indexes.fetching.clock import Clock
from indexes.fetching.failure import FetchError
from indexes.fetching.urls import host_of

if TYPE_CHECKING:
    from httpx2 import URL
    from protego import Protego

    from indexes.fetching.connection import Reply

MAX_BYTES = 512_000
"""Maximum number of bytes of a robots.txt that are read; the rest is ignored: RFC 9309, section 2.5, requires at least
500 KiB.
"""
_KEPT_S = 24 * 3600.0  # RFC 9309, section 2.4
_KEPT_UNREACHED_S = 300.0
_MOST_KEPT = 1_000
_MOST_PAIRS = 500_000
"""Maximum number of characters of a user agent and a rule: the parser stores each pair of a group, so that 500 KB could
fill the memory.
"""


@dataclass(slots=True)
class _Known:
    """The rules of a host, None if it has none, or why they are unknown. `until` is a time of the clock."""

    lock: Lock = field(default_factory=Lock)
    until: float = float("-inf")
    rules: Protego | None = None
    unknown: FetchError | None = None


class Robots:
    """Fetches robots.txt of each host with `read`, which follows redirects and raises FetchError."""

    def __init__(self, read: Callable[[URL], Reply], product: str, clock: Clock) -> None:
        self._read = read
        self._product = product
        self._clock = clock
        self._lock = Lock()
        self._known: dict[tuple[str, str, int | None], _Known] = {}

    def crawl_delay(self, url: URL) -> float:
        """The seconds that the host of `url` wants between requests; 0.0 if it does not say.

        Raises FetchError if `url` is not allowed, or if this cannot be determined at the moment.
        """
        known = self._entry(url)
        with known.lock:
            if known.until <= self._clock.seconds():
                self._learn(url, known)
            wait = known.until - self._clock.seconds()
            rules, unknown = known.rules, known.unknown
        if unknown:
            if not unknown.retry:  # nothing of that host is ever fetched, as if there were no robots.txt
                raise FetchError(unknown.reason, retry=False)
            reason = f"the robots.txt of the host cannot be read ({unknown.reason})"
            raise FetchError(reason, retry=True, wait_s=wait)
        if rules is None:
            return 0.0
        if not rules.can_fetch(str(url), self._product):
            raise FetchError(f"the robots.txt of {host_of(url)} does not allow it", retry=False)
        return rules.crawl_delay(self._product) or 0.0

    def _entry(self, url: URL) -> _Known:
        with self._lock:
            while len(self._known) >= _MOST_KEPT:
                del self._known[next(iter(self._known))]
            return self._known.setdefault((url.scheme, host_of(url), url.port), _Known())

    def _learn(self, url: URL, known: _Known) -> None:
        try:
            known.rules, known.unknown = self._rules(url), None
        except FetchError as error:
            known.rules, known.unknown = None, error.with_traceback(None)
        known.until = self._clock.seconds() + (_KEPT_UNREACHED_S if known.unknown else _KEPT_S)

    def _rules(self, url: URL) -> Protego | None:
        """The rules of a host; None if it has none, which is what 4xx and endless redirects mean (section 2.3.1).

        Raises FetchError if they cannot be determined: 5xx, no response, and 429, which says nothing about the file.
        """
        from protego import Protego

        try:
            reply = self._read(url.copy_with(raw_path=b"/robots.txt"))
        except FetchError as error:
            if error.status is not None and 300 <= error.status < 400:
                return None
            raise
        if reply.status == 429 or reply.status >= 500:
            raise FetchError(f"the response was {reply.status}", retry=True)
        if not 200 <= reply.status < 300:
            return None
        text = reply.body.decode("utf-8-sig", "replace")
        lines = text.lower().splitlines()
        if len(lines) * sum("agent" in line for line in lines) > _MOST_PAIRS:
            raise FetchError("it has too many rules", retry=True)
        return Protego.parse(text)
