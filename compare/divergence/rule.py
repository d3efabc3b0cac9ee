"""A rule that raises divergences, with its explanation for users."""

from __future__ import annotations

from dataclasses import dataclass

from compare.model.match import Divergence, Evidence, Kind, Span


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that raises divergences of one kind; `explains` describes it for users in one or two sentences."""

    id: str
    kind: Kind
    explains: str

    def finding(
        self, reason: str, probability: float, a: tuple[Span, ...], b: tuple[Span, ...], *evidence: Evidence
    ) -> Divergence:
        """A divergence that this rule raises, with the values that it compared."""
        return Divergence(self.kind, reason, self.id, probability, a, b, evidence)
