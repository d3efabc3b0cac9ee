"""A heartbeat: a thread that reports that the process of a job is alive, however long a step takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from compare.errors import StorageError

HEARTBEAT_S = 30.0
"""A quarter of the silence after which a job counts as lost (`compare.services.jobs.STALE_S`), so one lost beat does no
harm.
"""


@contextmanager
def heartbeat(beat: Callable[[], None], every_s: float = HEARTBEAT_S) -> Iterator[None]:
    """Call `beat` at this interval in seconds until the context ends; a beat that cannot be stored is skipped."""
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
