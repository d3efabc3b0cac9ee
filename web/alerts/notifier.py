"""The thread that notices what is new, gathers it for alerts, and sends it; it never keeps others from their work."""

from __future__ import annotations

import logging

from compare.ports import Poster
from compare.services.alerts.alerts import Found
from compare.services.service import Parallax
from web.server.workers.woken_thread import WokenThread

_LOOK_S = 10.0
"""How often it looks of its own accord: other processes add, and messages become due again."""

_log = logging.getLogger("parallax.alerts")


class Notifier:
    """Does nothing until it is woken; the thread ends with the process, and what it leaves another one does."""

    def __init__(self, service: Parallax, found: Found, poster: Poster) -> None:
        self._service = service
        self._found = found
        self._poster = poster
        self._thread = WokenThread("parallax-notifier", self._work)

    def wake(self) -> None:
        """Look now."""
        self._thread.wake()

    def look(self) -> None:
        """One round: note what is new, gather it, and send all that is due."""
        self._service.activity.note()
        self._service.alerts.gather(self._found)
        while sent := self._service.alerts.send_next(self._poster):
            told = {"alert": sent.alert_id, "message": sent.id, "state": sent.state, "attempts": sent.attempts}
            _log.info("alert", extra=told)

    def _work(self) -> None:
        with self._service.patient():
            while True:
                self._thread.sleep(_LOOK_S)
                try:
                    self.look()
                except Exception:
                    _log.exception("what is new could not be looked through; it is looked through again in a while")
