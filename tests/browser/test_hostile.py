"""Articles are hostile input: whatever any field contains, pages only display it."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import pytest
from playwright.sync_api import Page, expect

from compare.comparison.reviews.divergences import divergence_id
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from compare.services.stores.outlets import OutletFact
from tests.browser.waiting import loaded
from web.views.filters import web_address

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOREIGN = """
() => [...document.querySelectorAll("[href], [src], [action], [formaction]")]
  .flatMap((each) => ["href", "src", "action", "formaction"].map((name) => each.getAttribute(name)))
  .filter((each) => each && !/^(https?:\\/\\/|\\/|#|\\?|data:,$)/i.test(each))
"""
HANDLERS = """
() => [...document.querySelectorAll("*")].flatMap((each) => [...each.attributes])
  .filter((each) => /^on/i.test(each.name) || each.name === "style" || each.name === "srcdoc")
  .map((each) => each.name)
"""
PAYLOADS = [
    "<script>window.pwned = 1; alert(1)</script><img src=x onerror='window.pwned = 2'><svg/onload=alert(3)>",
    "\"' autofocus onfocus=alert(1) x='\"></textarea></title></style></select><script>window.pwned = 4</script>",
    "{{ 7 * 7 }} {% raw %} ${alert(1)} <!-- --> ]]> &lt;script&gt; \u202eevil\u202d \u0007\u001b[31m \u2028 javascript:alert(1)",
]


def hostile(payload: str, number: int, minutes: int = 0) -> Article:
    text = f"The harbour at Lund closed at {number} on Monday, {payload} said. “It is {payload} shut,” he said. {'W' * 900}"
    return Article(
        Outlet(f"{payload} {number}"),
        f"{payload} The harbour closes at {number}",
        text if not minutes else f"{text} It opened again.",
        f"https://a.example/{number}?{payload}" if number != 7 else "javascript:alert(5)",
        payload[:40],
        Moment.parse("2026-01-01T08:00:00Z"),
        Moment.parse("2026-01-01T09:00:00Z") if minutes else None,
        MappingProxyType({payload: payload, "author": payload}),
    )


def fill(service: Parallax, payload: str) -> None:
    """Store every kind of item, with the payload in every text field."""
    service.add([hostile(payload, number) for number in (7, 8, 9)])
    service.add([hostile(payload, 8, minutes=5)])
    named = service.outlets.held()[0].name
    fact = OutletFact(Outlet(named), payload, payload, payload, Moment.parse("2026-01-01"))
    service.outlets.add_facts([fact])
    service.outlets.rename(service.outlets.held()[-1].name, f"{payload[:150]} called")
    service.feed_watcher.follow([Feed(f"https://a.example/{payload}", payload)])
    feed = service.feed_watcher.feeds()[0]
    service._catalogue.feeds.update(Feed(feed.url, payload, problem=payload, failures=2, interval_s=60))
    ids = [each.id for each in service.articles(Filter(), 2)]
    found = [(match, each) for match in service.compare(ids).matches for each in match.divergences]
    for match, divergence in found[:1]:
        service.reviews.review(ids, divergence_id(match, divergence), "confirmed")


@pytest.mark.parametrize("payload", PAYLOADS, ids=["script", "attribute", "marks"])
def test_no_script_in_any_field_runs_on_any_page(
    own_site: str, service: Parallax, open_page: Callable[..., Page], payload: str
) -> None:
    fill(service, payload)
    articles = service.articles(Filter(), 9)
    ids = [each.id for each in articles]
    pair = f"article={ids[0]}&article={ids[1]}"
    page = open_page(own_site, 320)
    events = [each["id"] for each in page.request.get(f"{own_site}/api/v1/events").json()["events"]]
    revised = next(each for each in ids if len(service.history(each)) > 1)
    addresses = [
        "/", "/outlets", "/feeds", "/corrections", "/method", "/api", f"/search?q=harbour {payload}", "/search?q=harbour",
        f"/?outlet={payload}", f"/compare?{pair}", f"/compare?{pair}&view=linear",
        f"/articles/{revised}/revisions", *(f"/events/{each}" for each in events), *(f"/articles/{each}" for each in ids),
    ]  # fmt: skip
    for address in addresses:
        page.goto(own_site + address.replace("#", "%23"))
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert page.evaluate("window.pwned") is None, address
        assert page.evaluate(FOREIGN) == [], address
        assert page.evaluate(HANDLERS) == [], address
        assert page.locator("main script, main img, main svg[onload], main textarea").count() == 0, address
        assert page.evaluate(TOO_WIDE) <= 0, address


def test_pasted_text_is_escaped_when_shown_again(own_site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{own_site}/compare/texts", 320)
    for number in (0, 1):
        page.locator("[name=outlet]").nth(number).fill(PAYLOADS[0])
        page.locator("[name=title]").nth(number).fill(PAYLOADS[1])
        page.locator("[name=text]").nth(number).fill(f"The harbour at Lund closed at {number + 7}. {PAYLOADS[1]}")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".sides")).to_be_visible()
    loaded(page)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate(FOREIGN) == []
    assert page.evaluate(HANDLERS) == []


def test_the_date_of_an_article_is_placed_correctly_in_right_to_left_text(
    own_site: str, service: Parallax, open_page: Callable[..., Page]
) -> None:
    service.add([hostile(PAYLOADS[2], number) for number in (7, 9)])
    expect(open_page(own_site).locator(".when").first).to_have_text("1 January 2026, 08:00 UTC")


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://a.example/x")
    for each in (
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example",
        "\x01javascript:x",
    ):
        assert not web_address(each), each
