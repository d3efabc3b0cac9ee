"""Facts across outlets: what several articles of an event report, how each tells it, and the figures that they give."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compare.model.match import Kind
from web.api.schemas.base import End, Next, Rows, Schema, Share, Start
from web.api.schemas.texts import Passage, Span

Published = Annotated[str | None, Field(description="When the article was published; null if unknown.")]


class Value(Schema):
    """A figure: `value` is the number that is said (null for a range or “several”), in `unit`.

    `low` and `high` are the interval that it and its `hedge` stand for (null: no end); `of` is what is counted or what
    happened to it; `as_of` when the article was published. `text` is characters `start` to `end` of the article.
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
    """An article that repeats another one, and so tells what that one tells."""

    outlet: str
    article: str


class Telling(Schema):
    """A passage that tells a fact, with the words that set it apart from other variants, and who reprints it."""

    outlet: str
    article: str
    url: str | None
    published: Published
    passage: Passage
    spans: list[Span]
    reprints: list[Reprint]


class Variant(Schema):
    """One way in which a fact is told: the words and the values that it gives, and every passage that tells it so.

    `said` is "" where the passages leave open what the others differ on, or where nothing sets variants apart.
    """

    said: str
    values: list[Value]
    tellings: list[Telling]


class Fact(Schema):
    """One thing that several articles report; of reprints, only the source is compared.

    `id` stays while the first passage that tells it does. `contested` says whether a divergence that pages show stands
    between its passages, `kind` which one separates its variants, `divergences` are the ids of all of them.
    `probability` is the mean probability of the matches between its passages.
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
    divergences: list[str]
    method: str


class FactList(Rows):
    """A page of facts, in the order of where they stand."""

    facts: list[Fact]
    next: Next


class OutletValue(Value):
    """A figure with the article that gives it."""

    outlet: str
    article: str


class FigureRow(Schema):
    """One thing that several articles give a figure for: `outlets` says it in their words, `values` in numbers."""

    fact: str
    headline: str
    of: str
    contested: bool
    outlets: dict[str, str]
    values: list[OutletValue]


class FigureTable(Rows):
    """The figures of a page of facts."""

    figures: list[FigureRow]
    next: Next
