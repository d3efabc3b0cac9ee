"""Schemas of requests about alerts; they validate and document them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool

from compare.model.match import Kind
from compare.ports import Filter
from compare.services.alerts.alerts import ADDRESS, MOST_ADDRESS, MOST_NAME
from compare.services.stores.operations.activity import ActivityKind
from compare.services.stores.operations.alerts import AlertQuery, Pace
from web.api.requests import examples
from web.api.requests.types import MOST, VISIBLE, OutletAttribute, OutletName, Request, When, clean, optional
from web.api.schemas.base import OpenApiConfig


class AlertPath(Request):
    """An alert."""

    alert_id: str = Field(description="The id of an alert.", json_schema_extra={"example": "ALERT_ID"})


class AlertInput(Request):
    """A search or filter, and the webhook called when something new matches it."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": examples.ALERT})

    name: Annotated[str, BeforeValidator(clean)] = Field(
        min_length=1, max_length=MOST_NAME, pattern=VISIBLE, description="The name of the alert, for users."
    )
    url: str = Field(max_length=MOST_ADDRESS, pattern=ADDRESS, description="The URL of the webhook.")
    on: list[ActivityKind] = Field(min_length=1, max_length=4, description="The kinds of items to report; one or more.")
    q: Annotated[str, BeforeValidator(clean)] = Field(
        "", max_length=1000, description="Only results of this search; empty: everything."
    )
    outlet: list[OutletName] = Field([], max_length=MOST, description="Only from these outlets.")
    about: list[OutletAttribute] = Field(
        [], max_length=20, description="Only from outlets with this attribute, as in `country:Aldermark`."
    )
    since: When = optional("Only published on or after this date.")
    until: When = optional("Only published on or before this date.")
    kind: list[Kind] = Field(
        [], max_length=20, description="Only events and facts with a divergence of one of these kinds."
    )
    silent: StrictBool = Field(False, description="Of revisions, only those without a correction notice.")
    pace: Pace = Field("at once", description="When a message is sent: at once, or as a digest.")

    def query(self) -> AlertQuery:
        """The query for the service."""
        outlets = Filter.of_names(self.outlet).outlets
        on, kinds = tuple(dict.fromkeys(self.on)), tuple(dict.fromkeys(self.kind))
        return AlertQuery(on, self.q, outlets, tuple(self.about), self.since, self.until, kinds, self.silent)


class SwitchInput(Request):
    """Whether an alert is active."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": {"active": False}})

    active: StrictBool
