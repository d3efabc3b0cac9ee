"""The feeds and news sitemaps of a site: declared ones, those in the usual places, and errors."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.ports.harvesting import Feed, FeedAnswer, Link
from indexes.ingest.discovery import Discovered, Discovery, feeds_in_page
from indexes.ingest.harvester import WebHarvester
from tests.fakes import FakeEmbedder
from tests.fetching import answer, fetcher, redirect, serving
from tests.inputs import SITEMAP, found
from tests.newsroom import Newsroom, html, rss, sitemap
from web.cli.main import parallax

HEAD = """<!doctype html><html><head><title>The Weir</title>
<link rel="alternate" type="application/rss+xml" title="The Weir: all" href="/feed">
<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="https://127.0.0.1/atom">
<link rel="alternate" type="application/rss+xml" title="Comments on The Weir" href="/comments/feed">
<link rel="alternate" type="text/html" hreflang="de" href="/de"><link rel="stylesheet" type="application/rss+xml" href="/x">
<link rel="alternate" type="application/feed+json" href="javascript:alert(1)"><link rel="alternate" type="application/rss+xml">
</head><body><p>News</p></body></html>"""
INDEX = """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>"""


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with serving() as site:
        room = Newsroom(site)
        room.fill()
        site.pages["/"] = html(b"<html><body><h1>The Weir</h1></body></html>")
        yield room


def at(room: Newsroom, path: str = "/") -> Discovered:
    return Discovery(fetcher(total_s=10.0, attempts=1)).at(room.url(path))


def addresses(feeds: tuple[Feed, ...], room: Newsroom) -> list[str]:
    return [each.url.removeprefix(room.url("")) for each in feeds]


def index(room: Newsroom, *paths: str) -> bytes:
    return INDEX.format("".join(f"<sitemap><loc>{room.url(each)}</loc></sitemap>" for each in paths)).encode()


def test_a_page_names_its_feeds_each_once_and_not_those_of_comments() -> None:
    assert feeds_in_page(HEAD.encode() + HEAD.encode(), "https://127.0.0.1/") == [
        Feed("https://127.0.0.1/feed", "The Weir: all"),
        Feed("https://127.0.0.1/atom", ""),
    ]
    assert (
        feeds_in_page(b"<html><head><base href='https://b.example/x/'>" + HEAD.encode(), "https://a.example")[0].url
        == "https://b.example/feed"
    )


@given(st.binary(max_size=400))
@settings(max_examples=100)
def test_feeds_of_any_page_are_web_addresses(data: bytes) -> None:
    for each in feeds_in_page(HEAD.encode()[:200] + data + HEAD.encode()[200:], "https://a.example/"):
        assert each.url.startswith(("http://", "https://"))


def test_feeds_of_a_site_without_link_tags_are_found_at_usual_addresses(room: Newsroom) -> None:
    room.site.pages["/feed"] = html(b"<html><body>Not here</body></html>")
    room.site.pages["/rss.xml"] = rss(room.reports([0]))
    assert addresses(at(room).feeds, room) == ["/rss.xml"]


@pytest.mark.parametrize("packed", [False, True])
def test_the_news_sitemaps_of_a_robots_txt_and_of_indexes_are_found(room: Newsroom, packed: bool) -> None:
    pack = gzip.compress if packed else bytes
    kind = "application/gzip" if packed else "application/xml"
    robots = f"User-agent: *\nAllow: /\nSitemap: {room.url('/maps/index.xml')}\nsitemap:/maps/plain.xml\n".encode()
    room.site.pages["/robots.txt"] = answer(200, robots, Content_Type="text/plain")
    room.site.pages["/maps/index.xml"] = answer(
        200, pack(index(room, "/maps/news.xml", "/maps/pages.xml", "/gone.xml")), Content_Type=kind
    )
    room.site.pages["/maps/news.xml"] = answer(200, pack(sitemap(room.reports([0, 1]))), Content_Type=kind)
    plain = SITEMAP.partition("<news:news>")[0].replace("news:", "x:") + "</url></urlset>"
    room.site.pages["/maps/pages.xml"] = answer(
        200,
        pack(plain.replace('xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "").encode()),
        Content_Type=kind,
    )
    room.site.pages["/maps/plain.xml"] = room.site.pages["/maps/pages.xml"]
    assert addresses(at(room).sitemaps, room) == ["/maps/news.xml"]


def test_a_sitemap_index_is_not_followed_to_another_site(room: Newsroom) -> None:
    room.site.pages["/sitemap.xml"] = answer(
        200, index(room, "/news.xml").replace(b"127.0.0.1", b"other.example"), Content_Type="application/xml"
    )
    room.site.pages["/news.xml"] = answer(200, sitemap(room.reports([0])), Content_Type="application/xml")
    assert at(room).sitemaps == ()


def test_a_sitemap_index_that_lists_itself_terminates(room: Newsroom) -> None:
    room.site.pages["/sitemap.xml"] = answer(200, index(room, "/sitemap.xml"), Content_Type="application/xml")
    assert at(room).all == ()


def test_a_site_with_nothing_to_watch_says_so(room: Newsroom) -> None:
    assert "declares no feed or news sitemap" in at(room).problems[0]


def test_discovery_accepts_a_feed_or_sitemap_as_given_and_failed_requests_are_retried(room: Newsroom) -> None:
    room.site.pages["/feed"] = rss(room.reports([0]))
    room.site.pages["/moved"] = redirect("/news.xml")
    room.site.pages["/news.xml"] = answer(200, sitemap(room.reports([0])), Content_Type="text/xml")
    assert addresses(at(room, "/feed").feeds, room) == ["/feed"]
    assert addresses(at(room, "/moved").sitemaps, room) == ["/news.xml"]
    gone = at(room, "/gone")
    assert addresses(gone.feeds, room) == ["/gone"]
    assert "404" in gone.problems[0]


def test_a_news_sitemap_is_watched_like_a_feed(room: Newsroom) -> None:
    room.site.pages["/news.xml"] = answer(
        200, gzip.compress(sitemap(room.reports([0, 1]))), Content_Type="application/x-gzip"
    )
    said = WebHarvester(fetcher(total_s=10.0)).feed(Feed(room.url("/news.xml"), ""))
    assert isinstance(said, FeedAnswer)
    assert [(each.url, each.outlet) for each in said.links] == [
        (room.url("/report/0"), "The Weir"),
        (room.url("/report/1"), "The Dyke"),
    ]


def test_a_sitemap_gives_its_pages_with_their_news_metadata() -> None:
    links = [each for each in found(SITEMAP.encode()) if isinstance(each, Link)]
    assert [(each.title, each.outlet, each.published and each.published.isoformat()) for each in links] == [
        ("Dam gates opened", "The Weir", "2026-02-03T08:00:00Z"),
        ("", "", "2026-02-04"),
    ]


def test_following_a_site_follows_its_feeds_and_adds_its_articles(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.wiring.SentenceEmbedder", lambda *given: FakeEmbedder())
    monkeypatch.setattr("web.wiring.build_fetcher", lambda settings: fetcher(total_s=10.0, attempts=1))
    room.site.pages["/"] = html(HEAD.replace("https://127.0.0.1/atom", "/atom").encode())
    room.site.pages["/feed"] = rss(room.reports([0]))
    room.site.pages["/atom"] = rss([])
    room.site.pages["/sitemap-news.xml"] = answer(200, sitemap(room.reports([1])), Content_Type="application/xml")
    command = ["--data", str(tmp_path / "a"), "watch", "--once", room.url("/")]
    result = CliRunner().invoke(parallax, command)
    assert result.exit_code == 0, result.output
    for path in ("/feed", "/atom", "/sitemap-news.xml"):
        assert f"Watching {room.url(path)}" in result.output
    assert result.output.count("1 added") >= 1


def test_a_site_whose_robots_txt_forbids_everything_is_not_fetched(room: Newsroom) -> None:
    room.site.pages["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /\n", Content_Type="text/plain")
    assert "robots.txt" in at(room).problems[0]
    assert set(room.site.asked) == {"/robots.txt"}


def test_discovery_makes_few_requests(room: Newsroom) -> None:
    at(room)
    assert len(room.site.asked) < 20
