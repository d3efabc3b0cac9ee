"""Whether two groups of articles report one event or two look-alike events: two earthquakes of a region, two launches.

Two articles of one event may have few words in common, so little is asked of a pair. The mean over the pairs of two
groups varies much less: there, little in common means two events. So do figures that one group repeats and the other
never mentions: a magnitude, a toll, a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compare.clustering.pair_score import Rows

_FEWEST = 3
"""Articles that each of two groups needs for its mean and its figures to tell anything (chosen)."""
_JOIN = -0.25
"""Mean log-odds from which two such groups are one event. Chosen on folds 1 to 4 of `events/ecb`: at .4, large events
fall apart (B-cubed recall .91 instead of .95)."""
_FIGURES = 1.5
"""How much higher the mean has to be if the groups have no repeated figure in common (chosen on the same folds). It is
not decisive: while a toll rises, early and late reports of one event have different figures, too."""
_REPEATED = 0.5
"""Share of a group's articles, and two of them at least, that mention a figure that the group is said to repeat."""
_MENTIONED = 0.1
"""Share of a group's articles up to which a figure counts as not mentioned: a later report may recall the earlier
event."""


@dataclass(frozen=True, slots=True, eq=False)
class LookAlikes:
    """Compares groups of the articles whose weighted figures are given: a row for each article."""

    figures: Rows

    def are(self, one: Sequence[int], other: Sequence[int], mean: float) -> bool:
        """True if two groups of articles, with this mean log-odds between them, report two look-alike events."""
        if min(len(one), len(other)) < _FEWEST:
            return False
        return mean < _JOIN + _FIGURES * self.contrast(one, other)

    def contrast(self, one: Sequence[int], other: Sequence[int]) -> float:
        """How much of the figures that a group repeats the other does not mention: the lower of both shares, 0 to 1."""
        groups = self.figures[list(one)], self.figures[list(other)]
        return min(_unmentioned(*groups), _unmentioned(*groups[::-1]))


def _unmentioned(group: Rows, other: Rows) -> float:
    """The share, by weight, of the figures repeated in `group` that `other` does not mention; 0 if none is repeated."""
    is_repeated = (group > 0).sum(0) >= max(2, _REPEATED * len(group))
    weights = group.mean(0) * is_repeated
    is_lacking = (other > 0).mean(0) <= _MENTIONED
    return float(weights[is_lacking].sum() / max(float(weights.sum()), float(np.finfo(np.float32).tiny)))
