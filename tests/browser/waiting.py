"""Waiting for conditions, so that tests also pass on a busy machine."""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE_MS = 120_000
"""The timeout of `expect` and of actions."""


def loaded(page: Page) -> None:
    """Wait until a page is loaded completely and its scripts have run, so that it can be inspected without `expect`.

    Call it after an `expect` about the new page; otherwise it may refer to the previous page.
    """
    page.wait_for_load_state("load")
