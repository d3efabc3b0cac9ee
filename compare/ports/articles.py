"""Stored articles, as far as the identity of a new one depends on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from compare.model.article import Article


class ArticleLookup(Protocol):
    """The queries to the catalogue."""

    def revisions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The current revision of each known article in `article_ids`."""
        ...

    def many(self, article_ids: Sequence[str]) -> list[Article]:
        """The articles in the order of the ids."""
        ...

    def at(self, urls: Sequence[str]) -> list[Article]:
        """The articles whose URL is one of `urls`."""
        ...

    def with_text(self, revisions: Sequence[str]) -> list[Article]:
        """The articles whose current title and text are those of one of these revisions."""
        ...
