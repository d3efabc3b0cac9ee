"""A thread that sleeps until it is woken or a time-out expires."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, Thread


class WakeableThread:
    """Runs `work`, an endless function, from the first call of `wake`; it ends with the process."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self._name = name
        self._work = work
        self._woken = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def is_started(self) -> bool:
        """Whether it has ever been woken."""
        return self._thread is not None

    @property
    def is_woken(self) -> bool:
        """Whether it was woken since the last `sleep`."""
        return self._woken.is_set()

    def wake(self, before: Callable[[], None] = lambda: None) -> None:
        """Start the thread, or wake it. `before` is called once, before it starts."""
        with self._lock:
            if self._thread is None:
                before()
                self._thread = Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
        self._woken.set()

    def sleep(self, seconds: float) -> None:
        """In the thread, wait until it is woken or `seconds` have passed; `is_woken` is then false."""
        self._woken.wait(seconds)
        self._woken.clear()
