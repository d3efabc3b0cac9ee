"""What the JSON API and `--json` say: plain dictionaries of the service's results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from compare.article import Article
from compare.comparison import Comparison, Finding
from compare.event import Correction, Origin
from compare.headline import HeadlineConflict
from compare.judging import Judgement, divergence_id
from compare.kept import METHOD
from compare.match import Divergence, Match, Omission, Span
from compare.passage import Passage
from compare.ports import Hit, OutletCount
from compare.summary import ArticleView, EventSummary

Json = dict[str, Any]


def article(each: Article, text: bool = False) -> Json:
    """An article; `text` as well, if asked for."""
    resource: Json = {
        "id": each.id,
        "revision": each.revision,
        "outlet": each.outlet.name,
        "title": each.title,
        "url": each.url,
        "language": each.language,
        "published": each.published.isoformat() if each.published else None,
        "modified": each.modified.isoformat() if each.modified else None,
        "metadata": dict(each.metadata),
    }
    return resource | {"text": each.text} if text else resource


def exported(each: Article) -> Json:
    """An article as `parallax add` takes it back."""
    resource = article(each, text=True)
    del resource["revision"]
    return {field: value for field, value in resource.items() if value}


def article_view(view: ArticleView) -> Json:
    """An article with its text, its passages and the id of its event."""
    passages = [{"index": p.index, "paragraph": p.paragraph, **passage(p)} for p in view.passages]
    return article(view.article, text=True) | {"event": view.event_id, "passages": passages}


def passage(each: Passage) -> Json:
    """A passage: `start` and `end` count code points of its article's text."""
    return {"article": each.article_id, "start": each.start, "end": each.end, "text": each.text}


def spans(found: Sequence[Span]) -> list[Json]:
    """Spans of one side of a divergence."""
    return [asdict(span) for span in found]


def divergence(match: Match, each: Divergence) -> Json:
    """A divergence with the spans on both sides, what it rests on, and what a reader said of it."""
    return {
        "id": divergence_id(match, each),
        "kind": each.kind,
        "reason": each.reason,
        "rule": each.rule,
        "confidence": each.confidence,
        "evidence": [asdict(one) for one in each.evidence],
        "verdict": each.verdict,
        "a": spans(each.a),
        "b": spans(each.b),
    }


def match(each: Match) -> Json:
    """A match with its divergences."""
    return {
        "a": passage(each.a),
        "b": passage(each.b),
        "strength": each.strength,
        "score": round(each.score, 4),
        "divergences": [divergence(each, found) for found in each.divergences],
    }


def omission(each: Omission) -> Json:
    """What one article does not have, and the nearest that it has."""
    return {
        "passage": passage(each.passage),
        "article": each.article_id,
        "verdict": each.verdict,
        "reason": each.reason,
        "nearest": passage(each.nearest) if each.nearest else None,
        "nearest_score": round(each.nearest_score, 4),
    }


def origin(each: Origin) -> Json:
    """The articles that are one voice, and which of them copies which."""
    return {"articles": list(each.article_ids), "copies": [asdict(copy) for copy in each.copies]}


def comparison(each: Comparison) -> Json:
    """A whole comparison; nothing is left out."""
    return {
        "articles": [article(one, text=True) for one in each.articles],
        "matches": [match(one) for one in each.matches],
        "omissions": [omission(one) for one in each.omissions],
        "origins": [origin(one) for one in each.origins],
        "doubts": [{"article": one.article_id, "reason": one.reason} for one in each.doubts],
        "sources": [asdict(one) for one in each.sources],
        "labels": [asdict(one) for one in each.labels],
        "headlines": [headline(one) for one in each.headlines],
        "totals": each.totals(),
        "counts": asdict(each.counts),
        "method": METHOD,
    }


def headline(each: HeadlineConflict) -> Json:
    """What a headline says against the text of its own article; `title` counts code points of the headline."""
    return {
        "article": each.article_id,
        "kind": "placement",
        "rule": "placement.headline",
        "reason": each.reason,
        "title": asdict(each.title),
        "passage": passage(each.passage),
        "spans": spans(each.spans),
    }


def event_summary(each: EventSummary) -> Json:
    """An event as the list of events has it."""
    return {
        "id": each.event.id,
        "headline": {"article": each.headline.id, "title": each.headline.title, "outlet": each.headline.outlet.name},
        "counts": asdict(each.counts),
        "left_out": each.left_out,
        "totals": each.totals,
        "articles": [article(one) for one in each.articles],
        "top": [finding(one) for one in each.top],
    }


def finding(each: Finding) -> Json:
    """A divergence with the two passages in which it stands."""
    passages = [passage(each.match.a), passage(each.match.b)]
    return divergence(each.match, each.divergence) | {"weight": round(each.weight, 4), "passages": passages}


def event(summary: EventSummary, compared: Comparison) -> Json:
    """An event with its comparison."""
    return event_summary(summary) | {"comparison": comparison(compared)}


def judgement(each: Judgement) -> Json:
    """What a reader said of a divergence."""
    return {
        "divergence": each.id,
        "verdict": each.verdict,
        "made": each.made.isoformat(),
        "articles": list(each.article_ids),
        "kind": each.kind,
        "reason": each.reason,
    }


def correction(each: Correction) -> Json:
    """What a person did to events: the events touched, and where each article stood before and after."""
    moves = {
        placed.article_id: {"article": placed.article_id, "before": None, "after": placed.event_id}
        for placed in each.after
    }
    for placed in each.before:
        moves[placed.article_id]["before"] = placed.event_id
    return {
        "number": each.number,
        "kind": each.kind,
        "made": each.made.isoformat(),
        "undone": each.undone,
        "events": list(each.event_ids),
        "articles": list(moves.values()),
    }


def hit(each: Hit) -> Json:
    """A passage that a search found."""
    return {
        "passage": passage(each.passage),
        "article": article(each.article),
        "score": round(each.score, 6),
        "cosine": round(each.cosine, 4),
        "closeness": each.closeness,
    }


def search(query: str, hits: Sequence[Hit]) -> Json:
    """The results of a search, best first."""
    return {"query": query, "results": [hit(each) for each in hits]}


def outlet(each: OutletCount) -> Json:
    """An outlet and how many articles it has here."""
    return asdict(each)
