"""Whether a passage says enough for its absence to matter: the rule used without a trained scorer."""

from __future__ import annotations

from functools import lru_cache

from compare.model.moment import Moment
from compare.text.analysis import facts_of
from compare.text.cleaning.furniture_signs import may_be_furniture

_FEWEST_WORDS = 5
"""Minimum number of content words of a passage whose absence matters (set by hand on the gold pairs)."""


@lru_cache(maxsize=8192)
def is_substantial(text: str, published: Moment | None) -> bool:
    """True for a passage with enough content for its absence to matter, unless it is page furniture."""
    if may_be_furniture(text):
        return False
    facts = facts_of(text, published)
    weight = len(facts.content) + 2 * bool(facts.quantities) + bool(facts.names) + bool(facts.quotations)
    return weight >= _FEWEST_WORDS and len(facts.content) >= 3
