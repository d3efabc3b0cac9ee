"""Fake search services and outlets on a local server, with all kinds of errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.fetching import Page, Site, answer, slow

OUTLETS = ("The Weir", "The Dyke", "Harbour Post", "Morning Ledger", "Coast Courier")
REPORTS: tuple[tuple[str, ...], ...] = (
    (
        "A harbour crane collapsed onto two moored barges in the northern basin of Lund on Monday, and nobody was hurt.",
        "Una Brandt, who leads the Harbour Authority, said engineers would examine the quay wall before the basin reopens.",
        "The insurer Nordfels puts the damage at 240,000 crowns.",
    ),
    (
        "Lund has shut its northern basin after a crane toppled over on Monday and crushed a pair of barges.",
        "Two people were hurt when it came down, Harbour Authority chief Una Brandt told reporters on the quay.",
        "Ships are sent to the southern basin; Nordfels, which insures the crane, speaks of damage of 310,000 crowns.",
    ),
    (
        "Barges lie under twisted steel in Lund: the crane of the northern basin fell on them on Monday shortly after dawn.",
        "No one was hurt. “That is luck rather than merit,” said Una Brandt of the Harbour Authority.",
        "Cracks had been found in its feet in May. The damage comes to 240,000 crowns, according to Nordfels.",
    ),
    (
        "Two dockers were hurt on Monday as a crane crashed onto barges at the port of Lund, whose northern basin is now closed.",
        "Una Brandt promised that the report of the May inspection of the crane would be published.",
        "Nordfels expects to pay 240,000 crowns for both barges and the quay.",
    ),
    (
        "The northern basin at Lund stays closed for nine days, the Harbour Authority said after a crane fell onto two barges.",
        "Its head, Una Brandt, asked shipping companies to use the southern basin, and said that no one was hurt on Monday.",
        "Insurers at Nordfels have reserved 240,000 crowns for the crane, the barges and the wall of 1911.",
    ),
)
TITLES = (
    "Crane falls on barges in Lund",
    "Basin shut after crane topples on barges",
    "Harbour of Lund closes basin after crane fall",
    "Crane crash in Lund hurts two dockers",
    "Lund basin closed for nine days after crane fall",
)
DAY = "2026-03-02"


def title(number: int) -> str:
    """The title of an outlet's report."""
    return TITLES[number]


def body(number: int) -> tuple[str, ...]:
    """The paragraphs of an outlet's report: the same event in different words and partly different figures."""
    return REPORTS[number]


def article_page(number: int) -> bytes:
    parts = "".join(f"<p>{each}</p>" for each in body(number))
    return (
        f'<!doctype html><html lang="en"><head><title>{title(number)} - {OUTLETS[number]}</title>'
        f'<meta property="og:site_name" content="{OUTLETS[number]}">'
        f'<meta property="article:published_time" content="{DAY}T0{number + 6}:00:00Z"></head>'
        f"<body><article><h1>{title(number)}</h1>{parts}</article></body></html>"
    ).encode()


OTHER = (
    b'<!doctype html><html lang="en"><head><title>Tax on sugar doubles in Aldmoor - The Weir</title>'
    b'<meta property="og:site_name" content="The Weir"><meta property="article:published_time" content="2026-03-02T05:00:00Z"></head>'
    b"<body><article><h1>Tax on sugar doubles in Aldmoor</h1><p>Parliament voted 61 to 39 to double the levy on sugar, after "
    b"eleven years in which the treasury had refused to touch it, and bakers in Aldmoor promised to go to court over it.</p>"
    b"<p>Finance minister Ole Marsh told deputies that dentists had asked for the law, and that its proceeds would pay for "
    b"school meals; opposition leader Henrike Vaas called it a raid on breakfast tables and vowed to repeal it.</p>"
    b"</article></body></html>"
)
"""A page about something else."""


class Paths(dict[str, Page]):
    """Pages by path, whatever the query string."""

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path, super().get(urlsplit(path).path, default))


@dataclass
class Newsroom:
    """A site with the pages of outlets and search services."""

    site: Site

    def fill(self) -> None:
        """Add the reports of all outlets, and a page about a different event."""
        self.site.pages = Paths()
        for number in range(len(OUTLETS)):
            self.site.pages[f"/report/{number}"] = html(article_page(number))
        self.site.pages["/tax"] = html(OTHER)

    def url(self, path: str) -> str:
        return self.site.url(path)

    def reports(self, numbers: Sequence[int]) -> list[tuple[str, str, str]]:
        """URL, title and outlet of these reports."""
        return [(self.url(f"/report/{each}"), title(each), OUTLETS[each]) for each in numbers]

    def asked(self, path: str) -> dict[str, str]:
        """The parameters of the last request for a path."""
        found = [each for each in self.site.asked if urlsplit(each).path == path]
        return {name: values[0] for name, values in parse_qs(urlsplit(found[-1]).query).items()}

    def headers_of(self, path: str) -> dict[str, str]:
        """The headers of the last request for a path."""
        places = [place for place, each in enumerate(self.site.asked) if urlsplit(each).path == path]
        return self.site.headers[places[-1]]


def html(data: bytes) -> Page:
    return answer(200, data, Content_Type="text/html; charset=utf-8")


def as_json(value: Any) -> Page:
    return answer(200, json.dumps(value).encode(), Content_Type="application/json")


def gdelt(rows: Sequence[tuple[str, str, str]]) -> Page:
    """A response of GDELT DOC 2.0 to `mode=artlist&format=json`."""
    return as_json(
        {
            "articles": [
                {"url": url, "url_mobile": "", "title": said, "seendate": "20260302T093000Z", "socialimage": "",
                 "domain": "weir.example", "language": "English", "sourcecountry": "Norway"}
                for url, said, _ in rows
            ]
        }
    )  # fmt: skip


def newsapi(rows: Sequence[tuple[str, str, str]]) -> Page:
    """A response of NewsAPI to `/v2/everything`."""
    articles = [
        {"source": {"id": None, "name": outlet}, "author": "Una Lind", "title": said, "description": "A crane fell.",
         "url": url, "urlToImage": None, "publishedAt": "2026-03-02T09:30:00Z", "content": "A crane fell on … [+1200 chars]"}
        for url, said, outlet in rows
    ]  # fmt: skip
    return as_json({"status": "ok", "totalResults": len(articles), "articles": articles})


def mediacloud(rows: Sequence[tuple[str, str, str]]) -> Page:
    """A response of Media Cloud to `/api/search/story-list`."""
    stories = [
        {"id": f"{number:064x}", "media_name": outlet, "media_url": "weir.example", "title": said, "publish_date": DAY,
         "url": url, "language": "en", "indexed_date": "2026-03-02 11:00:00"}
        for number, (url, said, outlet) in enumerate(rows)
    ]  # fmt: skip
    return as_json({"stories": stories, "pagination_token": "b64"})


def rss(rows: Sequence[tuple[str, str, str]]) -> Page:
    """A response to a search, as from Google News and many others."""
    items = "".join(
        f"<item><title>{escape(said)} - {escape(outlet)}</title><link>{escape(url)}</link><guid isPermaLink='false'>{number}</guid>"
        f"<pubDate>Mon, 02 Mar 2026 09:30:00 GMT</pubDate><description>&lt;a href='{escape(url)}'&gt;{escape(said)}&lt;/a&gt;</description>"
        f"<source url='https://weir.example'>{escape(outlet)}</source></item>"
        for number, (url, said, outlet) in enumerate(rows)
    )
    feed = f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>Search</title>{items}</channel></rss>"
    return answer(200, feed.encode(), Content_Type="application/xml")


def sitemap(rows: Sequence[tuple[str, str, str]], when: str = f"{DAY}T09:30:00Z") -> bytes:
    """A news sitemap."""
    pages = "".join(
        f"<url><loc>{escape(url)}</loc><news:news><news:publication><news:name>{escape(outlet)}</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{when}</news:publication_date>"
        f"<news:title>{escape(said)}</news:title></news:news></url>"
        for url, said, outlet in rows
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{pages}</urlset>"
    ).encode()


def _garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/9.9 what\r\n\r\n")


FAULTS: dict[str, tuple[Page, str]] = {
    "too many requests": (answer(429, b"slow down", Retry_After="120"), "429"),
    "a broken server": (answer(503), "503"),
    "not allowed": (answer(403), "403"),
    "nothing": (answer(200, b"", Content_Type="application/json"), "empty"),
    "a page": (html(b"<!doctype html><html><body><h1>Maintenance</h1></body></html>"), "a page, not JSON"),
    "half an answer": (answer(200, b'{"articles": [{"url": "http', Content_Type="application/json"), "not JSON"),
    "another form": (as_json(["articles"]), "unknown structure"),
    "a list that is none": (as_json({"articles": 3, "stories": 3}), "not a list"),
    "words": (answer(200, b"The specified phrase is too short.", Content_Type="text/html"), "phrase is too short"),
    "a slow answer": (slow(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"), "in time"),
    "no HTTP": (_garbage, "valid HTTP"),
}
"""Errors of a service that responds with JSON, and a word that the message about each must contain."""

Make = Callable[[Sequence[tuple[str, str, str]]], Page]
