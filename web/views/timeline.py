"""When an event was told: its articles in order, with what each brought that supersedes an earlier one; and a plot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compare.comparison.event_comparison import Comparison
from compare.comparison.similarity_map import layout, shared
from compare.model.article import Article
from compare.model.bylines import told_apart
from compare.model.match import Span
from compare.services.summaries import EventSummary
from web.views.filters import short


@dataclass(frozen=True, slots=True)
class Told:
    """An article of an event; `updates` are reasons why it supersedes an earlier one, with what that one is called."""

    article: Article
    updates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """An article on the similarity map: `x` and `y` from 0 to 1, and the percentage shared with each other article."""

    number: int
    article: Article
    name: str
    x: float
    y: float
    shares: tuple[tuple[str, int], ...]


def timeline(summary: EventSummary, comparison: Comparison) -> tuple[Told, ...]:
    """All articles of the event, the earliest first, undated ones last."""
    held, names = {article.id: article for article in comparison.articles}, told_apart(comparison.articles)
    updates: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for finding in comparison.findings(["update"]):
        match = finding.match
        a, b = held[match.a.article_id], held[match.b.article_id]
        a_is_earlier = a.published is not None and b.published is not None and a.published.before(b.published)
        earlier, later = (a, b) if a_is_earlier else (b, a)
        old, new = (finding.divergence.a, finding.divergence.b)[:: 1 if a_is_earlier else -1]
        change = f"“{_words(old)}” became “{_words(new)}”"
        updates[later.id][names[earlier.id], change] = None
    ordered = sorted(summary.articles, key=lambda each: (each.published is None, each.published))
    return tuple(Told(article, tuple(updates[article.id])) for article in ordered)


def similarity_plot(comparison: Comparison) -> tuple[Spot, ...]:
    """The articles of a comparison on a plane: the more two share, the nearer they lie."""
    called = told_apart(comparison.articles)
    names = [called[article.id] for article in comparison.articles]
    shares = np.round(100 * shared(comparison)).astype(int).tolist()
    return tuple(
        Spot(
            number + 1,
            article,
            names[number],
            round(float(x), 3),
            round(float(y), 3),
            tuple((name, shares[number][other]) for other, name in enumerate(names) if other != number),
        )
        for number, (article, (x, y)) in enumerate(zip(comparison.articles, layout(comparison), strict=True))
    )


def _words(spans: Sequence[Span]) -> str:
    return short(" … ".join(span.text for span in spans))
