"""How often Python looks for reference cycles: seldom, because a server keeps much and makes few of them."""

from __future__ import annotations

import gc

_THRESHOLDS = (20_000, 20, 50)
"""Instead of 700, 10, 10 (chosen): a full pass over the comparisons in memory took longer than the page it delayed."""


def collect_seldom() -> None:
    """Leave what was loaded until now out of all later passes, and make these rare.

    What no cycle holds is freed at once all the same, as comparisons that leave the memory are.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
