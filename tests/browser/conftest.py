"""Fixtures: a real server with the sample stories, and a real Chromium."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
from werkzeug.serving import make_server

from compare.services.service import Parallax
from tests.browser.waiting import PATIENCE_MS
from tests.serving import served
from web import create_app

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    if _CHROMIUM is None:
        pytest.skip("there is no Chromium here: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of `parallax serve` for a copy of the sample stories, with the divergences that rules find.

    These tests check how pages show divergences of every kind, so they do not depend on what the trained reader shows.
    """
    folder = tmp_path_factory.mktemp("site") / "archive"
    shutil.copytree(sample_archive, folder)
    with served(folder) as address:
        yield address


@pytest.fixture
def own_site(service: Parallax) -> Iterator[str]:
    """The URL of a server for `service`, to which a test adds its own articles."""
    server = make_server("127.0.0.1", 0, create_app(service=service), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Creates an empty page in a separate context (width, theme, JavaScript), with the same timeout as `expect`."""
    with ExitStack() as stack:

        def new(width: int = 1280, **options: Any) -> Page:
            context = browser.new_context(viewport={"width": width, "height": 900}, **options)
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            return context.new_page()

        yield new


@pytest.fixture
def open_page(new_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Opens a URL in a new page; an error in its console fails the test."""
    complaints: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    def open_(address: str, width: int = 1280, **options: Any) -> Page:
        page = new_page(width, **options)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", dismiss)
        page.goto(address)
        return page

    yield open_
    assert complaints == []
