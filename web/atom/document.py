"""Atom documents (RFC 4287): a feed and its entries as frozen dataclasses, and as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from lxml.builder import ElementMaker

MIMETYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"

_E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot represent (section 2.2)."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_IN_URI = "%:/?#[]@!$&'()*+,;=~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Entry:
    """A new item; `html` is its content, already escaped where necessary. `id` is unique and permanent (see
    `permanent_id`); `link` is the page that shows it, `via` the address of the original, if there is one.
    """

    id: str
    title: str
    link: str
    updated: datetime
    html: str
    summary: str = ""
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, newest entries first: `link` is its URL and id, `page` the page with the same content."""

    title: str
    subtitle: str
    link: str
    page: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """The time of its newest entry; 1970 for an empty feed, so that it stays the same until there is an entry."""
        return max((each.updated for each in self.entries), default=_NEVER)


def permanent_id(*parts: str) -> str:
    """An id (urn:uuid) of the item that these parts identify, independent of the server's name."""
    return uuid5(NAMESPACE_URL, "parallax:" + ":".join(parts)).urn


def to_xml(feed: Feed) -> bytes:
    """The document, in UTF-8. Characters that XML cannot represent are removed from texts."""
    root = _E.feed(
        _E.id(_uri(feed.link)),
        _E.title(_text(feed.title)),
        _E.subtitle(_text(feed.subtitle)),
        _E.updated(_time(feed.updated)),
        _E.author(_E.name("Parallax")),
        _E.generator("Parallax"),
        _E.link(rel="self", type=MIMETYPE, href=_uri(feed.link)),
        _E.link(rel="alternate", type="text/html", href=_uri(feed.page)),
        *map(_entry, feed.entries),
    )
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return document


def _entry(each: Entry) -> etree._Element:
    parts = [
        _E.id(each.id),
        _E.title(_text(each.title) or "Untitled"),
        _E.updated(_time(each.updated)),
        _E.link(rel="alternate", type="text/html", href=_uri(each.link)),
        *_optional(each),
        _E.content(_text(each.html), type="html"),
    ]
    return _E.entry(*parts)


def _optional(each: Entry) -> Iterable[etree._Element]:
    if each.published is not None:
        yield _E.published(_time(each.published))
    if each.via and _is_web(each.via):
        yield _E.link(rel="via", href=_uri(each.via))
    yield from (_E.author(_E.name(_text(name))) for name in each.authors if _text(name).strip())
    yield from (_E.category(term=_text(term)) for term in each.categories)
    if each.summary:
        yield _E.summary(_text(each.summary))


def _text(text: str) -> str:
    return _NOT_XML.sub("", text)


def _time(moment: datetime) -> str:
    """In the format of RFC 3339, in UTC, to the second."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _uri(address: str) -> str:
    """The URL with everything percent-encoded that a URI (RFC 3986) cannot contain."""
    return _STRAY_PERCENT.sub("%25", quote(address, safe=_IN_URI, errors="replace"))


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
