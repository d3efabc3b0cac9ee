"""The Atom feeds of a page: links that feed readers discover, and links at the foot of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, request

_FEEDS = "/api/v1/atom"
_FILTER = ("outlet", "about", "since", "until")

Arguments = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed by its title and its URL."""

    title: str
    href: str


def register(app: Flask) -> None:
    """Give all templates `atom_links`, the feeds of the page, and `alert_link`, the form for an alert with the same
    filters.
    """
    app.context_processor(lambda: {"atom_links": feed_links(), "alert_link": alert_link()})


def alert_link() -> str:
    """The form for an alert on what the page shows; "" for a page without a search or filter."""
    if request.endpoint not in ("events.listing", "search.search"):
        return ""
    wanted = _given("q", *_FILTER, "kind")
    return f"/alerts/new?{urlencode(wanted)}" if wanted else "/alerts/new"


def feed_links() -> list[FeedLink]:
    """The feeds of the requested page, with its filters; none if it has no feeds."""
    make = _OF_PAGE.get(request.endpoint or "")
    return make(request.view_args or {}) if make else []


def _events(view: Mapping[str, str]) -> list[FeedLink]:
    wanted = _given(*_FILTER, "kind")
    return [
        _link("New events", "events", wanted),
        _link("Contested facts", "facts", wanted),
        _link("New articles", "articles", _given(*_FILTER)),
    ]


def _event(view: Mapping[str, str]) -> list[FeedLink]:
    return [_link("Contested facts of this event", "facts", [("event", view["event_id"])])]


def _search(view: Mapping[str, str]) -> list[FeedLink]:
    wanted = _given("q", *_FILTER)
    return [_link("New articles that this search finds", "search", wanted)] if ("q" in dict(wanted)) else []


def _outlets(view: Mapping[str, str]) -> list[FeedLink]:
    return [_link("Silent edits of all outlets", "revisions", [])]


def _link(title: str, feed: str, arguments: Arguments) -> FeedLink:
    return FeedLink(title, f"{_FEEDS}/{feed}?{urlencode(arguments)}" if arguments else f"{_FEEDS}/{feed}")


def _given(*names: str) -> Arguments:
    """The arguments of the page that its feeds support."""
    return [(name, value) for name in names for value in request.args.getlist(name) if value.strip()]


_OF_PAGE: dict[str, Callable[[Mapping[str, str]], list[FeedLink]]] = {
    "events.listing": _events,
    "events.event": _event,
    "search.search": _search,
    "outlets.listing": _outlets,
}
