"""How the running time of some work grows with its input."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUICK_S = 0.15
"""Times below this make the ratio meaningless."""
MOST = 10.0
"""Four times as much input: a square takes 16 times as long, n log n hardly 5."""


@contextmanager
def without_collector() -> Iterator[None]:
    """Without the garbage collector, whose time depends on what other tests have left in memory."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def seconds(work: Callable[[str], object], text: str) -> float:
    """Seconds of processor time: a busy machine does not count."""
    with without_collector():
        start = time.process_time()
        work(text)
        return time.process_time() - start


def grows(work: Callable[[str], object], make: Callable[[int], str], size: int) -> float:
    """How many times as long four times as much takes; 0 where both are quick. The least of three measurements."""
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
