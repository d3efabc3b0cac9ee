"""Matches, divergences and omissions of passages of two articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from compare.model.passage import Passage

Kind = Literal[
    "figures", "contradiction", "attribution", "quotation", "wording", "detail", "omission", "placement", "update"
]
KINDS: tuple[Kind, ...] = (
    "contradiction", "figures", "update", "attribution", "quotation", "wording", "placement", "omission", "detail",
)  # fmt: skip
"""All kinds of divergence, most serious first."""

Strength = Literal["strong", "weak"]
Verdict = Literal["confirmed", "dismissed"]
LinkVerdict = Literal["confirmed", "rejected", "added"]
"""A user's review of a match: right, not the same fact, or added by hand."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of an article's text, and the text there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A feature that a rule examined: its value on each side (equal if it concerns both), and the requirement.

    `needed` is "" for values that are not compared with a threshold.
    """

    what: str
    a: str
    b: str
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Divergence:
    """A typed difference inside a match, with the exact spans on both sides (one side may be empty).

    `reason` is one line for users, in the outlets' own words; `rule` is the rule that raised it (see
    `compare.divergence.rules`) and `evidence` its basis. `probability` (0 to 1) estimates how likely it is right;
    `shown` is whether that is enough to show it (see `compare.divergence.display_policy`). `verdict` is a user's
    review, if any; `is_earlier` marks results of an earlier version of the method.
    """

    kind: Kind
    reason: str
    rule: str
    probability: float
    a: tuple[Span, ...]
    b: tuple[Span, ...]
    evidence: tuple[Evidence, ...] = ()
    verdict: Verdict | None = None
    shown: bool = True
    is_earlier: bool = False

    @property
    def counts(self) -> bool:
        """False if a user dismissed it, or if it comes from an earlier version of the method."""
        return self.verdict != "dismissed" and not self.is_earlier

    @property
    def is_finding(self) -> bool:
        """True if it is presented as a finding: shown or confirmed, and not dismissed."""
        return self.counts and (self.shown or self.verdict == "confirmed")

    @property
    def is_weaker(self) -> bool:
        """True if it is too uncertain to be a finding, and not just a detail."""
        return self.counts and not self.is_finding and self.kind != "detail"

    def swapped(self) -> Divergence:
        """The same with both sides swapped."""
        evidence = tuple(replace(each, a=each.b, b=each.a) for each in self.evidence)
        return replace(self, a=self.b, b=self.a, evidence=evidence)


class KindFound(NamedTuple):
    """The presence of a kind, shown or not, and its highest probability (0 for kinds without one)."""

    kind: Kind
    shown: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Match:
    """Two passages of two articles that report, at least partly, the same specific fact.

    `probability` (0 to 1) estimates how likely an annotator is to agree, `strong_probability` how likely one is to call
    the match strong; both are 1 if a user confirmed it (see `verdict`). `judged_by` is the model whose uncalibrated
    probabilities these are; it is "" for the built-in reader, and without one.
    """

    a: Passage
    b: Passage
    probability: float
    strong_probability: float
    strength: Strength
    divergences: tuple[Divergence, ...] = ()
    verdict: LinkVerdict | None = None
    judged_by: str = ""

    def swapped(self) -> Match:
        """The same with both sides swapped."""
        return replace(self, a=self.b, b=self.a, divergences=tuple(each.swapped() for each in self.divergences))

    def as_earlier(self) -> Match:
        """The same, marked as a result of an earlier version of the method."""
        return replace(self, divergences=tuple(replace(each, is_earlier=True) for each in self.divergences))

    def seen_from(self, article_id: str) -> Match | None:
        """The same with that article as `a`; None if it is not part of the match."""
        if self.a.article_id == article_id:
            return self
        return self.swapped() if self.b.article_id == article_id else None


@dataclass(frozen=True, slots=True)
class Omission:
    """A passage without a counterpart in `article_id`, with the nearest passage there.

    `verdict` is "not found", or "cannot tell" if the text is truncated or older than the report. `chance` (0 to 1) is
    the highest probability that one of its passages reports the same. `worth` (0 to 1) is the probability that the
    passage is substantial and its content missing from the other article.
    """

    passage: Passage
    article_id: str
    verdict: Literal["not found", "cannot tell"]
    reason: str
    nearest: Passage | None
    nearest_score: float
    chance: float = 0.0
    worth: float = 1.0
