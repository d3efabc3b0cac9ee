"""Other stories in or beside the part of a page that contains an article: in boxes, after “Read next”, under a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Any

from compare.text.terms import content_stems
from indexes.ingest.page.lines import Lines
from indexes.ingest.page.markup import HEADINGS, element_text, remove_all

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
_NEXT_TITLED = re.compile(r"\W*(?:(?:read|up|coming|see|watch)\s+)?(?:next|also)\s*[:|–—]\s*\w", re.IGNORECASE)
"""The beginning of a heading that introduces one other story: "Next: …"."""
_FEWEST_WORDS = 20
"""Minimum number of words in paragraphs of a part of a page that is a story (set by hand)."""
_FEWEST_OF_SECTION = 40
"""The same for a section that is not removed, but reported (set by hand)."""
_MOST_SECTIONS = 20
_OF_A_LIST = 3  # sections that share nothing with each other or the rest (set by hand)
_MOST_BOXES = 200
"""Maximum number of parts of a page that are examined, from the top (set by hand)."""
_LONGEST_HEADING = 20
"""Maximum number of words of a link that may be the headline of a story (set by hand)."""
_BEHIND = 2
"""Number of elements after such a link that may contain words of the headline."""


def remove_nested_stories(tree: Any, title: str) -> list[str]:
    """Remove stories from `tree` that have nothing to do with the one under `title`; returns their headings.

    Such a story is in a box with its own heading, under a heading that introduces other stories, under a link as its
    headline, or in an element next to the article. It has no word in common with the title, and no name in common with
    the rest of the page.
    """
    stems = frozenset(content_stems(title))
    if not stems:
        return []
    lines = Lines(tree)
    removed = _remove_beside(tree, lines, stems)
    for part in islice(_parts(tree, lines), _MOST_BOXES):
        if not _is_inside(part[0], tree) or lines.words(part) < _FEWEST_WORDS:
            continue
        if lines.has_stem(part, stems) or not lines.has_stem_outside(part, stems):
            continue
        heading = _heading_of(part[0], lines)
        says_so = any(map(_NEXT.fullmatch, (lines.text(part[:1]), heading)))
        heading = heading or lines.text(part[:1])
        if says_so or _is_apart(part, heading, lines):
            removed.append(heading)
            _remove(part, lines)
    return removed


def _parts(tree: Any, lines: Lines) -> Iterator[list[Any]]:
    """Candidates for other stories: boxes that begin with a heading, and elements that follow a heading or a link in
    its place.
    """
    for box in list(tree.iter(*_BOXES)):
        if len(box) and _heading_of(box, lines) and box.getparent() is not None and not _has_main_heading(box):
            yield [box]
    for heading in list(tree.iter(*HEADINGS[1:])):
        said = lines.text([heading])
        if _NEXT.fullmatch(said) or _NEXT_TITLED.match(said):
            yield [heading, *_until(heading, HEADINGS[: HEADINGS.index(heading.tag) + 1])]
    for link in list(tree.iter("a")):
        if _stands_alone(link, lines):
            top = link.getparent() if link.getparent().tag == "p" else link
            stems = frozenset(content_stems(element_text(link)))
            if stems and lines.has_half(list(islice(_until(top, HEADINGS), _BEHIND)), stems):
                yield [top, *_until(top, HEADINGS)]


def sections_apart(tree: Any, title: str) -> list[str]:
    """The headings of sections among the paragraphs of a page that may be other stories.

    They share no name with the rest of the page, no word with the title, and their headings no word with the rest.
    Several such sections are items of a list that is itself the article, such as gift ideas.
    """
    stems, lines, found = frozenset(content_stems(title)), Lines(tree), []
    for heading in islice(tree.iter("h2", "h3"), _MOST_SECTIONS if stems else 0):
        part = [heading, *_until(heading, HEADINGS[: HEADINGS.index(heading.tag) + 1])]
        if lines.words(part) < _FEWEST_OF_SECTION or lines.words([tree]) - lines.words(part) < _FEWEST_WORDS:
            continue
        if not lines.has_stem(part, stems) and _is_apart(part, lines.text([heading]), lines):
            found.append(lines.text([heading]))
    return found if len(found) < _OF_A_LIST else []


def _remove_beside(tree: Any, lines: Lines, stems: frozenset[str]) -> list[str]:
    """Remove other articles, and boxes without a heading after the article; returns their beginnings.

    They have no name in common with the article.
    """
    heading = next((each for each in tree.iter("h1", "h2") if lines.has_stem([each], stems)), None)
    own = next(reversed(list(heading.iterancestors("article"))), None) if heading is not None else None
    if own is None or lines.words([own]) < _FEWEST_WORDS:
        return []
    around = {own, *own.iterancestors()}
    articles = (each for each in tree.iter("article") if around.isdisjoint({each}) and not _is_inside(each, own))
    boxes = (each for each in own.itersiblings(*_BOXES) if next(each.iter(*HEADINGS), None) is None)
    removed = []
    names = lines.names([own])
    for box in islice([*articles, *boxes], _MOST_BOXES):
        if not _is_inside(box, tree) or lines.words([box]) < _FEWEST_WORDS or lines.has_stem([box], stems):
            continue
        others = lines.names([box])
        if others and others.isdisjoint(names):
            removed.append(_heading_of(box, lines) or lines.text([box]))
            _remove([box], lines)
    return removed


def _remove(part: Sequence[Any], lines: Lines) -> None:
    lines.remove(part)
    remove_all(part)


def _is_apart(part: Sequence[Any], heading: str, lines: Lines) -> bool:
    """Whether a part has names, and shares none with the rest of a page, nor its heading a word."""
    names = lines.names(part)
    is_named = bool(names) and not lines.has_name_outside(part, names)
    return is_named and not lines.has_stem_outside(part, content_stems(heading))


def _stands_alone(link: Any, lines: Lines) -> bool:
    """True for a link of several words on its own line between paragraphs."""
    parent = link.getparent()
    if parent is None or not 1 < len(element_text(link).split()) <= _LONGEST_HEADING:
        return False
    if parent.tag == "p":
        return lines.is_all_of(link, parent)
    before, after = link.getprevious(), link.getnext()
    return before is not None and after is not None and before.tag == after.tag == "p" and not (link.tail or "").strip()


def _has_main_heading(box: Any) -> bool:
    return next(box.iter("h1"), None) is not None


def _heading_of(box: Any, lines: Lines) -> str:
    """The text of the heading at the start of a box; "" if there is none."""
    first = next((each for each in islice(box.iter(), 6) if each is not box and each.tag in HEADINGS), None)
    return lines.text([first]) if first is not None and lines.starts_with(box, first) else ""


def _until(element: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    return takewhile(lambda each: each.tag not in tags, element.itersiblings())


def _is_inside(element: Any, tree: Any) -> bool:
    return any(each is tree for each in element.iterancestors())
