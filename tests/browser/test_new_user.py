"""What a new user does with an empty archive in one session: add a report, find its coverage, and take findings
elsewhere.
"""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator

import pytest
from lxml import etree
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.alerts.signature import signature
from compare.services.service import Parallax
from tests.browser.waiting import loaded
from tests.fetching import answer, fetcher, serving
from tests.newsroom import DAY, OUTLETS, Newsroom, body, gdelt, newsapi, rss, title
from tests.rfc4287 import ATOM, faults_of
from tests.waiting import wait_until
from web import create_app
from web.settings import Settings

LATER = (
    "Four people were hurt when a crane fell on barges in the northern basin of Lund on Monday, hospitals said on Tuesday.",
    "The insurer Nordfels now puts the damage at 900,000 crowns, Una Brandt of the Harbour Authority said.",
)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serving() as site:
        room = Newsroom(site)
        room.fill()
        room.site.pages["/gdelt"] = gdelt(room.reports([1, 2]))
        room.site.pages["/newsapi"] = newsapi(room.reports([3]))
        room.site.pages["/feed"] = rss(room.reports([4]))
        room.site.pages["/hook"] = answer(204)
        yield room


@pytest.fixture
def address(service: Parallax, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("web.wiring.build_fetcher", lambda settings: fetcher(total_s=30.0, attempts=1))
    service.feed_watcher.follow([Feed(newsroom.url("/feed"), "Coast")])
    coverage = f"gdelt={newsroom.url('/gdelt')} newsapi={newsroom.url('/newsapi')} feeds"
    given = Settings(coverage=coverage, newsapi_key="k", webhook_private="127.0.0.0/8")
    server = make_server("127.0.0.1", 0, create_app(given, service), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_from_an_empty_archive_to_a_webhook(
    address: str, service: Parallax, newsroom: Newsroom, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    event = _five_outlets(page, address, service)
    wait_until(lambda: not service.comparing.pending().events)

    page.goto(f"{address}/events/{event}")
    expect(page.locator("#contested .finding").first).to_be_visible()
    _saved_as_word(page, address)
    page.goto(f"{address}/events/{event}")
    bibtex = page.get_by_role("link", name="BibTeX").first.get_attribute("href")
    cited = page.request.get(f"{address}{bibtex}").text()
    for outlet in OUTLETS:
        assert outlet in cited
    assert cited.startswith("@")

    atom = page.locator("link[type='application/atom+xml']").first.get_attribute("href")
    service.activity.note()
    before = _entries(page, f"{address}{atom}")
    secret = _alert(page, address, newsroom.url("/hook"))
    report = Article(
        Outlet("Night Desk"), "Four hurt by crane in Lund", "\n".join(LATER), None, "en", Moment.parse("2026-03-03")
    )
    site_adds(page, address, service, report)
    wait_until(lambda: len(_entries(page, f"{address}{atom}") - before) > 0)
    newest = etree.fromstring(page.request.get(f"{address}{atom}").body()).find(f"{ATOM}entry")
    assert faults_of(page.request.get(f"{address}{atom}").body()) == []
    assert "Night Desk" in newest.findtext(f"{ATOM}title")
    wait_until(lambda: bool(newsroom.site.bodies))
    headers, sent = newsroom.site.headers[-1], newsroom.site.bodies[-1]
    assert headers["webhook-signature"] == signature(secret, headers["webhook-id"], headers["webhook-timestamp"], sent)
    told = json.loads(sent)["data"]["items"]
    assert {each["kind"] for each in told} == {"fact"}
    assert any("Night Desk" in each["title"] for each in told)


def _five_outlets(page: Page, address: str, service: Parallax) -> str:
    page.goto(f"{address}/add")
    for name, said in {"outlet": OUTLETS[0], "published": DAY, "title": title(0), "text": "\n".join(body(0))}.items():
        page.locator(f"main [name={name}]").fill(said)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="1 article added")).to_be_visible()
    page.get_by_role("link", name=title(0)).last.click()
    page.get_by_role("button", name="Find other coverage").click()
    expect(page.get_by_text("4 reports found and added")).to_be_visible()
    (event,) = service.events(Filter(), 5)
    assert {each.outlet.name for each in event.articles} == set(OUTLETS)
    return event.event.id


def _saved_as_word(page: Page, address: str) -> None:
    page.locator("#contested .finding a.star").first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/notebooks/(?!save)"))  # kept; to go on before that would call it off
    page.goto(f"{address}/notebooks")
    page.locator("main li a").first.click()
    export = page.get_by_role("navigation", name="Download").locator("a[href$='.docx']").get_attribute("href")
    word = zipfile.ZipFile(io.BytesIO(page.request.get(f"{address}{export}").body()))
    assert any(each in word.read("word/document.xml").decode() for each in OUTLETS)


def _alert(page: Page, address: str, hook: str) -> str:
    """Create an alert on contested facts; returns its secret."""
    page.goto(f"{address}/alerts/new")
    page.locator("main [name=name]").fill("Lund")
    page.locator("main [name=url]").fill(hook)
    for each in page.locator("main [name=on]").all():
        each.set_checked(each.get_attribute("value") == "fact")
    page.get_by_role("button", name="Create alert").click()
    expect(page.get_by_text("whsec_")).to_be_visible()
    loaded(page)
    return re.findall(r"whsec_[A-Za-z0-9+/=]+", page.content())[0]


def site_adds(page: Page, address: str, service: Parallax, report: Article) -> None:
    """A program adds another report."""
    given = {"outlet": report.outlet.name, "title": report.title, "text": report.text, "published": "2026-03-03"}
    key = {"Authorization": f"Bearer {service.api_keys.create('desk')}"}
    answered = page.request.post(f"{address}/api/v1/articles", data={"articles": [given]}, headers=key)
    assert answered.status == 202


def _entries(page: Page, feed: str) -> set[str]:
    return set(re.findall(r"<id>([^<]+)</id>", page.request.get(feed).text()))
