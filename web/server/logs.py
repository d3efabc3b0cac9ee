"""Logs: one line per request and job, as text or JSON; no article text, no queries, no secrets."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from web.setting_types import LogFormat

_requests = logging.getLogger("parallax.requests")


def configure(form: LogFormat) -> None:
    """Write all logs of this process to standard error in one format; with “none”, only warnings and errors."""
    level = logging.WARNING if form == "none" else logging.INFO
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    common: list[Any] = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, stamp]
    renderers: list[Any] = (
        [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("parallax").setLevel(level)


def route() -> str:
    """The pattern of the requested URL; "" if there is none. The URL itself is not logged."""
    return request.url_rule.rule if request.url_rule else ""


def register(app: Flask) -> None:
    """Log each request to `app` when it has been answered."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        told = {"method": request.method, "route": route(), "status": response.status_code, "ms": _elapsed_ms()}
        _requests.info("request", extra=told)
        return response


def _elapsed_ms() -> float:
    return round(1000 * (time.perf_counter() - g.began), 1) if "began" in g else 0.0
