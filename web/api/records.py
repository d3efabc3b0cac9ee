"""Serialises corrections, reviews, jobs and feeds for the JSON API and `--json`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from compare.comparison.reviews.links import LinkReview
from compare.model import event as events
from compare.ports.harvesting import Feed
from compare.services.stores import reviews
from compare.services.stores.operations import jobs
from web.api import schemas
from web.api.blueprint import PREFIX


def review(each: reviews.Review) -> schemas.Review:
    """A review of a divergence."""
    return schemas.Review(
        divergence=each.id,
        verdict=each.verdict,
        made=each.made.isoformat(),
        articles=list(each.article_ids),
        kind=each.kind,
        reason=each.reason,
    )


def link_review(each: LinkReview) -> schemas.LinkReview:
    """A review of a match."""
    a, b = (schemas.LinkSide(article=article, text=text) for article, text in (each.a, each.b))
    return schemas.LinkReview(link=each.id, verdict=each.verdict, made=each.made.isoformat(), a=a, b=b)


def correction(each: events.Correction) -> schemas.Correction:
    """A correction: the events concerned, and where each article was before and after."""
    before = {placed.article_id: placed.event_id for placed in each.before}
    after = {placed.article_id: placed.event_id for placed in each.after}
    moved = [
        schemas.Moved(article=one, before=before.get(one), after=after.get(one))
        for one in dict.fromkeys([*after, *before])
    ]
    return schemas.Correction(
        number=each.number,
        kind=each.kind,
        made=each.made.isoformat(),
        undone=each.undone,
        events=list(each.event_ids),
        articles=moved,
    )


def job(each: jobs.Job) -> schemas.Job:
    """A job and its progress."""
    return schemas.Job(
        id=each.id,
        state=each.state,
        made=each.made.isoformat(),
        articles=each.articles,
        problem=each.problem,
        kind=each.kind,
        fetched=each.outcome.fetched,
        to_fetch=each.outcome.to_fetch,
        refusals=list(each.outcome.refused),
        asked=[schemas.SearchedSource(**asdict(one)) for one in each.outcome.asked],
        held=list(each.outcome.held),
        result=f"{PREFIX}/jobs/{each.id}/comparison" if each.kind == "compare" and each.state == "done" else None,
        **asdict(each.report),
    )


def feed(each: Feed) -> schemas.Feed:
    """A feed and its state."""
    return schemas.Feed(
        url=each.url,
        title=each.title,
        checked=_time(each.checked),
        succeeded=_time(each.succeeded),
        due=_time(each.due),
        problem=each.problem,
        failures=each.failures,
        articles=each.articles,
    )


def _time(each: datetime | None) -> str | None:
    return f"{each:%Y-%m-%dT%H:%M:%SZ}" if each else None
