"""Lowers the frequency of garbage collection, because a server keeps many objects and creates few reference cycles."""

from __future__ import annotations

import gc

_THRESHOLDS = (20_000, 20, 50)
"""Set by hand; the default is 700, 10, 10. A full collection with many comparisons in memory took longer than the page
that it delayed.
"""


def collect_less_often() -> None:
    """Exclude everything loaded so far from later collections, and make these rare. Objects outside cycles, such as
    comparisons evicted from a cache, are still freed at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
