"""Citations of an article, a finding and an event, for reference managers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from flask import Response
from pydantic import Field

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.facts.facts import Fact, facts_of
from compare.comparison.reviews.divergences import divergence_id
from compare.errors import NotFoundError
from web.api.blueprint import answers, api
from web.api.requests import examples
from web.api.requests.parameters import ArticlePath, CompareQuery, EventPath
from web.api.requests.types import Request
from web.citations.formats import FORMATS
from web.citations.pages import citing
from web.citations.references import Reference
from web.current import current_service
from web.server.concurrency import working


class CitationQuery(Request):
    """The format of a citation."""

    format: Literal["csl", "bibtex", "ris"] = Field("csl", description="CSL-JSON, BibTeX or RIS.")


class FindingCitationQuery(CitationQuery, CompareQuery):
    """A divergence between articles, and the format of the citation."""

    divergence: str = Field(
        min_length=1,
        max_length=200,
        description="The id of a divergence.",
        json_schema_extra={"example": examples.DIVERGENCE},
    )


def _answers() -> dict[Any, Any]:
    """A citation in one of the formats, or a problem document."""
    items = {"type": "array", "items": {"type": "object"}, "description": "References, the requested item first."}
    text = {"type": "string", "description": "The same references."}
    content = {each.mimetype: {"schema": items if name == "csl" else text} for name, each in FORMATS.items()}
    return answers({"description": "OK", "content": content})


@api.get("/articles/<article_id>/citation", responses=_answers())
def article_citation(path: ArticlePath, query: CitationQuery) -> Response:
    """A citation of an article."""
    article = current_service().article(path.article_id).article
    return _written([citing().article(article)], query)


@api.get("/events/<event_id>/citation", responses=_answers())
def event_citation(path: EventPath, query: CitationQuery) -> Response:
    """Citations of an event and of its articles."""
    return _written(citing().event(current_service().event(path.event_id)[0]), query)


@api.get("/citation", responses=_answers())
def finding_citation(query: FindingCitationQuery) -> Response:
    """Citations of a divergence between articles, with all articles that report the fact, and of these articles."""
    service = current_service()
    events = set(service.events_of(query.article).values())
    if len(events) == 1:
        event_id = events.pop()
        comparison = service.event(event_id)[1]
        if fact := _fact_with(comparison, query.divergence):
            return _written(citing().fact(comparison.articles, fact, f"/events/{event_id}#diverge"), query)
    with working():
        comparison = service.compare_soon(query.article)
    fact = _fact_with(comparison, query.divergence)
    if fact is None:
        raise NotFoundError(f"There is no divergence “{query.divergence[:80]}” between these articles.")
    page = "/compare?" + "&".join(f"article={each.id}" for each in comparison.articles)
    return _written(citing().fact(comparison.articles, fact, page), query)


def _fact_with(comparison: Comparison, wanted: str) -> Fact | None:
    """The fact that this divergence concerns, with one article per origin if possible, otherwise with all articles."""
    for each in (fold(comparison), comparison):
        for fact in facts_of(each):
            if any(divergence_id(found.match, found.divergence) == wanted for found in fact.findings):
                return fact
    return None


def _written(references: Sequence[Reference], query: CitationQuery) -> Response:
    form = FORMATS[query.format]
    answer = Response(form.write(references), content_type=f"{form.mimetype}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{references[0].key}.{form.suffix}"'
    return answer
