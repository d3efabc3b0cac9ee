"""What a supervisor asks: whether the process lives, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from compare.services.service import Parallax

health = Blueprint("health", __name__)


@health.get("/healthz")
def lives() -> Response:
    """The process answers."""
    return _word("ok")


@health.get("/readyz")
def is_ready() -> Response:
    """The model is loaded, and catalogue and vector index can be used; 503 if not, and the log says why."""
    service: Parallax = current_app.extensions["parallax"]
    service.maintenance.check_ready()
    if current_app.extensions["worker"].is_warming:
        return _word("the model is being loaded", 503)
    return _word("ready")


def _word(word: str, status: int = 200) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
