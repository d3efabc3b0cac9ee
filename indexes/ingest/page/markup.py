"""HTML and XML to text, without resolving external entities or opening anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree, html

from indexes.ingest.page.rendering import render_inline
from indexes.ingest.page.tag_scan import check_attributes

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_NO_TEXT = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "object", "svg", "form", "button", "figcaption",
        "head", "title",
    }
)  # fmt: skip


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
"""The elements of headings, largest first."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
"""XML markup in HTML, where programs wrap a text twice; an HTML parser would take the text for a comment."""


def text_of(fragment: str) -> str:
    """The text of an HTML fragment, with a line for each block; scripts, forms and captions are left out.

    Raises TooLargeError if an element has too many attributes.
    """
    fragment = _CDATA.sub("", fragment)
    if "<" not in fragment and "&" not in fragment:
        return _tidy(fragment)
    check_attributes(fragment)
    try:
        root = html.document_fromstring(
            f"<div>{without_controls(fragment)}</div>", parser=html.HTMLParser(no_network=True)
        )
    except (etree.ParserError, ValueError):
        return ""
    render_inline(root)
    parts: list[str] = []
    _collect(root, parts)
    return _tidy("".join(parts))


def letters_of(text: str) -> str:
    """The letters and digits of a text in lower case, for comparing headings."""
    return "".join(character for character in text.casefold() if character.isalnum())


def without_controls(text: str) -> str:
    """`text` without control characters, around which HTML and XML parsers drop content."""
    return _CONTROLS.sub("", text)


def _collect(root: Any, parts: list[str]) -> None:
    """Append the texts of `root` in order, with line ends around blocks."""
    muted = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        silent = element.tag in _NO_TEXT
        muted += silent if event == "start" else 0
        if event == "start" and not muted:
            parts.append("\n" if element.tag in BLOCKS else "")
            parts.append(_one_line(element.text))
        if event == "end" and not muted:
            parts.append("\n" if element.tag in BLOCKS else "")
        muted -= silent if event == "end" else 0
        if event != "start" and not muted:
            parts.append(_one_line(element.tail))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split("\n")).replace("\r", " ")


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def element_text(element: Any) -> str:
    """The text of an element, with normalised white space."""
    return " ".join(element.text_content().split())


def remove_all(part: Sequence[Any]) -> None:
    """Remove the elements of a part of a page, with the text between them; the text behind the last one stays."""
    *others, last = part
    for each in others:
        each.getparent().remove(each)
    last.drop_tree()


def name_of(element: Any) -> str:
    """The name of an element without its namespace, in lower case; "" for other nodes."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def content_of(element: Any) -> str:
    """The text of an element, or its markup if it contains elements (XHTML); entities are not resolved."""
    if len(element) == 0:
        return element.text or ""
    return (element.text or "") + "".join(map(_markup_of, element))


def _markup_of(child: Any) -> str:
    if isinstance(child.tag, str):
        return str(etree.tostring(child, encoding="unicode"))
    return (child.text if child.tag is etree.Entity else "") + (child.tail or "")
