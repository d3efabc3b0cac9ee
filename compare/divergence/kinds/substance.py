"""Whether a passage has anything to be missed: the rule without a trained scorer, and what it examines."""

from __future__ import annotations

import re
from functools import lru_cache

from compare.model.moment import Moment
from compare.text.analysis import facts_of

_FEWEST_WORDS = 5
"""Words of meaning below which a passage carries too little to be missed (chosen on the pairs)."""

_EMBEDDED = re.compile(r"https?://|\bt\.co/|\bpic\.twitter\.com|\(@\w")
"""Posts that a page embeds. Of 108 passages with one of these or cut off by an ellipsis, annotators held 24 to be
substantial."""

_BOILERPLATE = re.compile(
    r"\b(?:subscribe|newsletter|sign up|click here|follow us|all rights reserved|copyright|read more|advertisement|"
    r"cookies?|privacy policy|contributed to this report|image source|getty images|photo:|watch:|related:|"
    r"this (?:story|article) (?:has been|was|is) (?:updated|developing|a developing)|follow \w+ on twitter)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def is_substantial(text: str, published: Moment | None) -> bool:
    """True for a passage with enough content to be missed that is not page furniture."""
    if is_furniture(text):
        return False
    facts = facts_of(text, published)
    weight = len(facts.content) + 2 * bool(facts.quantities) + bool(facts.names) + bool(facts.quotations)
    return weight >= _FEWEST_WORDS and len(facts.content) >= 3


def is_furniture(text: str) -> bool:
    """True for what a page says around its article, for an embedded post, and for a passage that is cut off."""
    return bool(_BOILERPLATE.search(text) or _EMBEDDED.search(text)) or bare(text).endswith(("...", "…"))


def bare(text: str) -> str:
    """The text without quotation marks at its end."""
    return text.rstrip(" \n\"'”’»“")
