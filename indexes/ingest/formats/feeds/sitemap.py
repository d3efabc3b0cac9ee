"""Sitemaps (sitemaps.org): the pages of a site as links, those of news with title and time; an index as further ones.

The news extension is Google's (`news:publication_date`, `news:title`, `news:publication`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from compare.errors import UnreadableError
from compare.ports.harvesting import Link
from indexes.ingest.article_of import Defaults, Fault, link_of
from indexes.ingest.decode.streams import whole
from indexes.ingest.decode.url import is_web
from indexes.ingest.formats.xml import parse_xml
from indexes.ingest.page.markup import name_of

MAX_PAGES = 50_000
"""Maximum number of entries of one sitemap, as the protocol allows."""
_NEWS = "news"
_ROOTS = frozenset({"urlset", "sitemapindex"})


def read_sitemap(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Link | Fault]:
    """The pages or sitemaps that a sitemap lists, in its order. Raises UnreadableError, TooLargeError."""
    parsed = parse_xml(whole(stream))
    if name_of(parsed.root) not in _ROOTS:
        raise UnreadableError(f"this is not a sitemap: its first element is “{name_of(parsed.root)[:40]}”.")
    number = 0
    for number, element in enumerate(parsed.root.iterchildren("{*}url", "{*}sitemap"), 1):
        if number > MAX_PAGES:
            break
        if link := _link(element):
            yield link
    if not number:
        yield Fault(name, None, "this sitemap lists no pages.")
    yield from (Fault(name, None, problem) for problem in parsed.problems)
    if number > MAX_PAGES:
        yield Fault(name, None, f"this sitemap lists more than {MAX_PAGES:,} pages; the rest is ignored.")


def _link(element: Any) -> Link | None:
    url = _text(element, "loc")
    if not is_web(url):
        return None
    news = next((child for child in element if name_of(child) == _NEWS), None)
    if news is None:
        return link_of({"url": url, "published": _text(element, "lastmod")})
    publication = next((child for child in news if name_of(child) == "publication"), None)
    return link_of(
        {
            "url": url,
            "title": _text(news, "title"),
            "published": _text(news, "publication_date"),
            "outlet": _text(publication, "name") if publication is not None else "",
            "language": _text(publication, "language") if publication is not None else "",
        }
    )


def _text(element: Any, name: str) -> str:
    child = next((each for each in element if name_of(each) == name), None)
    return " ".join((child.text or "").split()) if child is not None else ""
