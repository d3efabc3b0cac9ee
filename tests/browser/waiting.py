"""Assertions wait for their condition: a busy machine is slow, not wrong."""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE_MS = 120_000
"""The timeout of `expect` and of actions."""


def loaded(page: Page) -> None:
    """Wait until a page has come whole and its scripts have run, so that it may be read at once, without `expect`.

    Call it once something of the new page was expected: before that the page before may be meant.
    """
    page.wait_for_load_state("load")
