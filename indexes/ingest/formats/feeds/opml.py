"""OPML: a list of feeds, as feed readers export it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from compare.errors import UnreadableError
from compare.ports.harvesting import Feed, Link
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.decode.streams import whole
from indexes.ingest.decode.url import is_web
from indexes.ingest.formats.xml import parse_xml
from indexes.ingest.page.markup import name_of

_MOST_FEEDS = 100_000
_LONGEST = 1_000


def read_opml(data: bytes) -> list[Feed]:
    """The feeds of an OPML document, each once, in order, whatever folders they are in.

    Raises UnreadableError if it is not OPML or lists no feed.
    """
    return _feeds(parse_xml(data).root)


def _feeds(root: Any) -> list[Feed]:
    if name_of(root) != "opml":
        raise UnreadableError(f"this is not OPML: its first element is “{name_of(root)[:40]}”.")
    feeds: dict[str, Feed] = {}
    for outline in root.iter("{*}outline"):
        said = {name.lower(): value for name, value in outline.attrib.items()}
        url = said.get("xmlurl", "").strip()
        if is_web(url) and len(feeds) < _MOST_FEEDS:
            title = " ".join((said.get("title") or said.get("text") or "").split())
            feeds.setdefault(url, Feed(url, title[:_LONGEST]))
    if not feeds:
        raise UnreadableError("this OPML lists no feed (an outline with an xmlUrl).")
    return list(feeds.values())


def read_feed_list(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Link | Fault]:
    """The feeds of an OPML document as links. Raises UnreadableError, TooLargeError."""
    parsed = parse_xml(whole(stream))
    yield from (Link(feed.url, feed.title) for feed in _feeds(parsed.root))
    yield from (Fault(name, None, problem) for problem in parsed.problems)
