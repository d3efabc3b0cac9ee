"""Stores of reviews of divergences and of matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from compare.comparison.reviews.links import LinkReview
from compare.model.match import Kind, Verdict
from compare.model.moment import Moment


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the divergence `id` between two articles."""

    id: str
    verdict: Verdict
    made: Moment
    article_ids: tuple[str, str]
    kind: Kind
    reason: str


class ReviewStore(Protocol):
    """Stores reviews of divergences."""

    def verdicts(self, article_ids: Sequence[str]) -> dict[str, Verdict]:
        """Reviews of divergences between two of these articles, by the id of the divergence."""
        ...

    def put(self, review: Review) -> None:
        """Store a review, replacing the previous one of the same divergence."""
        ...

    def drop(self, divergence_id: str) -> None:
        """Delete the review of a divergence, if there is one."""
        ...

    def page(self, limit: int, after: str | None = None, verdict: Verdict | None = None) -> list[Review]:
        """Reviews, latest first; `after` is the divergence of the last one already seen. Raises NotFoundError for an
        unknown one.
        """
        ...


class LinkReviewStore(Protocol):
    """Stores reviews of matches; part of the catalogue."""

    def of_articles(self, article_ids: Sequence[str]) -> list[LinkReview]:
        """Reviews of matches between two of these articles."""
        ...

    def put(self, review: LinkReview) -> None:
        """Store a review, replacing the previous one of the same match."""
        ...

    def drop(self, link_id: str) -> None:
        """Delete the review of a match, if there is one."""
        ...

    def page(self, limit: int, after: str | None = None) -> list[LinkReview]:
        """Reviews, latest first; `after` is the match of the last one already seen. Raises NotFoundError for an unknown
        one.
        """
        ...
