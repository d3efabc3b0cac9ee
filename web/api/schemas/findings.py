"""Schemas of findings: divergences and omissions with everything needed to quote them."""

from __future__ import annotations

from typing import Literal

from compare.model.match import Kind, Strength, Verdict
from web.api.schemas.base import Schema
from web.api.schemas.comparing import Confidence, Likely, Linked, Score, Shown
from web.api.schemas.texts import Selectors


class Target(Schema):
    """A span, identified as in the W3C Web Annotation model."""

    selector: Selectors


class Side(Schema):
    """One side of a finding: its outlet, place and words; `quote` is the text that the targets identify."""

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
    """A passage that one article has (`a`) and another lacks (`b`), with everything needed to quote it.

    `shown` is whether pages show it first, and `worth` the probability that the passage is substantial and that the
    other article does not report it. The passage of `b` is its nearest one, with an empty quote; `nearest_score` is its
    cosine similarity.
    """

    kind: Literal["omission"] = "omission"
    verdict: Literal["not found", "cannot tell"]
    reason: str
    shown: bool
    worth: float
    nearest_score: float
    method: str
    a: Side
    b: Side


class Finding(Schema):
    """One divergence with everything needed to quote it; `method` is the version of the method."""

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
