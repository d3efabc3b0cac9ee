"""Decides which divergences are shown as findings. No other module does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from compare.model.match import KINDS, Divergence, Kind, Match


@dataclass(frozen=True, slots=True)
class DisplayPolicy:
    """The minimum probability (0 to 1) at which each kind is shown; a kind without one is never shown."""

    floors: Mapping[Kind, float]

    @property
    def fingerprint(self) -> str:
        """Changes whenever the policy changes."""
        return " ".join(f"{kind}>={floor!r}" for kind, floor in sorted(self.floors.items()))

    def shows(self, divergence: Divergence) -> bool:
        """True if its kind is shown at its probability."""
        floor = self.floors.get(divergence.kind)
        return floor is not None and divergence.probability >= floor


SHOW_ALL = DisplayPolicy({kind: 0.0 for kind in KINDS if kind != "detail"})
"""Every divergence except mere detail, however uncertain."""


def decide_shown(matches: Iterable[Match], policy: DisplayPolicy = SHOW_ALL) -> list[Match]:
    """The matches with `shown` of every divergence set by the policy."""
    return [_decided(match, policy) for match in matches]


def _decided(match: Match, policy: DisplayPolicy) -> Match:
    found = tuple(replace(each, shown=policy.shows(each)) for each in match.divergences)
    return match if found == match.divergences else replace(match, divergences=found)
