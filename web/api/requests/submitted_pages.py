"""Articles in the body of a request, including pages, which are parsed during the request."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from compare.model.article import Article
from web.api.requests.bodies import ArticleInput, PageInput

PAGES_S = 30.0
"""The time limit in seconds for parsing all pages of such a request; most take a tenth of a second."""
_LEAST_S = 0.05


def articles_of(inputs: Sequence[ArticleInput | PageInput]) -> list[Article]:
    """The articles, in order.

    Raises UnreadableError or TooLargeError if a page has no article or if time runs out.
    """
    from indexes.ingest.fetch_input import page_of  # parsers are heavy, and most requests contain texts

    end = monotonic() + PAGES_S
    found = []
    for each in inputs:
        if isinstance(each, ArticleInput):
            found.append(each.article())
        else:
            found.append(page_of(each.file(), max(end - monotonic(), _LEAST_S))[0])
    return found
