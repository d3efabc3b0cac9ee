"""What a reader does, in a real browser, with and without JavaScript, wide and narrow."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from compare.services.service import Parallax
from tests import test_compare_reviews as reviewed
from tests.browser.waiting import loaded
from tests.test_compare_corrections import DAM, TRAM, articles

WIDTHS = [320, 390, 1280, 2560]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture(scope="session")
def addresses(site: str) -> list[str]:
    with urllib.request.urlopen(f"{site}/api/v1/events") as answer:
        event = max(json.load(answer)["events"], key=lambda each: len(each["articles"]))
    ids = [article["id"] for article in event["articles"]]
    side_by_side = [f"/compare?article={'&article='.join(ids[:number])}" for number in (2, 4)]
    return [
        "/",
        f"/events/{event['id']}",
        f"/articles/{ids[0]}",
        *side_by_side,
        "/search",
        "/compare/texts",
        "/method",
        "/api",
        "/feeds",
        "/corrections",
        "/none",
    ]


def test_a_reader_goes_from_an_event_to_two_articles_side_by_side(page: Page, site: str) -> None:
    page.goto(site)
    page.locator(".event h2 a").first.click()
    expect(page.locator("#h-contested")).to_be_visible()
    page.get_by_role("button", name="Compare selected").click()
    expect(page.locator(".heads .cell")).to_have_count(2)
    expect(page.locator(".row.differs").first).to_be_visible()


def test_the_keys_n_and_p_step_through_the_differences(page: Page, site: str, addresses: list[str]) -> None:
    page.goto(site + addresses[4])
    page.keyboard.press("n")
    expect(page.locator("#d-1")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#d-2")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#d-1")).to_be_focused()
    expect(page).to_have_url(re.compile(r"#d-1$"))


def test_letters_typed_into_a_field_do_not_move_the_page(page: Page, site: str, addresses: list[str]) -> None:
    page.goto(site + addresses[4])
    page.locator("#find").fill("")
    page.locator("#find").press("n")
    expect(page.locator("#find")).to_be_focused()
    expect(page.locator("#find")).to_have_value("n")


def test_an_event_is_read_filtered_and_compared_without_javascript(new_page: Callable[..., Page], site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site)
    outlet = page.locator("select[name=outlet] option").nth(2).get_attribute("value")
    page.locator("select[name=outlet]").select_option(outlet)
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("outlet="))
    page.locator(".event h2 a").first.click()
    page.get_by_role("button", name="Compare selected").click()
    page.get_by_role("link", name="Differences only").click()
    expect(page.locator(".sides")).to_be_visible()
    page.get_by_role("link", name="Next difference").click()
    expect(page).to_have_url(re.compile(r"#d-1$"))


@pytest.mark.model
def test_a_search_finds_selects_and_compares(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("Search across outlets").fill("the agreement needs no more negotiation")
    page.get_by_label("Search across outlets").press("Enter")
    expect(page.locator(".hits li").first).to_be_visible()
    loaded(page)
    boxes = page.locator(".group").first.locator("input[name=article]")
    values = [box.get_attribute("value") for box in boxes.all()]
    first, second = values.index(values[0]), next(n for n, value in enumerate(values) if value != values[0])
    boxes.nth(first).check()
    boxes.nth(second).check()
    page.get_by_role("button", name="Compare selected").click()
    expect(page.locator(".heads .cell")).to_have_count(2)


@pytest.mark.model
def test_a_nonsense_query_finds_nothing_close(page: Page, site: str) -> None:
    page.goto(f"{site}/search?q=xylophone+marmalade+quaternion")
    expect(page.get_by_role("status")).to_contain_text("nothing close enough")


@pytest.mark.model
def test_two_pasted_texts_are_compared(page: Page, site: str) -> None:
    page.goto(f"{site}/compare/texts")
    texts = page.locator("textarea")
    texts.nth(0).fill("Twelve people were hurt when the bridge at Hallam fell on Monday, police said.")
    texts.nth(1).fill("Nineteen people were hurt when the Hallam bridge fell on Monday, according to police.")
    loaded(page)
    held = page.locator("form.texts").evaluate_handle("""form => {
        const hold = event => event.preventDefault();
        form.addEventListener("submit", hold);
        return () => form.removeEventListener("submit", hold);
    }""")
    compare = page.get_by_role("button", name="Compare", exact=True)
    compare.click()
    expect(page.get_by_role("status").filter(has_text="Comparing…")).to_be_visible()
    held.evaluate("release => release()")
    compare.click()
    expect(page.locator(".notes .k-figures")).to_be_visible()
    page.get_by_role("link", name="Link to this result").click()
    expect(page.locator(".notes .k-figures")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(
    new_page: Callable[..., Page], site: str, addresses: list[str], width: int
) -> None:
    page = new_page(width)
    for address in addresses:
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, address


def test_on_a_phone_outlets_are_renamed_and_two_articles_read_without_scrolling_sideways_or_far(
    new_page: Callable[..., Page], site: str, addresses: list[str]
) -> None:
    page = new_page(390)
    page.goto(f"{site}/outlets")
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.scrollWidth <= e.clientWidth)")
    expect(page.get_by_role("cell", name="Rename").first).to_be_visible()
    page.goto(site + addresses[3])
    assert page.get_by_role("button", name="Copy link").count() == 1
    for bar in page.locator("main > :is(.within, .links)").all():
        assert bar.evaluate("bar => new Set([...bar.querySelectorAll('a')].map(each => each.offsetTop)).size") == 1


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_every_sample_story_can_be_opened_and_shown_side_by_side(
    open_page: Callable[..., Page], site: str, width: int, theme: str
) -> None:
    page = open_page(site, width, color_scheme=theme)
    events = page.request.get(f"{site}/api/v1/events?limit=100").json()["events"]
    assert events
    for event in events:
        page.goto(f"{site}/events/{event['id']}")
        expect(page.locator("#h-contested")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
        page.get_by_role("button", name="Compare selected").click()
        expect(page.locator(".heads .cell")).to_have_count(2)
        expect(page.locator(".row .passage").first).to_be_visible()
        loaded(page)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url


def test_every_control_is_large_enough_and_has_a_name(page: Page, site: str, addresses: list[str]) -> None:
    small = """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), summary, textarea')]
        .filter((each) => each.checkVisibility() && !each.closest('.tick'))
        .filter((each) => each.getBoundingClientRect().height < 24).map((each) => each.outerHTML.slice(0, 80))"""
    nameless = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
        .filter((each) => !each.labels.length).map((each) => each.outerHTML.slice(0, 80))"""
    for address in addresses:
        page.goto(site + address)
        assert page.evaluate(small) == [], address
        assert page.evaluate(nameless) == [], address


def test_the_first_tab_stop_skips_to_the_content(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_no_page_writes_an_error_to_the_console(page: Page, site: str, addresses: list[str]) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses[:-1]:
        page.goto(site + address)
    assert said == []


def test_a_reader_splits_an_event_and_undoes_it(page: Page, own_site: str, service: Parallax) -> None:
    service.add([*articles(DAM), *articles(TRAM)])
    page.goto(own_site)
    page.locator(".event h2 a").first.click()
    page.get_by_text("Fix grouping").click()
    page.locator(".correct input").first.check()
    page.get_by_role("button", name="Split off").click()
    expect(page.get_by_role("status")).to_contain_text("Grouping changed.")
    assert service.count()[1] == 3
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("Corrections")
    expect(page.locator(".corrections")).to_contain_text("undone")
    assert service.count()[1] == 2


def test_a_reader_opens_why_and_dismisses_without_javascript(
    new_page: Callable[..., Page], own_site: str, service: Parallax
) -> None:
    service.add(reviewed.articles())
    page = new_page(390, java_script_enabled=False)
    page.goto(own_site)
    page.locator(".event h2 a").first.click()
    card = page.locator(".finding.k-figures")
    card.get_by_text("Why?").click()
    expect(card.get_by_text("exactly 31 locals killed")).to_be_visible()
    card.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".finding.k-figures")).to_have_count(0)
    dismissed = page.locator("details", has_text="1 dismissed difference")
    dismissed.locator("summary").click()
    dismissed.get_by_role("button", name="Undo dismissal").click()
    expect(page.locator(".finding.k-figures")).to_have_count(1)
