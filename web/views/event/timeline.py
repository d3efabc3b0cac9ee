"""The timeline of an event: its articles by publication time, the articles that each updates, and a plot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from compare.comparison.event_comparison import Comparison
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Span
from compare.model.moment import Moment
from web.views.filters import short

_PLACES = 60
"""Number of places along the plot; articles in the same place are stacked."""

_STACK = 4
"""Maximum height of a stack, in articles; more would leave the plot."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An article of an event; `updates` are the names of earlier articles and what changed since, in words."""

    article: Article
    updates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """An article in the plot: `x` in percent of the width, `level` in its stack from 0, `label` as text alternative."""

    article_id: str
    x: float
    level: int
    is_update: bool
    label: str


@dataclass(frozen=True, slots=True)
class TimelinePlot:
    """The articles with a date, from the `first` publication to the `last`; `undated` is the number of others."""

    dots: tuple[Dot, ...]
    first: Moment
    last: Moment
    undated: int


def timeline(articles: Sequence[Article], comparison: Comparison) -> tuple[TimelineEntry, ...]:
    """All articles of the event with their updates, the earliest first, undated ones last."""
    updates = comparison.once(_updates)
    return tuple(TimelineEntry(each.article, tuple(updates.get(each.article.id, ()))) for each in timeline_of(articles))


def _updates(comparison: Comparison) -> dict[str, dict[tuple[str, str], None]]:
    """For each article, the names of earlier articles and what changed since, in words."""
    held, names = {article.id: article for article in comparison.articles}, distinct_names(comparison.articles)
    updates: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for finding in comparison.findings(["update"]):
        match = finding.match
        a, b = held[match.a.article_id], held[match.b.article_id]
        a_is_earlier = a.published is not None and b.published is not None and a.published.before(b.published)
        earlier, later = (a, b) if a_is_earlier else (b, a)
        old, new = (finding.divergence.a, finding.divergence.b)[:: 1 if a_is_earlier else -1]
        updates[later.id][names[earlier.id], f"“{_words(old)}” became “{_words(new)}”"] = None
    return dict(updates)


def timeline_of(articles: Sequence[Article]) -> tuple[TimelineEntry, ...]:
    """Articles without their updates, the earliest first, undated ones last."""
    ordered = sorted(articles, key=lambda each: (each.published is None, each.published))
    return tuple(TimelineEntry(each, ()) for each in ordered)


def timeline_plot(entries: Sequence[TimelineEntry]) -> TimelinePlot | None:
    """The plot of articles, which are in order; None if fewer than two have a date."""
    dated = [(each, each.article.published) for each in entries if each.article.published]
    if len(dated) < 2:
        return None
    first, last = dated[0][1], max(moment for _, moment in dated)
    names = distinct_names(each.article for each in entries)
    levels: Counter[int] = Counter()
    dots = []
    for each, moment in dated:
        place = round(_share(moment.earliest, first.earliest, last.earliest) * _PLACES)
        level = min(levels[place], _STACK - 1)
        levels[place] += 1
        dots.append(
            Dot(each.article.id, round(2 + 96 * place / _PLACES, 2), level, bool(each.updates), _label(each, names))
        )
    return TimelinePlot(tuple(dots), first, last, len(entries) - len(dated))


def _share(at: datetime, first: datetime, last: datetime) -> float:
    """The position of a time between the two, from 0 to 1."""
    return (at - first) / (last - first) if last > first else 0.5


def _label(entry: TimelineEntry, names: dict[str, str]) -> str:
    return f"{names[entry.article.id]}{', an update' if entry.updates else ''}"


def _words(spans: Sequence[Span]) -> str:
    return short(" … ".join(span.text for span in spans))
