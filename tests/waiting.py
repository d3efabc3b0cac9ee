"""Waiting for conditions of other threads and processes, so that tests also pass on a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120.0


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition is true; fail after two minutes."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "it was not so within two minutes"
        time.sleep(0.05)
