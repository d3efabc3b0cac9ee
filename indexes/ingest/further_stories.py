"""Pages that show more than one story: which part of them belongs to the headline."""

from __future__ import annotations

from typing import Any

from compare.terms import content_stems

_FITS = 0.5
"""Share of a headline's words that a heading has if it is its own (chosen)."""
_MUCH_LONGER = 10
"""Times that another story is longer than that under the title: then the title stands apart from its text."""
_MOST_HEADINGS = 50
"""Of a page with more it is not asked which are stories: the work for each grows with the page."""
_FEWEST_WORDS = 20
"""Words of paragraphs that make a heading's part a story (chosen)."""


def remove_further_stories(tree: Any, title: str) -> list[str]:
    """Take out of `tree` the stories under other main headings than `title`; returns their headings.

    Nothing is taken where no heading fits the title, for then it is not known which story is meant.
    """
    headings = [each for each in tree.iter("h1") if _text(each)] or _headings_of_articles(tree)
    own = max(headings, key=lambda each: _fit(_text(each), title), default=None)
    if own is None or len(headings) > _MOST_HEADINGS or _fit(_text(own), title) < _FITS:
        return []
    removed = []
    for heading in [*headings, *_headings_of_articles(tree)]:
        if heading is own or _fit(_text(heading), title) >= _FITS or not _is_inside(heading, tree):
            continue
        part = _part(heading, own)
        if _FEWEST_WORDS <= _words(part) <= _MUCH_LONGER * _words(_part(own, heading)):
            removed.append(_text(heading))
            for each in part:
                each.getparent().remove(each)
    return removed


def _headings_of_articles(tree: Any) -> list[Any]:
    """The first heading of each article element that is not inside another."""
    articles = [each for each in tree.iter("article") if not any(True for _ in each.iterancestors("article"))]
    found = (next(each.iter("h1", "h2", "h3"), None) for each in articles)
    return [each for each in found if each is not None]


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
    return sum(len(_text(each).split()) for root in part for each in root.iter("p"))


def _is_inside(element: Any, tree: Any) -> bool:
    return element is tree or any(each is tree for each in element.iterancestors())


def _fit(heading: str, title: str) -> float:
    one, other = set(content_stems(heading)), set(content_stems(title))
    return len(one & other) / max(1, min(len(one), len(other)))


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())
