"""Schemas of comparisons."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from compare.model.event import CopyKind
from compare.model.match import Kind, LinkVerdict, Strength, Verdict
from web.api.schemas.base import End, Schema, Share, Start
from web.api.schemas.texts import ArticleWithText, Passage, Span

Likely = Annotated[Share, Field(description="Estimated probability that the divergence is right.")]
Shown = Annotated[bool, Field(description="Whether pages show it: certain enough for its kind, or confirmed.")]
Linked = Annotated[Share, Field(description="Probability that an annotator agrees that both report the same fact.")]
Confidence = Annotated[Share, Field(description="The same as `probability`.", deprecated=True)]
Score = Annotated[Share, Field(description="The probability of the match, under its former name.", deprecated=True)]
_RENAMED_OUTLIERS = "The same as `outliers`, under its former name."


JudgedBy = Annotated[
    str | None,
    Field(description="The reader that judged it and whose probabilities are not calibrated; null: the built-in one."),
]


class Evidence(Schema):
    """What a rule examined on each side, and its requirement ("" if there is none)."""

    what: str
    a: str
    b: str
    needed: str


class Divergence(Schema):
    """A typed difference inside a match, with its exact spans on both sides, and a user's review.

    `earlier` marks results of an earlier version of the method, which do not count as findings until they are
    recomputed.
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
    """Two passages that report the same specific fact."""

    id: str
    a: Passage
    b: Passage
    strength: Strength
    probability: Linked
    strong_probability: Annotated[Share, Field(description="Probability that an annotator calls the match strong.")]
    score: Score
    verdict: LinkVerdict | None
    judged_by: JudgedBy = None
    divergences: list[Divergence]


class Omission(Schema):
    """A passage without a counterpart in `article`, with the nearest passage there."""

    passage: Passage
    article: str
    verdict: Literal["not found", "cannot tell"]
    reason: str
    nearest: Passage | None
    nearest_score: float


class Copy(Schema):
    """`copy_id` reprints `source_id`; `contained` is the share of the copy's text found there."""

    source_id: str
    copy_id: str
    kind: CopyKind
    contained: Share


class Origin(Schema):
    """Articles that reprint the same text and count as one report; the first one represents them."""

    articles: list[str]
    copies: list[Copy]


class Outlier(Schema):
    """An article that may be about a different event."""

    article: str
    reason: str


class Place(Schema):
    """Where an article cites a source or uses a label; `quoted` refers to text in quotation marks."""

    article_id: str
    start: Start
    end: End
    quoted: bool | int


class Citation(Place):
    """Where an article cites a source, in direct speech or as a paraphrase."""

    is_direct: bool


class Source(Schema):
    """A cited source."""

    name: str
    is_named: bool
    citations: list[Citation]


class Label(Schema):
    """A word or phrase for something that articles name differently; `thing` are its two most frequent names."""

    thing: str
    word: str
    uses: list[Place]


class Headline(Schema):
    """A headline that the text of its own article contradicts; `title` counts code points of the headline."""

    article: str
    kind: Literal["placement"] = "placement"
    rule: Literal["placement.headline"] = "placement.headline"
    reason: str
    title: Span
    passage: Passage
    spans: list[Span]


class Counts(Schema):
    """Numbers of articles, distinct texts, outlets and independent origins."""

    articles: int
    texts: int
    outlets: int
    origins: int


class Progress(Schema):
    """The number of pairs of articles that have been compared, and of all pairs; the others are compared in the
    background."""

    done: int
    total: int


class Failure(Schema):
    """A step of the comparison that failed for these articles (two: for the pair), and why; the next version of the
    method tries again.
    """

    articles: list[str]
    step: str
    problem: str
    method: str


class SecondReader(Schema):
    """A second reader, configured by the operator, that classifies pairs in events that a user opens. `judged` is the
    number of pairs of passages that it classified, of the `cells` sent to it from `pairs` of articles. For the others,
    the results of the built-in reader are used, and `problem` gives the reason ("": there are no others).
    """

    name: str
    cells: int
    judged: int
    pairs: int
    problem: str


class LeftOut(Schema):
    """What exceeds the limits of a comparison or response.

    `matches` and `omissions` are the numbers of items not listed (those of an event are available at their own
    endpoints); `unread` is the number of possible matches, the least likely ones, that the reader did not read because
    there are too many; `text` is the number of characters at the end of an article, by its id, that are not compared;
    `text_not_sent` the number at its end that are not in the `text` of this response (`/articles/ID` has them).
    """

    matches: int
    unread: int
    omissions: int
    text: dict[str, int]
    text_not_sent: dict[str, int]


class Comparison(Schema):
    """The comparison of some articles so far; `left_out` is what exceeds the limits."""

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
    problem: Annotated[str, Field(description="Why the event could not be compared; empty if it could.")] = ""
    progress: Progress
    second_reader: SecondReader | None = None
    left_out: LeftOut
    totals: dict[Kind, int]
    counts: Counts
    method: str
