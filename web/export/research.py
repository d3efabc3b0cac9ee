"""Tables for research: one row per divergence, report of a fact, figure, coverage gap or article of some events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.facts.facts import facts_of, reason_of
from compare.comparison.facts.figure_outliers import FigureRows
from compare.comparison.facts.figures_table import Figure, figures_in
from compare.comparison.facts.variants import Variant
from compare.comparison.method import METHOD
from compare.comparison.reviews.divergences import divergence_id
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Span
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.services.summaries import EventSummary
from web.export.tables import Value

Row = dict[str, Value]
EventRead = tuple[EventSummary, Comparison]

_EVENT = ("event", "event_headline")
_SOURCE = ("outlet", "title", "url", "published", "article")
_SIDE = (*_SOURCE, "sentence", "passage", "quote")
_FIGURE = ("value", "low", "high", "unit", "hedge", "of")


def _of_side(side: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{side}_{each}" for each in names)


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "divergences": (
        *_EVENT, "divergence", "kind", "reason", "shown", "probability", "match_probability", "strength", "verdict",
        "weight", *_of_side("a", _SIDE), *_of_side("b", _SIDE), "method",
    ),
    "facts": (
        *_EVENT, "fact", "fact_headline", "contested", "kind", "reason", "probability", "variant", "said", *_FIGURE,
        *_SOURCE, "sentence", "passage", "method",
    ),
    "figures": (
        *_EVENT, "fact", "fact_headline", "contested", "said", *_FIGURE, "most", "outlier", *_SOURCE, "sentence",
        "passage", "method",
    ),
    "omissions": (
        *_EVENT, "verdict", "reason", "shown", "worth", *_of_side("reported", (*_SOURCE, "sentence", "passage")),
        *_of_side("missing_in", _SOURCE), "closest", "method",
    ),
    "articles": (
        *_EVENT, *_SOURCE, "modified", "language", "characters", "sentences", "independent_report", "copy_of",
        "copy_kind", "copy_share",
    ),
}  # fmt: skip
"""The columns of each table."""


def rows(table: str, event: EventRead) -> Iterator[Row]:
    """The rows of a table (one of COLUMNS) for an event."""
    summary, _ = event
    head: Row = {"event": summary.event.id, "event_headline": summary.headline.title}
    return (head | row for row in _TABLES[table](event))


def _divergences(event: EventRead) -> Iterator[Row]:
    comparison = event[1]
    held = {each.id: each for each in comparison.articles}
    for each in comparison.ranked():
        match, found = each.match, each.divergence
        yield {
            "divergence": divergence_id(match, found),
            "kind": found.kind,
            "reason": found.reason,
            "shown": found.is_finding,
            "probability": round(found.probability, 4),
            "match_probability": round(match.probability, 4),
            "strength": match.strength,
            "verdict": found.verdict,
            "weight": round(each.weight, 4),
            **_side("a", held, match.a, found.a),
            **_side("b", held, match.b, found.b),
            "method": METHOD,
        }


def _facts(event: EventRead) -> Iterator[Row]:
    comparison = fold(event[1])
    articles, names = {each.id: each for each in comparison.articles}, distinct_names(comparison.articles)
    for fact in facts_of(comparison):
        variants = fact.variants()
        told: Row = {
            "fact": fact.id,
            "fact_headline": fact.headline.text,
            "contested": fact.is_contested,
            "kind": fact.kind,
            "reason": reason_of(fact, variants, names),
            "probability": round(fact.probability, 4),
            "method": METHOD,
        }
        for number, variant in enumerate(variants, 1):
            yield from (told | row for row in _tellings(number, variant, articles))
        yield from (told | _telling(None, each, (), articles) for each in fact.further())


def _tellings(number: int, variant: Variant, articles: Mapping[str, Article]) -> Iterator[Row]:
    return (_telling(number, each, variant.spans.get(each, ()), articles) for each in variant.passages)


def _telling(number: int | None, passage: Passage, spans: Sequence[Span], articles: Mapping[str, Article]) -> Row:
    """The row of a passage, with its first figure; `number` is None if the passage is in no variant."""
    article = articles[passage.article_id]
    figure = next(iter(figures_in(passage, article, spans)), None) if number else None
    return {
        "variant": number,
        "said": _words(spans),
        **(_figure(figure) if figure else {}),
        **_source(article),
        "sentence": passage.index + 1,
        "passage": passage.text,
    }


def _figures(event: EventRead) -> Iterator[Row]:
    """A row for each figure in the figures table of the event."""
    comparison = fold(event[1])
    articles, found = {each.id: each for each in comparison.articles}, comparison.once(FigureRows)
    for number, row in enumerate(found.rows):
        consensus = found.consensus(number)
        for article, figures in row.figures.items():
            for figure in figures:
                yield {
                    "fact": row.fact.id,
                    "fact_headline": row.fact.headline.text,
                    "contested": row.fact.is_contested,
                    "said": figure.span.text,
                    **_figure(figure),
                    "most": consensus.figure.span.text if consensus else None,
                    "outlier": bool(consensus and article in consensus.outliers),
                    **_source(articles[article]),
                    "sentence": figure.passage.index + 1,
                    "passage": figure.passage.text,
                    "method": METHOD,
                }


def _figure(figure: Figure) -> Row:
    return {name: getattr(figure, name) for name in _FIGURE}


def _omissions(event: EventRead) -> Iterator[Row]:
    comparison = event[1]
    held, clear = {each.id: each for each in comparison.articles}, comparison.clear_gaps
    for each in comparison.omissions:
        reported = {f"reported_{name}": value for name, value in _source(held[each.passage.article_id]).items()}
        missing = {f"missing_in_{name}": value for name, value in _source(held[each.article_id]).items()}
        yield {
            "verdict": each.verdict,
            "reason": each.reason,
            "shown": each in clear,
            "worth": each.worth,
            **reported,
            "reported_sentence": each.passage.index + 1,
            "reported_passage": each.passage.text,
            **missing,
            "closest": each.nearest and each.nearest.text,
            "method": METHOD,
        }


def _articles(event: EventRead) -> Iterator[Row]:
    comparison = event[1]
    origin_of = comparison.origin_of()
    copies = {copy.copy_id: copy for origin in comparison.origins for copy in origin.copies}
    for each in comparison.articles:
        copy = copies.get(each.id)
        yield {
            **_source(each),
            "modified": _time(each.modified),
            "language": each.language,
            "characters": len(each.text),
            "sentences": len(comparison.passages[each.id]),
            "independent_report": origin_of[each.id] + 1,
            "copy_of": copy and copy.source_id,
            "copy_kind": copy and copy.kind,
            "copy_share": copy and round(copy.contained, 4),
        }


_TABLES: Mapping[str, Callable[[EventRead], Iterator[Row]]] = {
    "divergences": _divergences, "facts": _facts, "figures": _figures, "omissions": _omissions, "articles": _articles,
}  # fmt: skip


def _side(side: str, held: Mapping[str, Article], passage: Passage, spans: Sequence[Span]) -> Row:
    row = _source(held[passage.article_id]) | {
        "sentence": passage.index + 1, "passage": passage.text, "quote": _words(spans),
    }  # fmt: skip
    return {f"{side}_{name}": value for name, value in row.items()}


def _source(article: Article) -> Row:
    return {
        "outlet": article.outlet.name,
        "title": article.title,
        "url": article.url,
        "published": _time(article.published),
        "article": article.id,
    }


def _time(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None


def _words(spans: Sequence[Span]) -> str:
    return " … ".join(span.text for span in spans)
