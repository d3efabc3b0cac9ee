"""Exceptions as responses: one table, an HTML page for people, a problem document (RFC 9457) for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, request
from werkzeug.exceptions import BadHost, HTTPException

from compare.errors import (
    ApiKeyError,
    BusyError,
    ConflictError,
    InputError,
    LockedError,
    ModelError,
    NotAllowedError,
    NotFoundError,
    ParallaxError,
    StorageError,
    TooLargeError,
)
from web.api.responses import NotAcceptableError
from web.server.permissions import is_local, message
from web.views.page import MessagePage

STATUS: tuple[tuple[type[ParallaxError], int], ...] = (
    (TooLargeError, 413),
    (ConflictError, 409),
    (InputError, 400),
    (NotFoundError, 404),
    (ApiKeyError, 401),
    (NotAllowedError, 403),
    (NotAcceptableError, 406),
    (BusyError, 503),
    (ModelError, 503),
    (StorageError, 503),
    (ParallaxError, 500),
)
"""The first matching entry applies."""

_SAID = {
    404: "There is no page at this address.",
    405: "This address does not support that method.",
    413: "The request is larger than this server accepts.",
    415: "Send JSON with the header Content-Type: application/json.",
    429: "Too many requests. Try again later.",
    500: "Something went wrong. The error has been logged. Please try again.",
    503: "The archive is unavailable. The error has been logged. Please try again later.",
}
_LOCKED = "The archive is locked by another process. Please try again in a moment."
_RETRY_S = "2"
_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Return every error of `app` in the same format."""

    @app.errorhandler(ParallaxError)
    def parallax_error(error: ParallaxError) -> Response:
        status = next(status for kind, status in STATUS if isinstance(error, kind))
        said = message(error)
        if status >= 500:
            _log.error("%s: %s", type(error).__name__, error)
            said = said if is_local(request) else _for_remote_users(error, status)
        answer = _answer(status, said)
        if isinstance(error, LockedError | BusyError):
            answer.headers["Retry-After"] = _RETRY_S
        if status == HTTPStatus.UNAUTHORIZED:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        answer = _answer(status, _SAID.get(status) or "The server could not understand this request.")
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After"}:
                answer.headers[name] = value
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        event_id = (request.view_args or {}).get("event_id", "")
        _log.exception("unexpected error%s", f" (event {event_id!r})" if event_id else "", exc_info=error)
        return _answer(500, _of_event(event_id, error) if event_id else _SAID[500])


def _of_event(event_id: str, error: Exception) -> str:
    """The message of an unexpected error in a request about an event; only users on this machine see the reason."""
    reason = " ".join(f" {type(error).__name__}: {error}.".split()) if is_local(request) else ""
    said = f"This request for the event “{event_id[:80]}” failed. The error has been logged."
    return f"{said} {reason}".rstrip()


def _for_remote_users(error: ParallaxError, status: int) -> str:
    """The message without path and reason."""
    if isinstance(error, BusyError):
        return str(error)
    return _LOCKED if isinstance(error, LockedError) else _SAID.get(status, _SAID[500])


def _answer(status: int, detail: str) -> Response:
    title = HTTPStatus(status).phrase
    if request.path.startswith("/api/") or isinstance(request.routing_exception, BadHost):  # it has no URLs of pages
        problem = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail})
        answer = make_response(problem, status)
        answer.content_type = "application/problem+json"
        return answer
    return make_response(MessagePage(title, status, detail).render(), status)
