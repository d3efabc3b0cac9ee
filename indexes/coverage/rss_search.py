"""Searches that return RSS or Atom: Google News, and any URL containing `{query}`."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote, urlsplit

from compare.errors import UnreadableError
from compare.model.article import Article
from compare.ports import Fetched, Fetcher
from compare.ports.coverage import CoverageAnswer, CoverageQuery
from compare.ports.harvesting import Link
from indexes.coverage.search_service import SearchService, boolean
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.decode.url import is_web
from indexes.ingest.readers import kind_seen, read_stream

GOOGLE_NEWS = "https://news.google.com/rss/search"
PLACE = "{query}"
_WORDS = 3
"""Maximum number of words of a query without OR: the more words, the fewer reports contain all of them."""
_ENCODED = re.compile(r"/articles/([A-Za-z0-9_-]{20,2000})")
_START = b"\x08\x13\x22"
"""The tag before the length of a URL (a text field in Protocol Buffers)."""


@dataclass(frozen=True, slots=True)
class RssSearch:
    """Implements `CoverageSource` for a URL in which `{query}` is replaced by the search words."""

    fetcher: Fetcher
    address: str

    @property
    def name(self) -> str:
        """The host name of the URL."""
        return urlsplit(self.address).hostname or self.address

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """In the order of the feed. Dates are not part of the query, because each service has its
        own syntax for them.
        """
        query_text = " ".join([*query.required, *query.any_of][: max(_WORDS, len(query.required))])
        return SearchService(self.name, self.address.replace(PLACE, quote(query_text))).search(
            self.fetcher, query_text, {}, links_in_feed
        )


@dataclass(frozen=True, slots=True)
class GoogleNews:
    """Implements `CoverageSource`. If Google gives no URL of an article, only its title is known."""

    fetcher: Fetcher
    address: str = GOOGLE_NEWS
    name: str = "google-news"

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """In Google's order, in the edition for the language of the query."""
        query_text = boolean(query)
        if query.since:
            query_text += f" after:{query.since - timedelta(days=1)}"
        if query.until:
            query_text += f" before:{query.until + timedelta(days=1)}"
        language, country = edition(query.language)
        parameters = {"q": query_text, "hl": f"{language}-{country}", "gl": country, "ceid": f"{country}:{language}"}
        answer = SearchService(self.name, self.address).search(self.fetcher, query_text, parameters, links_in_feed)
        links = tuple(replace(each, url=own_address(each.url)) for each in answer.links)
        hidden = [each for each in links if _is_hidden(each.url)]
        if not hidden:
            return replace(answer, links=links)
        named = "; ".join(f"“{each.title[:80]}”" for each in hidden[:5])
        problem = f"Google gives no URL for {len(hidden)} of these; open them in a browser and send the pages: {named}."
        return replace(answer, links=tuple(each for each in links if each not in hidden), problem=problem)


def links_in_feed(fetched: Fetched) -> Iterator[Link]:
    """The entries of a feed as links, even if it contains their text. Raises UnreadableError if it is not a feed."""
    if not fetched.body.strip():
        raise UnreadableError("the response is empty.")
    if kind_seen(None, fetched.body[:4096]) != "feed":
        raise UnreadableError("the response is not a feed (RSS or Atom).")
    found = list(read_stream(io.BytesIO(fetched.body), fetched.url, "feed", Defaults()))
    links = [link for each in found if not isinstance(each, Fault) and (link := _link(each))]
    faults = [each.message for each in found if isinstance(each, Fault)]
    if faults and not links:
        raise UnreadableError(faults[0])
    yield from links


def _link(found: Article | Link) -> Link | None:
    if isinstance(found, Link):
        return found
    return Link(found.url, found.title, found.published, found.outlet.name) if found.url else None


def own_address(url: str) -> str:
    """The URL of the article encoded in a Google News URL; the URL itself if there is none.

    Older URLs contain it in base64; newer ones contain a number that only Google can resolve.
    """
    encoded = _ENCODED.search(urlsplit(url).path)
    if not encoded:
        return url
    try:
        data = base64.urlsafe_b64decode(encoded[1] + "=" * (-len(encoded[1]) % 4))
    except (binascii.Error, ValueError):
        return url
    if not data.startswith(_START) or len(data) < 5:
        return url
    start, length = (4, data[3]) if data[3] < 128 else (5, data[3] - 128 + 128 * data[4])
    own = data[start : start + length].decode("utf-8", "replace")
    return own if is_web(own) else url


def _is_hidden(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname == "news.google.com" and "/articles/" in parts.path


def edition(language: str) -> tuple[str, str]:
    """The language and country of an edition: where most of its readers are (Unicode CLDR, likely subtags)."""
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    try:
        likely = get_global("likely_subtags").get(language or "en", "en_Latn_US")
        locale = Locale.parse(likely)
    except (ValueError, UnknownLocaleError):
        return "en", "US"
    return locale.language, locale.territory or "US"
