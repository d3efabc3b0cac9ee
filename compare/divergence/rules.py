"""The registry of rules: the finders of each kind of divergence, and explanations for users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from compare.divergence.kinds import (
    attribution,
    contradiction,
    detail,
    figures,
    headline,
    placement,
    quotation,
    update,
    wording,
)
from compare.divergence.pair import Pair
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Kind


class Finder(NamedTuple):
    """Finds the divergences of one kind by its `rules`, given those of the previous finders."""

    find: Callable[[Pair, Sequence[Divergence]], list[Divergence]]
    rules: tuple[Rule, ...]


FINDERS = (
    Finder(update.find, update.RULES),
    Finder(figures.find, figures.RULES),
    Finder(attribution.find, attribution.RULES),
    Finder(contradiction.find, contradiction.RULES),
    Finder(quotation.find, quotation.RULES),
    Finder(wording.find, wording.RULES),
    Finder(placement.find, placement.RULES),
    Finder(detail.find, detail.RULES),
)
"""In this order, because each finder sees the results of the previous ones: updates come before conflicts, sources
before contradictions.
"""

MEANINGS: dict[Kind, str] = {
    "figures": "they give incompatible figures for the same thing",
    "contradiction": "the two statements cannot both be true",
    "update": "one was written later and supersedes the other",
    "attribution": "they attribute the same claim to different sources, or only one attributes or hedges it",
    "quotation": "they quote the same statement, but cut, altered or paraphrased",
    "wording": "they use words with a different slant for the same thing",
}
"""Explanations for users of what a divergence of each kind means if the reader finds it."""


_READERS = {
    "reader": "The trained reader, which saw both passages in their articles,",
    "endpoint": "The language model that this server uses, which saw both passages with their neighbours,",
}


def _judged(by: str) -> list[Rule]:
    says = _READERS[by]
    return [Rule(f"{kind}.{by}", kind, f"{says} judges that {what}.") for kind, what in MEANINGS.items()]


_FOUND = [rule for finder in FINDERS for rule in finder.rules]
RULES = {each.id: each for each in (*_judged("reader"), *_judged("endpoint"), *_FOUND, *headline.RULES)}
"""All rules by the id that divergences refer to."""
