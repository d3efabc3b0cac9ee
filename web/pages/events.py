"""The pages of events: their list, one event, one fact of it, and the figures of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from compare.comparison.event_comparison import fold
from compare.comparison.filters import DivergenceFilter
from compare.errors import InputError
from compare.model.event import EventOrder
from compare.model.match import Kind
from compare.ports import Filter, OutletCount
from compare.services.comparing.event_failures import checked
from compare.services.service import Parallax
from compare.services.stores.comparisons import Pending
from compare.services.stores.outlets import OutletFact
from compare.services.summaries import EventSummary, EventTitle
from web.current import current_service
from web.pages import queries
from web.pages.outlets import by_outlet, choices, offered
from web.pages.queries import PageAddress, address
from web.server.response_cache import cached
from web.views.event.fact import FactContext, fact_context
from web.views.event.figures import FiguresTable, figures_table
from web.views.event.outlets import EventFilter
from web.views.event.page import EventContext, EventPageQuery, event_context
from web.views.events import EventCard, event_card
from web.views.page import Page

events = Blueprint("events", __name__)

_EVENTS = 12
_OTHER_EVENTS = 60  # events in the form that moves articles
_FIGURE_EVENTS = 12  # events on a page of figures
_FIGURE_ROWS = 200


@dataclass(frozen=True, slots=True)
class EventsPage(Page):
    """The list of events, which is the home page.

    `cards` are the events of this page; `more` is the URL of the next page ("": there is none) and `export` the URL for
    exporting the same events. `held` is the number of all articles and events, `pending` the number of events waiting
    to be compared.

    The filters list `outlets` and `attributes`, the values of each attribute of outlets; `kind_counts` is the number of
    events with each kind of difference. `chosen` are the ids of the selected outlets, `kinds` the selected kinds,
    `order` the sort order, and `filters` the number of active filters; `arguments` has all of them as submitted. `here`
    builds the URL with another filter.
    """

    template: ClassVar[str] = "events.html"
    cards: Sequence[EventCard]
    more: str
    held: tuple[int, int]
    pending: Pending
    outlets: Sequence[OutletCount]
    attributes: Mapping[str, Sequence[str]]
    chosen: Sequence[str]
    kinds: Sequence[Kind]
    kind_counts: Mapping[str, int]
    order: EventOrder
    filters: int
    arguments: queries.Arguments
    export: str
    here: PageAddress


@dataclass(frozen=True, slots=True)
class EventPage(Page):
    """One event.

    `event` is what its articles agree on, contest and leave out, `unfolded` whether reprints are also shown.
    `attributes` is users' data about its outlets, by the id of the outlet. `others` are the events to which articles
    can be moved, and `corrected` is the number of the correction that redirected here (None: none did). `here` builds
    the URL with other filters, and `back` is the URL to which forms redirect.
    """

    template: ClassVar[str] = "event.html"
    event: EventContext
    unfolded: bool
    attributes: Mapping[str, Sequence[OutletFact]]
    others: Sequence[EventTitle]
    corrected: int | None
    here: PageAddress
    back: str


@dataclass(frozen=True, slots=True)
class FactPage(Page):
    """One fact of an event: `it` has its passages, and `back` is the URL to which forms redirect."""

    template: ClassVar[str] = "fact.html"
    it: FactContext
    back: str


@dataclass(frozen=True, slots=True)
class FiguresPage(Page):
    """The figures of several events: `tables` has one table for each, `listed` are the events that can be selected.

    `wanted` are the ids of the selected events; if none is selected, the tables are those of the latest events.
    """

    template: ClassVar[str] = "figures.html"
    tables: Sequence[FiguresTable]
    listed: Sequence[EventSummary]
    wanted: Sequence[str]


@events.get("/")
@cached
def listing() -> ResponseReturnValue:
    """The latest or the most divergent events. Raises InputError if a filter in the URL is invalid."""
    service, arguments = current_service(), request.args
    where, about = queries.filter_of(arguments), queries.about_of(arguments)
    after = queries.text_of(arguments, "after") or None
    kinds, order = queries.kinds_of(arguments), queries.order_of(arguments)
    having = DivergenceFilter(tuple(kinds), shown=True) if kinds else None
    filters = service.outlets.filtered(where, about)
    found = service.events(filters, _EVENTS + 1, after, having, order)
    return EventsPage(
        cards=[event_card(each, kinds) for each in found[:_EVENTS]],
        more=address("/", arguments, after=found[_EVENTS - 1].event.id) if len(found) > _EVENTS else "",
        held=service.count(),
        pending=service.comparing.pending(),
        outlets=offered(service.outlets.held(), where.outlets),
        attributes=choices(service.outlets.known()),
        chosen=where.outlets,
        kinds=kinds,
        kind_counts=service.count_kinds(filters),
        order=order,
        filters=len(where.outlets) + len(about) + bool(where.since) + bool(where.until) + len(kinds),
        arguments=arguments,
        export=address("/export", arguments, after=None),
        here=partial(address, "/", arguments, after=None),
        twin=address("/api/v1/events", arguments, limit=str(_EVENTS)),
    ).render()


@events.get("/events/<event_id>")
def event(event_id: str) -> ResponseReturnValue:
    """One event. Raises NotFoundError if there is none with this id, InputError if a filter is invalid."""
    return event_page(event_id, request.args)


def event_page(event_id: str, arguments: queries.Arguments) -> str:
    """The page of an event, with these arguments of its URL."""
    service = current_service()
    summary, comparison = service.open_event(event_id)
    unfolded = arguments.get("copies") == "all"
    shown = comparison if unfolded else fold(comparison, arguments.getlist("shown"))
    corrected = arguments.get("corrected", "")
    return EventPage(
        event=event_context(summary, shown, _wanted(arguments)),
        unfolded=unfolded,
        attributes=by_outlet(service.outlets.known([each.outlet.id for each in shown.articles])),
        others=service.events_near(event_id, _OTHER_EVENTS),
        corrected=int(corrected) if corrected.isascii() and corrected.isdigit() and len(corrected) < 9 else None,
        here=partial(address, f"/events/{event_id}", arguments, judged=None),
        back=address(f"/events/{event_id}", arguments, corrected=None, judged=None),
        twin=f"/api/v1/events/{event_id}",
    ).render()


@events.get("/events/<event_id>/facts/<fact_id>")
def fact(event_id: str, fact_id: str) -> ResponseReturnValue:
    """One fact of an event with all its passages.

    Raises NotFoundError if the event does not have it, ComparisonError if the event could not be compared.
    """
    summary, comparison = current_service().event(event_id)
    context = fact_context(summary, fold(checked(comparison)), fact_id)
    here = f"/events/{event_id}/facts/{fact_id}"
    return FactPage(context, back=here, twin=f"/api/v1{here}").render()


@events.get("/figures")
def figures() -> ResponseReturnValue:
    """The figures of the selected events, or of the latest. Raises InputError for more events than fit on a page."""
    service, wanted = current_service(), list(dict.fromkeys(filter(None, request.args.getlist("event"))))
    if len(wanted) > _FIGURE_EVENTS:
        raise InputError(f"At most {_FIGURE_EVENTS} events can be shown at once; {len(wanted)} are selected.")
    listed = service.events(queries.filter_of(queries.Arguments()), _OTHER_EVENTS)
    return FiguresPage(
        tables=[_table(service, each) for each in wanted or [one.event.id for one in listed[:3]]],
        listed=listed,
        wanted=wanted,
        twin=f"/api/v1/events/{wanted[0]}/figures" if len(wanted) == 1 else "",
    ).render()


def _table(service: Parallax, event_id: str) -> FiguresTable:
    summary, comparison = service.event(event_id)
    folded = fold(comparison)
    outlets = tuple(dict.fromkeys(each.outlet.name for each in folded.articles))
    return figures_table(event_id, summary.headline.title, folded, outlets, _FIGURE_ROWS)


def _wanted(arguments: queries.Arguments) -> EventPageQuery:
    asked = arguments.get("show", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    outlets = frozenset(Filter.of_names(arguments.getlist("outlet")).outlets)
    return EventPageQuery(
        most=None if asked == "all" else number,
        weaker=arguments.get("weaker") == "1",
        part=queries.part_of(arguments),
        filters=EventFilter(frozenset(queries.kinds_of(arguments)), outlets),
        whole_map=arguments.get("map") == "all",
        judged=arguments.get("judged", "")[:40],
    )
