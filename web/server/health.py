"""Health checks: whether the process is alive, and whether it is ready."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from web.current import current_service

health = Blueprint("health", __name__)


@health.get("/healthz")
def lives() -> Response:
    """The process responds."""
    return _word("ok")


@health.get("/readyz")
def is_ready() -> Response:
    """200 if the model is loaded and the catalogue and vector index are usable; otherwise 503, with the reason in the
    log."""
    service = current_service()
    service.maintenance.check_ready()
    if current_app.extensions["worker"].is_warming:
        return _word("the model is being loaded", 503)
    return _word("ready")


def _word(word: str, status: int = 200) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
