"""The parts of the quality benchmark: each scores one conclusion on one kind of gold data."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.gold_articles import Encode, article_of, embed, read_events, read_lines
from compare.clustering.online import ArticleProfile, Grouper, profile
from compare.duplicates.near_duplicates import find_copy, prepare_reuse
from compare.errors import InputError
from compare.evaluation.metrics import Score, Tally, b_cubed
from compare.model.article import Article

Json = dict[str, Any]
_ORDERS = 5
_COMMON = 0.3  # share of the articles from which the baseline leaves a term out


def rounded(score: Score) -> Json:
    """A score as the report has it."""
    return {name: round(getattr(score, name), 4) for name in ("precision", "recall", "f1")}


def grouping(path: Path, encode: Encode) -> tuple[Json, Json]:
    """B-cubed of incremental grouping in the order of the file; beside it, other orders and the usual batch grouping.

    `orders agree` is the least B-cubed F1 between any two of the orders.
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
    grouper = Grouper()
    for each in profiles:
        grouper.add(each)
    return {article_id: event.id for event in grouper.events() for article_id in event.article_ids}


def _average_link(articles: Sequence[Article], gold: dict[str, str]) -> Score:
    """Batch average link on TF-IDF of words and bigrams, at the best threshold for this set (chosen on its gold)."""
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
    """Reprints told from independent reports, and their kind."""
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


def extraction(folder: Path) -> tuple[Json, Json]:
    """Mean F1 of 4-word shingles of the main text of pages; beside it, the extracting library with its defaults."""
    import trafilatura

    from indexes.ingest import Defaults
    from indexes.ingest.formats.html import read_html

    def ours(page: bytes) -> str:
        return read_html(page, "page", Defaults())[0].text

    def theirs(page: bytes) -> str:
        return trafilatura.extract(page, include_comments=False) or ""

    return {"f1": _extracted(folder, ours)}, {"f1": _extracted(folder, theirs)}


def _extracted(folder: Path, read: Callable[[bytes], str]) -> float:
    scores = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))["articleBody"]
        try:
            found = read(gzip.decompress(path.with_suffix(".html.gz").read_bytes()))
        except InputError:
            found = ""
        scores.append(shingle_f1(gold, found))
    return round(sum(scores) / max(1, len(scores)), 4)


def shingle_f1(gold: str, found: str) -> float:
    """F1 of the 4-word shingles of two texts, each counted as often as it stands there."""
    expected, seen = _shingles(gold), _shingles(found)
    shared = sum((expected & seen).values())
    return 2 * shared / max(1, sum(expected.values()) + sum(seen.values()))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(*(words[shift:] for shift in range(4)), strict=False))
