"""Accessibility: narrow and wide, light and dark, by keyboard, whatever the articles contain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from compare.services.service import Parallax
from tests import test_compare_reviews as reviewed
from tests.browser.waiting import loaded

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

SMALL_TARGETS = """
() => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, nav a, .button, .tick")]
  .filter((each) => each.checkVisibility() && !each.closest(".tick:not(:scope)"))
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 23.9)
  .map(([html, box]) => `${box.width} × ${box.height}: ${html}`)
"""

FAINT_TEXT = """
() => {
  const numbers = (colour) => {
    const found = colour.match(/[\\d.]+/g).map(Number);
    const scale = colour.startsWith("color(") ? 255 : 1;
    return [...found.slice(0, 3).map((each) => each * scale), found.length > 3 ? found[3] : 1];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = (element) => {
    const below = element.parentElement ? ground(element.parentElement) : [255, 255, 255, 1];
    return over(numbers(getComputedStyle(element).backgroundColor), below);
  };
  const luminance = (colour) => colour.slice(0, 3).map((each) => each / 255)
    .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
  const faint = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    if (!own || !element.checkVisibility() || element.closest(".unseen, svg, option")) continue;
    const below = ground(element);
    const lights = [luminance(over(numbers(getComputedStyle(element).color), below)), luminance(below)].sort();
    const contrast = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
    if (contrast < 4.5) faint.add(`${contrast.toFixed(2)} ${element.tagName}.${element.className}`);
  }
  return [...faint];
}
"""


def addresses(page: Page, site: str) -> list[str]:
    """The URLs of every kind of page, for the event with most articles."""
    events = page.request.get(f"{site}/api/v1/events").json()["events"]
    event = max(events, key=lambda each: len(each["articles"]))
    ids = [article["id"] for article in event["articles"]]
    facts = page.request.get(f"{site}/api/v1/events/{event['id']}/facts?contested=true").json()["facts"]
    return [
        "/", f"/events/{event['id']}", "/add", "/export", "/notebooks", f"/events/{event['id']}?weaker=1&show=all", f"/articles/{ids[0]}", "/method", "/api", "/feeds", "/outlets", "/compare/texts", "/corrections", "/search", "/search?q=minister+resigned", "/search?q=zxqv", "/alerts", "/alerts/new?q=minister",
        f"/articles/{ids[0]}/revisions", f"/figures?event={event['id']}", f"/events/{event['id']}/facts/{facts[0]['id']}",
        *(f"/compare?article={'&article='.join(ids[:number])}" for number in (2, 3, 4)),
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_no_violation_on_any_page(site: str, open_page: Callable[..., Page], width: int, theme: str) -> None:
    page = open_page(site, width, color_scheme=theme, bypass_csp=True)
    every = addresses(page, site)
    linear = f"{every[-2]}&view=linear"
    for address in [*every, linear]:
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        told = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]
        assert told == [], address


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark"), (1280, "light")])
def test_axe_finds_no_violation_on_pages_of_errors_and_in_shared_files(
    site: str, new_page: Callable[..., Page], tmp_path: Path, width: int, theme: str
) -> None:
    page = new_page(width, color_scheme=theme, bypass_csp=True)
    event, compared = (next(a for a in addresses(page, site) if a.startswith(s)) for s in ("/events/", "/compare?"))
    files = []
    for address in (f"{event}/share", compared.replace("/compare?", "/compare/share?")):
        files.append(tmp_path / f"{len(files)}.html")
        files[-1].write_bytes(page.request.get(site + address).body())
    wrong = ["/compare", compared.partition("&")[0], "/events/none", "/?since=tomorrow"]
    for address in [*(site + each for each in wrong), *(each.as_uri() for each in files)]:
        page.goto(address)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        told = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]
        assert told == [], address
        assert page.evaluate(TOO_WIDE) <= 0, address


def axe_finds_nothing(page: Page) -> None:
    loaded(page)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]] == [], page.url


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_no_violation_on_the_pages_that_forms_lead_to(
    own_site: str, service: Parallax, open_page: Callable[..., Page], width: int, theme: str
) -> None:
    service.add(reviewed.articles())
    page = open_page(own_site, width, color_scheme=theme, bypass_csp=True)
    page.locator(".event h2 a").first.click()
    page.locator(".finding").first.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#judged")).to_contain_text("Dismissed")
    axe_finds_nothing(page)
    page.goto(f"{own_site}/corrections")
    axe_finds_nothing(page)
    page.goto(f"{own_site}/compare/texts")
    for number, text in enumerate(("The dam broke and 12 people died.", "14 people died when the dam broke.")):
        page.locator("textarea").nth(number).fill(text)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".sides")).to_be_visible()
    axe_finds_nothing(page)
    page.goto(f"{own_site}/add")
    page.locator("main [name=text]").fill("A tram line opened in Orly on Monday. The mayor rode on it.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="1 article added")).to_be_visible()
    axe_finds_nothing(page)
    page.goto(f"{own_site}/alerts/new")
    page.get_by_label("Name").fill("Dams")
    page.get_by_role("textbox", name="URL").fill("https://hooks.example/dams")
    page.get_by_role("button", name="Create alert").click()
    expect(page.get_by_role("heading", name="Signing secret")).to_be_visible()
    axe_finds_nothing(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_click_targets_are_at_least_24_pixels_high_and_wide(
    site: str, open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(site, width)
    for address in addresses(page, site):
        page.goto(site + address)
        assert page.evaluate(SMALL_TARGETS) == [], address


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_a_contrast_of_at_least_four_and_a_half(site: str, open_page: Callable[..., Page], theme: str) -> None:
    page = open_page(site, color_scheme=theme)
    for address in addresses(page, site):
        page.goto(site + address)
        assert page.evaluate(FAINT_TEXT) == [], address


def test_every_divergence_on_the_page_of_an_event_names_its_kind_in_words(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(site)
    page.goto(site + addresses(page, site)[1])
    findings = page.locator(".finding")
    expect(findings.nth(2)).to_be_attached()
    for finding in findings.all():
        kind = next(name[2:] for name in (finding.get_attribute("class") or "").split() if name.startswith("k-"))
        expect(finding.get_by_role("heading")).to_contain_text(kind)
