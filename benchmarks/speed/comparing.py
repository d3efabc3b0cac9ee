"""Time comparing an event and aligning its articles, next to the monotone alignment of the same articles."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import combinations
from statistics import median
from typing import Any

from benchmarks.gold_articles import embed
from benchmarks.speed import monotone_alignment
from compare.alignment import align_prepared, prepare
from compare.comparison.build import build
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.ports import Embedder
from compare.text.passages import split

_PASSAGES = 30
_EVENTS = [(10, 7), (50, 3)]  # articles of an event, and repetitions


def comparing(articles: Sequence[Article], embedder: Embedder) -> list[dict[str, Any]]:
    """Milliseconds (medians) for events of 10 and 50 articles of about 30 passages, without embedding."""
    fitting = sorted(articles, key=lambda article: abs(len(split(article)) - _PASSAGES))
    return [_compared(embed(fitting[:number], embedder.encode), repeats) for number, repeats in _EVENTS]


def _compared(articles: Sequence[EmbeddedArticle], repeats: int) -> dict[str, Any]:
    build(articles[:2])
    whole, aligned, beside = [], [], []
    for _ in range(repeats):
        whole.append(_ms(lambda: build(articles)))
        aligned.append(_ms(lambda: _align(articles)))
        beside.append(_ms(lambda: _align_monotone(articles)))
    return {
        "articles": len(articles),
        "passages": sum(len(each.passages) for each in articles),
        "ms": round(median(whole), 1),
        "align_ms": round(median(aligned), 1),
        "monotone_align_ms": round(median(beside), 1),
    }


def _align(articles: Sequence[EmbeddedArticle]) -> None:
    sides = [prepare(each) for each in articles]
    for a, b in combinations(sides, 2):
        align_prepared(a, b)


def _align_monotone(articles: Sequence[EmbeddedArticle]) -> None:
    for a, b in combinations(articles, 2):
        monotone_alignment.align(a.vectors, b.vectors)


def _ms(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)
