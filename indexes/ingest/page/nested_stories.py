"""Other stories in or beside the part of a page that contains an article: in boxes, after “Read next”, under a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from compare.text.names import names_of
from compare.text.terms import content_stems
from compare.text.tokens import tokens_of
from indexes.ingest.page.markup import remove_all

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOXES = ("section", "aside", "div", "article")
_NEXT = re.compile(
    r"\W*(?:read|up|see|watch)?\s*(?:next|also)(?:\s+(?:up|article|story|read|in \w+))?\W*"
    r"|\W*(?:more|other|related|further|latest|top|recommended|popular|trending|most read|sponsored|promoted)"
    r"(?:\s+(?:from|in|on|by|for)\s+[\w .’'-]{2,30}"
    r"|\s+(?:stories|articles|news|reading|content|coverage|links|posts))?\W*"
    r"|\W*(?:you (?:may|might) also like|recommended for you|from our partners|advertisement|don['’]t miss)\W*"
    r"|\W*(?:lesen sie auch|mehr zum thema|weitere artikel|à lire aussi|à lire ensuite|sur le même sujet|lea también"
    r"|te puede interesar|leggi anche|lees ook|czytaj także|читайте также)\W*",
    re.IGNORECASE,
)
"""Headings that introduce other stories."""
_FEWEST_WORDS = 20
"""Minimum number of words in paragraphs of a part of a page that is a story (set by hand)."""
_MOST_BOXES = 200
"""Maximum number of parts of a page that are examined, from the top (set by hand)."""
_LONGEST_HEADING = 20
"""Number of words of a link that may be the headline of a story (set by hand)."""


def remove_nested_stories(tree: Any, title: str) -> list[str]:
    """Remove stories from `tree` that have nothing to do with the one under `title`; returns their headings.

    Such a story has a box with a heading of its own, a heading that says what follows, a link as its headline, or an
    element beside the article. It has no word of the title, and no name in common with the rest of the page.
    """
    stems = set(content_stems(title))
    if not stems:
        return []
    removed = _remove_beside(tree, stems)
    for part in islice(_parts(tree), _MOST_BOXES):
        if any(not _is_inside(each, tree) for each in part) or _words(part) < _FEWEST_WORDS:
            continue
        says_so = any(_NEXT.fullmatch(said) for said in (_text(part[0]), _heading_of(part[0])))
        text, rest = " ".join(map(_text, part)), _rest(tree, part)
        if not stems.isdisjoint(content_stems(text)) or stems.isdisjoint(content_stems(rest)):
            continue
        if says_so or _is_apart(part, text, rest):
            removed.append(_heading_of(part[0]) or _text(part[0]))
            remove_all(part)
    return removed


def _parts(tree: Any) -> Iterator[list[Any]]:
    """Candidates for other stories: boxes that begin with a heading, and what follows a heading or a link that serves
    as one.
    """
    for box in list(tree.iter(*_BOXES)):
        if len(box) and _heading_of(box) and box.getparent() is not None and not _has_main_heading(box):
            yield [box]
    for heading in list(tree.iter(*_HEADINGS[1:])):
        if _NEXT.fullmatch(_text(heading)):
            yield [heading, *_until(heading, _HEADINGS[: _HEADINGS.index(heading.tag) + 1])]
    for link in list(tree.iter("a")):
        if _stands_alone(link):
            top = link.getparent() if link.getparent().tag == "p" else link
            part = [top, *_until(top, _HEADINGS)]
            if _is_headline(_text(link), " ".join(map(_text, part[1:3]))):
                yield part


def _remove_beside(tree: Any, stems: set[str]) -> list[str]:
    """Take out other articles, and boxes without a heading behind the article; returns their beginnings.

    They have no name in common with the article.
    """
    heading = next((each for each in tree.iter("h1", "h2") if not stems.isdisjoint(content_stems(_text(each)))), None)
    own = next(reversed(list(heading.iterancestors("article"))), None) if heading is not None else None
    if own is None or _words([own]) < _FEWEST_WORDS:
        return []
    articles = (each for each in tree.iter("article") if own not in {each, *each.iterancestors(), *each.iter()})
    boxes = (each for each in own.itersiblings(*_BOXES) if next(each.iter(*_HEADINGS), None) is None)
    removed = []
    names = _names(_text(own))
    for box in islice([*articles, *boxes], _MOST_BOXES):
        text = _text(box)
        if not _is_inside(box, tree) or _words([box]) < _FEWEST_WORDS or not stems.isdisjoint(content_stems(text)):
            continue
        if _has_other_names(text, names):
            removed.append(_heading_of(box) or text)
            remove_all([box])
    return removed


def _is_headline(link: str, text: str) -> bool:
    """Whether the text behind a link is of what the link names: it has half of its words."""
    stems = set(content_stems(link))
    return bool(stems) and 2 * len(stems & set(content_stems(text))) >= len(stems)


def _rest(tree: Any, part: list[Any]) -> str:
    """The paragraphs of a page that are not in this part."""
    inside = {element for each in part for element in each.iter("p")}
    return " ".join(_text(each) for each in tree.iter("p") if each not in inside)


def _is_apart(part: list[Any], text: str, rest: str) -> bool:
    """Whether a part shares no name with the rest of a page, nor its heading a word."""
    heading = set(content_stems(_heading_of(part[0]) or _text(part[0])))
    return heading.isdisjoint(content_stems(rest)) and _has_other_names(text, _names(rest))


def _has_other_names(text: str, others: set[str]) -> bool:
    """Whether a text has names, and none of these."""
    names = _names(text)
    return bool(names) and names.isdisjoint(others)


def _names(text: str) -> set[str]:
    return set().union(*(each.words for each in names_of(tokens_of(text))))


def _stands_alone(link: Any) -> bool:
    """True for a link of several words on its own line between paragraphs."""
    parent = link.getparent()
    if parent is None or not 1 < len(_text(link).split()) <= _LONGEST_HEADING:
        return False
    if parent.tag == "p":
        return _text(parent) == _text(link)
    before, after = link.getprevious(), link.getnext()
    return before is not None and after is not None and before.tag == after.tag == "p" and not (link.tail or "").strip()


def _has_main_heading(box: Any) -> bool:
    return next(box.iter("h1"), None) is not None


def _heading_of(box: Any) -> str:
    """The text of the heading at the start of a box; "" if there is none."""
    first = next((each for each in islice(box.iter(), 6) if each is not box and each.tag in _HEADINGS), None)
    return _text(first) if first is not None and _text(box).startswith(_text(first)) else ""


def _until(element: Any, tags: tuple[str, ...]) -> list[Any]:
    found = []
    for each in element.itersiblings():
        if each.tag in tags:
            break
        found.append(each)
    return found


def _words(part: list[Any]) -> int:
    """The words in the paragraphs of a part of a page."""
    return sum(len(_text(each).split()) for root in part for each in root.iter("p"))


def _is_inside(element: Any, tree: Any) -> bool:
    return any(each is tree for each in element.iterancestors())


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())
