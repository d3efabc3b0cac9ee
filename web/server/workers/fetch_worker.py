"""The fetch worker: a thread of the server that fetches and parses what users submit."""

from __future__ import annotations

import logging
from collections.abc import Callable

from compare.errors import ParallaxError
from compare.services.service import Parallax
from compare.services.stores.operations.jobs import Job
from web.server.workers.wakeable_thread import WakeableThread

_POLL_S = 30.0
"""Seconds between checks for jobs without being woken: another process may have died during one, or still be running
one."""

_log = logging.getLogger(__name__)


class FetchWorker:
    """Sleeps until it is woken; then it runs all waiting fetch jobs, one after the other.

    `build` creates the object that runs them, once, in its thread; `passed_on` is called after each, so that its
    articles are added.
    """

    def __init__(self, service: Parallax, build: Callable[[], Callable[[], Job | None]], passed_on: Callable[[], None]):
        self._service = service
        self._build = build
        self._passed_on = passed_on
        self._thread = WakeableThread("parallax-fetch", self._work)

    def wake(self) -> None:
        """Check for jobs now. The thread ends with the process; an unfinished job is run again."""
        self._thread.wake()

    def _work(self) -> None:
        run_next: Callable[[], Job | None] | None = None
        with self._service.long_lock_timeout():
            while True:
                try:
                    run_next = run_next or self._build()
                    while job := run_next():
                        _log.info("fetched for job %s", job.id)
                        self._passed_on()
                except ParallaxError as error:
                    _log.error("%s: %s", type(error).__name__, error)
                except Exception:
                    _log.exception("the worker could not check for jobs; trying again later")
                self._thread.sleep(_POLL_S)
