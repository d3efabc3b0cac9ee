"""The search page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from compare.ports import OutletCount
from web.current import current_service
from web.pages import queries
from web.pages.outlets import choices, offered
from web.pages.queries import address
from web.views import search_hits
from web.views.page import Page

searching = Blueprint("search", __name__)

_RESULTS = 40


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """The results of a search, by event, or only the form if the query is empty.

    `groups` are the results, and `corrected` is the query with its spelling corrected (None: no correction). The form
    lists `outlets` and `attributes`, the values of each attribute of outlets; `chosen` are the ids of the selected
    outlets, `folded` is whether reprints are hidden, and `arguments` has the other fields as submitted.
    """

    template: ClassVar[str] = "search.html"
    corrected: str | None
    groups: Sequence[search_hits.SearchGroup]
    outlets: Sequence[OutletCount]
    attributes: Mapping[str, Sequence[str]]
    chosen: Sequence[str]
    folded: bool
    arguments: queries.Arguments


@searching.get("/search")
def search() -> ResponseReturnValue:
    """Passages across outlets. Raises InputError if a date in the URL is invalid."""
    service, arguments = current_service(), request.args
    query = queries.text_of(arguments, "q")
    where, about = queries.filter_of(arguments), queries.about_of(arguments)
    folded = arguments.get("copies") != "all"
    found = service.search(query, service.outlets.filtered(where, about), _RESULTS, folded) if query else []
    event_of = service.events_of([hit.article.id for hit in found])
    return SearchPage(
        query=query,
        corrected=service.spelling(query) if query else None,
        groups=search_hits.search_groups(found, event_of, service.titles(sorted(set(event_of.values())))),
        outlets=offered(service.outlets.held(), where.outlets),
        attributes=choices(service.outlets.known()),
        chosen=where.outlets,
        folded=folded,
        arguments=arguments,
        twin=address("/api/v1/search", arguments, limit=str(_RESULTS)) if query else "",
    ).render()
