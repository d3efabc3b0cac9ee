"""The parts of the quality benchmark: clustering and copies, each on one kind of gold data."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.gold_articles import Encode, article_of, embed, read_events, read_lines
from compare.clustering.online import OnlineClusterer, profile
from compare.duplicates.near_duplicates import find_copy, prepare_reuse
from compare.evaluation.metrics import Score, Tally, b_cubed
from compare.model.article import Article
from compare.ports.profiles import ArticleProfile

Json = dict[str, Any]
_ORDERS = 5
_COMMON = 0.3  # share of the articles above which the baseline ignores a term


def rounded(score: Score) -> Json:
    """A score as it is reported."""
    return {name: round(getattr(score, name), 4) for name in ("precision", "recall", "f1")}


def grouping(path: Path, encode: Encode) -> tuple[Json, Json]:
    """B-cubed of online clustering in the order of the file; and, to compare, of other orders and of batch clustering.

    `orders agree` is the lowest B-cubed F1 between two of the orders.
    """
    articles, gold = read_events(path)
    profiles = [profile(each) for each in embed(articles, encode)]
    found = _grouped(profiles)
    orders = [found, *(_grouped(random.Random(seed).sample(profiles, len(profiles))) for seed in range(_ORDERS))]
    sizes = {"articles": len(articles), "events": len(set(gold.values()))}
    return rounded(b_cubed(found, gold)) | sizes, {
        f"F1 in {_ORDERS} other orders": [round(b_cubed(each, gold).f1, 3) for each in orders[1:]],
        "orders agree": round(min(b_cubed(one, other).f1 for one, other in combinations(orders, 2)), 3),
        "batch TF-IDF average link, best threshold": rounded(_average_link(articles, gold))["f1"],
    }


def _grouped(profiles: Sequence[ArticleProfile]) -> dict[str, str]:
    """The event of each article, added one by one."""
    clusterer = OnlineClusterer()
    for each in profiles:
        clusterer.add(each)
    return {article_id: event.id for event in clusterer.events() for article_id in event.article_ids}


def _average_link(articles: Sequence[Article], gold: dict[str, str]) -> Score:
    """Batch average-link clustering on TF-IDF of words and bigrams, at the best threshold for this set (chosen on its
    gold).
    """
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{article.title}\n{article.text}" for article in articles]
    terms = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), max_df=_COMMON).fit_transform(texts)
    distances = 1 - (terms @ terms.T).toarray()
    ids = [article.id for article in articles]
    scores = []
    for threshold in range(60, 100):
        clustering = AgglomerativeClustering(
            None, metric="precomputed", linkage="average", distance_threshold=threshold / 100
        )
        scores.append(b_cubed(dict(zip(ids, clustering.fit_predict(distances).tolist(), strict=True)), gold))
    return max(scores, key=lambda score: score.f1)


def copies(path: Path) -> Json:
    """Precision and recall of distinguishing copies from independent reports, and the share of copies with the right
    kind."""
    total, kinds = Tally(), []
    for line in read_lines(path):
        found = find_copy(*(prepare_reuse(article_of(line[side])) for side in "ab"))
        is_copy = line["kind"] != "independent"
        total += Tally(bool(found) and is_copy, bool(found) and not is_copy, not found and is_copy)
        if found and is_copy:
            kinds.append(found.kind == line["kind"])
    score = rounded(total.score)
    return {
        "precision": score["precision"],
        "recall": score["recall"],
        "kind_right": round(sum(kinds) / len(kinds), 4) if kinds else 1.0,
    }
