"""How much of the work that anybody may ask for is done at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import current_app, request

from compare.errors import BusyError, ParallaxError
from compare.services.service import Parallax

AT_A_TIME = 2
"""Requests without an API key, of one process, that compare something: the other threads answer everybody else."""
_WAIT_S = 2.0


@contextmanager
def working() -> Iterator[None]:
    """Work that anybody may ask for. Raises BusyError if as much of it as is done at a time is being done.

    Whoever shows an API key does not queue.
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
    service: Parallax = current_app.extensions["parallax"]
    try:
        service.api_keys.check(secret.strip())
    except ParallaxError:
        return False
    return True
