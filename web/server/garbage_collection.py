"""The frequency of garbage collection: low, because a server keeps many objects and makes few reference cycles."""

from __future__ import annotations

import gc

_THRESHOLDS = (20_000, 20, 50)
"""Instead of 700, 10, 10 (set by hand): a full pass over the comparisons in memory took longer than the page it
delayed.
"""


def collect_less_often() -> None:
    """Exclude everything loaded so far from later passes, and make these rare. Objects outside cycles are still freed
    at once, such as comparisons that leave the memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
