"""Schemas of changes by people and programs: corrections, reviews, jobs."""

from __future__ import annotations

from compare.model.event import CorrectionKind
from compare.model.match import Kind, LinkVerdict, Verdict
from compare.services.stores.operations.jobs import JobKind, State
from web.api.schemas.base import Next, Rows, Schema


class Moved(Schema):
    """The event of an article before and after a correction."""

    article: str
    before: str | None
    after: str | None


class Correction(Schema):
    """A correction; `articles` gives the events of each affected article."""

    number: int
    kind: CorrectionKind
    made: str
    undone: bool
    events: list[str]
    articles: list[Moved]


class CorrectionList(Rows):
    """A page of corrections, latest first."""

    corrections: list[Correction]
    next: Next


class Undone(Schema):
    """The number of the undone correction."""

    undone: int


class Review(Schema):
    """A user's review of a divergence."""

    divergence: str
    verdict: Verdict
    made: str
    articles: list[str]
    kind: Kind
    reason: str


class ReviewList(Rows):
    """A page of reviews, latest first."""

    reviews: list[Review]
    next: Next


class JudgementList(Rows):
    """A page of reviews under their former name."""

    judgements: list[Review]
    next: Next


class Reviewed(Schema):
    """A divergence and its current review."""

    id: str
    verdict: Verdict | None


class LinkSide(Schema):
    """A sentence, by its article and its text."""

    article: str
    text: str


class LinkReview(Schema):
    """A user's review of a match of two sentences, or an added match."""

    link: str
    verdict: LinkVerdict
    made: str
    a: LinkSide
    b: LinkSide


class LinkReviewList(Rows):
    """A page of reviews of links, latest first."""

    links: list[LinkReview]
    next: Next


class LinkReviewed(Schema):
    """A link and its current review."""

    id: str
    verdict: LinkVerdict | None


class SearchedSource(Schema):
    """The query sent to a source of coverage, the number of results, and errors ("": none)."""

    source: str
    query: str
    found: int
    problem: str


class Job(Schema):
    """A job that fetches, adds or compares articles, and its progress.

    `refused` is the number of articles that were removed earlier; `refusals` lists, line by line, what could not be
    added or was repaired. `fetched` of `to_fetch` pages (0: unknown) have been processed. `held` are the ids of the
    first articles that a finished job added or found already stored; `result` is the URL of the comparison after a
    finished comparison.
    """

    id: str
    state: State
    made: str
    articles: int
    added: int
    revised: int
    known: int
    refused: int
    passages: int
    problem: str
    kind: JobKind
    fetched: int
    to_fetch: int
    refusals: list[str]
    asked: list[SearchedSource]
    held: list[str]
    result: str | None


class Pending(Schema):
    """The number of events that are waiting or being compared, and the number of finished pairs of those in
    progress."""

    events: int
    done: int
    total: int
