"""Articles in the body of a request, and pages that are read while it waits."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from compare.model.article import Article
from web.api.requests.bodies import GivenArticle, GivenPage

PAGES_S = 30.0
"""Seconds in which all pages of a request that waits for them must be read: most take a tenth of one."""
_LEAST_S = 0.05


def articles_of(given: Sequence[GivenArticle | GivenPage]) -> list[Article]:
    """The articles, in their order. Raises UnreadableError, TooLargeError for a page without one, or out of time."""
    from indexes.ingest.given import page_of  # readers are heavy, and most requests have texts

    end = monotonic() + PAGES_S
    found = []
    for each in given:
        if isinstance(each, GivenArticle):
            found.append(each.article())
        else:
            found.append(page_of(each.file(), max(end - monotonic(), _LEAST_S))[0])
    return found
