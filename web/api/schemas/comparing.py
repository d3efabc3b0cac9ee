"""What is concluded about the articles of an event."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from compare.model.event import CopyKind
from compare.model.match import Kind, LinkVerdict, Strength, Verdict
from web.api.schemas.base import End, Schema, Share, Start
from web.api.schemas.texts import Article, ArticleWithText, Passage, Selectors, Span

Likely = Annotated[Share, Field(description="Estimated probability that the divergence is right.")]
Shown = Annotated[bool, Field(description="Whether pages show it: certain enough for its kind, or confirmed.")]
Linked = Annotated[Share, Field(description="Probability that a reader would agree that both report the same thing.")]
Confidence = Annotated[Share, Field(description="The same as `probability`.", deprecated=True)]
Score = Annotated[Share, Field(description="The probability of the match, under its older name.", deprecated=True)]
_RENAMED_OUTLIERS = "The same as `outliers`, under its older name."


JudgedBy = Annotated[
    str | None,
    Field(description="The reader that judged it and whose probabilities are not calibrated; null: the built-in one."),
]


class Evidence(Schema):
    """One thing that a rule looked at, on either side, and what was needed ("" if it is only told)."""

    what: str
    a: str
    b: str
    needed: str


class Divergence(Schema):
    """A typed difference inside a match, with its exact spans on both sides, and what a reader said of it.

    `earlier` marks what an earlier version of the method found: it is no finding until it is redone.
    """

    id: str
    kind: Kind
    reason: str
    rule: str
    probability: Likely
    shown: Shown
    confidence: Confidence
    evidence: list[Evidence]
    verdict: Verdict | None
    earlier: bool
    a: list[Span]
    b: list[Span]


class Match(Schema):
    """Two passages that report the same specific thing."""

    id: str
    a: Passage
    b: Passage
    strength: Strength
    probability: Linked
    strong_probability: Annotated[Share, Field(description="Probability that a reader would call the match strong.")]
    score: Score
    verdict: LinkVerdict | None
    judged_by: JudgedBy = None
    divergences: list[Divergence]


class Omission(Schema):
    """A passage that `article` has nothing like, with the nearest that it has."""

    passage: Passage
    article: str
    verdict: Literal["not found", "cannot tell"]
    reason: str
    nearest: Passage | None
    nearest_score: float


class Copy(Schema):
    """`copy_id` reprints `source_id`; `contained` is the share of the copy's text that is found there."""

    source_id: str
    copy_id: str
    kind: CopyKind
    contained: Share


class Origin(Schema):
    """Articles that reprint the same text and count as one voice; the first stands for them."""

    articles: list[str]
    copies: list[Copy]


class Outlier(Schema):
    """An article that may be about a different event."""

    article: str
    reason: str


class Place(Schema):
    """Where an article cites a source or uses a label; `quoted` counts or tells what stands in quotation marks."""

    article_id: str
    start: Start
    end: End
    quoted: bool | int


class Citation(Place):
    """Where an article cites a source: in direct speech, or in other words than the source's."""

    is_direct: bool


class Source(Schema):
    """Somebody who is cited."""

    name: str
    is_named: bool
    citations: list[Citation]


class Label(Schema):
    """A word, or a few, by which a thing is called; `thing` are the two most used."""

    thing: str
    word: str
    uses: list[Place]


class Headline(Schema):
    """A headline that the text of its own article gainsays; `title` counts code points of the headline."""

    article: str
    kind: Literal["placement"] = "placement"
    rule: Literal["placement.headline"] = "placement.headline"
    reason: str
    title: Span
    passage: Passage
    spans: list[Span]


class Counts(Schema):
    """How many articles, distinct texts, outlets and independent origins."""

    articles: int
    texts: int
    outlets: int
    origins: int


class Progress(Schema):
    """How many pairs of articles are compared, of how many; the others wait for it, in the background."""

    done: int
    total: int


class Failure(Schema):
    """A step of comparing that failed for these articles (two: for the pair), and why; the next version tries again."""

    articles: list[str]
    step: str
    problem: str
    method: str


class SecondReader(Schema):
    """A second reader, which an operator has judge events that are opened.

    It `judged` so many of the `cells` (pairs of passages) that it was asked about, between `pairs` of articles. For the
    others the built-in reader's judgements stand, for the reason that `problem` tells ("": none are left).
    """

    name: str
    cells: int
    judged: int
    pairs: int
    problem: str


class LeftOut(Schema):
    """What is beyond the bounds of a comparison, or of one answer.

    `matches` and `omissions` are how many are not listed (those of an event are, by its own addresses); `text` is how
    many characters at the end of an article, by its id, are not compared; `text_not_sent` how many at its end are not
    in the `text` of this answer (`/articles/ID` has them).
    """

    matches: int
    omissions: int
    text: dict[str, int]
    text_not_sent: dict[str, int]


class Comparison(Schema):
    """All that is concluded about some articles so far; `left_out` tells what is beyond the bounds."""

    articles: list[ArticleWithText]
    matches: list[Match]
    omissions: list[Omission]
    origins: list[Origin]
    outliers: list[Outlier]
    doubts: Annotated[list[Outlier], Field(description=_RENAMED_OUTLIERS, deprecated=True)]
    sources: list[Source]
    labels: list[Label]
    headlines: list[Headline]
    failures: list[Failure]
    progress: Progress
    second_reader: SecondReader | None = None
    left_out: LeftOut
    totals: dict[Kind, int]
    counts: Counts
    method: str


class Central(Schema):
    """The most central headline of an event, and who wrote it."""

    article: str
    title: str
    outlet: str


class TopDivergence(Divergence):
    """A divergence with the two passages in which it stands, and how much it matters."""

    weight: float
    passages: list[Passage]


class EventSummary(Schema):
    """An event in short, each origin counted once; `left_out` articles are too many to be compared.

    `totals` counts the facts on which a divergence of a kind is shown, `weaker` those with one that is too uncertain.
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
    """An event with the comparison of all its articles, copies too."""

    comparison: Comparison


class Target(Schema):
    """A span, pointed at as in the W3C Web Annotation model."""

    selector: Selectors


class Side(Schema):
    """One side of a finding: who said it, where, and in which words; `quote` is what the targets point at."""

    outlet: str
    title: str
    url: str | None
    published: str | None
    article: str
    revision: str
    passage: str
    quote: str
    targets: list[Target]


class Missing(Schema):
    """What one article reports (`a`) and the text of another lacks (`b`), with all that quoting it needs.

    The passage of `b` is the nearest that it has, its quote is empty; `nearest_score` is how near that is (cosine).
    """

    kind: Literal["omission"] = "omission"
    verdict: Literal["not found", "cannot tell"]
    reason: str
    nearest_score: float
    method: str
    a: Side
    b: Side


class Finding(Schema):
    """One divergence with all that quoting it needs; `method` is the version of how conclusions are drawn."""

    id: str
    kind: Kind
    reason: str
    rule: str
    probability: Likely
    shown: Shown
    confidence: Confidence
    strength: Strength
    match_probability: Linked
    score: Score
    weight: float
    verdict: Verdict | None
    method: str
    a: Side
    b: Side
