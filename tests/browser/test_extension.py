"""The browser extension in a real Chromium, against the real server: it adds the page as the browser shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Worker, expect

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from tests.browser.conftest import _CHROMIUM, _FLAGS
from tests.browser.waiting import PATIENCE_MS
from tests.fetching import serving
from tests.newsroom import DAY, OUTLETS, Newsroom, article_page, body, html, title

EXTENSION = Path(__file__).resolve().parents[2] / "extension"
FILLED = """<!doctype html><html lang="en"><head><title>Members only - The Dyke</title></head><body><div id="app"></div>
<script>document.getElementById("app").innerHTML = atob("%s");</script></body></html>"""


@pytest.fixture
def context(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Chromium with the extension, started by a separate Playwright unless one is already running."""
    if _CHROMIUM is None:
        pytest.skip("there is no Chromium here: sudo apt-get install chromium")
    flags = [each for each in _FLAGS if each != "--disable-extensions"]
    flags += [f"--disable-extensions-except={EXTENSION}", f"--load-extension={EXTENSION}"]
    browser = request.getfixturevalue("browser")
    opened = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=_CHROMIUM, args=flags, ignore_default_args=["--disable-extensions"]
    )
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture
def worker(context: BrowserContext) -> Worker:
    found = context.service_workers
    return found[0] if found else context.wait_for_event("serviceworker")


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with serving() as site:
        room = Newsroom(site)
        room.fill()
        yield room


def set_up(context: BrowserContext, worker: Worker, server: str, key: str) -> Page:
    """Enter the settings as a user would."""
    page = context.new_page()
    page.goto(f"chrome-extension://{worker.url.split('/')[2]}/options.html")
    page.get_by_label("Address of your Parallax").fill(f"{server}/events/")
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    return page


def click(context: BrowserContext, worker: Worker, address: str) -> Page:
    """The page that opens when the button is clicked on the page at a URL."""
    page = context.new_page()
    page.goto(address)
    page.bring_to_front()
    with context.expect_page() as opened:
        worker.evaluate(
            "async (url) => { const [tab] = await chrome.tabs.query({ url: `${url}*` }); await send(tab); }", address
        )
    return opened.value


def stored_article(number: int) -> Article:
    return Article(Outlet(OUTLETS[number]), title(number), "\n".join(body(number)), None, "en", Moment.parse(DAY))


def test_the_extension_opens_the_current_page_beside_stored_articles_of_its_event(
    context: BrowserContext, worker: Worker, own_site: str, service: Parallax, newsroom: Newsroom
) -> None:
    import base64

    service.add([stored_article(0), stored_article(2)])
    inner = article_page(1).decode().partition("<body>")[2].partition("</body>")[0]
    filled = FILLED % base64.b64encode(inner.encode("ascii", "xmlcharrefreplace")).decode()
    newsroom.site.pages["/members"] = html(filled.encode())
    set_up(context, worker, own_site, service.api_keys.create("browser"))
    opened = click(context, worker, newsroom.url("/members"))
    opened.wait_for_url("**/compare?article=*")
    expect(opened.locator(".sides")).to_contain_text("crushed a pair of barges")
    expect(opened.locator(".sides")).to_contain_text("nobody was hurt")
    added = next(each for each in service.articles(Filter(), 9) if each.url)
    assert added.url == newsroom.url("/members")
    assert "Two people were hurt" in added.text
    assert not any("/members" in each for each in newsroom.site.asked[1:])  # only the browser asked for it


@pytest.mark.parametrize("wrong", ["key", "server", "nothing"])
def test_errors_are_shown_on_the_options_page(
    wrong: str, context: BrowserContext, worker: Worker, own_site: str, service: Parallax, newsroom: Newsroom
) -> None:
    messages: dict[str, Any] = {
        "key": "valid API key",
        "server": "No response from",
        "nothing": "Enter the address of your Parallax server",
    }
    if wrong != "nothing":
        set_up(context, worker, own_site if wrong == "key" else "http://127.0.0.1:9", "parallax_wrong")
    opened = click(context, worker, newsroom.url("/report/0"))
    expect(opened.get_by_role("alert")).to_contain_text(messages[wrong])
    assert service.count() == (0, 0)


def test_nothing_is_sent_without_a_click_and_the_key_goes_to_no_page(
    context: BrowserContext, worker: Worker, own_site: str, service: Parallax, newsroom: Newsroom
) -> None:
    secret = service.api_keys.create("browser")
    set_up(context, worker, own_site, secret)
    page = context.new_page()
    page.goto(newsroom.url("/report/0"))
    assert service.jobs.waiting() == 0
    assert service.count() == (0, 0)
    assert not any(secret in f"{each}" for each in newsroom.site.headers)
    assert page.evaluate("typeof chrome.storage") == "undefined"
