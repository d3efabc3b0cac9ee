"""The background worker: a thread of the server that runs jobs and compares events."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from time import perf_counter

from compare.errors import ParallaxError
from compare.services.service import Parallax
from web.server.workers.wakeable_thread import WakeableThread

_POLL_S = 30.0
"""Seconds between checks for jobs without being woken: another process may have died during one."""

_log = logging.getLogger(__name__)
_jobs = logging.getLogger("parallax.jobs")


class Worker:
    """Sleeps until it is woken; then it does all pending work, including unfinished work of other processes.

    Jobs come first; then events are compared until it is woken again. `changed` is called when it is woken, and after
    each piece of work.
    """

    def __init__(self, service: Parallax, changed: Callable[[], None] = lambda: None) -> None:
        self._service = service
        self._changed = changed
        self._warmed = Event()
        self._thread = WakeableThread("parallax-worker", self._work)

    def wake(self) -> None:
        """Check for jobs now. The thread ends with the process; an unfinished job is run again."""
        self._thread.wake(before=lambda: self._service.comparing.delegate_to(self.wake))
        self._changed()

    @property
    def is_warming(self) -> bool:
        """Whether it is still loading the model and the index."""
        return self._thread.is_started and not self._warmed.is_set()

    def _work(self) -> None:
        with self._service.long_lock_timeout():
            self._work_on()

    def _work_on(self) -> None:
        try:
            self._service.maintenance.warm()
            self._service.comparing.request_outdated()
        except ParallaxError as error:
            _log.error("%s: %s", type(error).__name__, error)
        self._warmed.set()
        while True:
            self._thread.sleep(_POLL_S)
            try:
                while self._run_next() or self._service.comparing.run_next(paused=lambda: self._thread.is_woken):
                    self._thread.sleep(0)
                    self._changed()
            except Exception:
                _log.exception("the worker could not check for work; trying again later")

    def _run_next(self) -> bool:
        """Run a job and log it; False if there is none."""
        began = perf_counter()
        job = self._service.jobs.run_next()
        if job is not None:
            seconds = round(perf_counter() - began, 1)
            told = {"job": job.id, "state": job.state, "articles": job.articles, "seconds": seconds}
            _jobs.info("job", extra=told)
            if job.problem:
                _log.error("job %s failed: %s", job.id, job.problem)
        return job is not None
