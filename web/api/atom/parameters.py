"""Parameters of the Atom feeds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from compare.comparison.filters import DivergenceFilter
from compare.model.match import Kind
from web.api.requests.parameters import Filtered
from web.api.requests.types import SearchText

MOST_ENTRIES = 100


class FeedQuery(Filtered):
    """Filters for articles, and the number of entries."""

    limit: int = Field(30, ge=1, le=MOST_ENTRIES, description="Maximum number of entries.")


class EventFeedQuery(FeedQuery):
    """Filters for new events."""

    kind: list[Kind] = Field([], description="Only with a divergence of one of these kinds (may be repeated).")

    def having(self) -> DivergenceFilter | None:
        """Which divergences an event must have; None if it need not have any."""
        return DivergenceFilter(tuple(self.kind), shown=True) if self.kind else None


class FactFeedQuery(EventFeedQuery):
    """Filters for contested facts."""

    kind: list[Kind] = Field([], description="Only contested in one of these kinds (may be repeated).")
    event: str = Field("", max_length=200, description="Only from the event with this id.")


class RevisionFeedQuery(FeedQuery):
    """Filters for revisions."""

    changes: Literal["silent", "all"] = Field("silent", description="Only silent edits, or all changed texts.")


class SearchFeedQuery(FeedQuery):
    """A query, and filters for articles."""

    q: SearchText
