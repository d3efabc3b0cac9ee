"""A validator of Atom documents: the rules of RFC 4287 that a document can break, by section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML_DIV = "{http://www.w3.org/1999/xhtml}div"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(;.*)?")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_FEED = {"author", "category", "contributor", "entry", "generator", "icon", "id", "link", "logo", "rights", "subtitle",
         "title", "updated"}  # fmt: skip
_ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary",
          "title", "updated"}  # fmt: skip
_PERSON = {"name", "uri", "email"}
_TEXTS = ("title", "subtitle", "summary", "rights")
_MOST_ONE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}


def faults_of(document: bytes) -> list[str]:
    """The problems of an Atom feed document, one per line; [] if it is valid."""
    try:
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [f"2: not well-formed XML: {error}"]
    if root.tag != f"{ATOM}feed":
        return [f"4.1.1: the document element is {root.tag}"]
    return list(_feed(root))


def _feed(root: etree._Element) -> Iterator[str]:
    yield from _container(root, "feed", _FEED)
    entries = root.findall(f"{ATOM}entry")
    if root.find(f"{ATOM}author") is None and any(each.find(f"{ATOM}author") is None for each in entries):
        yield "4.1.1: neither the feed nor each of its entries has an author"
    if not any(each.get("rel") == "self" for each in root.findall(f"{ATOM}link")):
        yield "4.1.1: the feed should have a link rel=self"
    for entry in entries:
        yield from _container(entry, "entry", _ENTRY)
        yield from _content(entry)
    yield from _repeated(entries)


def _container(element: etree._Element, name: str, allowed: set[str]) -> Iterator[str]:
    """The rules that apply to both feeds and entries."""
    for required in ("id", "title", "updated"):
        if len(element.findall(f"{ATOM}{required}")) != 1:
            yield f"4.1.1, 4.1.2: {name} must have exactly one {required}"
    for each in _MOST_ONE[name]:
        if len(element.findall(f"{ATOM}{each}")) > 1:
            yield f"4.1.1, 4.1.2: {name} has several {each}"
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(ATOM) and child.tag.removeprefix(ATOM) not in allowed:
            yield f"4.1: {child.tag.removeprefix(ATOM)} cannot stand in {name}"
    alternates = Counter(
        (each.get("type"), each.get("hreflang"))
        for each in element.findall(f"{ATOM}link")
        if each.get("rel", "alternate") == "alternate"
    )
    if any(number > 1 for number in alternates.values()):
        yield f"4.1.1, 4.1.2: {name} has several alternate links of one type and language"
    for child, check in _CHECKS.items():
        for found in element.findall(f"{ATOM}{child}"):
            yield from check(found)


def _content(entry: etree._Element) -> Iterator[str]:
    content, summary = entry.find(f"{ATOM}content"), entry.find(f"{ATOM}summary")
    alternate = any(each.get("rel", "alternate") == "alternate" for each in entry.findall(f"{ATOM}link"))
    if content is None:
        if not alternate:
            yield "4.1.2: an entry without content must have an alternate link"
        if summary is None:
            yield "4.1.2: an entry without content should have a summary"
        return
    kind = content.get("type", "text")
    if content.get("src") is not None:
        if summary is None:
            yield "4.1.2: an entry whose content is elsewhere must have a summary"
        if len(content) or (content.text or "").strip():
            yield "4.1.3.2: content with src must be empty"
    elif kind in ("text", "html") and len(content):
        yield f"4.1.3.3: content of type {kind} has child elements"
    elif kind == "xhtml" and [each.tag for each in content] != [XHTML_DIV]:
        yield "4.1.3.3: content of type xhtml is not one div"
    elif kind not in ("text", "html", "xhtml") and not _MEDIA_TYPE.fullmatch(kind):
        yield f"4.1.3.1: {kind} is no media type"


def _repeated(entries: list[etree._Element]) -> Iterator[str]:
    seen = Counter((each.findtext(f"{ATOM}id"), each.findtext(f"{ATOM}updated")) for each in entries)
    for (name, _), number in seen.items():
        if number > 1:
            yield f"4.1.1: {name} stands {number} times with the same updated"


def _id(element: etree._Element) -> Iterator[str]:
    yield from _is_iri("4.2.6: id", element.text or "")


def _date(element: etree._Element) -> Iterator[str]:
    text = element.text or ""
    try:
        valid = bool(_DATE.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:
        valid = False
    if not valid:
        yield f"3.3: “{text}” is no date-time of RFC 3339"


def _words(element: etree._Element) -> Iterator[str]:
    kind = element.get("type", "text")
    if kind not in ("text", "html", "xhtml"):
        yield f"3.1.1: {kind} is no type of a text construct"
    elif kind == "xhtml":
        if [each.tag for each in element] != [XHTML_DIV]:
            yield "3.1.1.3: xhtml is not one div"
    elif len(element):
        yield f"3.1.1: {element.tag} of type {kind} has child elements"


def _person(element: etree._Element) -> Iterator[str]:
    names = [each.tag.removeprefix(ATOM) for each in element if isinstance(each.tag, str)]
    if names.count("name") != 1 or names.count("uri") > 1 or names.count("email") > 1:
        yield "3.2: a person has exactly one name, and at most one uri and email"
    if set(names) - _PERSON:
        yield f"3.2: {names} in a person"
    if uri := element.findtext(f"{ATOM}uri"):
        yield from _is_iri("3.2.2: uri", uri)
    email = element.findtext(f"{ATOM}email")
    if email is not None and not re.fullmatch(r".+@.+", email):
        yield f"3.2.3: {email} is no address"


def _link(element: etree._Element) -> Iterator[str]:
    href = element.get("href")
    if href is None:
        yield "4.2.7.1: a link must have an href"
        return
    yield from _is_iri("4.2.7.1: href", href)
    kind = element.get("type")
    if kind is not None and not _MEDIA_TYPE.fullmatch(kind):
        yield f"4.2.7.3: {kind} is no media type"
    if element.get("rel") == "":
        yield "4.2.7.2: an empty rel"


def _category(element: etree._Element) -> Iterator[str]:
    if element.get("term") is None:
        yield "4.2.2.1: a category must have a term"


def _is_iri(what: str, text: str) -> Iterator[str]:
    """Check an IRI: absolute, since no document here has an xml:base, and in ASCII, in which every IRI can be
    written."""
    if not _URI.fullmatch(text) or _BAD_PERCENT.search(text):
        yield f"{what}: “{text}” is no absolute URI"
    elif text.startswith(("http:", "https:")) and not urlsplit(text).hostname:
        yield f"{what}: “{text}” names no host"


_CHECKS: dict[str, Callable[[etree._Element], Iterator[str]]] = {
    "id": _id,
    "updated": _date,
    "published": _date,
    "author": _person,
    "contributor": _person,
    "link": _link,
    "category": _category,
    **dict.fromkeys(_TEXTS, _words),
}
