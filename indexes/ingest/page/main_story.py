"""Pages with several stories: which part of the page belongs to the headline."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from compare.text.terms import content_stems
from indexes.ingest.page.markup import HEADINGS, element_text, letters_of, remove_all

_FITS = 0.5
"""Share of a headline's words in a heading that is its own (set by hand)."""
_MUCH_LONGER = 10
"""Ratio to the story under the title from which a longer story shows that the title is separate from its text."""
_MOST_HEADINGS = 50
"""Maximum number of elements of a page that is searched for further stories: the work for each grows with the page."""
_FEWEST_STEMS = 2
_FEWEST_OF_TEXT = 40
"""Minimum number of content words of a headline, and of a text, for which common words are expected (set by hand)."""
_MARKED_COMMENTS = (
    "//*[@itemprop='comment' or contains(@itemtype, 'schema.org/Comment')]"
    "| //article[contains(concat(' ', @class, ' '), ' comment ')]"
)
_AROUND = 12
"""Number of levels above a headline that are searched for its story (set by hand)."""
_MOST_COMMENTS = 2
"""Maximum length of comments relative to the rest of a page (set by hand)."""
_COMMENTS = re.compile(
    r"\W*(?:\d+\s+)?(?:(?:reader|user|your|all|latest|recent)s?['’]?\s+)?(?:comments?|discussion|responses|replies"
    r"|(?:leser)?kommentare?|commentaires?|comentarios?|commenti|reacties|комментарии)(?:\s*\W?\d+\W?)?\W*",
    re.IGNORECASE,
)
_FEWEST_WORDS = 20
"""Minimum number of words in paragraphs of a story under a heading (set by hand)."""


def remove_further_stories(tree: Any, title: str) -> list[str]:
    """Remove the stories under main headings other than `title` from `tree`; returns their headings.

    Nothing is removed if no heading matches the title, because the main story is then unknown.
    """
    _remove_comments(tree)
    beside = _remove_beside(tree, title)
    headings = [each for each in tree.iter("h1") if element_text(each)] or _headings_of_articles(tree)
    own = max(headings, key=lambda each: _fit(element_text(each), title), default=None)
    if own is None or len(headings) > _MOST_HEADINGS or _fit(element_text(own), title) < _FITS:
        return beside
    removed = beside
    for heading in [*headings, *_headings_of_articles(tree)]:
        if heading is own or _fit(element_text(heading), title) >= _FITS or not _is_inside(heading, tree):
            continue
        part = _part(heading, own)
        if _FEWEST_WORDS <= _words(part) <= _MUCH_LONGER * _words(_part(own, heading)):
            removed.append(element_text(heading))
            remove_all(part)
    return removed


def stories_of_no_title(tree: Any, title: str) -> list[str]:
    """The headings of the articles of a page if there are several, and none is that of the page."""
    headings = _headings_of_articles(tree)[:_MOST_HEADINGS]
    if len(headings) < 2 or any(_fit(element_text(each), title) >= _FITS for each in [*headings, *tree.iter("h1")]):
        return []
    told = [element_text(each) for each in headings if _words(_part(each, each)) >= _FEWEST_WORDS]
    return told if len(told) > 1 else []


def is_of_another_story(tree: Any, title: str, text: str) -> bool:
    """True if a text of some length shares no word with its headline or with the description of the page."""
    described = tree.xpath("//meta[@name='description' or @property='og:description']/@content")
    stems, told = set(content_stems(title)), set(content_stems(" ".join([title, *described])))
    is_long = len(stems) >= _FEWEST_STEMS and len(text.split()) >= _FEWEST_OF_TEXT
    return is_long and told.isdisjoint(content_stems(text))


def _remove_comments(tree: Any) -> None:
    """Remove readers' comments: elements marked as such, or under such a heading after other content."""
    marked = tree.xpath(_MARKED_COMMENTS)
    headings = [each for each in tree.iter("h2", "h3", "h4") if _COMMENTS.fullmatch(element_text(each))]
    for each in [*marked[:_MOST_HEADINGS], *headings[:_MOST_HEADINGS]]:
        parent = each.getparent()
        if parent is None or not _is_inside(each, tree):
            continue
        is_first = parent[0] is each and parent.tag not in {"body", "main", "article"}
        part = [each] if each in marked else [parent] if is_first else [each, *_until_heading(each)]
        if _words(part) <= _MOST_COMMENTS * (_words([tree]) - _words(part)):
            remove_all(part)


def _until_heading(heading: Any) -> list[Any]:
    found = []
    for each in heading.itersiblings():
        if each.tag in HEADINGS:
            break
        found.append(each)
    return found


def _remove_beside(tree: Any, title: str) -> list[str]:
    """Remove the stories in sibling elements like the one of the title; returns their beginnings.

    They share no word with the title; parts of one story share some.
    """
    stems = set(content_stems(title))
    own = _container(tree, title)
    if own is None or not stems:
        return []
    removed = []
    for other in [*own.getparent(), *_outside_main(own), *_behind_rules(own)]:
        parts = [other, *_until_heading(other)] if other.tag in HEADINGS else [other]
        alike = (other.tag, other.get("class")) == (own.tag, own.get("class"))
        if other is own or not (alike or own.tag == "main" or other.tag in HEADINGS) or not _is_inside(other, tree):
            continue
        if _words(parts) >= _FEWEST_WORDS and stems.isdisjoint(content_stems(" ".join(map(element_text, parts)))):
            removed.append(_begins(other))
            remove_all(parts)
    return removed


def _outside_main(own: Any) -> list[Any]:
    """The siblings of the main part of a page, or of its ancestors, if that part has text."""
    if own.tag != "main" or _words([own]) < _FEWEST_OF_TEXT:
        return []
    around = (own, *own.iterancestors())
    return [each for above in around for direction in (True, False) for each in above.itersiblings(preceding=direction)]


def _behind_rules(own: Any) -> list[Any]:
    """The headings in the same part of a page that follow a horizontal rule."""
    found = own.iterchildren("h1", "h2")
    return [each for each in found if (before := each.getprevious()) is not None and before.tag == "hr"]


def _container(tree: Any, title: str) -> Any:
    """The smallest element with the title on its own line and a story below it; None if there is none."""
    letters = letters_of(title)
    lengths: dict[Any, int] = {}
    for each in reversed(list(tree.iter())):  # the inside of an element comes before it, so that each is read once
        lengths[each] = len(each.text or "") + sum(lengths[child] + len(child.tail or "") for child in each)
    told: dict[Any, bool] = {}  # whether an element has a story, for all titles in it
    short = (each for each in tree.iter("h1", "h2", "h3", "div", "p", "span", "a") if lengths[each] <= 2 * len(title))
    for each in short:
        if letters_of(element_text(each)) == letters:
            for above in islice(each.iterancestors(), _AROUND):
                if above not in told:
                    told[above] = _words([above]) >= _FEWEST_WORDS
                if told[above]:
                    return above if above.tag not in {"body", "html"} else None
    return None


def _begins(element: Any) -> str:
    heading = next(element.iter("h1", "h2", "h3", "h4"), None)
    return element_text(heading if heading is not None else element)


def _headings_of_articles(tree: Any) -> list[Any]:
    """The first heading of each article element that is not inside another."""
    articles = [each for each in tree.iter("article") if not any(True for _ in each.iterancestors("article"))]
    found = (next(each.iter("h1", "h2", "h3"), None) for each in articles)
    return [each for each in found if each is not None and content_stems(element_text(each))]  # no times of a live blog


def _part(heading: Any, own: Any) -> list[Any]:
    """The elements that belong to a heading and not to `own`."""
    around = set(own.iterancestors())
    top = heading
    while (parent := top.getparent()) is not None and parent not in around:
        top = parent
    if top is not heading:
        return [top]
    part = [heading]
    for following in heading.itersiblings():
        if following is own or own in set(following.iter()) or following.tag == "h1":
            break
        part.append(following)
    return part


def _words(part: list[Any]) -> int:
    """The words in the paragraphs of a part of a page."""
    return sum(len(element_text(each).split()) for root in part for each in root.iter("p"))


def _is_inside(element: Any, tree: Any) -> bool:
    return element is tree or any(each is tree for each in element.iterancestors())


def _fit(heading: str, title: str) -> float:
    one, other = set(content_stems(heading)), set(content_stems(title))
    return len(one & other) / max(1, min(len(one), len(other)))
