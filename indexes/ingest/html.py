"""Saved pages: main text, title, outlet and date, by trafilatura."""

from __future__ import annotations

import logging
from typing import Any

from compare.article import Article
from compare.errors import UnreadableError
from indexes.ingest.article_of import Defaults, article_of
from indexes.ingest.decoding import decode

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it misses, we say ourselves


def read_html(data: bytes, name: str, defaults: Defaults) -> Article:
    """The article of a saved page. Raises UnreadableError if the page has no text that could be one."""
    page = decode(data, html=True)
    found = _extract(page, defaults.url, precise=True) or _extract(page, defaults.url, precise=False)
    if found is None:
        raise UnreadableError(f"no article was found in this page ({name}).")
    row = {
        "text": found.text,
        "title": found.title,
        "outlet": found.sitename or found.hostname,
        "url": found.url,
        "published": found.date,
        "language": found.language,
        "author": found.author,
    }
    return article_of({field: value for field, value in row.items() if value}, defaults)[0]


def _extract(page: str, url: str | None, *, precise: bool) -> Any:
    """What trafilatura finds; None if there is no text.

    Precision first: on the 91 pages of the evaluation data it gives F1 .960 of 4-word shingles, its default .956.
    """
    import trafilatura  # half a second, and only pages need it

    found = trafilatura.bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        favor_precision=precise,
        favor_recall=not precise,
    )
    return found if found is not None and (found.text or "").strip() else None
