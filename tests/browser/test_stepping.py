"""Stepping through differences: the current position is visible and reachable everywhere, by keys that can be switched
off.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_reading import to_side_by_side


def test_each_step_shows_its_position_among_the_differences(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site, 4)
    number = page.locator("[data-difference]").count()
    place = page.locator(".stepping [aria-live]", has_text="of")
    page.keyboard.press("n")
    expect(place).to_have_text(f"Difference 1 of {number}")
    page.get_by_role("link", name="Previous").click()
    expect(place).to_have_text(f"Difference {number} of {number}")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_step_buttons_stay_visible_while_differences_are_on_screen(
    site: str, open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(site, width)
    to_side_by_side(page, site, 4)
    following = page.get_by_role("link", name="Next difference")
    page.locator(".row[data-row]").last.scroll_into_view_if_needed()
    expect(following).to_be_in_viewport()
    following.click()
    expect(page.locator("#d-1")).to_be_focused()
    expect(following).to_be_in_viewport()


def test_single_letter_shortcuts_can_be_disabled_permanently(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site)
    page.get_by_role("button", name="Shortcuts: on").click()
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("#d-1")).not_to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Shortcuts: off")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#d-1")).not_to_be_focused()
    page.get_by_role("button", name="Shortcuts: off").click()
    page.keyboard.press("n")
    expect(page.locator("#d-1")).to_be_focused()


def test_a_link_to_a_selected_passage_opens_it_selected(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site, 3)
    page.locator(".to summary").nth(1).click()
    expect(page.get_by_text(re.compile("^Marked: "))).to_be_attached()
    chosen = page.locator(".chosen").get_attribute("id")
    marked = page.locator(".counterpart").evaluate_all("all => all.map(each => each.id)")
    expect(page).to_have_url(re.compile(f"#{chosen}$"))
    there = open_page(page.url)
    expect(there.locator(f".chosen#{chosen}")).to_be_in_viewport()
    expect(there.locator(".counterpart")).to_have_count(len(marked))
    assert there.locator(".counterpart").evaluate_all("all => all.map(each => each.id)") == marked


def test_a_mark_in_the_overview_links_to_its_row_and_names_its_kind(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site)
    marks, rows = page.locator(".overview [data-row]"), page.locator(".row[data-row]")
    expect(rows.last).not_to_be_in_viewport()
    marks.last.click()
    expect(rows.last).to_be_in_viewport()
    kind = page.locator(".overview [class^=k-]").first
    assert kind.get_attribute("title")
    expect(kind.locator("b")).not_to_be_empty()


@pytest.mark.parametrize(("wanted", "scrolling"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_reduced_motion_disables_smooth_scrolling(
    site: str, open_page: Callable[..., Page], wanted: str, scrolling: str
) -> None:
    page = open_page(site, reduced_motion=wanted)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == scrolling


def test_on_a_phone_the_bar_takes_one_line_and_the_difference_begins_in_view(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(site, 390, has_touch=True, is_mobile=True)
    to_side_by_side(page, site)
    page.get_by_role("link", name="Next difference").click()
    expect(page.locator("#d-1")).to_be_focused()
    bar = page.locator(".stepping.afloat")
    expect(bar).to_be_visible()
    expect(bar.get_by_text(re.compile("^Difference 1 of"))).to_be_visible()
    assert bar.evaluate("each => each.offsetHeight") < 60
    expect(page.locator("#d-1 .who").first).to_be_in_viewport()
