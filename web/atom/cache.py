"""A small cache of rendered documents, for a minute each: many readers request the same feed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

Value = TypeVar("Value")

LASTS_S = 60.0
_MOST = 64


class DocumentCache(Generic[Value]):
    """Caches the documents requested last; thread-safe. `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, int, Value]] = OrderedDict()

    def get(self, name: str, stamp: int, make: Callable[[], Value]) -> Value:
        """The document with this name, rendered again if it is older than a minute or has a different stamp."""
        with self._lock:
            kept = self._kept.get(name)
            if kept and kept[1] == stamp and self._clock() - kept[0] < LASTS_S:
                self._kept.move_to_end(name)
                return kept[2]
        made = make()
        with self._lock:
            self._kept[name] = (self._clock(), stamp, made)
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return made
