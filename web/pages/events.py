"""The pages of events: their list, one event, one fact of it, and the figures of several."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from compare.comparison.event_comparison import fold
from compare.comparison.facts.facts import facts_of
from compare.comparison.filters import DivergenceFilter
from compare.errors import InputError
from compare.model.article import Outlet
from compare.services.service import Parallax
from web.pages import queries
from web.pages.outlets import by_outlet, choices, offered
from web.pages.queries import address
from web.views.event.fact import fact_context
from web.views.event.figures import FiguresTable, figures_table
from web.views.event.outlets import Narrowed
from web.views.event.page import Wanted, event_context
from web.views.events import event_card

events = Blueprint("events", __name__)

_EVENTS = 12
_OTHER_EVENTS = 60  # that an article may be moved to, in the form
_FIGURE_EVENTS = 12  # whose figures stand on one page
_FIGURE_ROWS = 200


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


@events.get("/")
def listing() -> ResponseReturnValue:
    """The latest events, or those that diverge most."""
    service, arguments = _service(), request.args
    where, about = queries.filter_of(arguments), queries.about_of(arguments)
    after = queries.text_of(arguments, "after") or None
    kinds, order = queries.kinds_of(arguments), queries.order_of(arguments)
    having = DivergenceFilter(tuple(kinds), shown=True) if kinds else None
    narrowed = service.outlets.filtered(where, about)
    found = service.events(narrowed, _EVENTS + 1, after, having, order)
    return render_template(
        "events.html",
        cards=[event_card(each, kinds) for each in found[:_EVENTS]],
        more=address("/", arguments, after=found[_EVENTS - 1].event.id) if len(found) > _EVENTS else None,
        held=service.count(),
        pending=service.comparing.pending(),
        outlets=offered(service.outlets.held(), where.outlets),
        said=choices(service.outlets.known()),
        chosen=where.outlets,
        kinds=kinds,
        kind_counts=service.count_kinds(narrowed),
        order=order,
        filters=len(where.outlets) + len(about) + bool(where.since) + bool(where.until) + len(kinds),
        arguments=arguments,
        export=address("/export", arguments, after=None),
        here=lambda **changed: address("/", arguments, after=None, **changed),
        twin=address("/api/v1/events", arguments),
    )


@events.get("/events/<event_id>")
def event(event_id: str) -> ResponseReturnValue:
    """One event."""
    service, arguments = _service(), request.args
    summary, comparison = service.open_event(event_id)
    unfolded = arguments.get("copies") == "all"
    shown = comparison if unfolded else fold(comparison, arguments.getlist("shown"))
    corrected = arguments.get("corrected", "")
    return render_template(
        "event.html",
        event=event_context(summary, shown, _wanted(arguments)),
        unfolded=unfolded,
        back=address(f"/events/{event_id}", arguments, corrected=None, judged=None),
        here=lambda **changed: address(f"/events/{event_id}", arguments, **{"judged": None} | changed),
        said=by_outlet(service.outlets.known([each.outlet.id for each in shown.articles])),
        others=service.events_near(event_id, _OTHER_EVENTS),
        corrected=int(corrected) if corrected.isascii() and corrected.isdigit() and len(corrected) < 9 else None,
        twin=f"/api/v1/events/{event_id}",
    )


@events.get("/events/<event_id>/facts/<fact_id>")
def fact(event_id: str, fact_id: str) -> ResponseReturnValue:
    """One fact of an event: every passage that tells it."""
    summary, comparison = _service().event(event_id)
    context = fact_context(summary, fold(comparison), fact_id)
    return render_template("fact.html", it=context, back=f"/events/{event_id}/facts/{fact_id}", twin=None)


@events.get("/figures")
def figures() -> ResponseReturnValue:
    """The figures of chosen events, one table for each; of the latest where none is chosen."""
    service, wanted = _service(), list(dict.fromkeys(filter(None, request.args.getlist("event"))))
    if len(wanted) > _FIGURE_EVENTS:
        raise InputError(f"At most {_FIGURE_EVENTS} events can be shown at once; {len(wanted)} are selected.")
    listed = service.events(queries.filter_of(queries.Arguments()), _OTHER_EVENTS)
    return render_template(
        "figures.html",
        tables=[_table(service, each) for each in wanted or [one.event.id for one in listed[:3]]],
        listed=listed,
        wanted=wanted,
        twin=f"/api/v1/events/{wanted[0]}/figures" if len(wanted) == 1 else None,
    )


def _table(service: Parallax, event_id: str) -> FiguresTable:
    summary, comparison = service.event(event_id)
    folded = fold(comparison)
    outlets = tuple(dict.fromkeys(each.outlet.name for each in folded.articles))
    return figures_table(event_id, summary.headline.title, facts_of(folded), folded, outlets, _FIGURE_ROWS)


def _wanted(arguments: queries.Arguments) -> Wanted:
    asked = arguments.get("show", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    outlets = frozenset(Outlet(name).id for name in arguments.getlist("outlet") if name.strip())
    return Wanted(
        most=None if asked == "all" else number,
        weaker=arguments.get("weaker") == "1",
        part=queries.part_of(arguments),
        narrowed=Narrowed(frozenset(queries.kinds_of(arguments)), outlets),
        whole_map=arguments.get("map") == "all",
        judged=arguments.get("judged", "")[:40],
    )
