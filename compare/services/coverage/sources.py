"""Whom one asks for reports of an event: one protocol for all search services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from compare.model.article import Article
from compare.services.coverage.query import CoverageQuery
from compare.services.stores.feeds import Link


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """What a source was `asked`, as it was sent, and what it found; `problem` says why it found nothing or less.

    `articles` are reports whose whole text the source has, `links` those that must be fetched.
    """

    source: str
    asked: str
    links: tuple[Link, ...] = ()
    articles: tuple[Article, ...] = ()
    problem: str = ""

    @property
    def found(self) -> int:
        """How many reports."""
        return len(self.links) + len(self.articles)


class CoverageSource(Protocol):
    """A search service. Nothing is raised for what it answers."""

    @property
    def name(self) -> str:
        """As settings and pages call it."""
        ...

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """The reports that it knows, the best first; asking takes as long as fetching may take."""
        ...
