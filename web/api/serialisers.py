"""Serialises results for the JSON API and `--json`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from compare import ports
from compare.comparison import event_comparison as compared
from compare.comparison.method import METHOD
from compare.comparison.reviews import divergences as reviews
from compare.comparison.reviews.links import link_id
from compare.divergence.kinds import headline as headlines
from compare.model import event as events
from compare.model import match, passage
from compare.model.article import Article
from compare.services import search as searching
from compare.services import summaries
from compare.services.outlets import Outlets
from web.api import schemas
from web.api.requests.types import MOST_LISTED
from web.server.permissions import cause, not_compared

ArticlesById = Mapping[str, Article]
"""The articles, by id, to which the passages belong."""

_MOST_TEXT = 8_000_000
"""Maximum number of characters of the texts of all articles in one comparison: four articles of the maximum length."""
_AROUND = 32  # characters of prefix and suffix in a selector


def article(each: Article) -> schemas.Article:
    """An article without its text."""
    return schemas.Article(**_article(each))


def article_with_text(each: Article) -> schemas.ArticleWithText:
    """An article with its text."""
    return schemas.ArticleWithText(**_article(each), text=each.text)


def _article(each: Article) -> dict[str, Any]:
    return {
        "id": each.id,
        "revision": each.revision,
        "outlet": each.outlet.name,
        "title": each.title,
        "url": each.url,
        "language": each.language,
        "published": each.published and each.published.isoformat(),
        "modified": each.modified and each.modified.isoformat(),
        "metadata": dict(each.metadata),
        "text_sha256": _sha256(each.text),
    }


def exported(each: Article) -> dict[str, Any]:
    """An article in the format that `parallax add` reads."""
    resource = _article(each) | {"text": each.text}
    del resource["revision"], resource["text_sha256"]
    return {field: value for field, value in resource.items() if value}


def article_view(view: summaries.ArticleView) -> schemas.ArticleView:
    """An article with its text, its first passages and the id of its event."""
    return schemas.ArticleView(
        **_article(view.article),
        text=view.article.text,
        event=view.event_id,
        passages=passages(view.article, view.passages[:MOST_LISTED]),
        passages_left_out=max(0, len(view.passages) - MOST_LISTED),
    )


def passages(of: Article, wanted: Iterable[passage.Passage]) -> list[schemas.Passage]:
    """These passages of an article."""
    return [one_passage(each, {of.id: of}) for each in wanted]


def one_passage(each: passage.Passage, held: ArticlesById) -> schemas.Passage:
    """A passage, identified by quotation and by position."""
    source = held[each.article_id]
    return schemas.Passage(
        article=each.article_id,
        revision=source.revision,
        text_sha256=_sha256(source.text),
        index=each.index,
        paragraph=each.paragraph,
        start=each.start,
        end=each.end,
        text=each.text,
        selector=selectors(source, each.start, each.end),
    )


def selectors(source: Article, start: int, end: int) -> schemas.Selectors:
    """Characters `start` to `end` of an article as W3C Web Annotation selectors: by quotation, and by position."""
    text = source.text
    quote = schemas.TextQuoteSelector(
        exact=text[start:end], prefix=text[max(0, start - _AROUND) : start], suffix=text[end : end + _AROUND]
    )
    return [quote, schemas.TextPositionSelector(start=start, end=end)]


def _divergence(of: match.Match, each: match.Divergence) -> dict[str, Any]:
    return {
        "id": reviews.divergence_id(of, each),
        "kind": each.kind,
        "reason": each.reason,
        "rule": each.rule,
        "probability": each.probability,
        "shown": each.is_finding,
        "confidence": each.probability,
        "evidence": each.evidence,
        "verdict": each.verdict,
        "earlier": each.is_earlier,
        "a": each.a,
        "b": each.b,
    }


def one_match(each: match.Match, held: ArticlesById) -> schemas.Match:
    """A match with its divergences."""
    return schemas.Match(
        id=link_id(each.a, each.b),
        a=one_passage(each.a, held),
        b=one_passage(each.b, held),
        strength=each.strength,
        probability=round(each.probability, 4),
        strong_probability=round(each.strong_probability, 4),
        score=round(each.probability, 4),
        verdict=each.verdict,
        judged_by=each.judged_by or None,
        divergences=[schemas.Divergence(**_divergence(each, found)) for found in each.divergences],
    )


def _omission(each: match.Omission, held: ArticlesById) -> schemas.Omission:
    return schemas.Omission(
        passage=one_passage(each.passage, held),
        article=each.article_id,
        verdict=each.verdict,
        reason=each.reason,
        nearest=one_passage(each.nearest, held) if each.nearest else None,
        nearest_score=round(each.nearest_score, 4),
    )


def origin(each: events.Origin) -> schemas.Origin:
    """An origin: its articles, and which of them copies which."""
    return schemas.Origin(
        articles=list(each.article_ids), copies=[schemas.Copy.model_validate(one) for one in each.copies]
    )


def comparison(each: compared.Comparison) -> schemas.Comparison:
    """A comparison, which may be incomplete; limited to the first matches and omissions."""
    held = by_id(each.articles)
    longest = _MOST_TEXT // max(1, len(each.articles))
    outliers = [schemas.Outlier(article=one.article_id, reason=one.reason) for one in each.outliers]
    return schemas.Comparison(
        articles=[schemas.ArticleWithText(**_article(one), text=one.text[:longest]) for one in each.articles],
        matches=[one_match(one, held) for one in each.matches[:MOST_LISTED]],
        omissions=[_omission(one, held) for one in each.omissions[:MOST_LISTED]],
        origins=[origin(one) for one in each.origins],
        outliers=outliers,
        doubts=outliers,
        sources=[schemas.Source.model_validate(one) for one in each.sources],
        labels=[schemas.Label.model_validate(one) for one in each.labels],
        headlines=[_headline(one, held) for one in each.headlines],
        failures=[
            schemas.Failure(
                articles=list(one.article_ids), step=one.step, problem=cause(one.problem), method=one.method
            )
            for one in each.failures
        ],
        problem=not_compared(each.problem),
        progress=schemas.Progress.model_validate(each.progress),
        second_reader=schemas.SecondReader(**asdict(each.second)) if each.second else None,
        left_out=schemas.LeftOut(
            matches=each.left_out.matches + max(0, len(each.matches) - MOST_LISTED),
            unread=each.left_out.unread,
            omissions=max(0, len(each.omissions) - MOST_LISTED),
            text=each.not_compared,
            text_not_sent={one.id: len(one.text) - longest for one in each.articles if len(one.text) > longest},
        ),
        totals=each.totals(),
        counts=schemas.Counts.model_validate(each.counts),
        method=METHOD,
    )


def _headline(each: headlines.HeadlineConflict, held: ArticlesById) -> schemas.Headline:
    return schemas.Headline(
        article=each.article_id,
        reason=each.reason,
        title=schemas.Span.model_validate(each.title),
        passage=one_passage(each.passage, held),
        spans=[schemas.Span.model_validate(one) for one in each.spans],
    )


def event_summary(each: summaries.EventSummary) -> schemas.EventSummary:
    """An event as in the list of events."""
    return schemas.EventSummary(**_event(each))


def event(each: summaries.EventSummary, of: compared.Comparison) -> schemas.Event:
    """An event with its comparison."""
    return schemas.Event(**_event(each), comparison=comparison(of))


def _event(each: summaries.EventSummary) -> dict[str, Any]:
    held = by_id(each.articles)
    central = each.headline
    return {
        "id": each.event.id,
        "headline": schemas.Central(article=central.id, title=central.title, outlet=central.outlet.name),
        "counts": each.counts,
        "left_out": each.left_out,
        "progress": each.progress,
        "totals": each.totals,
        "weaker": each.weaker,
        "articles": [article(one) for one in each.articles],
        "top": [_top(one, held) for one in each.top],
    }


def _top(each: compared.Finding, held: ArticlesById) -> schemas.TopDivergence:
    return schemas.TopDivergence(
        **_divergence(each.match, each.divergence),
        weight=round(each.weight, 4),
        passages=[one_passage(each.match.a, held), one_passage(each.match.b, held)],
    )


def counterparts(each: searching.Counterparts) -> schemas.Counterparts:
    """The matches of a passage, or of an article, and the articles of the other sides."""
    held = by_id([each.own, *each.articles])
    return schemas.Counterparts(
        matches=[one_match(one, held) for one in each.matches[:MOST_LISTED]],
        articles=[article(one) for one in each.articles],
        left_out=max(0, len(each.matches) - MOST_LISTED),
    )


def search(
    query: str, hits: Iterable[ports.Hit], event_of: Mapping[str, str], corrected: str | None = None
) -> schemas.HitList:
    """The results of a search, best first, each with the event of its article."""
    results = [_hit(each, event_of.get(each.article.id)) for each in hits]
    return schemas.HitList(query=query, corrected=corrected, results=results)


def _hit(each: ports.Hit, event_id: str | None) -> schemas.Hit:
    return schemas.Hit(
        passage=one_passage(each.passage, {each.article.id: each.article}),
        article=article(each.article),
        event=event_id,
        score=round(each.score, 6),
        cosine=round(each.cosine, 4),
        closeness=each.closeness,
        exact=each.exact,
        copies=[article(one) for one in each.copies],
    )


def outlets(known: Outlets) -> list[schemas.Outlet]:
    """Outlets with their number of articles, original names and attributes."""
    also: dict[str, list[str]] = {}
    for outlet, called in known.names().items():
        also.setdefault(called.id, []).append(outlet.name)
    said: dict[str, list[schemas.OutletFact]] = {}
    for fact in known.known():
        told = schemas.OutletFact(
            attribute=fact.attribute, value=fact.value, source=fact.source, date=fact.dated.isoformat()
        )
        said.setdefault(fact.outlet.id, []).append(told)
    return [
        schemas.Outlet(
            id=each.id, name=each.name, also=also.get(each.id, []), articles=each.articles, facts=said.get(each.id, [])
        )
        for each in known.held()
    ]


def by_id(articles: Iterable[Article]) -> ArticlesById:
    """The articles by their ids."""
    return {each.id: each for each in articles}


@lru_cache(maxsize=1024)
def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
