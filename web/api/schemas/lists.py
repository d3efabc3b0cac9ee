"""Schemas of paged lists and of search results."""

from __future__ import annotations

from typing import Literal

from web.api.schemas.base import Next, Rows, Schema
from web.api.schemas.comparing import Match, Origin
from web.api.schemas.events import EventSummary
from web.api.schemas.findings import Finding, Missing
from web.api.schemas.texts import Article, ArticleWithText, Passage


class EventList(Rows):
    """A page of events."""

    events: list[EventSummary]
    next: Next


class ArticleList(Rows):
    """A page of articles."""

    articles: list[Article]
    next: Next


class RevisionList(Rows):
    """A page of the stored revisions of an article, the current one last."""

    revisions: list[ArticleWithText]
    next: Next


class PassageList(Rows):
    """A page of the passages of an article."""

    passages: list[Passage]
    next: Next


class MatchList(Rows):
    """A page of matches."""

    matches: list[Match]
    next: Next


class Counterparts(Schema):
    """The matches of a passage, best first (`a` is its own side), and the articles of the other sides.

    `left_out` is the number of matches beyond the limit.
    """

    matches: list[Match]
    articles: list[Article]
    left_out: int


class OriginList(Rows):
    """All origins of an event."""

    origins: list[Origin]


class FindingList(Rows):
    """A page of divergences: shown ones first, then others, dismissed ones last; most important first."""

    divergences: list[Finding]
    next: Next


class MissingList(Rows):
    """A page of passages that some articles report and others do not, with those first that pages show first."""

    omissions: list[Missing]
    next: Next


class Hit(Schema):
    """A search result; `copies` are articles of the same origin that were also found."""

    passage: Passage
    article: Article
    event: str | None
    score: float
    cosine: float
    closeness: Literal["close", "loose"]
    exact: bool
    copies: list[Article]


class HitList(Rows):
    """The results of a search, best first; none if nothing is close enough."""

    query: str
    corrected: str | None = None
    """The corrected query that was used, if words of the query are misspelt."""
    results: list[Hit]


class Feed(Schema):
    """A watched feed; times are in UTC, `problem` is why the last check failed, and `articles` the number of articles
    from it."""

    url: str
    title: str
    checked: str | None
    succeeded: str | None
    due: str | None
    problem: str
    failures: int
    articles: int


class FeedList(Rows):
    """A page of the watched feeds."""

    feeds: list[Feed]
    next: Next


class OutletFact(Schema):
    """A fact about an outlet from a user's source, with its date."""

    attribute: str
    value: str
    source: str
    date: str


class Outlet(Schema):
    """An outlet, its number of articles, and the users' data about it; anything not in these data is unknown.

    `also` are its original names if a user renamed it.
    """

    id: str
    name: str
    also: list[str]
    articles: int
    facts: list[OutletFact]


class OutletList(Rows):
    """A page of the outlets, by name."""

    outlets: list[Outlet]
    next: Next
