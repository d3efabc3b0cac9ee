"""Conclusions as text and back, so that an event is compared once and served from then on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from compare.article import Article, digest
from compare.comparison import Comparison, Drawn, KnownMatches, assemble
from compare.doubt import Doubt
from compare.event import Copy, Origin
from compare.headline import HeadlineConflict
from compare.labelling import Label, LabelUse
from compare.match import Divergence, Evidence, Match, Omission, Span
from compare.passage import Passage
from compare.sourcing import Citation, CitedSource

METHOD = "5"
"""Version of how conclusions are drawn: raised whenever alignment or divergences change; old ones are then redone."""


def signature(articles: Sequence[Article], model: str) -> str:
    """Changes whenever the comparison of `articles` could: with their revisions, names, the model or the method."""
    names = [each.outlet.name for each in articles if each.first_outlet]
    return digest(METHOD, model, *(f"{each.id} {each.revision}" for each in articles), *names)


def dump(comparison: Comparison, model: str) -> str:
    """The conclusions as compact JSON, drawn by this model; articles and passages are told by their place."""
    place = {article.id: number for number, article in enumerate(comparison.articles)}

    def passage(each: Passage) -> list[int]:
        return [place[each.article_id], each.index]

    matches = [
        [*passage(m.a), *passage(m.b), *_grade(m), [_divergence(each) for each in m.divergences]]
        for m in comparison.matches
    ]
    omissions = [
        [*passage(o.passage), place[o.article_id], o.verdict, o.reason, o.nearest and o.nearest.index, o.nearest_score]
        for o in comparison.omissions
    ]
    kept = {
        "articles": [_state(each) for each in comparison.articles],
        "matches": matches,
        "omissions": omissions,
        "origins": [_origin(each, place) for each in comparison.origins],
        "doubts": [[place[each.article_id], each.reason] for each in comparison.doubts],
        "sources": [
            [each.name, each.is_named, [[place[c.article_id], c.start, c.end, c.quoted] for c in each.citations]]
            for each in comparison.sources
        ],
        "labels": [
            [each.thing, each.word, each.grade, [[place[u.article_id], u.start, u.end, u.quoted] for u in each.uses]]
            for each in comparison.labels
        ],
        "headlines": [_headline(each, place) for each in comparison.headlines],
    }
    return _sealed(json.dumps({"method": METHOD, "model": model} | kept, ensure_ascii=False, separators=(",", ":")))


def load(text: str, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> Comparison:
    """The comparison that `dump` was given, over the same articles, with their passages, in the same order.

    Raises ValueError if the text is not as `dump` made it.
    """
    kept = json.loads(_unsealed(text))
    matches = [_read_match(each, articles, passages) for each in kept["matches"]]
    omissions = [
        Omission(
            passages[i][p],
            articles[j].id,
            verdict,
            reason,
            None if nearest is None else passages[j][nearest],
            nearest_score,
        )
        for i, p, j, verdict, reason, nearest, nearest_score in kept["omissions"]
    ]
    drawn = Drawn(
        matches=matches,
        omissions=omissions,
        origins=[_read_origin(each, articles) for each in kept["origins"]],
        doubts=[Doubt(articles[i].id, reason) for i, reason in kept["doubts"]],
        sources=[
            CitedSource(name, is_named, tuple(Citation(articles[i].id, *rest) for i, *rest in citations))
            for name, is_named, citations in kept["sources"]
        ],
        labels=[
            Label(thing, word, grade, tuple(LabelUse(articles[i].id, *rest) for i, *rest in uses))
            for thing, word, grade, uses in kept["labels"]
        ],
        headlines=[_read_headline(each, articles, passages) for each in kept["headlines"]],
    )
    return assemble(articles, passages, drawn)


def known_matches(
    text: str, model: str, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]
) -> KnownMatches:
    """Of what was kept about an event before it changed: the matches of those articles that are as they were then.

    A pair that stands in another order now is left out, as all pairs are if the model or the method was another one,
    or if the text is not as `dump` made it.
    """
    try:
        kept = json.loads(_unsealed(text))
    except ValueError:
        return {}
    if (kept["method"], kept["model"]) != (METHOD, model):
        return {}
    now = {article.id: number for number, article in enumerate(articles)}
    place = {
        before: now[state[0]]
        for before, state in enumerate(kept["articles"])
        if state[0] in now and _state(articles[now[state[0]]]) == state
    }
    found: dict[tuple[str, str], list[Match]] = {
        (articles[place[i]].id, articles[place[j]].id): []
        for i, j in combinations(sorted(place), 2)
        if place[i] < place[j]
    }
    for i, p, j, *rest in kept["matches"]:
        pair = (articles[place[i]].id, articles[place[j]].id) if i in place and j in place else None
        if pair in found:
            found[pair].append(_read_match([place[i], p, place[j], *rest], articles, passages))
    return found


def _sealed(text: str) -> str:
    """A text behind its digest, so that damage to it is noticed."""
    return f"{digest(text)} {text}"


def _unsealed(text: str) -> str:
    """What was sealed. Raises ValueError if it is damaged."""
    seal, _, sealed = text.partition(" ")
    if seal != digest(sealed):
        raise ValueError("the kept comparison is damaged")
    return sealed


def _state(article: Article) -> list[str]:
    return [article.id, article.revision, article.outlet.name]


def _grade(match: Match) -> list[Any]:
    return [match.probability, match.strong_probability, match.strength]


def _read_match(kept: Sequence[Any], articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> Match:
    i, p, j, q, probability, strong, strength, divergences = kept
    found = tuple(_read_divergence(each, articles[i], articles[j]) for each in divergences)
    return Match(passages[i][p], passages[j][q], probability, strong, strength, found)


def _origin(each: Origin, place: Mapping[str, int]) -> list[Any]:
    copies = [[place[copy.source_id], place[copy.copy_id], copy.kind, copy.contained] for copy in each.copies]
    return [[place[article_id] for article_id in each.article_ids], copies]


def _read_origin(kept: Sequence[Any], articles: Sequence[Article]) -> Origin:
    members, copies = kept
    found = tuple(Copy(articles[i].id, articles[j].id, kind, contained) for i, j, kind, contained in copies)
    return Origin(tuple(articles[i].id for i in members), found)


def _headline(each: HeadlineConflict, place: Mapping[str, int]) -> list[Any]:
    spans = [[span.start, span.end] for span in each.spans]
    return [place[each.article_id], each.reason, each.title.start, each.title.end, each.passage.index, spans]


def _read_headline(
    kept: Sequence[Any], articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]
) -> HeadlineConflict:
    i, reason, start, end, p, spans = kept
    title = Span(start, end, articles[i].title[start:end])
    return HeadlineConflict(articles[i].id, reason, title, passages[i][p], _spans(spans, articles[i].text))


def _divergence(each: Divergence) -> list[Any]:
    spans = [[[span.start, span.end] for span in side] for side in (each.a, each.b)]
    evidence = [[one.what, one.a, one.b, one.needed] for one in each.evidence]
    return [each.kind, each.reason, each.rule, each.probability, *spans, evidence, each.shown]


def _read_divergence(kept: Sequence[Any], a: Article, b: Article) -> Divergence:
    kind, reason, rule, probability, left, right, evidence, shown = kept
    found = tuple(Evidence(*each) for each in evidence)
    spans = _spans(left, a.text), _spans(right, b.text)
    return Divergence(kind, reason, rule, probability, *spans, found, shown=shown)


def _spans(kept: Sequence[Sequence[int]], text: str) -> tuple[Span, ...]:
    return tuple(Span(start, end, text[start:end]) for start, end in kept)
