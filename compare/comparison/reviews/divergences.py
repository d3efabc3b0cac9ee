"""Reviews: users confirm or dismiss divergences. A review still applies when articles are compared again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from compare.comparison.event_comparison import Comparison
from compare.model.article import digest
from compare.model.match import Divergence, Match, Verdict


def divergence_id(match: Match, divergence: Divergence) -> str:
    """Identifies a divergence by its content, in either order of its sides.

    It stays the same as long as both passages and the marked words do, wherever they are in their articles and however
    the reason is worded.
    """
    sides = sorted(
        (passage.article_id, passage.text, *(span.text for span in spans))
        for passage, spans in ((match.a, divergence.a), (match.b, divergence.b))
    )
    return digest(divergence.kind, *("\0".join(side) for side in sides))


def with_verdicts(comparison: Comparison, verdicts: Mapping[str, Verdict]) -> Comparison:
    """The comparison in which each divergence has its verdict, by `divergence_id`."""
    return comparison.once(_Reviewed).with_verdicts(verdicts) if verdicts else comparison


class _Reviewed:
    """A comparison with the latest verdicts of users: its pages are read more often than it is reviewed."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._last: tuple[Mapping[str, Verdict], Comparison] | None = None

    def with_verdicts(self, verdicts: Mapping[str, Verdict]) -> Comparison:
        """See the function."""
        if self._last is None or self._last[0] != verdicts:
            self._last = (dict(verdicts), _applied(self._comparison, verdicts))
        return self._last[1]


def _applied(comparison: Comparison, verdicts: Mapping[str, Verdict]) -> Comparison:
    matches = {match: _with_verdicts(match, verdicts) for match in comparison.matches}
    rows = [replace(row, matches=tuple(matches[match] for match in row.matches)) for row in comparison.rows]
    return replace(comparison, matches=tuple(matches.values()), rows=tuple(rows))


def find_divergence(comparison: Comparison, wanted: str) -> tuple[Match, Divergence] | None:
    """The divergence of this id, with its match."""
    every = ((match, each) for match in comparison.matches for each in match.divergences)
    return next((each for each in every if divergence_id(*each) == wanted), None)


def _with_verdicts(match: Match, verdicts: Mapping[str, Verdict]) -> Match:
    found = tuple(replace(each, verdict=verdicts.get(divergence_id(match, each))) for each in match.divergences)
    return match if found == match.divergences else replace(match, divergences=found)
