"""The server: gunicorn manages the processes, and waitress the connections of each."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from typing import Any

from gunicorn.app.base import BaseApplication

from compare.errors import InputError
from web.settings import Settings

_TIMEOUT_S = 120  # the first search of a process loads the model


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def _count_together(self) -> None:
        """Create a folder in which each process stores its metrics, and delete it at the end."""
        folder = tempfile.mkdtemp(prefix="parallax-metrics-")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        self.cfg.set("on_exit", lambda server: shutil.rmtree(folder, ignore_errors=True))

    def load_config(self) -> None:
        for name, value in {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.workers,
            "worker_class": "web.server.workers.waitress_worker.WaitressWorker",
            "threads": self._settings.threads,
            "timeout": _TIMEOUT_S,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "proc_name": "parallax",
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
        if self._settings.workers > 1:
            self._count_together()

    def load(self) -> Any:
        """Runs in the worker after the fork, because FAISS and torch must not have started threads before it."""
        from web import create_app
        from web.server import logs
        from web.server.garbage_collection import collect_less_often

        logs.configure(self._settings.log)
        app = create_app(self._settings)
        app.extensions["worker"].wake()  # a job may be left from the last run of the server
        app.extensions["fetch_worker"].wake()
        collect_less_often()
        return app


def serve(settings: Settings) -> None:
    """Serve until interrupted. Raises InputError for an address that cannot be used."""
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
