"""Codec of comparisons: compact JSON, so that a pair of articles is compared once and then cached."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from compare.attribution.source_counts import Citation, CitedSource
from compare.clustering.outliers import Outlier
from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble
from compare.comparison.method import METHOD
from compare.comparison.pair_comparison import PairResult
from compare.comparison.word_choice import Label, LabelUse
from compare.divergence.kinds.headline import HeadlineConflict
from compare.model.article import Article, digest
from compare.model.event import Copy, Origin
from compare.model.failure import Failure
from compare.model.limits import LeftOut
from compare.model.match import Divergence, Evidence, Match, Omission, Span
from compare.model.passage import Passage
from compare.model.reader_scores import SecondReading

Passages = Sequence[Passage]
PassagesByIndex = Passages | Mapping[int, Passage]


def method_of(model: str) -> str:
    """The fingerprint of the method, with these models."""
    return f"{METHOD} {model}"


def signature(articles: Sequence[Article], model: str) -> str:
    """Changes whenever the comparison of `articles` may change: with their revisions, names, the
    model or the method.
    """
    names = [each.outlet.name for each in articles if each.first_outlet]
    return digest(METHOD, model, *(f"{each.id} {each.revision}" for each in articles), *names)


def dump(comparison: Comparison, model: str) -> str:
    """The comparison as compact JSON; articles and passages are referred to by position."""
    place = {article.id: number for number, article in enumerate(comparison.articles)}
    stored = {
        "articles": [[each.id, each.revision] for each in comparison.articles],
        "matches": [encode_match(each, place) for each in comparison.matches],
        "omissions": [_omission(each, place) for each in comparison.omissions],
        "origins": [encode_origin(each, place) for each in comparison.origins],
        "doubts": [[place[each.article_id], each.reason] for each in comparison.outliers],
        "sources": [
            [each.name, each.is_named, [[place[c.article_id], *c.as_row] for c in each.citations]]
            for each in comparison.sources
        ],
        "labels": [
            [each.thing, each.word, [[place[u.article_id], u.start, u.end, u.quoted] for u in each.uses]]
            for each in comparison.labels
        ],
        "headlines": [_headline(each, place) for each in comparison.headlines],
        "failures": [[list(each.article_ids), each.step, each.problem, each.method] for each in comparison.failures],
        "left_out": astuple(comparison.left_out),
    }
    return with_checksum({"method": METHOD, "model": model} | stored)


def load(text: str, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> Comparison:
    """Decode a comparison written by `dump`, given the same articles with their passages, in the same order.

    Raises ValueError if the text was not written by `dump`.
    """
    return assemble(articles, passages, load_parts(text, articles, passages))


def load_parts(text: str, articles: Sequence[Article], passages: Sequence[Passages]) -> ComparisonParts:
    """As `load`, but without assembling rows."""
    stored = load_verified(text)
    return ComparisonParts(
        matches=[decode_match(each, articles, passages) for each in stored["matches"]],
        omissions=[_read_omission(each, articles, passages) for each in stored["omissions"]],
        origins=[decode_origin(each, articles) for each in stored["origins"]],
        outliers=[Outlier(articles[i].id, reason) for i, reason in stored["doubts"]],
        sources=[
            CitedSource(name, is_named, tuple(Citation(articles[i].id, *rest) for i, *rest in citations))
            for name, is_named, citations in stored["sources"]
        ],
        labels=[
            Label(thing, word, tuple(LabelUse(articles[i].id, *rest) for i, *rest in uses))
            for thing, word, uses in stored["labels"]
        ],
        headlines=[_read_headline(each, articles, passages) for each in stored["headlines"]],
        failures=[Failure(tuple(ids), *rest) for ids, *rest in stored["failures"]],
        left_out=LeftOut(*stored.get("left_out", ())),
    )


def places(text: str, model: str, articles: Sequence[Article]) -> list[int]:
    """The positions of the articles of a cached comparison among `articles`.

    Raises LookupError unless all are present in the same revision and the method is the same; ValueError as `load`
    does.
    """
    stored = load_verified(text)
    if (stored["method"], stored["model"]) != (METHOD, model):
        raise LookupError("cached by another method")
    now = {(each.id, each.revision): number for number, each in enumerate(articles)}
    return [now[article_id, revision] for article_id, revision in stored["articles"]]


def dump_pair(result: PairResult, a: Article, b: Article) -> str:
    """The result for two articles, in this order, as compact JSON; passages are referred to by position."""
    place = {a.id: 0, b.id: 1}
    return with_checksum(
        {
            "matches": [encode_match(each, place) for each in result.matches],
            "omissions": [_omission(each, place) for each in result.omissions],
            "copy": _copy(result.copy, place) if result.copy else None,
            "problem": result.problem,
            "left_out": result.left_out,
            "unread": result.unread,
        }
        | ({"second": astuple(result.second)} if result.second else {})
    )


def load_pair(text: str, articles: Sequence[Article], passages: Sequence[Passages]) -> PairResult:
    """Decode a result written by `dump_pair`, given the same two articles in the same order, with their passages.

    Raises ValueError or LookupError if the text was not written by `dump_pair`.
    """
    stored = load_verified(text)
    return PairResult(
        tuple(decode_match(each, articles, passages) for each in stored["matches"]),
        tuple(_read_omission(each, articles, passages) for each in stored["omissions"]),
        _read_copy(stored["copy"], articles) if stored["copy"] else None,
        stored["problem"],
        left_out=stored.get("left_out", 0),
        second=SecondReading(*stored["second"]) if "second" in stored else None,
        unread=stored.get("unread", 0),
    )


def with_checksum(stored: Mapping[str, Any]) -> str:
    """JSON preceded by its digest, so that damage is detected."""
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    return f"{digest(text)} {text}"


def load_verified(text: str) -> Any:
    """The JSON that follows its digest in `text`. Raises ValueError if it is damaged."""
    checksum, _, stored = text.partition(" ")
    if checksum != digest(stored):
        raise ValueError("the cached comparison is damaged")
    return json.loads(stored)


def _passage(each: Passage, place: Mapping[str, int]) -> list[int]:
    return [place[each.article_id], each.index]


def encode_match(each: Match, place: Mapping[str, int]) -> list[Any]:
    """A match as JSON for `decode_match`; `place` is the position of each article."""
    divergences = [_divergence(one) for one in each.divergences]
    grade = [each.probability, each.strong_probability, each.strength]
    judged_by = [each.judged_by] if each.judged_by else []
    return [*_passage(each.a, place), *_passage(each.b, place), *grade, divergences, *judged_by]


def _omission(each: Omission, place: Mapping[str, int]) -> list[Any]:
    nearest = each.nearest and each.nearest.index
    return [
        *_passage(each.passage, place), place[each.article_id], each.verdict, each.reason, nearest, each.nearest_score,
        each.chance, each.worth,
    ]  # fmt: skip


def _read_omission(stored: Sequence[Any], articles: Sequence[Article], passages: Sequence[Passages]) -> Omission:
    i, p, j, verdict, reason, nearest, score, chance, worth = stored
    near = None if nearest is None else passages[j][nearest]
    return Omission(passages[i][p], articles[j].id, verdict, reason, near, score, chance, worth)


def decode_match(stored: Sequence[Any], articles: Sequence[Article], passages: Sequence[PassagesByIndex]) -> Match:
    """Decode a match written by `encode_match`, without reviews."""
    i, p, j, q, probability, strong, strength, divergences, *judged_by = stored
    found = tuple(_read_divergence(each, articles[i], articles[j]) for each in divergences)
    return Match(passages[i][p], passages[j][q], probability, strong, strength, found, judged_by="".join(judged_by))


def encode_origin(each: Origin, place: Mapping[str, int]) -> list[Any]:
    """An origin as JSON for `decode_origin`; `place` is the position of each article."""
    return [[place[article_id] for article_id in each.article_ids], [_copy(copy, place) for copy in each.copies]]


def decode_origin(stored: Sequence[Any], articles: Sequence[Article]) -> Origin:
    """Decode an origin written by `encode_origin`."""
    members, copies = stored
    return Origin(tuple(articles[i].id for i in members), tuple(_read_copy(each, articles) for each in copies))


def _copy(each: Copy, place: Mapping[str, int]) -> list[Any]:
    return [place[each.source_id], place[each.copy_id], each.kind, each.contained]


def _read_copy(stored: Sequence[Any], articles: Sequence[Article]) -> Copy:
    i, j, kind, contained = stored
    return Copy(articles[i].id, articles[j].id, kind, contained)


def _headline(each: HeadlineConflict, place: Mapping[str, int]) -> list[Any]:
    spans = [[span.start, span.end] for span in each.spans]
    return [place[each.article_id], each.reason, each.title.start, each.title.end, each.passage.index, spans]


def _read_headline(
    stored: Sequence[Any], articles: Sequence[Article], passages: Sequence[Passages]
) -> HeadlineConflict:
    i, reason, start, end, p, spans = stored
    title = Span(start, end, articles[i].title[start:end])
    return HeadlineConflict(articles[i].id, reason, title, passages[i][p], _spans(spans, articles[i].text))


def _divergence(each: Divergence) -> list[Any]:
    spans = [[[span.start, span.end] for span in side] for side in (each.a, each.b)]
    evidence = [[one.what, one.a, one.b, one.needed] for one in each.evidence]
    return [each.kind, each.reason, each.rule, each.probability, *spans, evidence, each.shown]


def _read_divergence(stored: Sequence[Any], a: Article, b: Article) -> Divergence:
    kind, reason, rule, probability, left, right, evidence, shown = stored
    found = tuple(Evidence(*each) for each in evidence)
    spans = _spans(left, a.text), _spans(right, b.text)
    return Divergence(kind, reason, rule, probability, *spans, found, shown=shown)


def _spans(stored: Sequence[Sequence[int]], text: str) -> tuple[Span, ...]:
    return tuple(Span(start, end, text[start:end]) for start, end in stored)
