"""Lists, page by page, and what a search finds."""

from __future__ import annotations

from typing import Literal

from web.api.schemas.base import Next, Rows, Schema
from web.api.schemas.comparing import EventSummary, Finding, Match, Missing, Origin
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
    """A page of the revisions of an article that are held, the current one last."""

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

    `left_out` is how many matches are beyond the most that are listed.
    """

    matches: list[Match]
    articles: list[Article]
    left_out: int


class OriginList(Rows):
    """All origins of an event."""

    origins: list[Origin]


class FindingList(Rows):
    """A page of divergences: those that pages show, then others, dismissed ones last; what matters most first."""

    divergences: list[Finding]
    next: Next


class MissingList(Rows):
    """A page of what some articles report and was not found in others."""

    omissions: list[Missing]
    next: Next


class Hit(Schema):
    """A passage that a search found; `copies` are articles of the same origin that it also found."""

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
    """What was looked for instead, where words of the query are misspelt."""
    results: list[Hit]


class Feed(Schema):
    """A feed that is watched; times in UTC, `problem` is why the last look failed, `articles` those it brought in."""

    url: str
    title: str
    checked: str | None
    succeeded: str | None
    due: str | None
    problem: str
    failures: int
    articles: int


class FeedList(Rows):
    """A page of the feeds that are watched."""

    feeds: list[Feed]
    next: Next


class OutletFact(Schema):
    """What a user's source says of an outlet, and when it said so."""

    attribute: str
    value: str
    source: str
    date: str


class Outlet(Schema):
    """An outlet, how many articles of it are held, and what users say of it; what nobody said stays unknown.

    `also` is what sources call it, where a person calls it otherwise.
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
