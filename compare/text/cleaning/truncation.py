"""Truncated texts: teasers, paywalled pages, and fields that a service limits to a number of characters."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from compare.model.article import Article

CUT = "cut"
"""Metadata key of an article whose page states that the text is truncated; the value is "yes"."""

_READ_ON = r"(?:to )?(?:read|continue|keep reading|unlock|see|get|access)"
_BREAKS_OFF = re.compile(
    r"(?:…|\.\.\.|\[(?:\+?\d* ?chars?|…|\.\.\.)\]|(?:continue|keep) reading(?: (?:the|this|on|at|in)\b.{0,80})?|"
    r"read (?:more|on|the full \w+)|"
    rf"(?:subscribe|sign (?:in|up)|log in|register)(?: now| today)? {_READ_ON}\b.{{0,80}}|"
    r"this (?:article|story|content) is (?:for|only (?:available )?(?:to|for)|available (?:only )?(?:to|for)|"
    r"reserved for|exclusive to) (?:\w+ )?(?:subscribers|members)(?: only)?|already a (?:subscriber|member)\?.{0,40})"
    r"\W*$",
    re.IGNORECASE,
)
_TAIL = 300
"""Number of characters at the end of a text that are examined."""


def breaks_off(text: str) -> bool:
    """Whether a text ends with an ellipsis or an invitation to read on."""
    return bool(_BREAKS_OFF.search(text.rstrip()[-_TAIL:]))


def is_truncated(article: Article) -> bool:
    """Whether the text is incomplete: its source says so, or it breaks off."""
    return article.metadata.get(CUT) == "yes" or breaks_off(article.text)


def mark_truncated(article: Article) -> Article:
    """The same article, marked as truncated."""
    return replace(article, metadata=MappingProxyType({**article.metadata, CUT: "yes"}))
