"""Adding and finding coverage in a browser, without a script: from one pasted report to an event of five outlets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from tests.browser.test_hostile import FOREIGN, HANDLERS, PAYLOADS, TOO_WIDE
from tests.browser.waiting import loaded
from tests.documents import PARTS, TITLE, press_release
from tests.fetching import answer, fetcher, serving
from tests.newsroom import DAY, OUTLETS, Newsroom, article_page, body, gdelt, html, newsapi, rss, title
from web import create_app
from web.settings import Settings


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serving() as site:
        room = Newsroom(site)
        room.fill()
        room.site.pages["/gdelt"] = gdelt([*room.reports([1, 2]), (room.url("/tax"), "Tax", "x")])
        room.site.pages["/newsapi"] = newsapi(room.reports([3]))
        room.site.pages["/feed"] = rss(room.reports([4]))
        yield room


@pytest.fixture
def adding_site(service: Parallax, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a server that may fetch from this machine and searches the fake services."""
    monkeypatch.setattr("web.wiring.build_fetcher", lambda settings: fetcher(total_s=30.0, attempts=1))
    coverage = f"gdelt={newsroom.url('/gdelt')} newsapi={newsroom.url('/newsapi')} feeds"
    app = create_app(Settings(coverage=coverage, newsapi_key="k"), service)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("how", [{"java_script_enabled": False}, {"width": 320}], ids=["no script", "narrow"])
def test_one_pasted_report_leads_to_an_event_of_five_outlets(
    how: dict[str, Any], adding_site: str, service: Parallax, newsroom: Newsroom, open_page: Callable[..., Page]
) -> None:
    service.feed_watcher.follow([Feed(newsroom.url("/feed"), "Coast")])
    page = open_page(f"{adding_site}/add", **how)
    page.locator("main [name=outlet]").fill(OUTLETS[0])
    page.locator("main [name=published]").fill(DAY)
    page.locator("main [name=title]").fill(title(0))
    page.locator("main [name=text]").fill("\n".join(body(0)))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="1 article added")).to_be_visible()
    page.get_by_role("link", name=title(0)).last.click()
    page.get_by_role("button", name="Find other coverage").click()
    expect(page.get_by_text("4 reports found and added")).to_be_visible()
    assert {each.outlet.name for each in service.events(Filter(), 5)[0].articles} == set(OUTLETS)
    page.get_by_text("Sources searched and results skipped").click()
    expect(page.get_by_role("rowheader", name="gdelt")).to_be_visible()
    loaded(page)
    if "width" in how:
        assert page.evaluate(TOO_WIDE) <= 0


def test_files_and_addresses_are_added_and_each_refusal_is_shown_on_the_page(
    adding_site: str, newsroom: Newsroom, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{adding_site}/add", 320)
    page.locator("main [name=addresses]").fill(f"{newsroom.url('/report/1')}\n{newsroom.url('/gone')}\nftp://x.example")
    page.get_by_label("Choose files").set_input_files(
        [{"name": "release.pdf", "mimeType": "application/pdf", "buffer": press_release()},
         {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\0"}]
    )  # fmt: skip
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="2 articles added")).to_be_visible()
    for said in ("404", "only http and https", "photo.png"):
        expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    loaded(page)
    assert page.evaluate(TOO_WIDE) <= 0


@pytest.mark.parametrize("payload", PAYLOADS, ids=["script", "attribute", "marks"])
def test_instructions_in_fetched_content_are_only_displayed(
    payload: str, adding_site: str, service: Parallax, newsroom: Newsroom, open_page: Callable[..., Page]
) -> None:
    page_of_payload = article_page(1).decode().replace(title(1), payload.replace("<", "&lt;")).encode()
    newsroom.site.pages["/report/1"] = html(page_of_payload)
    newsroom.site.pages["/gdelt"] = gdelt([*newsroom.reports([1, 2]), (newsroom.url("/tax"), payload, payload)])
    newsroom.site.pages["/newsapi"] = answer(200, payload.encode(), Content_Type="application/json")
    page = open_page(f"{adding_site}/add", 320)
    page.locator("main [name=outlet]").fill(payload[:150])
    page.locator("main [name=title]").fill(payload)
    page.locator("main [name=text]").fill("\n".join((*body(0), payload)))
    page.get_by_label("Choose files").set_input_files(
        [{"name": f"{payload.replace('/', '')[:60]}.bin", "mimeType": "x/y", "buffer": b"\0\1"}]
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="1 article added")).to_be_visible()
    _check(page)
    page.goto(f"{adding_site}/articles/{service.articles(Filter(), 1)[0].id}")
    page.get_by_role("button", name="Find other coverage").click()
    expect(
        page.get_by_text("found and added").or_(page.get_by_role("heading", name="No other reports"))
    ).to_be_visible()
    loaded(page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    _check(page)


def _check(page: Page) -> None:
    loaded(page)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate(FOREIGN) == []
    assert page.evaluate(HANDLERS) == []
    assert page.evaluate(TOO_WIDE) <= 0


def test_a_problem_shows_the_form_again_with_what_was_typed(adding_site: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{adding_site}/add")
    page.locator("main [name=published]").fill("some day")
    page.locator("main [name=text]").fill(PARTS[0])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("some day")
    expect(page.locator("main [name=text]")).to_have_value(PARTS[0])
