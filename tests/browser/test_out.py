"""Findings leave Parallax for other tools: an alert by webhook, an Atom feed, a citation."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator

import bibtexparser
import pytest
from lxml import etree
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from compare.services.alerts.signature import signature
from compare.services.service import Parallax
from tests.fetching import Site, answer, serving
from tests.rfc4287 import ATOM, faults_of
from tests.test_activity import FIRST, SECOND
from tests.waiting import wait_until
from web import create_app
from web.settings import Settings


@pytest.fixture
def receiver() -> Iterator[Site]:
    with serving() as site:
        site.pages["/hook"] = answer(204)
        yield site


@pytest.fixture
def own(service: Parallax) -> Iterator[str]:
    app = create_app(Settings(webhook_private="127.0.0.0/8"), service)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    app.extensions["worker"].wake()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def add(page: Page, site: str, token: str, outlet: str, text: str) -> None:
    article = {
        "outlet": outlet,
        "title": text.split(".")[0],
        "text": text,
        "url": f"https://{outlet.lower()}.example/1",
    }
    sent = page.request.post(
        f"{site}/api/v1/articles", data={"articles": [article]}, headers={"Authorization": f"Bearer {token}"}
    )
    assert sent.status == 202


@pytest.mark.parametrize("width", [1280, 320])
def test_the_next_contested_fact_reaches_a_webhook_a_feed_reader_and_a_bibliography(
    open_page: Callable[..., Page], service: Parallax, own: str, receiver: Site, width: int
) -> None:
    token = service.api_keys.create("desk")
    page = open_page(f"{own}/search?q=dam+gates", width)
    page.get_by_role("link", name="Alert me by webhook").click()
    expect(page.get_by_label("Search (empty")).to_have_value("dam gates")
    page.get_by_role("textbox", name="URL").fill(receiver.url("/hook"))
    page.get_by_label("new articles").uncheck()
    page.get_by_label("contested facts").check()
    page.get_by_role("button", name="Create alert").click()
    secret = page.locator("pre code").inner_text()

    page.get_by_role("button", name="Send test").click()
    expect(page.get_by_role("cell", name="delivered")).to_be_visible()
    expect(page.get_by_role("cell", name="204")).to_be_visible()

    add(page, own, token, "Halyard", FIRST)
    add(page, own, token, "Courier", SECOND)
    wait_until(lambda: len(receiver.bodies) > 1)
    headers, body = receiver.headers[1], receiver.bodies[1]
    told = signature(secret, headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == told
    fact = json.loads(body)["data"]["items"][0]
    assert fact["kind"] == "fact"

    page.goto(own)
    feed = page.locator("head link[type='application/atom+xml'][title='Contested facts']").get_attribute("href")
    document = page.request.get(f"{own}{feed}").body()
    assert faults_of(document) == []
    titles = [each.findtext(f"{ATOM}title") for each in etree.fromstring(document).findall(f"{ATOM}entry")]
    assert fact["title"] in titles

    page.goto(f"{own}/events/{re.search('/events/([0-9a-f]+)', fact['url'])[1]}")
    cited = page.get_by_text("Cite this event").get_by_role("link", name="BibTeX").get_attribute("href")
    library = bibtexparser.parse_string(page.request.get(f"{own}{cited}").text())
    assert {each.entry_type for each in library.entries} == {"misc", "article"}
    assert len(library.entries) == 3
