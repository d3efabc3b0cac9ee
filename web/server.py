"""Serving by gunicorn: one process with threads, made for production."""

from __future__ import annotations

import socket
from typing import Any

from gunicorn.app.base import BaseApplication

from compare.errors import InputError
from web.settings import Settings

_LONGEST_LINE = 8190  # bytes of the address with its query: the most that gunicorn takes
_TIMEOUT_S = 120  # the first search of a process loads the model


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "limit_request_line": _LONGEST_LINE,
            "timeout": _TIMEOUT_S,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "proc_name": "parallax",
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Runs in the worker, after the fork: FAISS and torch must not have used threads before it."""
        from web import create_app

        app = create_app(self._settings)
        app.extensions["worker"].wake()  # a job may have been left when the last server ended
        return app


def serve(settings: Settings) -> None:
    """Serve until interrupted. Raises InputError if the address cannot be listened on."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"Cannot listen on {settings.host}:{settings.port} ({reason}): choose another port, as in PORT=8001."
            ) from None
    _Server(settings).run()
