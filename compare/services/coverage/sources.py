"""The protocol of search services that find reports of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from compare.model.article import Article
from compare.services.coverage.query import CoverageQuery
from compare.services.stores.operations.feeds import Link


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """The query that was sent to a source, and what it found; `problem` says why results are missing.

    `articles` are reports with their whole text, `links` those that must be fetched.
    """

    source: str
    asked: str
    links: tuple[Link, ...] = ()
    articles: tuple[Article, ...] = ()
    problem: str = ""

    @property
    def found(self) -> int:
        """The number of reports."""
        return len(self.links) + len(self.articles)


class CoverageSource(Protocol):
    """A search service. Does not raise for its responses."""

    @property
    def name(self) -> str:
        """Its name in settings and on pages."""
        ...

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """The reports it finds, best first; takes up to the time limit of a fetch."""
        ...
