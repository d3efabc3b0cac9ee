"""A journalist's complete session: event, differences, side by side, figures, permalink, own texts, search."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import loaded

AT_THE_FIRST = re.compile(r"#d-1$")
ARTICLES = re.compile(r"article=([0-9a-f]+)")
TEXTS = (
    "Twelve people were hurt when the bridge at Hallam fell on Monday, police said. Trains were stopped.",
    "Nineteen people were hurt when the Hallam bridge fell on Monday, according to police. Ferries run.",
)

pytestmark = pytest.mark.model


def show_the_same_rows(page: Page, other: Page) -> None:
    loaded(page)
    rows = page.locator(".sides .row").all_inner_texts()
    assert rows
    expect(other.locator(".sides .row")).to_have_text(rows, use_inner_text=True)


def an_event_side_by_side(page: Page) -> None:
    page.locator(".event h2 a", has_text="Bessalia earthquake leaves").click()
    expect(page.locator("#h-contested")).to_be_visible()
    page.get_by_role("button", name="Compare selected").click()
    expect(page.locator(".heads .cell")).to_have_count(2)
    loaded(page)


def only_figures(page: Page) -> None:
    page.locator(".within").get_by_role("link", name="figures").click()
    expect(page).to_have_url(re.compile("kind=figures"))
    expect(page.locator(".sides")).to_contain_text("figures")
    loaded(page)


def own_texts(page: Page) -> None:
    page.get_by_role("link", name="Compare texts").click()
    for number, text in enumerate(TEXTS):
        page.locator("textarea").nth(number).fill(text)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".sides")).to_contain_text("Nineteen people")
    expect(page.locator(".sides .row")).to_have_count(3)
    page.locator("nav.within").get_by_role("button", name="figures").click()
    expect(page.locator(".sides .row")).to_have_count(2)
    page.locator("nav.within").get_by_role("button", name="All").click()
    expect(page.locator(".sides .row")).to_have_count(3)


def a_search_compared(page: Page) -> None:
    page.get_by_label("Search across outlets").fill("minister resigned over leak")
    page.get_by_label("Search across outlets").press("Enter")
    expect(page.locator(".hits li").first).to_be_visible()
    loaded(page)
    boxes = page.locator(".group").first.locator("input[name=article]")
    values = [box.get_attribute("value") for box in boxes.all()]
    boxes.nth(0).check()
    boxes.nth(next(n for n, value in enumerate(values) if value != values[0])).check()
    page.get_by_role("button", name="Compare selected").click()
    expect(page.locator(".heads .cell")).to_have_count(2)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_journalist_reads_compares_shares_and_searches(site: str, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(site, width, permissions=["clipboard-read", "clipboard-write"])
    page.locator(".event h2 a", has_text="Bessalia earthquake leaves").click()
    expect(page.locator("#h-contested")).to_be_visible()
    loaded(page)
    for key, shown in (("n", "#d-1"), ("n", "#d-2"), ("p", "#d-1")):
        page.keyboard.press(key)
        expect(page.locator(shown)).to_be_focused()
    page.go_back()
    an_event_side_by_side(page)
    only_figures(page)
    page.keyboard.press("n")
    expect(page.locator("#d-1")).to_be_focused()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    expect(page).to_have_url(link)
    there = open_page(link, width)
    show_the_same_rows(page, there)
    expect(there).to_have_url(AT_THE_FIRST)
    own_texts(page)
    a_search_compared(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_journalist_walk_works_without_javascript(site: str, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(site, width, java_script_enabled=False)
    an_event_side_by_side(page)
    only_figures(page)
    page.get_by_role("link", name="Next difference").click()
    expect(page).to_have_url(AT_THE_FIRST)
    there = open_page(page.url, width, java_script_enabled=False)
    show_the_same_rows(page, there)
    own_texts(page)
    a_search_compared(page)


def test_a_search_names_reprints_and_lists_them_separately_on_demand(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{site}/search?q=minister resigned over leak of frigate bids")
    expect(page.locator(".hits").first).to_be_visible()
    expect(page.get_by_text("Same text in").first).to_be_visible()
    folded = page.locator(".hits li").count()
    page.get_by_label("Reprints").select_option("all")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("Same text in")).to_have_count(0)
    expect(page.locator(".hits li").nth(folded - 1)).to_be_visible()
