"""Files for research and for sharing: tables over many events, and pages as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from compare.comparison.event_comparison import Comparison
from compare.comparison.filters import DivergenceFilter
from compare.errors import InputError, TooLargeError
from compare.model.event import EventOrder
from compare.model.match import Kind
from compare.ports import OutletCount
from compare.services.comparing.event_failures import checked
from compare.services.summaries import EventSummary
from web.current import current_service
from web.export.research import COLUMNS, Row, rows
from web.export.responses import attachment, stand_alone
from web.export.tables import XLSX, as_csv_lines, as_xlsx
from web.pages import comparisons, events, queries
from web.pages.outlets import choices, offered
from web.server.concurrency import working
from web.views.page import Page

exports = Blueprint("exports", __name__)

TABLES = {
    "divergences": "Differences", "facts": "Facts", "figures": "Figures", "omissions": "Coverage gaps",
    "articles": "Articles",
}  # fmt: skip
FORMATS = {"csv": "CSV", "xlsx": "Excel (.xlsx)"}
MOST_EVENTS = 500
MOST_ROWS = 200_000
_LISTED = 100
_HITS = 200


@dataclass(frozen=True, slots=True)
class ExportPage(Page):
    """The form that exports a table about many events.

    `events` are the first that match the search or filter; `more` is whether there are others, and `most` the maximum
    number in a table. The form lists `tables` and `formats` by their names in URLs.

    The filters list `outlets` and `attributes`, the values of each attribute of outlets; `chosen` are the ids of the
    selected outlets, `kinds` the selected kinds of differences, `order` the sort order, and `arguments` has all of them
    as submitted.
    """

    template: ClassVar[str] = "export.html"
    events: Sequence[EventSummary]
    more: bool
    most: int
    tables: Mapping[str, str]
    formats: Mapping[str, str]
    outlets: Sequence[OutletCount]
    attributes: Mapping[str, Sequence[str]]
    chosen: Sequence[str]
    kinds: Sequence[Kind]
    order: EventOrder
    arguments: queries.Arguments


@exports.get("/export")
def choose() -> ResponseReturnValue:
    """The form for selecting events, a table and a format. Raises InputError if a filter is invalid."""
    service, arguments = current_service(), request.args
    found = list(islice(_events(arguments), _LISTED + 1))
    return ExportPage(
        events=found[:_LISTED],
        more=len(found) > _LISTED,
        most=MOST_EVENTS,
        tables=TABLES,
        formats=FORMATS,
        outlets=offered(service.outlets.held(), queries.filter_of(arguments).outlets),
        attributes=choices(service.outlets.known()),
        chosen=queries.filter_of(arguments).outlets,
        kinds=queries.kinds_of(arguments),
        order=queries.order_of(arguments),
        query=queries.text_of(arguments, "q"),
        arguments=arguments,
    ).render()


@exports.get("/export/<table>.<suffix>")
def table(table: str, suffix: str) -> ResponseReturnValue:
    """A table about the selected events, or else about all that match the search or filter.

    Raises InputError for an unknown table or format, TooLargeError for too many events or rows.
    """
    if table not in COLUMNS or suffix not in FORMATS:
        raise InputError(f"Available tables: {', '.join(COLUMNS)}; formats: {', '.join(FORMATS)}.")
    with working():
        found = list(islice(_rows(table), MOST_ROWS + 1))
        if len(found) > MOST_ROWS:
            raise TooLargeError(f"This table has more than {MOST_ROWS:,} rows. Select fewer events.")
        if suffix == "xlsx":
            return attachment(as_xlsx(COLUMNS[table], found, TABLES[table]), XLSX, f"parallax {table}", suffix)
        return attachment("".join(as_csv_lines(COLUMNS[table], found)), "text/csv", f"parallax {table}", suffix)


def _rows(table: str) -> Iterator[Row]:
    service = current_service()
    named = list(dict.fromkeys(request.args.getlist("event")))
    ids = iter(named) if named else (each.event.id for each in _events(request.args))
    chosen = list(islice(ids, MOST_EVENTS + 1))
    if len(chosen) > MOST_EVENTS:
        raise TooLargeError(f"A table covers at most {MOST_EVENTS} events. Select fewer, or filter them.")
    read = _compared if named and table != "articles" else service.event
    return chain.from_iterable(rows(table, read(each)) for each in chosen)


def _compared(event_id: str) -> tuple[EventSummary, Comparison]:
    """A selected event. Raises ComparisonError if it could not be compared: its rows would be missing."""
    summary, comparison = current_service().event(event_id)
    return summary, checked(comparison, f"The event “{summary.headline.title or 'Untitled'}” ({event_id})")


def _events(arguments: queries.Arguments) -> Iterator[EventSummary]:
    """The selected events, or those that match the search, or those that match the filter."""
    service, query = current_service(), queries.text_of(arguments, "q")
    where = service.outlets.filtered(queries.filter_of(arguments), queries.about_of(arguments))
    named = list(dict.fromkeys(arguments.getlist("event")))[:MOST_EVENTS]
    if query and not named:
        hits = service.search(query, where, _HITS)
        event_of = service.events_of([hit.article.id for hit in hits])
        named = list(dict.fromkeys(event_of[hit.article.id] for hit in hits if hit.article.id in event_of))
    if named or query:
        yield from (service.event(each)[0] for each in named)
        return
    kinds, order = queries.kinds_of(arguments), queries.order_of(arguments)
    having = DivergenceFilter(tuple(kinds), shown=True) if kinds else None
    after = None
    while found := service.events(where, _LISTED, after, having, order):
        yield from found
        after = found[-1].event.id


@exports.get("/events/<event_id>/share")
def share_event(event_id: str) -> ResponseReturnValue:
    """The page of an event as one HTML file, including what the page shows only on demand, since the file has no links
    to it."""
    arguments = MultiDict(request.args)
    arguments["show"] = arguments["map"] = "all"
    arguments["weaker"] = "1"
    return stand_alone(
        events.event_page(event_id, arguments), f"Event {current_service().event(event_id)[0].headline.title}"
    )


@exports.get("/compare/share")
def share_comparison() -> ResponseReturnValue:
    """The page of a comparison as one HTML file."""
    page = comparisons.compare()
    return stand_alone(page if isinstance(page, str) else page[0], "Side by side")  # type: ignore[index,arg-type]
