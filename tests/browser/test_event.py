"""The page of an event and the list of events, as a fact-checker and a reader with a phone use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from tests.browser.waiting import loaded
from tests.test_web_facts import WORDED, report

TOLLS = (12, 12, 12, 14, 12, 12, 12)
"""The figures of seven outlets; only the fourth one has its number."""


def dam_report(number: int) -> Article:
    """The report of one of seven outlets about the dam, in different words."""
    own = report(number)
    text = own.text
    for wording in WORDED[0]:
        before, after = wording.split("{}")
        text = re.sub(re.escape(before) + r"\d+" + re.escape(after), f"{before}{TOLLS[number]}{after}", text)
    return Article(Outlet(f"Outlet {number}"), own.title, text, published=Moment.parse(f"2026-03-03T10:0{number}:00Z"))


@pytest.fixture
def seven_outlet_event(service: Parallax, own_site: str) -> str:
    """The URL of an event reported by seven outlets."""
    service.add(dam_report(number) for number in range(7))
    (event,) = service.events(Filter(), 5)
    return f"{own_site}/events/{event.event.id}"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_fact_checker_finds_an_outlier_in_the_figures_table_and_exports_it_to_word(
    seven_outlet_event: str, open_page: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    page = open_page(seven_outlet_event, java_script_enabled=javascript)
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Figures").click()
    table = page.get_by_role("region", name=re.compile("Figures"))
    deaths = table.get_by_role("row", name=re.compile("Deaths"))
    expect(deaths.get_by_role("cell")).to_have_count(8)
    outlier = deaths.locator(".outlier a")
    expect(outlier).to_have_count(1)
    expect(outlier).to_have_text("14 people")
    expect(deaths.get_by_role("cell").nth(3)).to_contain_text("14 people (outlier)")
    expect(deaths.get_by_role("cell").last).to_contain_text("12 people 6 of 7")
    told_at = deaths.locator(".outlier .tip")
    expect(told_at).to_be_hidden()
    outlier.focus()
    expect(told_at).to_be_visible()
    expect(told_at).to_contain_text("Outlet 3")
    expect(told_at).to_contain_text("3 March 2026, 10:03 UTC")
    outlier.blur()
    outlier.hover()
    expect(told_at).to_be_visible()
    outlier.click()
    expect(page.locator(":target")).to_contain_text("14 people were killed")
    page.goto(f"{seven_outlet_event}#figures")
    deaths.get_by_role("link", name="Deaths").click()
    page.get_by_role("link", name="Save this fact to a notebook").click()
    page.get_by_label("Note", exact=True).fill("Only Outlet 3 says 14.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    file = tmp_path / "notebook.docx"
    download.value.save_as(file)
    said = "\n".join(each.text for each in docx.Document(str(file)).paragraphs)
    for each in ("14 people were killed", "Outlet 3", "12 people", "Only Outlet 3 says 14.", "method version"):
        assert each in said


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_reader_on_a_phone_follows_one_contested_fact_to_the_passages(
    seven_outlet_event: str, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(seven_outlet_event.partition("/events/")[0], 390, java_script_enabled=javascript)
    event = page.locator("article.event")
    expect(event.locator(".line")).to_contain_text("Outlet 3: 14 people")
    assert (event.bounding_box() or {})["height"] <= 844 / 3
    event.get_by_role("link", name=re.compile("contested")).click()
    card = page.locator(".finding", has_text="deaths")
    expect(card.locator(".variants > li")).to_have_count(2)
    page.goto(seven_outlet_event)
    box = page.locator(".finding").first.bounding_box()
    assert box
    assert box["y"] < 844
    expect(card.locator(".variants > li").first).to_contain_text("12 people")
    card.get_by_role("link", name=re.compile("All passages")).click()
    expect(page.locator(".told-apart blockquote")).to_have_count(7)
    page.locator(".told-apart", has=page.get_by_role("heading", name="14 people")).get_by_role("link").click()
    expect(page.locator(":target")).to_contain_text("14 people were killed")
    expect(page.locator(":target")).to_be_in_viewport()


def test_escape_closes_the_details_of_a_figure(seven_outlet_event: str, open_page: Callable[..., Page]) -> None:
    page = open_page(seven_outlet_event)
    page.locator(".outlier a").first.focus()
    expect(page.locator(".outlier .tip").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".outlier .tip").first).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_kind_filter_shows_as_many_cards_as_it_counts_and_an_outlet_filter_keeps_the_event(
    site: str, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(site, java_script_enabled=javascript)
    page.locator(".event h2 a", has_text="Bessalia earthquake leaves").click()
    kinds = page.get_by_role("navigation", name="Filter by kind of difference").get_by_role("link")
    expect(kinds.nth(2)).to_be_visible()
    loaded(page)
    links = {each.locator(".kind").inner_text(): each for each in kinds.all()}
    for kind, link in list(links.items())[:2]:
        number = int(re.search(r"\d+", link.inner_text())[0])  # type: ignore[index]
        there = open_page(site + (link.get_attribute("href") or "").replace("#", "&show=all#"))
        expect(there.locator(".finding")).to_have_count(number)
        expect(there.locator(".finding .why > .kind")).to_have_text([kind] * number, use_inner_text=True)
    title, cards = page.locator("h1").inner_text(), page.locator(".finding .reason").all_inner_texts()
    page.get_by_role("navigation", name="Filter by outlet").get_by_role("link", name="Halyard").click()
    expect(page).to_have_url(re.compile("outlet=halyard"))
    expect(page.locator("h1")).to_have_text(title, use_inner_text=True)
    loaded(page)
    assert set(page.locator(".finding .reason").all_inner_texts()) & set(cards)
    expect(page.locator("#figures thead th")).to_have_text(["Figure", "Halyard", "Most reports"])


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_reader_chooses_the_theme_and_it_stays(site: str, open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page(site, java_script_enabled=javascript)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Theme: automatic").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    loaded(page)
    assert page.evaluate(ground) != light
    page.goto(f"{site}/method")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Theme: dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    loaded(page)
    assert page.evaluate(ground) == light


def test_times_are_shown_in_the_local_time_zone_and_in_utc_on_hover(
    seven_outlet_event: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(seven_outlet_event, timezone_id="America/New_York")
    time = page.locator(".plot time").first
    expect(time).to_have_text("3 March 2026, 05:00")
    expect(time).to_have_attribute("title", "3 March 2026, 10:00 UTC")


@pytest.mark.parametrize("number", [1, 7])
def test_a_selection_of_too_few_or_too_many_is_kept_with_a_hint(
    seven_outlet_event: str, new_page: Callable[..., Page], number: int
) -> None:
    page = new_page()
    page.goto(seven_outlet_event)
    boxes = page.locator(".choose input[type=checkbox]")
    for place, box in enumerate(boxes.all()):
        box.set_checked(place < number)
    page.get_by_role("button", name="Compare selected").click()
    expect(page.get_by_role("alert")).to_contain_text("at least two" if number == 1 else "Clear 3")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(number)
    loaded(page)
    for place, box in enumerate(page.get_by_role("checkbox").all()):
        box.set_checked(place in (1, 2))
    page.get_by_role("button", name="Compare selected").click()
    expect(page.locator(".heads .cell")).to_have_count(2)


def test_on_a_phone_the_coverage_map_shows_every_outlet(seven_outlet_event: str, new_page: Callable[..., Page]) -> None:
    page = new_page(390)
    page.goto(seven_outlet_event)
    row = page.locator("#coverage-map .map-row svg[role=img]").first
    assert row.get_attribute("aria-label").count("Outlet") == 7
    box = row.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_event_and_search_headings_look_alike(seven_outlet_event: str, new_page: Callable[..., Page]) -> None:
    page, found = new_page(), []
    for address in (seven_outlet_event, f"{seven_outlet_event.partition('/events/')[0]}/search?q=dam"):
        page.goto(address)
        found.append(
            page.locator("main .head").evaluate("""head => {
                const [over, title] = [head.querySelector(".over"), head.querySelector("h1")];
                const place = each => each.getBoundingClientRect().x;
                const set = getComputedStyle(title);
                return [place(over), place(title), getComputedStyle(over).font, set.fontFamily, set.fontWeight];
            }""")
        )
    assert found[0] == found[1]


def test_a_dismissed_fact_is_listed_and_can_be_restored(
    seven_outlet_event: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(seven_outlet_event)
    card = page.locator(".finding", has_text="deaths")
    card.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#judged")).to_contain_text("Dismissed and no longer counted")
    expect(page.locator("#judged")).to_be_in_viewport()
    expect(page.locator(".finding", has_text="deaths")).to_have_count(0)
    page.locator("#judged").get_by_role("button", name="Undo dismissal").click()
    expect(page.locator(".finding", has_text="deaths")).to_have_count(1)
