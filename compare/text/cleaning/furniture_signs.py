"""Signs of page furniture in a passage that was kept: too weak to remove it, but features for ranking and for
omissions.

`compare.text.cleaning.furniture` decides what is removed. Trained weights depend on these patterns.
"""

from __future__ import annotations

import re

_EMBEDDED = re.compile(r"https?://|\bt\.co/|\bpic\.twitter\.com|\(@\w")
"""Posts that a page embeds. Of 108 passages with one of these or with an ellipsis at the end, annotators considered 24
substantial.
"""

_MENTIONS = re.compile(
    r"\b(?:subscribe|newsletter|sign up|click here|follow us|all rights reserved|copyright|read more|advertisement|"
    r"cookies?|privacy policy|contributed to this report|image source|getty images|photo:|watch:|related:|"
    r"this (?:story|article) (?:has been|was|is) (?:updated|developing|a developing)|follow \w+ on twitter)\b",
    re.IGNORECASE,
)

_TEASER = re.compile(
    r"(?:read (?:more|also|next)|related|watch|see also|more:|click|subscribe|sign up|photos?:|image:|video:|file photo"
    r"|getty images|advertisement)\b",
    re.IGNORECASE,
)


def may_be_furniture(text: str) -> bool:
    """True for text that a page shows around its article, for an embedded post, and for a truncated passage."""
    return bool(_MENTIONS.search(text) or _EMBEDDED.search(text)) or bare(text).endswith(("...", "…"))


def is_teaser(text: str) -> bool:
    """True for a text that begins like a teaser, a caption or an advertisement."""
    return _TEASER.match(text) is not None


def bare(text: str) -> str:
    """The text without closing quotation marks."""
    return text.rstrip(" \n\"'”’»“")
