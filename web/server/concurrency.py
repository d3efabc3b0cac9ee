"""Limits the number of comparison requests that run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import current_app, request

from compare.errors import BusyError, ParallaxError
from web.current import current_service

AT_A_TIME = 2
"""Maximum number of requests without an API key that may compare at the same time, per process; the other threads serve
everybody else.
"""
_WAIT_S = 2.0


@contextmanager
def working() -> Iterator[None]:
    """Run work that any visitor may request. Raises BusyError if too many such requests are already running.

    Requests with an API key are not limited.
    """
    if _has_key():
        yield
        return
    places: BoundedSemaphore = current_app.extensions.setdefault("working", BoundedSemaphore(AT_A_TIME))
    if not places.acquire(timeout=_WAIT_S):
        raise BusyError("This server is busy comparing: try again in a moment.")
    try:
        yield
    finally:
        places.release()


def _has_key() -> bool:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer":
        return False
    service = current_service()
    try:
        service.api_keys.check(secret.strip())
    except ParallaxError:
        return False
    return True
