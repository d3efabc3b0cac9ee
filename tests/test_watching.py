"""Watching feeds of a real server on loopback: valid pages are added, each error is a line, nothing hangs."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from compare.ports import Failed, Filter
from compare.ports.harvesting import Feed, FeedAnswer, Link, LinkOutcome
from compare.services.adding.watch import GIVEN, FeedWatcher, Watched
from compare.services.service import Parallax
from indexes.ingest.harvester import WebHarvester
from tests.bridges import FEEDS, SAID, address, fill, is_as_served, opml, page, rss, title_of
from tests.fetching import NOW, Site, answer, fetcher, serving
from web import create_app
from web.cli.main import parallax

BAD = tuple(each for each in SAID if each != "/slow")
"""Without the page that never ends, whoever fetches can be patient."""
PATIENT_S = 30.0
"""For one page: a process that reads the first page imports its reader meanwhile, which on a busy machine takes longer
than the second page may, if that has but a second.
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        fill(site, bad=BAD)
        yield site


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feed_watcher(service: Parallax, site: Site, clock: Clock) -> FeedWatcher:
    feed_watcher = FeedWatcher(service._catalogue.feeds, service._catalogue.removals, service.add, clock)
    feed_watcher.follow([Feed(site.url(path), name) for name, path in FEEDS.items()])
    return feed_watcher


def harvester() -> WebHarvester:
    return WebHarvester(fetcher(total_s=PATIENT_S, attempts=1))


def said(told: list[Watched], source: str) -> str:
    (found,) = [each.said for each in told if each.source.endswith(source)]
    return found


def test_good_pages_are_added_and_each_bad_one_is_reported_in_a_line(
    feed_watcher: FeedWatcher, service: Parallax, site: Site
) -> None:
    told = list(feed_watcher.round(harvester()))
    held = service.articles(Filter(), 100)
    assert {each.title for each in held} == {title_of(number) for number in range(40)}
    assert all(map(is_as_served, held))
    problems = {each.source: each.said for each in told if each.kind == "problem"}
    assert set(problems) == {address(site, path) for path in (*BAD, "/gone.xml")}
    assert {
        path: problems[address(site, path)] for path in BAD if SAID[path] not in problems[address(site, path)]
    } == {}
    assert all("\n" not in each and each for each in problems.values())
    assert "again at" not in problems[site.url("/404")]


def test_a_second_round_fetches_only_due_feeds_and_adds_nothing_twice(
    feed_watcher: FeedWatcher, service: Parallax, site: Site, clock: Clock
) -> None:
    list(feed_watcher.round(harvester()))
    asked = len(site.asked)
    assert list(feed_watcher.round(harvester())) == []
    assert len(site.asked) == asked
    clock.time += timedelta(hours=2)
    told = list(feed_watcher.round(harvester()))
    again = {path for path in site.asked[asked:] if path != "/robots.txt"}
    assert again >= {*FEEDS.values(), "/429"}
    assert not {path for path in again if path.startswith("/a") and path != "/atom.xml"}
    assert said(told, "/full.json") == "nothing new"
    assert len(service.articles(Filter(), 100)) == 40


def test_a_new_entry_is_fetched_and_a_changed_text_is_a_revision(
    feed_watcher: FeedWatcher, service: Parallax, site: Site, clock: Clock
) -> None:
    list(feed_watcher.round(harvester()))
    feed = rss(site, ["/a0", "/a39"]).replace(b"03 Mar 2026 08", b"03 Mar 2026 19")
    site.pages["/links.xml"] = answer(200, feed, Content_Type="application/rss+xml")
    site.pages["/a0"] = answer(200, page(0, " The vote was 12 to 9."), Content_Type="text/html")
    clock.time += timedelta(hours=2)
    told = list(feed_watcher.round(harvester()))
    assert said(told, "/links.xml") == "2 to be fetched"
    article = next(each for each in service.articles(Filter(), 100) if each.url == site.url("/a0"))
    assert "12 to 9" in article.text
    assert len(service.history(article.id)) == 2


def test_an_active_feed_is_checked_more_often_and_a_failing_feed_less_often(
    feed_watcher: FeedWatcher, clock: Clock
) -> None:
    due: dict[str, list[float]] = {"full": [], "gone": []}
    for _ in range(3):
        list(feed_watcher.round(harvester()))
        for feed in feed_watcher.feeds():
            if feed.title in due and feed.due:
                due[feed.title].append((feed.due - clock.time).total_seconds())
        clock.time += timedelta(hours=30)
    assert due["full"] == [450, 900, 1800]
    assert due["gone"] == [900, 1800, 3600]


def test_two_concurrent_watchers_do_not_duplicate_work(feed_watcher: FeedWatcher, site: Site) -> None:
    told: list[list[Watched]] = [[], []]

    def watch(number: int) -> None:
        told[number] += feed_watcher.round(harvester())

    threads = [threading.Thread(target=watch, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    counts = site.count()
    assert {path for path, count in counts.items() if count > 1} <= {"/robots.txt", "/loop"}
    assert sum(each.source.endswith("/full.json") for each in [*told[0], *told[1]]) == 1


class Interrupted(WebHarvester):
    """Simulates Ctrl-C while it waits for a feed or for pages."""

    def __init__(self, at: str) -> None:
        super().__init__(fetcher(total_s=PATIENT_S, attempts=1))
        self._at = at

    def feed(self, feed: Feed) -> FeedAnswer | Failed:
        if self._at == "feed":
            raise KeyboardInterrupt
        return super().feed(feed)

    def pages(self, links: Iterable[Link]) -> Iterator[LinkOutcome]:
        if self._at == "pages":
            raise KeyboardInterrupt
        return super().pages(links)


@pytest.mark.parametrize("at", ["feed", "pages"])
def test_an_interrupted_round_releases_its_claims(feed_watcher: FeedWatcher, service: Parallax, at: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(feed_watcher.round(Interrupted(at)))
    list(feed_watcher.round(harvester()))
    assert len(service.articles(Filter(), 100)) == 40


def test_claims_of_a_killed_watcher_expire(feed_watcher: FeedWatcher, service: Parallax, clock: Clock) -> None:
    store = service._catalogue
    assert store.feeds.claim(clock.time, 900)
    list(feed_watcher.round(harvester()))
    clock.time += timedelta(minutes=16)
    list(feed_watcher.round(harvester()))
    assert len(service.articles(Filter(), 100)) == 40


def test_an_unfollowed_feed_is_no_longer_fetched_and_its_articles_stay(
    feed_watcher: FeedWatcher, service: Parallax, site: Site, clock: Clock
) -> None:
    list(feed_watcher.round(harvester()))
    feed_watcher.unfollow(site.url("/full.json"))
    clock.time += timedelta(hours=9)
    asked = len(site.asked)
    list(feed_watcher.round(harvester()))
    assert "/full.json" not in site.asked[asked:]
    assert len(service.articles(Filter(), 100)) == 40


def test_the_page_and_the_api_list_feeds_with_their_problems(feed_watcher: FeedWatcher, service: Parallax) -> None:
    client = create_app(service=service).test_client()
    list(feed_watcher.round(harvester()))
    feeds = {each["title"]: each for each in client.get("/api/v1/feeds").json["feeds"]}
    assert (feeds["links"]["articles"], feeds["full"]["articles"]) == (25, 6)
    assert "410" in feeds["gone"]["problem"]
    shown = client.get("/feeds").text
    assert feeds["gone"]["problem"] in shown
    assert all(feed["url"] in shown for feed in feeds.values())


@pytest.mark.model
def test_the_commands_follow_an_opml_file_and_add_addresses(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARALLAX_FETCH_PRIVATE", "127.0.0.0/8")
    archive, listed = str(tmp_path / "archive"), tmp_path / "feeds.opml"
    site.pages["/links.xml"] = answer(200, rss(site, ["/a0", "/a1"]), Content_Type="application/rss+xml")
    site.pages["/atom.xml"] = site.pages["/links.xml"]  # a host is asked once a second
    listed.write_bytes(opml(site))

    def run(*arguments: str) -> str:
        return CliRunner().invoke(parallax, ["--data", archive, *arguments]).output

    told = run("watch", str(listed), "--once")
    assert f"{site.url('/full.json')}: 6 added" in told
    assert "2 pages: 2 added" in told
    assert "410" in told
    assert run("feeds", "list").count("articles") == 4
    assert "No longer watched" in run("feeds", "drop", site.url("/gone.xml"))
    told = run("add", site.url("/a5"), site.url("/404"))
    assert "Added 1 article" in told
    assert "404" in told
    assert "Added 2 articles" not in run("add", site.url("/links.xml"))


def test_an_address_that_may_respond_later_is_kept_and_retried(service: Parallax, site: Site, clock: Clock) -> None:
    feed_watcher = FeedWatcher(service._catalogue.feeds, service._catalogue.removals, service.add, clock)
    site.pages["/503"] = answer(503)
    failed = {each.link.url: each for each in harvester().all(map(Link, map(site.url, ["/503", "/404"])))}  # type: ignore[union-attr]
    told = {each.url: each for each in feed_watcher.keep(list(failed.values()))}  # type: ignore[arg-type]
    assert told[site.url("/404")].again is None
    assert told[site.url("/503")].again == NOW + timedelta(minutes=15)
    assert list(feed_watcher.round(harvester())) == []
    site.pages["/503"] = site.pages["/a3"]
    clock.time += timedelta(minutes=16)
    assert [each.said for each in feed_watcher.round(harvester())] == ["1 added"]
    assert [(each.url, each.articles) for each in feed_watcher.feeds()] == [(GIVEN.url, 1)]
    clock.time += timedelta(days=2)
    assert list(feed_watcher.round(harvester())) == []


def test_a_page_that_times_out_is_reported_and_added_in_a_later_round(
    feed_watcher: FeedWatcher, service: Parallax, site: Site, clock: Clock
) -> None:
    site.pages["/links.xml"] = answer(200, rss(site, ["/slow"]), Content_Type="application/rss+xml")
    first = list(feed_watcher.round(WebHarvester(fetcher(total_s=3.0, attempts=1))))
    assert SAID["/slow"] in said(first, "/slow")
    assert "again at 2026-03-04 09:45" in said(first, "/slow")
    site.pages["/slow"] = site.pages["/a3"]
    clock.time += timedelta(minutes=16)
    again = list(feed_watcher.round(harvester()))
    assert not [each for each in again if each.source.endswith("/slow")]
    assert title_of(3) in {each.title for each in service.articles(Filter(), 100)}


def test_the_command_prints_the_address_it_keeps(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_FETCH_PRIVATE", "127.0.0.0/8")
    site.pages["/429"] = answer(429, Retry_After="600")
    sources = [site.url("/a1"), site.url("/404"), site.url("/429")]
    told = CliRunner().invoke(parallax, ["--data", str(tmp_path / "archive"), "add", *sources])
    kept = [line for line in told.output.splitlines() if "tries it again" in line]
    assert told.exit_code == 1
    assert "Added 1 article" in told.output
    assert len(kept) == 1
    assert sources[2] in kept[0]
