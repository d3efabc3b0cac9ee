"""What a reader does in a browser: from the list of events to the differences of two articles, with and without
JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import loaded

ONE = "Cracks closed the Hallam bridge on Monday. At least 40 buses were turned back. Engineers will look at it."
TWO = "The Hallam bridge was closed on Monday because of cracks. Some 90 buses were turned back, the council said."


def figures(page: Page, site: str) -> tuple[str, list[str]]:
    """An event and its articles: first two that differ in a figure, then the others."""
    for event in page.request.get(f"{site}/api/v1/events").json()["events"]:
        for found in event["top"]:
            if found["kind"] == "figures":
                pair = [passage["article"] for passage in found["passages"]]
                return event["id"], [*pair, *(each["id"] for each in event["articles"] if each["id"] not in pair)]
    raise AssertionError("no event differs in a figure")


def to_side_by_side(page: Page, site: str, number: int = 2) -> None:
    """Go from the list of events to articles side by side, two of which differ in a figure."""
    event, articles = figures(page, site)
    page.locator(f"h2 a[href='/events/{event}']").click()
    expect(page.locator("#h-contested")).to_be_visible()
    loaded(page)
    for box in page.get_by_role("checkbox").all():
        box.set_checked(box.get_attribute("value") in articles[:number])
    page.get_by_role("button", name="Compare selected").click()
    expect(page.locator(".heads .cell")).to_have_count(number)
    loaded(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("width", [1280, 390])
def test_from_an_event_to_a_difference_and_its_reason(
    site: str, open_page: Callable[..., Page], javascript: bool, width: int
) -> None:
    page = open_page(site, width, java_script_enabled=javascript)
    to_side_by_side(page, site)
    page.get_by_role("link", name="Next difference").click()
    expect(page).to_have_url(re.compile(r"#d-1$"))
    row = page.locator("#d-1")
    expect(row).to_be_in_viewport()
    expect(row.locator(".notes .kind").first).to_be_visible()


def test_the_keys_n_and_p_step_through_all_differences_and_wrap_around(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(site)
    to_side_by_side(page, site, 4)
    rows = page.locator(".row.differs")
    names = [row.get_attribute("id") for row in rows.all()]
    assert len(names) > 1
    for name in [*names, names[0]]:
        page.keyboard.press("n")
        expect(page.locator(f"#{name}")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator(f"#{names[-1]}")).to_be_focused()
    expect(page.locator(f"#{names[-1]}")).to_be_in_viewport()


def test_a_filtered_view_can_be_shared_by_its_address(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site)
    everything = page.locator(".row:not(.heads)").count()
    page.get_by_role("navigation", name="Filter rows").get_by_role("link", name="figures").click()
    expect(page.get_by_role("navigation", name="Filter rows").locator("[aria-current]")).to_contain_text("figures")
    loaded(page)
    shown = page.locator(".sides").inner_text()
    assert 0 < page.locator(".row:not(.heads)").count() < everything
    other = open_page(page.url)
    expect(other.locator(".sides")).to_have_text(shown, use_inner_text=True)
    expect(other.get_by_role("navigation", name="Filter rows").locator("[aria-current]")).to_contain_text("figures")


def test_on_a_phone_a_coverage_gap_and_its_nearest_passage_are_reachable(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(site, 320)
    to_side_by_side(page, site)
    run = page.locator(".fold").filter(has_text="coverage gap").first
    run.locator("summary").first.click()
    nearest = run.locator(".nearest").first
    expect(nearest).to_contain_text(re.compile("no match|published earlier"))
    nearest.locator("summary").click()
    expect(nearest.locator("p")).to_be_visible()


def test_another_article_becomes_the_base(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site)
    titles = page.locator(".heads h2").all_inner_texts()
    page.get_by_role("link", name="Use as reference").click()
    expect(page.locator(".heads h2")).to_have_text(titles[::-1])


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_pasted_texts_are_shown_side_by_side(site: str, open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page(site, java_script_enabled=javascript)
    page.get_by_role("link", name="Compare texts").click()
    for number, (outlet, text) in enumerate([("The Courier", ONE), ("The Herald", TWO)]):
        page.get_by_label("Outlet", exact=True).nth(number).fill(outlet)
        page.get_by_label("Text", exact=True).nth(number).fill(text)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("not stored")).to_be_visible()
    expect(page.locator(".heads .outlet")).to_have_text(["The Courier", "The Herald"])
    level = page.locator(".row:not(.heads)").filter(has_text="40 buses")
    expect(level).to_contain_text("90 buses")


def test_a_row_of_the_coverage_map_opens_on_its_passages_by_keyboard(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    row = page.locator("#coverage-map a.map-row").first
    expect(row).to_be_visible()
    loaded(page)
    said = row.locator(".lead").inner_text()
    row.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/facts/"))
    expect(page.locator(".told-apart blockquote", has_text=said[:40]).first).to_be_visible()


def test_print_leaves_the_evidence_and_drops_the_controls(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_role("button").first).to_be_hidden()
    expect(page.locator(".row.differs .passage").first).to_be_visible()
    expect(page.locator(".row.differs .notes").first).to_be_visible()


@pytest.mark.parametrize("linear", [False, True], ids=["side by side", "linear"])
def test_the_printed_page_has_everything_needed_to_quote_a_difference(
    site: str, open_page: Callable[..., Page], linear: bool
) -> None:
    page = open_page(site)
    to_side_by_side(page, site)
    asked = page.url.partition("?")[2]
    found = page.request.get(f"{site}/api/v1/divergences?{asked}").json()["divergences"]
    one = next(each for each in found if each["kind"] == "figures")
    if linear:
        page.get_by_role("link", name="Single column").click()
    page.emulate_media(media="print")
    row = page.locator("[id^=d-]").filter(has_text=one["reason"]).first
    for text in (
        one["kind"],
        f"match {one['match_probability']:.2f}, difference {one['probability']:.2f}",
        one["a"]["quote"],
        one["b"]["quote"],
    ):
        expect(row.get_by_text(text).first).to_be_visible()
    for side in (one["a"], one["b"]):
        expect(page.get_by_text(side["url"])).to_be_visible()
        expect(page.locator("main").get_by_text(side["outlet"]).first).to_be_visible()
    expect(page.locator("main").get_by_text(" UTC").first).to_be_visible()
    expect(page.locator("footer").get_by_text(f"Method version {one['method']}")).to_be_visible()
    expect(page.locator("footer").get_by_text(asked)).to_be_visible()


def test_a_passage_shows_all_its_counterparts_and_on_a_phone_they_open_as_a_sheet(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(site)
    to_side_by_side(page, site, 3)
    page.locator(".to summary").first.click()
    expect(page.locator(".chosen")).to_have_count(1)
    wanted = page.locator(".chosen").get_attribute("data-with") or ""
    expect(page.locator(".counterpart")).to_have_count(len(set(wanted.split())))
    marked = page.locator(".counterpart").evaluate_all("all => all.map(each => each.id)")
    assert sorted(marked) == sorted(wanted.split())
    page.keyboard.press("Escape")
    expect(page.locator(".counterpart")).to_have_count(0)

    phone = open_page(page.url, 390)
    phone.locator(".to summary").first.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".sheet .passage")).to_have_count(len(wanted.split()))
    phone.keyboard.press("Escape")
    expect(phone.locator(".to summary").first).to_be_focused()


def test_the_overview_shows_every_row_and_the_current_position(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site)
    to_side_by_side(page, site)
    rows, marks = page.locator(".row[data-row]"), page.locator(".overview [data-row]")
    expect(rows.nth(4)).to_be_attached()
    expect(marks).to_have_count(rows.count())
    rows.last.scroll_into_view_if_needed()
    expect(marks.last).to_have_class(re.compile("here"))
    expect(marks.first).not_to_have_class(re.compile("here"))


def test_the_linear_view_has_the_same_words_in_one_column(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site, java_script_enabled=False)
    to_side_by_side(page, site)
    page.get_by_role("link", name="Aligned rows").click()
    expect(page.get_by_role("link", name="Reading order")).to_be_visible()
    loaded(page)
    passages = page.locator(".passage").all_inner_texts()
    reasons = page.locator(".notes .note-of > p").all_inner_texts()
    page.get_by_role("link", name="Single column").click()
    expect(page.locator("dd p")).to_have_text(passages, use_inner_text=True)
    expect(page.locator("li > .note")).to_have_count(len(reasons))
    page.get_by_role("link", name="Side by side").click()
    expect(page.locator(".heads .cell")).to_have_count(2)


def test_the_filter_selects_events_with_differing_figures(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(site, java_script_enabled=False)
    every = page.locator("article.event").count()
    facets = page.get_by_role("navigation", name="Differences", exact=True)
    facets.get_by_role("link", name="figures").click()
    expect(page).to_have_url(re.compile("kind=figures"))
    page.get_by_role("navigation", name="Sort").get_by_role("link", name="Most contested").click()
    expect(page).to_have_url(re.compile("sort=divergence"))
    shown = page.locator("article.event")
    expect(shown).not_to_have_count(every)
    expect(shown.first).to_be_visible()
    loaded(page)
    for event in shown.all():
        expect(event.locator(".line .k-figures")).to_have_count(1)
