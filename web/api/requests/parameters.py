"""Schemas of paths, queries and headers of the JSON API; they validate and document them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from compare.comparison.filters import DivergenceFilter
from compare.model.event import EventOrder
from compare.model.match import Kind, Verdict
from compare.ports import Filter
from compare.services.outlets import Outlets
from web.api.requests import examples
from web.api.requests.types import (
    MOST,
    Different,
    Limited,
    OutletAttribute,
    OutletName,
    Paged,
    Request,
    Rows,
    SearchText,
    When,
    optional,
    without_default,
)

MOST_REVISIONS = 10
"""Maximum number of revisions in one response, each with its whole text of up to two million characters."""
_PLACE = r"^$|^[0-9a-f]{1,64}\.[0-9]{1,9}\.[0-9a-f]{1,64}\.[0-9]{1,9}$"

Shown = Literal["true", "false", "all"]
_SHOWN = {"true": True, "false": False, "all": None}


class RevisionsQuery(Request):
    """A page of revisions."""

    limit: int = Field(MOST_REVISIONS, ge=1, le=MOST_REVISIONS, description="Maximum number of items.")
    after: str = Field("", max_length=200, description="`next` of the previous page.")


class Filtered(Request):
    """Filters for articles."""

    outlet: list[OutletName] = Field([], max_length=MOST, description="Only from these outlets (may be repeated).")
    about: list[OutletAttribute] = Field(
        [],
        max_length=20,
        description="Only from outlets with this attribute, as in `country:Aldermark` (may be repeated: all).",
    )
    since: When = optional("Only published on or after this date.")
    until: When = optional("Only published on or before this date.")

    def filter(self, outlets: Outlets) -> Filter:
        """The filter for the service."""
        return outlets.filtered(Filter.of_names(self.outlet, self.since, self.until), self.about)


class EventPath(Request):
    """An event."""

    event_id: str = Field(description="The id of an event.", json_schema_extra={"example": examples.EVENT})


class FactPath(EventPath):
    """A fact of an event."""

    fact_id: str = Field(description="The id of a fact.")


class ArticlePath(Request):
    """An article."""

    article_id: str = Field(description="The id of an article.", json_schema_extra={"example": examples.ARTICLE})


class DivergencePath(Request):
    """A divergence."""

    divergence_id: str = Field(
        description="The id of a divergence.", json_schema_extra={"example": examples.DIVERGENCE}
    )


class LinkPath(Request):
    """A link between two sentences."""

    link_id: str = Field(description="The id of a match.", json_schema_extra={"example": examples.LINK_ID})


class CorrectionPath(Request):
    """A correction."""

    number: int = Field(
        ge=0, lt=2**31, description="The number of a correction.", json_schema_extra={"example": examples.CORRECTION}
    )


class JobPath(Request):
    """A job."""

    job_id: str = Field(description="The id of a job.")


class ArticlesQuery(Filtered, Paged):
    """Filters and page of a list of articles."""


class Selected(Request):
    """Filters for divergences."""

    kind: list[Kind] = Field([], description="Only of these kinds (may be repeated).")
    shown: Shown = Field("all", description="Only those that pages show as findings, only the others, or all.")
    min_probability: float = Field(0.0, ge=0, le=1, allow_inf_nan=False, description="Minimum probability.")
    outlet: list[OutletName] = Field(
        [], max_length=MOST, description="Only if one side is from one of these outlets (may be repeated)."
    )

    def wanted(self) -> DivergenceFilter:
        """The filter for the service."""
        outlets = Filter.of_names(self.outlet).outlets
        return DivergenceFilter(tuple(self.kind), _SHOWN[self.shown], self.min_probability, outlets)


class FindingsQuery(Selected, Rows):
    """Filters and page of a list of divergences."""


class SelectedMatches(Selected):
    """Filters for matches by their divergences."""

    kind: list[Kind] = Field([], description="Only with a divergence of one of these kinds (may be repeated).")
    shown: Shown = Field("all", description="With the divergences that pages show, with the others, or with all.")
    min_probability: float = Field(
        0.0, ge=0, le=1, allow_inf_nan=False, description="Minimum probability of the match."
    )


class EventsQuery(Filtered, Paged):
    """Filters, order and page of a list of events."""

    kind: list[Kind] = Field([], description="Only with a divergence of one of these kinds (may be repeated).")
    shown: Shown | None = optional(
        "Only with a divergence that pages show, only with another one, or with any. The default is one that pages "
        "show if `kind` or `min_probability` is given, otherwise none is required."
    )
    min_probability: float = Field(
        0.0, ge=0, le=1, allow_inf_nan=False, description="Minimum probability of a divergence."
    )
    sort: EventOrder = Field("latest", description="Latest first, or most divergent first.")

    def having(self) -> DivergenceFilter | None:
        """Which divergences an event must have; None if it need not have any."""
        if not self.kind and not self.shown and not self.min_probability:
            return None
        return DivergenceFilter(tuple(self.kind), _SHOWN[self.shown or "true"], self.min_probability)


class SearchQuery(Filtered, Limited):
    """A query, and filters for articles."""

    q: SearchText
    copies: Literal["fold", "all"] = Field("fold", description="Reprints folded into one result, or all of them.")


class MatchesQuery(SelectedMatches, Paged):
    """Filters and page of a list of matches."""

    after: str = Field("", pattern=_PLACE, description="`next` of the previous page.")


class FactsQuery(Paged):
    """Filters and page of a list of facts."""

    contested: Shown = Field("all", description="Only those that pages show as disputed, only the others, or all.")
    after: str = Field("", pattern=_PLACE, description="`next` of the previous page.")

    def wants(self, is_contested: bool) -> bool:
        """Whether contested or uncontested facts are requested."""
        return _SHOWN[self.contested] in (None, is_contested)


class FiguresQuery(Paged):
    """A page of facts with their figures."""

    after: str = Field("", pattern=_PLACE, description="`next` of the previous page.")


class CompareQuery(Request):
    """The articles to compare."""

    article: Different = Field(
        min_length=2,
        max_length=MOST,
        description="Two articles or more.",
        json_schema_extra={"example": [examples.ARTICLE, examples.OTHER], "uniqueItems": True},
    )


class ComparedQuery(FindingsQuery, CompareQuery):
    """The articles to compare, and filters for their divergences."""


class ComparedOmissionsQuery(Rows, CompareQuery):
    """The articles to compare, and a page of their omissions."""


class CorrectionsQuery(Limited):
    """A page of corrections."""

    after: int = Field(0, ge=0, lt=2**31, description="`next` of the previous page.")


class ReviewsQuery(Paged):
    """Filters and page of a list of reviews."""

    verdict: Verdict = optional("Only confirmed, or only dismissed ones.")


class AddHeader(Request):
    """Headers of a request that adds articles."""

    key: str = Field(
        "",
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,255}$",
        description="Repeating a request with the same key and articles returns the same job.",
        json_schema_extra=without_default,
    )
