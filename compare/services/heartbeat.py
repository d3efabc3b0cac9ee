"""A heartbeat: tells from a thread of its own that the process of a job is alive, however long a step of it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from compare.errors import StorageError

BEAT_S = 30.0
"""A quarter of what a job may be silent for (`compare.services.jobs.STALE_S`): a beat that is lost does no harm."""


@contextmanager
def beating(beat: Callable[[], None], every_s: float = BEAT_S) -> Iterator[None]:
    """Call `beat` every so many seconds until the context ends; a beat that cannot be stored is left out."""
    ended = Event()

    def run() -> None:
        while not ended.wait(every_s):
            with suppress(StorageError):
                beat()

    thread = Thread(target=run, name="parallax-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
