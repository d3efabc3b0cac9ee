"""The page of outlets: their names, and users' data about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.model.article import Outlet
from compare.ports import OutletCount
from compare.services.stores.outlets import OutletFact
from web.api import schemas, serialisers
from web.current import current_service
from web.pages import queries
from web.pages.queries import PageAddress, Part, address
from web.server.permissions import check_may_change
from web.views.page import Page

outlets = Blueprint("outlets", __name__)

_OFFERED = 500
"""Maximum number of outlets, or values of an attribute, in a form. A URL can contain any others."""


@dataclass(frozen=True, slots=True)
class OutletsPage(Page):
    """The outlets: `shown` are those of one part, and `here` builds the URL of another.

    `offered` are the outlets whose names the form suggests, `names` the renamed outlets with their new names.
    """

    template: ClassVar[str] = "outlets.html"
    shown: Part[schemas.Outlet]
    offered: Sequence[OutletCount]
    names: Mapping[Outlet, Outlet]
    here: PageAddress


@outlets.get("/outlets")
def listing() -> ResponseReturnValue:
    """The outlets, part by part, each with a form to rename it."""
    known = current_service().outlets
    return OutletsPage(
        shown=Part.of(serialisers.outlets(known), queries.part_of(request.args)),
        offered=offered(known.held()),
        names=known.names(),
        here=partial(address, "/outlets", request.args),
        twin="/api/v1/outlets",
    ).render()


@outlets.post("/outlets/call")
def call() -> ResponseReturnValue:
    """Rename an outlet; if another one has that name, the two are merged."""
    check_may_change(request, current_app.config["CHANGES"])
    current_service().outlets.rename(request.form.get("outlet", ""), request.form.get("called", ""))
    return redirect("/outlets", 303)


@outlets.post("/outlets/uncall")
def reset_name() -> ResponseReturnValue:
    """Undo the renaming of an outlet."""
    check_may_change(request, current_app.config["CHANGES"])
    current_service().outlets.reset_name(request.form.get("outlet", ""))
    return redirect("/outlets", 303)


def offered(outlets: Sequence[OutletCount], chosen: Collection[str] = ()) -> list[OutletCount]:
    """The outlets listed in a form, in their order; if there are very many, the selected ones and those with most
    articles."""
    most = sorted(outlets, key=lambda each: (each.id not in chosen, -each.articles))[:_OFFERED]
    taken = {each.id for each in most}
    return [each for each in outlets if each.id in taken]


def choices(facts: Iterable[OutletFact]) -> dict[str, list[str]]:
    """The attributes of outlets and their values, for filters in forms; both in alphabetical order."""
    found: dict[str, dict[str, str]] = {}
    for fact in facts:
        found.setdefault(fact.attribute.casefold(), {}).setdefault(fact.value.casefold(), fact.value)
    return {
        attribute: sorted(values.values(), key=str.casefold)[:_OFFERED] for attribute, values in sorted(found.items())
    }


def by_outlet(facts: Iterable[OutletFact]) -> dict[str, list[OutletFact]]:
    """Users' data about outlets, by the id of the outlet."""
    found: dict[str, list[OutletFact]] = {}
    for fact in facts:
        found.setdefault(fact.outlet.id, []).append(fact)
    return found
