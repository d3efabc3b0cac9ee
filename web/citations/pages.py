"""Citations in pages: links to them, and embedded metadata."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request

from compare.model.article import Article
from compare.services.summaries import EventSummary
from web.citations.embedded import article_json_ld, coins, event_json_ld
from web.citations.references import Citing


@dataclass(frozen=True, slots=True)
class CitedContext:
    """The metadata that a page embeds: JSON-LD, a COinS title for each article, and the URL of the citations."""

    json_ld: dict[str, Any]
    coins: tuple[str, ...]
    address: str


def register(app: Flask) -> None:
    """Give templates `cited_article` and `cited_event`."""
    app.jinja_env.globals.update(cited_article=cited_article, cited_event=cited_event)


def citing() -> Citing:
    """A `Citing` with the URL of the server in this request, and today's date."""
    return Citing(request.host_url.rstrip("/"), datetime.now(UTC).date())


def cited_article(article: Article) -> CitedContext:
    """The metadata embedded in the page of an article."""
    reference = citing().article(article)
    address = f"/api/v1/articles/{article.id}/citation"
    return CitedContext(article_json_ld(reference), (coins(reference),), address)


def cited_event(summary: EventSummary) -> CitedContext:
    """The metadata embedded in the page of an event."""
    event, *articles = citing().event(summary)
    titles = tuple(coins(each) for each in (event, *articles))
    return CitedContext(event_json_ld(event, articles), titles, f"/api/v1/events/{summary.event.id}/citation")
