"""Watching feeds of a real server on loopback: what is good comes in, each bad thing is a line, nothing hangs."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner

from compare.feed import Feed, Link
from compare.ports import Filter
from compare.service import Parallax
from compare.watching import GIVEN, Watched, Watching
from indexes.gathering import WebGatherer
from tests.fetching import NOW, Site, answer, fetcher, redirect, serving, slow
from web import create_app
from web.cli import parallax

TOWNS = ("Orly", "Weir", "Halm", "Brea", "Garth", "Lubra", "Thorn", "Quirpa", "Stannick", "Kalmeth")


def body(number: int, extra: str = "") -> str:
    town = TOWNS[number % len(TOWNS)]
    return (
        f"<p>The council of {town} voted on Tuesday to build bridge number {number} over the river, at a cost of "
        f"{number + 3} million crowns.{extra}</p><p>The work begins in May and lasts {number + 2} months, said the "
        f"mayor of {town}, who had asked for the bridge since the flood of 2019.</p><p>Shopkeepers in the old town "
        "fear for their customers while the road is shut, and want to be paid for what they lose.</p>"
    )


def page(number: int, extra: str = "") -> bytes:
    """One of several kinds of mark-up, with the clutter that pages have around an article."""
    title, text = f"Bridge {number} for {TOWNS[number % len(TOWNS)]}", body(number, extra)
    clutter = '<nav><a href="/">Home</a><a href="/sport">Sport</a></nav><aside>Sign up for our newsletter</aside>'
    data = {"@type": "NewsArticle", "headline": title, "datePublished": f"2026-03-0{number % 9 + 1}T08:00:00Z",
            "publisher": {"@type": "Organization", "name": "The Weir Gazette"}}  # fmt: skip
    heads = [
        f'<script type="application/ld+json">{json.dumps(data)}</script>',
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Weir Gazette">'
        f'<meta property="article:published_time" content="2026-03-0{number % 9 + 1}T08:00:00Z">',
        f'<meta name="date" content="2026-03-0{number % 9 + 1}">',
    ]
    frames = ["<article><h1>{t}</h1>{b}</article>", "<main><h1>{t}</h1><div class=story>{b}</div></main>",
              "<div id=content><h2>{t}</h2>{b}</div><footer>All rights reserved</footer>"]  # fmt: skip
    shown = frames[number % 3].format(t=title, b=text)
    head = f"<title>{title}</title>{heads[number % 3]}"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{clutter}{shown}</body></html>".encode()


def address(site: Site, path: str) -> str:
    """Who answers 429 wants rest from all that come to that host: it has a name of its own."""
    return site.url(path, "busy.example" if path == "/429" else "127.0.0.1")


def rss(site: Site, paths: list[str], full: bool = False) -> bytes:
    items = ""
    for path in paths:
        number = int(path.strip("/a")) if path.strip("/a").isdigit() else 0
        text = f"<content:encoded>{escape(body(number) * 2)}</content:encoded>" if full else ""
        items += (
            f"<item><title>Bridge {number}</title><link>{address(site, path)}</link>"
            f"<pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate>{text}</item>"
        )
    opening = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Weir</title>'
    return f"{opening}{items}</channel></rss>".encode()


BAD = ("/slow", "/huge", "/bomb", "/charset", "/wall", "/404", "/429", "/private", "/loop")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        for number in range(40):
            site.pages[f"/a{number}"] = answer(200, page(number), Content_Type="text/html")
        site.pages |= {
            "/slow": slow(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", 0.5),
            "/huge": answer(200, b"x" * 3_000_000, Content_Type="text/html"),
            "/bomb": answer(200, gzip.compress(b"0" * 30_000_000), Content_Type="text/html", Content_Encoding="gzip"),
            "/charset": answer(200, b"<p>\xff\xfe\xfa</p>" * 9, Content_Type="text/html; charset=utf-8"),
            "/wall": answer(200, b"<html><body><p>We value your privacy.</p></body></html>", Content_Type="text/html"),
            "/429": answer(429, Retry_After="120"),
            "/private": redirect("http://10.0.0.1/secret"),
            "/loop": redirect("/loop"),
            "/moved": redirect("/a39"),
        }
        links = [f"/a{number}" for number in range(30)]
        etag = {"Content_Type": "application/rss+xml", "ETag": '"1"'}
        site.pages["/links.xml"] = answer(200, rss(site, [*links, *BAD, "/moved"]), **etag)
        site.pages["/full.xml"] = answer(200, rss(site, [f"/a{n}" for n in range(30, 39)], full=True), **etag)
        site.pages["/gone.xml"] = answer(410)
        yield site


def opml(site: Site) -> bytes:
    feeds = "".join(
        f'<outline text="{name}" xmlUrl="{site.url(f"/{name}.xml")}"/>' for name in ("links", "full", "gone")
    )
    return f'<opml version="2.0"><body><outline text="News">{feeds}</outline></body></opml>'.encode()


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watching(service: Parallax, site: Site, clock: Clock) -> Watching:
    watching = Watching(service._catalogue, service.add, clock)
    watching.follow([Feed(site.url(f"/{name}.xml"), name) for name in ("links", "full", "gone")])
    return watching


def gatherer() -> WebGatherer:
    return WebGatherer(fetcher(total_s=1.0, attempts=1))


def said(told: list[Watched], source: str) -> str:
    (found,) = [each.said for each in told if each.source.endswith(source)]
    return found


def test_what_is_good_comes_in_and_each_bad_thing_is_a_line(watching: Watching, service: Parallax, site: Site) -> None:
    told = list(watching.round(gatherer()))
    held = service.articles(Filter(), 100)
    assert len(held) == 30 + 9 + 1
    assert {each.outlet.name for each in held} >= {"The Weir Gazette"}
    assert all("newsletter" not in each.text and "river" in each.text for each in held)
    problems = {each.source: each.said for each in told if each.kind == "problem"}
    assert set(problems) == {address(site, path) for path in (*BAD, "/gone.xml")}
    assert "10.0.0.1" in problems[site.url("/private")]
    assert "404" in problems[site.url("/404")]
    assert all("\n" not in each and each for each in problems.values())
    assert "again at" in problems[address(site, "/429")]
    assert "again at" not in problems[site.url("/404")]


def test_a_second_round_asks_only_for_what_is_due_and_brings_nothing_twice(
    watching: Watching, service: Parallax, site: Site, clock: Clock
) -> None:
    list(watching.round(gatherer()))
    asked = len(site.asked)
    assert list(watching.round(gatherer())) == []
    assert len(site.asked) == asked
    clock.time += timedelta(hours=2)
    told = list(watching.round(gatherer()))
    again = {path for path in site.asked[asked:] if path != "/robots.txt"}
    assert again >= {"/links.xml", "/full.xml", "/gone.xml", "/429"}
    assert not {path for path in again if path.startswith("/a")}
    assert said(told, "/full.xml") == "nothing new"
    assert len(service.articles(Filter(), 100)) == 40


def test_an_entry_that_is_new_is_fetched_and_a_text_that_changed_is_a_revision(
    watching: Watching, service: Parallax, site: Site, clock: Clock
) -> None:
    list(watching.round(gatherer()))
    feed = rss(site, ["/a0", "/a39"]).replace(b"03 Mar 2026 08", b"03 Mar 2026 19")
    site.pages["/links.xml"] = answer(200, feed, Content_Type="application/rss+xml")
    site.pages["/a0"] = answer(200, page(0, " The vote was 12 to 9."), Content_Type="text/html")
    clock.time += timedelta(hours=2)
    told = list(watching.round(gatherer()))
    assert said(told, "/links.xml") == "2 to be fetched"
    article = next(each for each in service.articles(Filter(), 100) if each.url == site.url("/a0"))
    assert "12 to 9" in article.text
    assert len(service.history(article.id)) == 2


def test_a_feed_is_looked_at_more_often_when_lively_and_later_after_each_failure(
    watching: Watching, clock: Clock
) -> None:
    due: dict[str, list[float]] = {"full": [], "gone": []}
    for _ in range(3):
        list(watching.round(gatherer()))
        for feed in watching.feeds():
            if feed.title in due and feed.due:
                due[feed.title].append((feed.due - clock.time).total_seconds())
        clock.time += timedelta(hours=30)
    assert due["full"] == [450, 900, 1800]
    assert due["gone"] == [900, 1800, 3600]


def test_two_who_watch_at_once_do_not_double_the_work(watching: Watching, site: Site) -> None:
    told: list[list[Watched]] = [[], []]

    def watch(number: int) -> None:
        told[number] += watching.round(gatherer())

    threads = [threading.Thread(target=watch, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    counts = site.count()
    assert {path for path, count in counts.items() if count > 1} <= {"/robots.txt", "/loop"}
    assert sum(each.source.endswith("/full.xml") for each in [*told[0], *told[1]]) == 1


def test_a_feed_that_is_dropped_is_asked_no_more_and_its_articles_stay(
    watching: Watching, service: Parallax, site: Site, clock: Clock
) -> None:
    list(watching.round(gatherer()))
    watching.unfollow(site.url("/full.xml"))
    clock.time += timedelta(hours=9)
    asked = len(site.asked)
    list(watching.round(gatherer()))
    assert "/full.xml" not in site.asked[asked:]
    assert len(service.articles(Filter(), 100)) == 40


def test_the_page_and_the_api_list_the_feeds_with_what_went_wrong(watching: Watching, service: Parallax) -> None:
    client = create_app(service=service).test_client()
    list(watching.round(gatherer()))
    feeds = {each["title"]: each for each in client.get("/api/v1/feeds").json["feeds"]}
    assert (feeds["links"]["articles"], feeds["full"]["articles"]) == (31, 9)
    assert "410" in feeds["gone"]["problem"]
    shown = client.get("/feeds").text
    assert feeds["gone"]["problem"] in shown
    assert all(feed["url"] in shown for feed in feeds.values())


@pytest.mark.model
def test_the_commands_watch_an_opml_and_add_addresses(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARALLAX_FETCH_PRIVATE", "127.0.0.0/8")
    archive, listed = str(tmp_path / "archive"), tmp_path / "feeds.opml"
    site.pages["/links.xml"] = answer(200, rss(site, ["/a0", "/a1"]), Content_Type="application/rss+xml")
    listed.write_bytes(opml(site))

    def run(*arguments: str) -> str:
        return CliRunner().invoke(parallax, ["--data", archive, *arguments]).output

    told = run("watch", str(listed), "--once")
    assert f"{site.url('/full.xml')}: 9 added" in told
    assert "2 pages: 2 added" in told
    assert "410" in told
    assert run("feeds", "list").count("articles") == 3
    assert "No longer watched" in run("feeds", "drop", site.url("/gone.xml"))
    told = run("add", site.url("/a5"), site.url("/404"))
    assert "Added 1 article" in told
    assert "404" in told
    assert "Added 2 articles" not in run("add", site.url("/links.xml"))


def test_an_address_that_may_answer_later_is_kept_and_watching_tries_it_again(
    service: Parallax, site: Site, clock: Clock
) -> None:
    watching = Watching(service._catalogue, service.add, clock)
    site.pages["/503"] = answer(503)
    failed = {each.link.url: each for each in gatherer().all(map(Link, map(site.url, ["/503", "/404"])))}  # type: ignore[union-attr]
    told = {each.url: each for each in watching.keep(list(failed.values()))}  # type: ignore[arg-type]
    assert told[site.url("/404")].again is None
    assert told[site.url("/503")].again == NOW + timedelta(minutes=15)
    assert list(watching.round(gatherer())) == []
    site.pages["/503"] = site.pages["/a3"]
    clock.time += timedelta(minutes=16)
    assert [each.said for each in watching.round(gatherer())] == ["1 added"]
    assert [(each.url, each.articles) for each in watching.feeds()] == [(GIVEN.url, 1)]
    clock.time += timedelta(days=2)
    assert list(watching.round(gatherer())) == []


def test_the_command_says_which_address_it_keeps(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_FETCH_PRIVATE", "127.0.0.0/8")
    site.pages["/429"] = answer(429, Retry_After="600")
    sources = [site.url("/a1"), site.url("/404"), site.url("/429")]
    told = CliRunner().invoke(parallax, ["--data", str(tmp_path / "archive"), "add", *sources])
    kept = [line for line in told.output.splitlines() if "tries it again" in line]
    assert told.exit_code == 1
    assert "Added 1 article" in told.output
    assert len(kept) == 1
    assert sources[2] in kept[0]
