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
    """What readers said of divergences."""

    def verdicts(self, article_ids: Sequence[str]) -> dict[str, Verdict]:
        """What readers said of divergences between two of these articles, by the id of the divergence."""
        ...

    def put(self, review: Review) -> None:
        """Keep what a reader said, in the place of what was said of the same divergence before."""
        ...

    def drop(self, divergence_id: str) -> None:
        """Forget what was said of a divergence, if anything was."""
        ...

    def page(self, limit: int, after: str | None = None, verdict: Verdict | None = None) -> list[Review]:
        """The latest first; `after` is the divergence of the last one already seen. Raises NotFoundError for that."""
        ...


class LinkReviewStore(Protocol):
    """Keeps what readers said of matches; part of the catalogue."""

    def of_articles(self, article_ids: Sequence[str]) -> list[LinkReview]:
        """What readers said of links between two of these articles."""
        ...

    def put(self, review: LinkReview) -> None:
        """Keep what a reader said, in the place of what was said of the same link before."""
        ...

    def drop(self, link_id: str) -> None:
        """Forget what was said of a link, if anything was."""
        ...

    def page(self, limit: int, after: str | None = None) -> list[LinkReview]:
        """The latest first; `after` is the link of the last one already seen. Raises NotFoundError for that."""
        ...
