"""Weaker divergences can be shown by keyboard, with JavaScript and without, and hidden again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from compare.divergence.display_policy import DisplayPolicy
from compare.ports import Filter
from compare.services.service import Parallax
from tests.fakes import FakeEmbedder
from tests.test_compare_reviews import articles
from tests.test_compare_service import service_in


@pytest.fixture
def service(tmp_path: Path) -> Parallax:
    """Two articles whose divergences are all too uncertain to be shown."""
    service = service_in(tmp_path, FakeEmbedder(), policy=DisplayPolicy({}))
    service.add(articles())
    return service


@pytest.mark.parametrize("javascript", [True, False])
def test_an_event_shows_weaker_divergences_on_demand(
    own_site: str, open_page: Callable[..., Page], service: Parallax, javascript: bool
) -> None:
    (event,) = service.events(Filter(), 5)
    page = open_page(f"{own_site}/events/{event.event.id}", width=320, java_script_enabled=javascript)
    expect(page.get_by_text("No clear difference found.")).to_be_visible()
    expect(page.locator(".finding")).to_have_count(0)
    page.get_by_role("link", name="Show weaker (1)").press("Enter")
    expect(page.locator(".finding")).to_have_count(1)
    expect(page.get_by_text("weaker: 90%")).to_be_visible()
    page.get_by_role("link", name="Hide weaker").press("Enter")
    expect(page.locator(".finding")).to_have_count(0)


def test_pasted_texts_show_weaker_divergences_on_demand(own_site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{own_site}/compare/texts", java_script_enabled=False)
    for place, article in enumerate(articles()):
        page.locator("textarea[name=text]").nth(place).fill(article.text)
    page.locator("main form button").last.click()
    expect(page.locator("mark")).to_have_count(0)
    page.get_by_role("button", name="Show weaker (1)").press("Enter")
    expect(page.locator("mark")).to_have_count(2)
    page.get_by_role("button", name="Hide weaker").press("Enter")
    expect(page.locator("mark")).to_have_count(0)
