"""What people and programs change: corrections, reviews, jobs."""

from __future__ import annotations

from compare.model.event import CorrectionKind
from compare.model.match import Kind, LinkVerdict, Verdict
from compare.services.jobs import JobKind, State
from web.api.schemas.base import Next, Rows, Schema


class Moved(Schema):
    """The event of an article before and after a correction."""

    article: str
    before: str | None
    after: str | None


class Correction(Schema):
    """What a person did to events; `articles` tells of each that it concerned where it stood."""

    number: int
    kind: CorrectionKind
    made: str
    undone: bool
    events: list[str]
    articles: list[Moved]


class CorrectionList(Rows):
    """A page of corrections, the latest first."""

    corrections: list[Correction]
    next: Next


class Undone(Schema):
    """The number of the correction that was taken back."""

    undone: int


class Review(Schema):
    """What a reader said of a divergence."""

    divergence: str
    verdict: Verdict
    made: str
    articles: list[str]
    kind: Kind
    reason: str


class ReviewList(Rows):
    """A page of reviews, the latest first."""

    reviews: list[Review]
    next: Next


class JudgementList(Rows):
    """A page of reviews under their older name."""

    judgements: list[Review]
    next: Next


class Reviewed(Schema):
    """A divergence and what is now said of it."""

    id: str
    verdict: Verdict | None


class LinkSide(Schema):
    """A sentence by its article and what it says."""

    article: str
    text: str


class LinkReview(Schema):
    """What a reader said of the match of two sentences, or that they match."""

    link: str
    verdict: LinkVerdict
    made: str
    a: LinkSide
    b: LinkSide


class LinkReviewList(Rows):
    """A page of reviews of links, the latest first."""

    links: list[LinkReview]
    next: Next


class LinkReviewed(Schema):
    """A link and what is now said of it."""

    id: str
    verdict: LinkVerdict | None


class Asked(Schema):
    """What a source of coverage was asked, how many reports it named, and what went wrong ("": nothing)."""

    source: str
    query: str
    found: int
    problem: str


class Job(Schema):
    """Articles that are being gathered, added, or compared, and what became of them so far.

    `refused` ones were removed before; `refusals` says in lines what could not be taken, or was read otherwise than it
    says. `fetched` of `to_fetch` pages (0: not known) were looked at. `held` are the ids of the first articles that a
    job that is done has added or known; `result` is where the comparison is, when one that compares is done.
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
    asked: list[Asked]
    held: list[str]
    result: str | None


class Pending(Schema):
    """How many events wait to be compared or are being compared; of those that began, how many pairs are done."""

    events: int
    done: int
    total: int
