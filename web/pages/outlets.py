"""The page of outlets: what they are called, and what users say of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from compare.ports import OutletCount
from compare.services.service import Parallax
from compare.services.stores.outlets import OutletFact
from web.api import serialisers
from web.pages import queries
from web.pages.queries import Part
from web.server.permissions import check_may_change

outlets = Blueprint("outlets", __name__)

_OFFERED = 500
"""Outlets, and values of an attribute, in a form: more are found by their address, or page by page."""


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


@outlets.get("/outlets")
def listing() -> ResponseReturnValue:
    """The outlets, page by page, each with a form to call it otherwise."""
    known = _service().outlets
    return render_template(
        "outlets.html",
        shown=Part.of(serialisers.outlets(known), queries.part_of(request.args)),
        offered=offered(known.held()),
        names=known.names(),
        here=lambda **changed: queries.address("/outlets", request.args, **changed),
        twin="/api/v1/outlets",
    )


@outlets.post("/outlets/call")
def call() -> ResponseReturnValue:
    """Call an outlet otherwise; with the name of another one, the two become one."""
    check_may_change(request, current_app.config["CHANGES"])
    _service().outlets.rename(request.form.get("outlet", ""), request.form.get("called", ""))
    return redirect("/outlets", 303)


@outlets.post("/outlets/uncall")
def reset_name() -> ResponseReturnValue:
    """Call an outlet as its source does again."""
    check_may_change(request, current_app.config["CHANGES"])
    _service().outlets.reset_name(request.form.get("outlet", ""))
    return redirect("/outlets", 303)


def offered(outlets: Sequence[OutletCount], chosen: Collection[str] = ()) -> list[OutletCount]:
    """The outlets that a form offers, by name: those with the most articles, where there are many, and the chosen."""
    most = sorted(outlets, key=lambda each: (each.id not in chosen, -each.articles))[:_OFFERED]
    taken = {each.id for each in most}
    return [each for each in outlets if each.id in taken]


def choices(facts: Iterable[OutletFact]) -> dict[str, list[str]]:
    """The values of each attribute that somebody says of an outlet: what a form offers to filter by."""
    found: dict[str, dict[str, str]] = {}
    for fact in facts:
        found.setdefault(fact.attribute.casefold(), {}).setdefault(fact.value.casefold(), fact.value)
    return {
        attribute: sorted(values.values(), key=str.casefold)[:_OFFERED] for attribute, values in sorted(found.items())
    }


def by_outlet(facts: Iterable[OutletFact]) -> dict[str, list[OutletFact]]:
    """What is said of each outlet, by its id."""
    found: dict[str, list[OutletFact]] = {}
    for fact in facts:
        found.setdefault(fact.outlet.id, []).append(fact)
    return found
