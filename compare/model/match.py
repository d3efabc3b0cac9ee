"""Matches, divergences and omissions: what is concluded about passages of two articles."""

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
"""All kinds of divergence, the gravest first."""

Strength = Literal["strong", "weak"]
Verdict = Literal["confirmed", "dismissed"]
LinkVerdict = Literal["confirmed", "rejected", "added"]
"""What a reader said of a match: right, not the same fact, or added by hand."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of an article's text, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a rule looked at: what it is on either side (the same where it is of both), and what was needed.

    `needed` is "" for what is only told and not measured against a threshold.
    """

    what: str
    a: str
    b: str
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Divergence:
    """A typed difference inside a match, with the exact spans on both sides (one side may be empty).

    `reason` is one line for readers, in the outlets' own words; `rule` names what raised it (see
    `compare.divergence.rules`) and `evidence` what that rested on. `probability` (0 to 1) estimates how likely it is
    right; `shown` says whether that is enough to put it before readers (see `compare.divergence.shown`). `verdict`
    is what a reader said of it, if one did; `is_earlier` marks what an earlier version of the method found.
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
        """False if a reader dismissed it, or if an earlier version of the method found it."""
        return self.verdict != "dismissed" and not self.is_earlier

    @property
    def is_finding(self) -> bool:
        """True if it is put before readers as a finding: shown, or confirmed by one of them, and not dismissed."""
        return self.counts and (self.shown or self.verdict == "confirmed")

    @property
    def is_weaker(self) -> bool:
        """True if it is too uncertain to be a finding, and no mere detail."""
        return self.counts and not self.is_finding and self.kind != "detail"

    def swapped(self) -> Divergence:
        """The same, seen from the other side."""
        evidence = tuple(replace(each, a=each.b, b=each.a) for each in self.evidence)
        return replace(self, a=self.b, b=self.a, evidence=evidence)


class KindFound(NamedTuple):
    """That a kind occurs, shown or not, and the highest probability of it (0 where it has none, as omissions)."""

    kind: Kind
    shown: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Match:
    """Two passages of two articles that report, at least partly, the same specific thing.

    `probability` (0 to 1) estimates how likely a reader would agree, `strong_probability` how likely one would call
    the match strong: both are 1 where a reader did, as `verdict` says. `judged_by` names the model that judged it, if
    its probabilities are its own and not calibrated; it is "" for the one that comes with the package, and without any.
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
        """The same, seen from the other side."""
        return replace(self, a=self.b, b=self.a, divergences=tuple(each.swapped() for each in self.divergences))

    def as_earlier(self) -> Match:
        """The same as an earlier version of the method found it."""
        return replace(self, divergences=tuple(replace(each, is_earlier=True) for each in self.divergences))

    def seen_from(self, article_id: str) -> Match | None:
        """The same with `a` of that article; None if the article has no part in it."""
        if self.a.article_id == article_id:
            return self
        return self.swapped() if self.b.article_id == article_id else None


@dataclass(frozen=True, slots=True)
class Omission:
    """A passage that `article_id` has nothing like: "not found in this text", with the nearest passage it has.

    `verdict` is "not found", or "cannot tell" where the text is cut short or older than the passage's report. `chance`
    (0 to 1) is the highest probability that one of its passages reports the same, too low for a match; 0 below
    `compare.divergence.kinds.omission.SILENT`. `substance` (0 to 1) is how likely the passage says something
    substantial.
    """

    passage: Passage
    article_id: str
    verdict: Literal["not found", "cannot tell"]
    reason: str
    nearest: Passage | None
    nearest_score: float
    chance: float = 0.0
    substance: float = 1.0

    @property
    def worth(self) -> float:
        """How much is to be said for telling it: its substance, if no passage reports the same."""
        return self.substance * (1 - self.chance)
