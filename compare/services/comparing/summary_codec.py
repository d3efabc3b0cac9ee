"""Codec of event summaries: what lists show, as compact JSON, loaded without the comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from compare.comparison.codec import (
    decode_match,
    decode_origin,
    encode_match,
    encode_origin,
    load_verified,
    with_checksum,
)
from compare.comparison.event_comparison import (
    Comparison,
    Counts,
    Finding,
    PairProgress,
    central,
    fold,
)
from compare.comparison.facts.facts import disputed, facts_of
from compare.model.article import Article
from compare.model.event import Event
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.services.summaries import TOP, EventSummary, FactLine, strongest_of

Indexed = Mapping[int, Passage]
"""The passages of an article that a summary shows, by index."""


@dataclass(frozen=True, slots=True)
class StaleSummary:
    """The part of a summary that is still valid after the event changed: findings between unchanged articles."""

    top: tuple[Finding, ...]
    totals: dict[Kind, int]
    weaker: int
    contested: int
    strongest: tuple[FactLine, ...]


def dump(comparison: Comparison, method: str) -> str:
    """The summary of a comparison as compact JSON; articles are referred to by position."""
    folded = fold(comparison)
    contested = disputed(facts_of(folded))
    place = {article.id: number for number, article in enumerate(comparison.articles)}
    top = folded.highlights()[:TOP]
    shown = {passage for each in top for passage in (each.match.a, each.match.b)}
    return with_checksum(
        {
            "method": method,
            "articles": [[each.id, each.revision] for each in comparison.articles],
            "headline": place[central(folded).id],
            "counts": astuple(comparison.counts),
            "origins": [encode_origin(each, place) for each in comparison.origins],
            "passages": [
                [place[p.article_id], p.index, p.paragraph, p.start, p.end] for p in sorted(shown, key=_place)
            ],
            "top": [_finding(each, place) for each in top],
            "totals": folded.totals(),
            "weaker": folded.count_weaker(),
            "progress": astuple(comparison.progress),
            "contested": len(contested),
            "strongest": [astuple(each) for each in strongest_of(contested, comparison.articles)],
        }
    )


def load(text: str, event: Event, articles: Sequence[Article]) -> EventSummary:
    """The summary from the output of `dump` for the same articles, in the same order.

    Raises ValueError or LookupError if the text is not such output.
    """
    stored = load_verified(text)
    return EventSummary(
        event=event,
        articles=tuple(articles),
        headline=articles[stored["headline"]],
        counts=Counts(*stored["counts"]),
        origins=tuple(decode_origin(each, articles) for each in stored["origins"]),
        top=_top(stored, articles),
        totals=stored["totals"],
        progress=PairProgress(*stored["progress"]),
        weaker=stored["weaker"],
        left_out=len(event.article_ids) - len(articles),
        contested=stored["contested"],
        strongest=_strongest(stored),
    )


def load_stale(text: str, articles: Sequence[Article], method: str) -> StaleSummary | None:
    """What is still valid of a summary; None if it is damaged, of another method, or an article has changed."""
    try:
        stored = load_verified(text)
        now = {(each.id, each.revision): each for each in articles}
        before = [now[article_id, revision] for article_id, revision in stored["articles"]]
        if stored["method"] != method:
            return None
        top = _top(stored, before)
        return StaleSummary(top, stored["totals"], stored["weaker"], stored["contested"], _strongest(stored))
    except (LookupError, TypeError, ValueError):
        return None


def _strongest(stored: Mapping[str, Any]) -> tuple[FactLine, ...]:
    return tuple(FactLine(*each) for each in stored["strongest"])


def _place(passage: Passage) -> tuple[str, int]:
    return passage.article_id, passage.index


def _finding(each: Finding, place: Mapping[str, int]) -> list[Any]:
    match = each.match
    verdicts = [one.verdict for one in match.divergences]
    return [encode_match(match, place), match.verdict, verdicts, match.divergences.index(each.divergence), each.weight]


def _top(stored: Mapping[str, Any], articles: Sequence[Article]) -> tuple[Finding, ...]:
    passages: list[dict[int, Passage]] = [{} for _ in articles]
    for place, index, paragraph, start, end in stored["passages"]:
        own = articles[place]
        passages[place][index] = Passage(own.id, index, paragraph, start, end, own.text[start:end])
    return tuple(_read_finding(each, articles, passages) for each in stored["top"])


def _read_finding(stored: Sequence[Any], articles: Sequence[Article], passages: Sequence[Indexed]) -> Finding:
    row, said, verdicts, number, weight = stored
    match = decode_match(row, articles, passages)
    divergences = tuple(
        replace(each, verdict=verdict) for each, verdict in zip(match.divergences, verdicts, strict=True)
    )
    return Finding(replace(match, verdict=said, divergences=divergences), divergences[number], weight)
