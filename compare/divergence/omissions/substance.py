"""Whether a passage has anything to be missed: the rule without a trained scorer."""

from __future__ import annotations

from functools import lru_cache

from compare.model.moment import Moment
from compare.text.analysis import facts_of
from compare.text.cleaning.furniture_signs import may_be_furniture

_FEWEST_WORDS = 5
"""Words of meaning below which a passage carries too little to be missed (chosen on the pairs)."""


@lru_cache(maxsize=8192)
def is_substantial(text: str, published: Moment | None) -> bool:
    """True for a passage with enough content to be missed that is not page furniture."""
    if may_be_furniture(text):
        return False
    facts = facts_of(text, published)
    weight = len(facts.content) + 2 * bool(facts.quantities) + bool(facts.names) + bool(facts.quotations)
    return weight >= _FEWEST_WORDS and len(facts.content) >= 3
