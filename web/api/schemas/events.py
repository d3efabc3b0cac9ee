"""Schemas of events."""

from __future__ import annotations

from compare.model.match import Kind
from web.api.schemas.base import Schema
from web.api.schemas.comparing import Comparison, Counts, Divergence, Progress
from web.api.schemas.texts import Article, Passage


class Central(Schema):
    """The most central headline of an event, and its outlet."""

    article: str
    title: str
    outlet: str


class TopDivergence(Divergence):
    """A divergence with its two passages and its importance."""

    weight: float
    passages: list[Passage]


class EventSummary(Schema):
    """A summary of an event, with each origin counted once; `left_out` articles exceed the limit of a comparison.

    `totals` counts the facts with a shown divergence of each kind and the omissions that are shown first, `weaker` the
    facts with a divergence that is too uncertain.
    """

    id: str
    headline: Central
    counts: Counts
    left_out: int
    progress: Progress
    totals: dict[Kind, int]
    weaker: int
    articles: list[Article]
    top: list[TopDivergence]


class Event(EventSummary):
    """An event with the comparison of all its articles, including copies."""

    comparison: Comparison
