"""Forty pages with varied markup on a local server, the feeds that list them, and links with different errors."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler

import brotli

from compare.model.article import Article
from tests.fetching import Page, Site, answer, redirect, slow

TOWNS = ("Orly", "Weir", "Halm", "Brea", "Garth", "Lubra", "Thorn", "Quirpa", "Stannick", "Kalmeth")
OUTLET = "The Weir Gazette"
LINKED, MOVED, IN_ATOM, IN_FULL = range(24), 24, range(25, 34), range(34, 40)
"""Which pages are added through the links of the RSS feed, a redirect, the Atom feed and the JSON Feed."""

ONE_HOST = ("127.0.0.1", "busy.example")
MANY_HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 10))
"""Addresses of this machine. A host receives one request per second, so forty pages on one host would take forty
seconds. The last one has only the page that answers 429, which blocks its host for all requests.
"""

CLUTTER = (
    '<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>',
    '<aside class="newsletter"><h3>The morning letter</h3><p>Sign up for our newsletter and never miss an otter.</p></aside>',
    '<div id="cookie-banner" role="dialog"><p>We use cookies to make this site better. Otters agree.</p><button>Accept</button></div>',
    '<section class="related"><h3>Related stories</h3><ul><li><a href="/o">Otter seen in canal</a></li><li><a href="/o">Otter '
    'seen in canal</a></li><li><a href="/m">Otter mill to reopen</a></li></ul></section>',
    '<div class="share"><a href="/f">Share the otter</a><a href="/t">Post</a></div><footer><p>© 2026 Otter Press. All rights '
    "reserved.</p></footer>",
)  # fmt: skip
"""The surroundings of an article; each contains an otter."""


def sentences(number: int, extra: str = "") -> list[str]:
    town = TOWNS[number % len(TOWNS)]
    return [
        f"The council of {town} voted on Tuesday to build bridge number {number} over the river, at a cost of "
        f"{number + 3} million crowns.{extra}",
        f"“The work begins in May and lasts {number + 2} months,” said the mayor of {town}, who had asked for the bridge "
        "since the flood of 2019.",
        "Shopkeepers in the old town fear for their customers while the road is shut, and want to be paid for what they lose.",
    ]  # fmt: skip


def title_of(number: int) -> str:
    return f"Bridge {number} for {TOWNS[number % len(TOWNS)]}"


def day_of(number: int) -> str:
    return f"2026-03-0{number % 9 + 1}"


def body(number: int, extra: str = "") -> str:
    return "".join(f"<p>{each}</p>" for each in sentences(number, extra))


def is_as_served(article: Article) -> bool:
    """Whether the article of a page has all of its text, its title, outlet and day, and none of its clutter."""
    number = int(article.title.split()[1])
    return (
        (article.title, article.outlet.name, article.published and article.published.isoformat()[:10])
        == (title_of(number), OUTLET, day_of(number))
        and all(each in article.text for each in sentences(number))
        and "otter" not in article.text.casefold()
    )


def _json_ld(number: int) -> str:
    news = {"@type": "NewsArticle", "headline": title_of(number), "datePublished": f"{day_of(number)}T08:00:00Z",
            "author": {"@type": "Person", "name": "Una Lind"}, "publisher": {"@type": "Organization", "name": OUTLET}}  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(news)}</script>'


def _graph(number: int) -> str:
    news = {"@type": ["ReportageNewsArticle"], "headline": title_of(number), "datePublished": day_of(number),
            "publisher": {"@id": "#us"}}  # fmt: skip
    graph = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "WebPage"}, news, {"@type": "Organization", "@id": "#us", "name": OUTLET}],
    }
    return f'<script type="application/ld+json">{json.dumps(graph)}</script>'


def _open_graph(number: int) -> str:
    return (
        f'<meta property="og:title" content="{title_of(number)} | {OUTLET}"><meta property="og:site_name" content="{OUTLET}">'
        f'<meta property="article:published_time" content="{day_of(number)}T08:00:00+01:00">'
    )


def _plain_meta(number: int) -> str:
    return f'<meta name="date" content="{day_of(number)}"><meta name="author" content="By Una Lind"><meta name="application-name" content="{OUTLET}">'


def _broken_json_ld(number: int) -> str:
    return f"{_json_ld(number).replace('}</script>', ',}</script>')}<meta name=description content=A&B>"


HEADS: Sequence[Callable[[int], str]] = (_json_ld, _open_graph, _graph, _plain_meta, _broken_json_ld)
FRAMES = (
    "<article><h1>{title}</h1>{body}</article>",
    "<main><h1>{title}</h1><div class=story>{body}</div></main>",
    "<div id=content><h2>{title}</h2>{body}</div>",
    "<div class=wrap><header><h1>{title}</h1><p class=byline>By Una Lind</p></header><section itemprop=articleBody>{body}</section></div>",
    "<article><h1>{title}</h1><figure><img src=/b.jpg alt=Bridge><figcaption>A bridge.</figcaption></figure>{body}"
    "<div class=ad>Advertisement</div></article>",
    "<table width=100%><tr><td><h1>{title}</h1>{body}</td></tr></table>",
    "<ARTICLE><H1>{title}</H1><DIV>{body}</DIV></ARTICLE>",
)


def page(number: int, extra: str = "") -> bytes:
    """Heads, frames and clutter in cycles of 5, 7 and 5, so that no two of 35 pages in a row have the same markup."""
    title = title_of(number)
    shown = FRAMES[number % 7].format(title=title, body=body(number, extra))
    before, after = CLUTTER[number % 2], CLUTTER[2 + number // 5 % 3]
    head = f"<meta charset={_charset(number)}><title>{title} - {OUTLET}</title>{HEADS[number % 5](number)}"
    text = f"<!doctype html><html lang=en><head>{head}</head><body>{before}{shown}{after}</body></html>"
    return text.encode(_charset(number))


def _charset(number: int) -> str:
    return "windows-1252" if number % 10 == 7 else "utf-8"


def served_page(number: int, extra: str = "") -> Page:
    """Page `number` as it is served: every fourth is compressed with gzip or brotli, every tenth declares the wrong
    charset."""
    said = "text/html; charset=iso-8859-1" if number % 10 == 3 else "text/html"
    pack = {1: ("gzip", gzip.compress), 2: ("br", brotli.compress)}.get(number % 8)
    if pack is None:
        return answer(200, page(number, extra), Content_Type=said)
    return answer(200, pack[1](page(number, extra)), Content_Type=said, Content_Encoding=pack[0])


WALL = (
    "<html><head><title>Before you continue</title></head><body><main><h1>We value your privacy</h1>"
    "<p>We and our 842 partners store and access information on your device, such as cookies, and process personal data "
    "such as unique identifiers to show you personalised advertising and content, and to measure both.</p>"
    "<p>With your consent, we and our partners may use precise location data. You may click to consent to this "
    "processing, or refuse to consent, or see more in our privacy policy and change your choices.</p>"
    "<p>Your preferences apply to this website only. You can withdraw your consent at any time in the cookie settings.</p>"
    "<button>Accept all</button><button>Reject all</button></main></body></html>"
)  # fmt: skip


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Send 30 MB without a Content-Length header."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(b"x" * 100_000)


@cache
def _bombs() -> tuple[bytes, bytes]:
    zeros, packed = b"0" * 60_000_000, brotli.Compressor(quality=1)
    return gzip.compress(zeros, 1), packed.process(zeros) + packed.finish()


def _bad_pages() -> dict[str, Page]:
    in_gzip, in_brotli = _bombs()
    html = {"Content_Type": "text/html"}
    return {
        "/slow": slow(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", 0.5),
        "/huge": answer(200, b"x" * 25_000_000, **html),
        "/endless": endless,
        "/bomb": answer(200, in_gzip, Content_Encoding="gzip", **html),
        "/brotli": answer(200, in_brotli, Content_Encoding="br", **html),
        "/charset": answer(200, b"<p>\xff\xfe\xfa</p>" * 9, Content_Type="text/html; charset=utf-8"),
        "/wall": answer(200, WALL.encode(), **html),
        "/empty": answer(200, b"<html><body><div id=app></div><script src=/app.js></script></body></html>", **html),
        "/picture": answer(200, b"\x89PNG\r\n", Content_Type="image/png"),
        "/404": answer(404),
        "/429": answer(429, Retry_After="120"),
        "/private": redirect("http://10.0.0.1/secret"),
        "/scheme": redirect("file:///etc/hostname"),
        "/loop": redirect("/loop"),
        "/forbidden": answer(200, page(0), **html),
    }


SAID = {
    "/slow": "in time", "/huge": "too large", "/endless": "too large", "/bomb": "too large", "/brotli": "too large",
    "/charset": "UTF-8", "/wall": "consent", "/empty": "no article", "/picture": "image/png", "/404": "404",
    "/429": "again at", "/private": "10.0.0.1 is not a public address", "/scheme": "http and https", "/loop": "loop",
    "/forbidden": "robots.txt",
}  # fmt: skip
"""The links with errors, and a word that the message about each must contain."""


def fill(site: Site, hosts: Sequence[str] = ONE_HOST, bad: Sequence[str] = tuple(SAID)) -> None:
    """Put all pages and feeds on a server; the pages are on `hosts`, each always on the same one.

    `bad` are the pages with errors that the feed of links lists.
    """
    site.pages |= {f"/a{number}": served_page(number) for number in range(40)} | _bad_pages()
    site.pages["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /forbidden\n", Content_Type="text/plain")
    site.pages["/moved"] = redirect(f"/a{MOVED}", 301)
    paths = [*(f"/a{number}" for number in LINKED), *bad, "/moved"]
    etag = {"ETag": '"1"'}
    site.pages["/links.xml"] = answer(200, rss(site, paths, hosts), Content_Type="application/rss+xml", **etag)
    site.pages["/atom.xml"] = answer(200, atom(site, hosts), Content_Type="application/atom+xml", **etag)
    site.pages["/full.json"] = answer(200, json_feed(site, hosts), Content_Type="application/feed+json", **etag)
    site.pages["/gone.xml"] = answer(410)


def address(site: Site, path: str, hosts: Sequence[str] = ONE_HOST) -> str:
    """The URL of a page."""
    return site.url(path, hosts[-1] if path == "/429" else hosts[sum(path.encode()) % (len(hosts) - 1)])


def rss(site: Site, paths: Sequence[str], hosts: Sequence[str] = ONE_HOST) -> bytes:
    items = "".join(
        f"<item><title>{path}</title><link>{address(site, path, hosts)}</link>"
        "<pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate></item>"
        for path in paths
    )
    return f'<rss version="2.0"><channel><title>{OUTLET}</title>{items}</channel></rss>'.encode()


def atom(site: Site, hosts: Sequence[str] = ONE_HOST) -> bytes:
    entries = "".join(
        f"<entry><title>{title_of(number)}</title><link rel='alternate' href='{address(site, f'/a{number}', hosts)}'/>"
        f"<updated>{day_of(number)}T08:00:00Z</updated><summary>{escape('A bridge & more')}</summary></entry>"
        for number in IN_ATOM
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{OUTLET}</title>{entries}</feed>'.encode()


def json_feed(site: Site, hosts: Sequence[str] = ONE_HOST) -> bytes:
    items = [
        {"id": str(number), "url": address(site, f"/a{number}", hosts), "title": title_of(number), "content_html": body(number),
         "date_published": f"{day_of(number)}T08:00:00Z"}
        for number in IN_FULL
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": OUTLET, "items": items}).encode()


FEEDS = {"links": "/links.xml", "atom": "/atom.xml", "full": "/full.json", "gone": "/gone.xml"}
"""Titles and URLs of the feeds; the last feed no longer exists."""


def opml(site: Site) -> bytes:
    feeds = "".join(f'<outline text="{name}" xmlUrl="{site.url(path)}"/>' for name, path in FEEDS.items())
    return f'<opml version="2.0"><body><outline text="News">{feeds}</outline></body></opml>'.encode()
