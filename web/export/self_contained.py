"""A page as one self-contained HTML file that loads, runs and sends nothing and has no links to the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import lxml.html
from lxml import etree

_TAGS = ("script", "link", "header", "footer", "form", "button", "nav", "dialog", "input", "select", "textarea")
_CLASSES = ("skip", "overview", "steps", "toast", "star", "act", "links", "more-of", "correct")
_NEXT = "//*[contains(concat(' ', @class, ' '), ' next ')]"
"""Paragraphs with a link to more of a list."""

_LEFT_OUT = "//*[contains(concat(' ', @class, ' '), ' left-out ')]"
"""Notes about the length of a list. On the site, the link to the rest has it, and the notes appear only in print."""

_CHOOSING = "//form[contains(concat(' ', @class, ' '), ' choose ')]"
"""Forms around the list of articles, which is kept."""

_ADDRESSES = "//*[@id='articles']//p[contains(concat(' ', @class, ' '), ' printed ')]"
"""The URLs of the articles. On the site, titles link to the stored articles, and the URLs appear only in print."""

_GONE = " | ".join(
    [
        "//*[@hidden]",
        "//*[@id='coverage']",
        "//*[contains(concat(' ', @class, ' '), ' acts ')]/a",
        f"{_NEXT}/a",
        "//a[@rel='next' or @rel='prev']",
        *(f"//{tag}" for tag in _TAGS),
        *(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in _CLASSES),
    ]
)
"""Elements that work only on the site."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def self_contained(page: str, style: str, address: str) -> str:
    """The page as a file; `style` is its style sheet, `address` the URL that it was saved from."""
    root = lxml.html.document_fromstring(page, parser=lxml.html.HTMLParser(encoding="utf-8"))
    for form in root.xpath(_CHOOSING):
        _keep_list(form)
    for each in root.xpath(_GONE):
        _drop(each)
    for each in root.xpath(f"{_NEXT}[not(normalize-space())]"):
        _drop(each)
    for each in root.xpath(f"{_LEFT_OUT} | {_ADDRESSES}"):
        each.set("class", "note")
    for link in root.xpath("//a[@href]"):
        if not _stands_alone(link.get("href")):
            link.tag = "span"
            for name in ("href", "rel"):
                link.attrib.pop(name, None)
    for each in _with_scripts(root):
        each.attrib.clear()
    head = root.find("head")
    _add(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}, first=True)
    _add(head, "meta", {"charset": "utf-8"}, first=True)
    _add(head, "style", {}, style.replace("</", "<\\/"))
    made = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    note = f"Exported from Parallax on {made} from {address}. Parallax shows evidence, not verdicts."
    _add(root.find("body"), "p", {"class": "note site"}, note)
    document: str = lxml.html.tostring(root, encoding="unicode", doctype="<!doctype html>")
    return document


def _stands_alone(href: str) -> bool:
    """True for anchors of the page itself and for links to the original articles."""
    return href.startswith(("#", "http://", "https://"))


def _keep_list(form: lxml.html.HtmlElement) -> None:
    """Keep the list of articles in a selection form, but remove its checkboxes and the row with its buttons."""
    for each in form.xpath(".//label | ./p[button]"):
        _drop(each)
    for listed in form.iter("ol"):
        listed.set("class", "plain")
    form.drop_tag()


def _with_scripts(root: etree._Element) -> Iterator[etree._Element]:
    """Elements with an event handler, which our templates do not use."""
    return (each for each in root.iter(etree.Element) if any(name.startswith("on") for name in each.attrib))


def _drop(element: etree._Element) -> None:
    """Remove an element, but keep the text after it."""
    if element.getparent() is not None:
        element.drop_tree()


def _add(parent: etree._Element, tag: str, attributes: dict[str, str], text: str = "", first: bool = False) -> None:
    element = etree.Element(tag, attributes)
    element.text = text
    parent.insert(0, element) if first else parent.append(element)
