"""Schemas of facts across outlets: what several articles report, the variants, and their figures."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compare.model.match import Kind
from web.api.schemas.base import End, Next, Rows, Schema, Share, Start
from web.api.schemas.texts import Passage, Span

Published = Annotated[str | None, Field(description="When the article was published; null if unknown.")]


class Value(Schema):
    """A figure: `value` is the number in the text (null for a range or “several”), in `unit`.

    `low` and `high` are the interval that it and its `hedge` denote (null: unbounded); `of` is what is counted or what
    happened to it; `as_of` is when the article was published. `text` is characters `start` to `end` of the article.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    hedge: str
    of: str
    as_of: Published
    text: str
    start: Start
    end: End


class Reprint(Schema):
    """An article that reprints another one, and so reports the same fact."""

    outlet: str
    article: str


class FactReport(Schema):
    """A passage that reports a fact, with the words that distinguish it from other variants, and its reprints."""

    outlet: str
    article: str
    url: str | None
    published: Published
    passage: Passage
    spans: list[Span]
    reprints: list[Reprint]


class Variant(Schema):
    """One variant of a fact: its words and values, and every passage that reports it.

    `said` is "" if the passages do not mention what the others differ on, or if nothing separates the variants.
    """

    said: str
    values: list[Value]
    tellings: list[FactReport]


class OutletValue(Value):
    """A figure with its article."""

    outlet: str
    article: str


class FactOutlier(Schema):
    """A count in a fact, such as deaths, on which some articles disagree with most independent reports.

    `of` is what is counted or what happened to it, `most` the figure of most independent reports (`voices`: their
    number, of `reports` that give one), and `values` are the figures of the articles that disagree.
    """

    of: str
    most: Value
    voices: int
    reports: int
    values: list[OutletValue]


class Fact(Schema):
    """A fact that several articles report; of reprints, only the source is compared.

    `id` stays the same as long as the first passage does. `contested` is whether a shown divergence separates its
    passages, `kind` the kind that separates its variants, and `divergences` the ids of all divergences. `probability`
    is the mean probability of the matches between its passages. `further` are other passages of these articles that do
    not mention what differs. `outliers` are counts that disagree with those of most independent reports, whether or not
    a divergence shows it.
    """

    id: str
    headline: str
    contested: bool
    kind: Kind | None
    kinds: list[Kind]
    reason: str
    probability: Share
    first_published: Published
    last_published: Published
    variants: list[Variant]
    further: list[FactReport]
    divergences: list[str]
    outliers: list[FactOutlier]
    method: str


class FactList(Rows):
    """A page of facts, in the order of their position."""

    facts: list[Fact]
    next: Next


class FigureRow(Schema):
    """A quantity with figures in several articles: `outlets` gives them in their words, `values` in numbers.

    `most` is the figure of most independent reports, in the words of one ("": there is no majority), and `voices` is
    their number, of `reports` that give a figure. `outliers` are the entries of `outlets` that disagree with it.
    """

    fact: str
    headline: str
    of: str
    contested: bool
    outlets: dict[str, str]
    most: str
    voices: int
    reports: int
    outliers: dict[str, str]
    values: list[OutletValue]


class FigureTable(Rows):
    """The rows of the figures table of an event about a page of facts."""

    figures: list[FigureRow]
    next: Next
