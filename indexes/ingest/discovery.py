"""Feed discovery: the feeds and news sitemaps of a site, as it declares them or in the usual places."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from compare.errors import InputError, UnreadableError
from compare.ports import Failed, Fetched, Fetcher, FetchRequest
from compare.ports.harvesting import Feed, Link
from indexes.ingest.article_of import Defaults
from indexes.ingest.decode.encodings import decode_markup
from indexes.ingest.decode.url import is_web, same_site
from indexes.ingest.formats.archives.gzip import Gunzip
from indexes.ingest.kinds import Kind, sniff
from indexes.ingest.page.markup import without_controls
from indexes.ingest.page.tag_scan import check_attributes
from indexes.ingest.readers import Found, read_stream

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_FEED_PATHS = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feeds/all.atom.xml", "/feed.json")
_SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenews.xml", "/sitemap.xml")
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_NEWS_TAG = re.compile(rb"<(?:\w{1,20}:)?publication_date\b|schemas/sitemap-news", re.IGNORECASE)
_NEWS_NAME = re.compile(r"news", re.IGNORECASE)
_MOST_FEEDS = 30
_MOST_SITEMAPS = 20  # maximum number checked, those with "news" in their name first
_HEAD = 4096
_LOOKED_AT = 1_000_000  # bytes of a sitemap that are enough to recognise its kind


@dataclass(frozen=True, slots=True)
class Discovered:
    """The feeds and news sitemaps of a site, and a line for users about each one that could not be checked."""

    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[Feed, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Feed, ...]:
        """Everything that can be watched."""
        return (*self.feeds, *self.sitemaps)


class Discovery:
    """Checks sites with a fetcher, and so within its limits."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def at(self, url: str) -> Discovered:
        """The URL itself if it is a feed or news sitemap, otherwise what the site of that page offers."""
        fetched = self._fetcher.fetch(url)
        if isinstance(fetched, Failed):  # it may respond later, and may be a feed then
            return Discovered(feeds=(Feed(url, ""),), problems=(f"{fetched.reason}; it will be tried again.",))
        kind = _kind(fetched)
        if kind in {"feed", "json"}:
            return Discovered(feeds=(Feed(url, ""),))
        if kind == "sitemap":
            return Discovered(sitemaps=tuple(self._news([fetched.final_url])))
        if kind == "opml":
            links = (each for each in _read(fetched, "opml") if isinstance(each, Link))
            return Discovered(feeds=tuple(Feed(each.url, each.title) for each in links))
        return self._of_site(fetched)

    def news_sitemaps(self, site: str) -> list[Feed]:
        """The news sitemaps in the robots.txt of a site, otherwise those in the usual places."""
        named = self._in_robots(site)
        found = self._news(named) if named else []
        return found or self._news([urljoin(site, path) for path in _SITEMAP_PATHS])

    def _of_site(self, page: Fetched) -> Discovered:
        feeds = feeds_in_page(page.body, page.final_url, page.charset) or self._usual_feeds(page.final_url)
        sitemaps = self.news_sitemaps(page.final_url)
        if feeds or sitemaps:
            return Discovered(tuple(feeds), tuple(sitemaps))
        host = urlsplit(page.final_url).hostname
        return Discovered(problems=(f"{host} declares no feed or news sitemap, and has none in the usual places.",))

    def _usual_feeds(self, site: str) -> list[Feed]:
        """The first feed in the usual places: others would be the same in another format."""
        for path in _FEED_PATHS:
            fetched = self._fetcher.fetch(urljoin(site, path))
            if isinstance(fetched, Fetched) and _kind(fetched) in {"feed", "json"} and _read_any(fetched):
                return [Feed(fetched.final_url, "")]
        return []

    def _in_robots(self, site: str) -> list[str]:
        fetched = self._fetcher.fetch(urljoin(site, "/robots.txt"))
        if isinstance(fetched, Failed):
            return []
        named = _SITEMAP_LINE.findall(fetched.body.decode("utf-8", "replace"))
        return [each for each in dict.fromkeys(urljoin(site, each) for each in named) if is_web(each)]

    def _news(self, addresses: list[str]) -> list[Feed]:
        """The news sitemaps among these, and among those that they list."""
        found: dict[str, Feed] = {}
        further: list[str] = []
        for fetched in self._all(addresses):
            if _kind(fetched) != "sitemap":
                continue
            if _is_of_news(fetched):
                found[fetched.final_url] = Feed(fetched.final_url, _title(fetched.final_url))
            elif _is_index(fetched):
                listed = (each.url for each in _read(fetched, "sitemap") if isinstance(each, Link))
                further += [each for each in listed if same_site(each, fetched.final_url)]
        for fetched in self._all(further):
            if _kind(fetched) == "sitemap" and _is_of_news(fetched):
                found.setdefault(fetched.final_url, Feed(fetched.final_url, _title(fetched.final_url)))
        return list(found.values())

    def _all(self, addresses: list[str]) -> Iterator[Fetched]:
        ordered = sorted(dict.fromkeys(addresses), key=lambda each: not _NEWS_NAME.search(each))[:_MOST_SITEMAPS]
        answers = {each.url: each for each in self._fetcher.fetch_all(map(FetchRequest, ordered))}
        return (each for url in ordered if isinstance(each := answers.get(url), Fetched))


def feeds_in_page(data: bytes, url: str, charset: str | None = None) -> list[Feed]:
    """The feeds that a page links to (`link rel=alternate`), without duplicates and comment feeds; [] if it is not a
    page.
    """
    try:
        decoded = decode_markup(data, charset).text
        check_attributes(decoded)
        root = html.document_fromstring(without_controls(decoded), parser=html.HTMLParser(no_network=True))
    except (InputError, etree.ParserError, ValueError):
        return []
    base = urljoin(url, next(iter(root.xpath("//base/@href")), ""))
    feeds: dict[str, Feed] = {}
    for element in root.iter("link"):
        if feed := _feed(element, base):
            feeds.setdefault(feed.url, feed)
    return list(feeds.values())[:_MOST_FEEDS]


def _feed(element: Any, base: str) -> Feed | None:
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    title = " ".join((element.get("title") or "").split())[:1_000]
    said = (element.get("href") or "").strip()
    if not said or kind not in _FEED_TYPES or "alternate" not in (element.get("rel") or "").lower().split():
        return None
    try:
        address = urljoin(base, said)
    except ValueError:
        return None
    return Feed(address, title) if is_web(address) and not _COMMENTS.search(f"{title} {address}") else None


def _kind(fetched: Fetched) -> Kind | None:
    """The kind according to the first bytes; None for unsupported ones."""
    try:
        return sniff(_beginning(fetched)[:_HEAD])
    except UnreadableError:
        return None


def _beginning(fetched: Fetched) -> bytes:
    """The first bytes, decompressed if gzipped."""
    if not fetched.body.startswith(b"\x1f\x8b"):
        return fetched.body[:_LOOKED_AT]
    try:
        return io.BufferedReader(Gunzip(io.BytesIO(fetched.body))).read(_LOOKED_AT)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return b""


def _is_of_news(fetched: Fetched) -> bool:
    return bool(_NEWS_TAG.search(_beginning(fetched))) and not _is_index(fetched)


def _is_index(fetched: Fetched) -> bool:
    return b"<sitemapindex" in _beginning(fetched)[:_HEAD]


def _title(url: str) -> str:
    return f"News sitemap of {urlsplit(url).hostname}"


def _read(fetched: Fetched, kind: Kind) -> list[Found]:
    return list(read_stream(io.BytesIO(fetched.body), fetched.url, kind, Defaults()))


def _read_any(fetched: Fetched) -> bool:
    """Whether it contains anything: servers respond to any path with something."""
    kind = _kind(fetched)
    return kind is not None and any(not hasattr(each, "message") for each in _read(fetched, kind))
