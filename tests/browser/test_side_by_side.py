"""A journalist corrects a comparison by keyboard and exports it to Word; a researcher exports fifty events."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from compare.model.article import Article, Outlet
from compare.services.service import Parallax
from tests.browser.waiting import loaded
from tests.test_compare_reviews import DAY

TEXTS = {
    "Halyard": "The landslide in Quirpa killed 31 villagers on Tuesday. Rain had fallen on the valley for nine days.\n\n"
    "The road to the valley of Quirpa is closed, the prefect said. Two bridges over the river Amber were swept away.\n\n"
    "A school in Norlund took in forty families overnight. Its pupils stay at home.",
    "Courier": "A school in Norlund took in forty families overnight. The army sent tents.\n\n"
    "On Tuesday 44 villagers died in the Quirpa landslide. Trucks wait. Dogs were flown in. Nobody knows when.\n\n"
    "The prefect said the road to the valley of Quirpa is closed. Two bridges over the river Amber were swept away.",
}


@pytest.fixture
def address(service: Parallax, own_site: str) -> str:
    articles = [
        Article(Outlet(name), "Landslide in Quirpa", text, f"https://{name.lower()}.example/a", published=DAY)
        for name, text in TEXTS.items()
    ]
    service.add(articles)
    return f"{own_site}/compare?" + "&".join(f"article={each.id}" for each in articles)


def by_tabs(page: Page, wanted: str) -> None:
    """Press Tab until the focused element has this text."""
    for _ in range(12):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText")
        if wanted in said:
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_a_journalist_rejects_a_match_by_keyboard_undoes_it_and_exports_the_divergence_to_word(
    address: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(address)
    expect(page.locator(".lede")).to_contain_text("1 difference")
    expect(page.locator(".fold summary").first).to_contain_text("sentences only in Courier")
    expect(page.locator(".wires path").first).to_be_attached()
    page.keyboard.press("n")
    expect(page.locator("#d-1")).to_be_focused()
    by_tabs(page, "Match with Courier, sentence 3")
    page.keyboard.press("Enter")
    expect(page.locator(".chosen")).to_contain_text("31 villagers")
    expect(page.locator(".counterpart")).to_contain_text("44 villagers")
    expect(page.locator(".counterpart")).to_be_in_viewport()
    by_tabs(page, "Not the same fact")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("are not the same fact")
    expect(page.locator(".lede")).to_contain_text("no clear difference")
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    undo.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lede")).to_contain_text("1 difference")
    page.locator("#d-1").get_by_role("link", name="Save this difference to a notebook").click()
    page.get_by_label("Name of the notebook").fill("Quirpa")
    page.get_by_label("Note", exact=True).fill("Ask the prefect.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    file = tmp_path / "notebook.docx"
    download.value.save_as(file)
    said = "\n".join(each.text for each in docx.Document(str(file)).paragraphs)
    for each in ("31 villagers", "44 villagers", "Ask the prefect.", "https://courier.example/a", "method version"):
        assert each in said
    page.get_by_role("link", name="Back to the previous page").click()
    expect(page.locator(".heads .cell")).to_have_count(2)


def test_a_journalist_rejects_a_match_and_undoes_it_without_javascript(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(address, java_script_enabled=False)
    match = page.locator("#d-1 details.to").first
    match.locator("summary").click()
    match.get_by_role("button", name="Not the same fact").click()
    expect(page.locator(".lede")).to_contain_text("no clear difference")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator(".lede")).to_contain_text("1 difference")


@pytest.mark.parametrize("view", ["", "&view=rows"])
def test_on_a_phone_sentences_in_only_one_article_are_labelled_once_in_a_row(
    address: str, open_page: Callable[..., Page], view: str
) -> None:
    page = open_page(f"{address}{view}", 390)
    told = page.evaluate("""() => [...document.querySelectorAll(".sides .row.single")].map(row => {
        const whose = [...row.querySelectorAll(".cell")].find(each => each.querySelector(".passage"));
        const label = whose.querySelector(":scope > .who");
        const isShown = Boolean(label) && getComputedStyle(label).display !== "none";
        const isNext = row.previousElementSibling?.classList.contains("single");
        return [[...row.children].indexOf(whose), isShown, Boolean(isNext), Boolean(whose.querySelector(".fold"))];
    })""")
    assert told
    for (column, is_labelled, follows, is_folded), before in zip(told, [None, *told], strict=False):
        repeats = follows and before is not None and before[0] == column
        assert is_labelled == (not repeats and not is_folded)


def test_sentences_are_in_article_order_and_linked_without_javascript(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(address, java_script_enabled=False)
    for column, text in enumerate(TEXTS.values()):
        numbers = page.locator(f".row:not(.heads) > .cell:nth-child({column + 1}) .no").all_text_contents()
        assert numbers == [str(number) for number in range(1, len(re.findall(r"\.(?:\s|$)", text)) + 1)]
    page.get_by_role("spinbutton").nth(0).fill("2")
    page.get_by_role("spinbutton").nth(1).fill("2")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Linked: Halyard 2 and Courier 2 report the same fact")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_count(0)


WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "gravel",
    "harbor",
    "indigo",
    "jasper",
    "kelp",
    "linen",
    "maple",
    "nickel",
    "opal",
    "pewter",
    "quartz",
]


def stories(number: int) -> list[Article]:
    """The two articles of an event, which differ in a figure and in detail. Events are some days apart.

    Apart from the figure, they share no words with other events.
    """
    name = "".join(WORDS[int(digit)] for digit in f"{number:02}").capitalize()
    told = ["dam", "of", "ville", "broke", "and", "mud", "buried", "farmers", "near", "fields", "that", "rivers", "flooded"]  # fmt: skip
    one = " ".join(f"{name}{each}" for each in told)
    other = " ".join(f"{name}{each}" for each in [*told[4:], *told[:4]])
    more = " ".join(f"{name}{each}" for each in ("schools", "stay", "closed", "until", "spring"))
    return [
        Article(Outlet(outlet), f"{name}dam", text, published=DAY.moved(-20 * number))
        for outlet, text in (("Halyard", f"{one} killed 31 people. {more}."), ("Courier", f"{other} killed 44 people."))
    ]


def test_a_researcher_exports_fifty_events_into_one_table(
    service: Parallax, own_site: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    service.add(each for number in range(50) for each in stories(number))
    page = open_page(f"{own_site}/export")
    expect(page.get_by_role("checkbox")).to_have_count(50)
    for name in ("Articles", "Differences", "Facts", "Coverage gaps"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"{name} · CSV").click()
        file = tmp_path / "table.csv"
        download.value.save_as(file)
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
        assert len(rows) >= (100 if name in {"Articles", "Facts"} else 50)
        assert len({each["event"] for each in rows}) == 50
        assert all(not value.startswith(("[", "{")) for row in rows for value in row.values())


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_pages_of_comparing_and_saving(
    address: str, service: Parallax, open_page: Callable[..., Page], width: int, theme: str
) -> None:
    site, asked = address.split("/compare?")
    ids = re.findall(r"article=(\w+)", asked)
    notebook = service.notebooks.make("Quirpa").id
    service.notebooks.save(notebook, service.items.passage(ids[0], 0), "Why?")
    page = open_page(address, width, color_scheme=theme)
    for path in (
        f"/compare?{asked}",
        f"/compare?{asked}&view=rows", f"/compare?{asked}&view=linear", "/notebooks", f"/notebooks/{notebook}",
        f"/notebooks/save?article={ids[0]}&index=0", "/export",
    ):  # fmt: skip
        page.goto(site + path)
        loaded(page)
        page.evaluate("document.querySelectorAll('.fold, .nearest').forEach(each => { each.open = true })")
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
