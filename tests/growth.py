"""Measures how running time grows with the size of the input."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUICK_S = 0.15
"""Times below this make the ratio meaningless."""
MOST = 10.0
"""Maximum factor for four times as much input: quadratic time would be a factor of 16, n log n less than 5."""


@contextmanager
def without_collector() -> Iterator[None]:
    """Disable the garbage collector, whose running time depends on objects left by other tests."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def seconds(work: Callable[[str], object], text: str) -> float:
    """Seconds of processor time, which other work on the machine affects little."""
    with without_collector():
        start = time.process_time()
        work(text)
        return time.process_time() - start


def grows(work: Callable[[str], object], make: Callable[[int], str], size: int) -> float:
    """The factor by which four times as much input takes longer; 0 if both are quick. The minimum of three
    measurements."""
    work(make(50))
    ratios = []
    for _ in range(3):
        small, large = seconds(work, make(size)), seconds(work, make(4 * size))
        if large < QUICK_S:
            return 0.0
        ratios.append(large / max(small, 1e-4))
        if ratios[-1] < MOST:
            break
    return min(ratios)
