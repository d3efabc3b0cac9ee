"""Search services that find reports of an event: queries, answers and the protocol of a service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from compare.model.article import Article
from compare.ports.harvesting import Link


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """Reports that contain every phrase of `required` and one of `any_of` (if there are any), published on these days.

    `since` and `until` are inclusive; None means any day. `language` is an ISO 639 code, "" if unknown.
    """

    required: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """The query that was sent to a source, and what it found; `problem` says why results are missing.

    `articles` are reports with their whole text, `links` those that must be fetched.
    """

    source: str
    query_text: str
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
