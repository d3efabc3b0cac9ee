"""Pages that are no article: checks for people, error pages that are served as if they were found, empty shells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_FEW_WORDS = 80
"""Words of a text that can be such a page (chosen: news in brief carries the mark-up of an article)."""
_MOSTLY_LINKS = 3
_FEWEST_LINKS = 10
_FEW_PARAGRAPHS = 2
_SAYS_SO = re.compile(
    r"\b(?:(?:40[0-9]|410|429|50[0-9])\b|not found|nicht gefunden|introuvable|no encontrada|non trovata|не найдена"
    r"|page[\w\s]{0,20}(?:no longer|unavailable)|just a moment|one moment|attention required|access denied"
    r"|are you (?:a )?(?:human|robot)|verif(?:y|ying) (?:that )?you|security check|checking your browser|captcha"
    r"|(?:has been|was) (?:removed|deleted|moved)|no longer (?:available|exists)|under maintenance|something went wrong"
    r"|error\b.{0,20}\d{3})",
    re.IGNORECASE,
)
_TOLD_BY = ("published", "author", "modified")


def why_no_article(tree: Any, facts: Mapping[str, Any], text: str) -> str:
    """Why a page is no article, in words; "" if it may be one. A page that marks itself as an article always may."""
    linked, shown = _words_in_links(tree)
    words = min(len(text.split()), shown - linked)
    if words >= _FEW_WORDS or _is_marked(tree, facts):
        return ""
    headings = " ".join(" ".join(each.itertext()) for each in tree.iter("title", "h1", "h2"))
    if _SAYS_SO.search(headings) or (_SAYS_SO.search(text) and _paragraphs(tree) <= _FEW_PARAGRAPHS):
        return "this page says that it is none: a check whether you are a person, or an error page."
    if _is_hidden_from_search(tree):
        return "this page shows little text, no mark-up of an article, and keeps out of search: an error page, perhaps."
    if linked > _MOSTLY_LINKS * words:
        return "this page shows links and too little text for an article."
    return ""


def _words_in_links(tree: Any) -> tuple[int, int]:
    """The words of a page's links, if they are many, and all its words."""
    links = [len(" ".join(each.itertext()).split()) for each in tree.iter("a")]
    shown = sum(len(" ".join(each.itertext()).split()) for each in tree.iter("body"))
    return (sum(links) if len(links) >= _FEWEST_LINKS else 0), shown


def _is_marked(tree: Any, facts: Mapping[str, Any]) -> bool:
    """True for what only articles have: mark-up, an author, a date."""
    if facts.get("is_marked") or any(facts.get(name) for name in _TOLD_BY):
        return True
    return next(tree.iter("article"), None) is not None or bool(
        tree.xpath("boolean(//meta[@property='og:type' and @content='article'])")
    )


def _paragraphs(tree: Any) -> int:
    return sum(1 for each in tree.iter("p") if "".join(each.itertext()).strip())


def _is_hidden_from_search(tree: Any) -> bool:
    robots = tree.xpath("//meta[translate(@name, 'ROBTS', 'robts')='robots']/@content")
    return any("noindex" in each.lower() for each in robots)
