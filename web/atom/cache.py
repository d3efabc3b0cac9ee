"""A small cache of rendered documents, for a minute each: many readers ask for the same feed."""

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
    """Keeps the documents that were asked for last; may be shared by threads. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[float, int, Value]] = OrderedDict()

    def get(self, name: str, stamp: int, make: Callable[[], Value]) -> Value:
        """The document of this name, made anew where it is older than a minute or of another stamp."""
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
