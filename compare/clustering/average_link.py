"""Average-link clustering of a few articles that respects manual corrections."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SEVERAL = 3
"""Number of articles from which the mean similarity between two groups varies much less than that between two articles
(set by hand).
"""

_JOIN_SEVERAL = -0.25
"""Mean log-odds required to merge two groups of at least this many articles: reports of look-alike events, such as two
earthquakes of one region, have a little in common. Chosen on folds 1 to 4 of `events/ecb`; from 0 on, large events fall
apart.
"""


def clusters(log_odds: NDArray[np.float32], join: float, settled: Sequence[str | None]) -> list[list[int]]:
    """Cluster articles until the mean log-odds between groups are below `join`; each group is ascending, sorted by
    first member.

    `log_odds` is symmetric, shape (n, n). Articles with the same name in `settled` stay together, and articles with
    different names stay apart, whatever the log-odds. Two groups of several articles need a higher mean than `join`.
    """
    groups = _settled_groups(settled)
    names = [settled[group[0]] for group in groups]
    member = np.zeros((len(groups), len(log_odds)), np.float64)
    for place, group in enumerate(groups):
        member[place, group] = 1
    sums = member @ log_odds @ member.T
    sizes = member.sum(1)
    apart = np.array([[bool(a and b and a != b) for b in names] for a in names])
    while len(groups) > 1:
        averages = np.where(apart, -np.inf, sums / np.outer(sizes, sizes))
        np.fill_diagonal(averages, -np.inf)
        a, b = sorted(int(place) for place in np.unravel_index(int(averages.argmax()), averages.shape))
        if averages[a, b] < join:
            break
        if averages[a, b] < _JOIN_SEVERAL and min(len(groups[a]), len(groups[b])) >= _SEVERAL:
            apart[a, b] = apart[b, a] = True
            continue
        sums[a] += sums[b]
        sums[:, a] += sums[:, b]
        sizes[a] += sizes[b]
        apart[a] |= apart[b]
        apart[:, a] |= apart[:, b]
        groups[a] = sorted(groups[a] + groups.pop(b))
        kept = np.arange(len(sizes)) != b
        sums, sizes, apart = sums[np.ix_(kept, kept)], sizes[kept], apart[np.ix_(kept, kept)]
    return sorted(groups)


def _settled_groups(settled: Sequence[str | None]) -> list[list[int]]:
    groups: dict[str | int, list[int]] = {}
    for place, name in enumerate(settled):
        groups.setdefault(place if name is None else name, []).append(place)
    return list(groups.values())
