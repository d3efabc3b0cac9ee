"""The thread that logs new items, matches them to alerts, and sends messages, without delaying other work."""

from __future__ import annotations

import logging

from compare.ports import Poster
from compare.services.alerts.alerts import Found
from compare.services.service import Parallax
from web.server.workers.wakeable_thread import WakeableThread

_POLL_S = 10.0
"""Seconds between two rounds without a signal: other processes add articles, and messages become due again."""

_log = logging.getLogger("parallax.alerts")


class Notifier:
    """Waits until it is woken. Its thread ends with the process, and another process continues the work."""

    def __init__(self, service: Parallax, found: Found, poster: Poster) -> None:
        self._service = service
        self._found = found
        self._poster = poster
        self._thread = WakeableThread("parallax-notifier", self._work)

    def wake(self) -> None:
        """Start a round now."""
        self._thread.wake()

    def look(self) -> None:
        """One round: log new items, match them to alerts, and send all due messages."""
        self._service.activity.note()
        self._service.alerts.collect(self._found)
        while sent := self._service.alerts.send_next(self._poster):
            told = {"alert": sent.alert_id, "message": sent.id, "state": sent.state, "attempts": sent.attempts}
            _log.info("alert", extra=told)

    def _work(self) -> None:
        with self._service.long_lock_timeout():
            while True:
                self._thread.sleep(_POLL_S)
                try:
                    self.look()
                except Exception:
                    _log.exception("new items could not be checked; trying again later")
