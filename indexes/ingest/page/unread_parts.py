"""Paragraphs of a page that belong to its story but are missing from the extracted text."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from compare.text.cleaning.furniture import is_furniture
from compare.text.names import name_words
from compare.text.terms import content_stems
from indexes.ingest.page.markup import element_text, letters_of
from indexes.ingest.page.rendering import is_sentence

_BESIDE = frozenset({"aside", "footer", "nav", "form", "header", "figure", "button", "a"})
_NAMED_BESIDE = re.compile(
    r"(?<![a-z])(?:comments?(?:list|section|area|form|box|thread|body|text)?"
    r"|authors?(?=$|[-_]*(?:about|avatar|bio|block|box|card|description|details|info|meta|name|profile|section))"
    r"|bio|biography|related(?:posts|stories|articles|content|links|news)?|newsletters?|promos?|promoted|promotions?"
    r"|promotional|sponsors?|sponsored|disclaimers?|legal(?=$|[-_]*(?:copy|footer|info|line|links|note|notice|terms|text))"
    r"|teasers?|footnotes?|captions?)(?![a-z])"
)
"""A class or id, with words separated by hyphens, of elements next to an article."""
_STATE = re.compile(
    r"(?:category|has|is|no|tag|with|without)[-_].*|.*[-_](?:active|closed|disabled|enabled|off|on|open)"
)
"""Classes that describe a page or an article: "comments-open", "has-related-posts", "category-legal"."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FEWEST_WORDS = 20
"""Minimum number of words of a paragraph that is reported as missing (set by hand)."""
_MOST_PARAGRAPHS = 500
"""Maximum number of paragraphs of a page that are examined."""


def paragraphs_of(tree: Any) -> list[str]:
    """The paragraphs of a page that may belong to an article: sentences of some length that are not mostly links."""
    return [element_text(each) for each in islice(tree.iter("p"), _MOST_PARAGRAPHS) if _may_be_news(each)]


def unread(paragraphs: list[str], title: str, text: str) -> list[str]:
    """Those of the `paragraphs` that are not in `text`, and share a name with it or a word with the title."""
    letters = letters_of(text)
    missing = [each for each in paragraphs if letters_of(each) not in letters]
    if not missing:
        return []
    names, stems = name_words(text), set(content_stems(title))
    return [
        each for each in missing if not (names.isdisjoint(name_words(each)) and stems.isdisjoint(content_stems(each)))
    ]


def _may_be_news(paragraph: Any) -> bool:
    text = element_text(paragraph)
    if len(text.split()) < _FEWEST_WORDS or not is_sentence(text) or is_furniture(text):
        return False
    linked = sum(len(element_text(each)) for each in paragraph.iter("a"))
    return 2 * linked < len(text) and not any(map(_is_beside, (paragraph, *paragraph.iterancestors())))


def _is_beside(element: Any) -> bool:
    if element.tag in {"body", "html"}:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in _BESIDE or any(map(_names_what_is_beside, named.split()))


def _names_what_is_beside(name: str) -> bool:
    plain = _HUMP.sub("-", name).lower()  # "relatedStories"
    return _STATE.fullmatch(plain) is None and _NAMED_BESIDE.search(plain) is not None
