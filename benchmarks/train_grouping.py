"""Train the model that joins articles to events, cross-validate it by event, and write `compare/data/grouping.json`.

    python -m benchmarks.train_grouping --gold ../shared/gold [--write] [--cache vectors.npz]

Learned from the pairs of articles that grouping would compare, in each event set with dates and, where it has any,
also without them. What is printed as cross-validated is B-cubed of the articles of a fold, grouped one by one in the
order of the file, by a model that saw no pair with an article of that fold; the two look-alike events of an ECB+ topic
are always in one fold. What is written is fitted on all pairs. The same data give the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.cached import CachedEncoder
from benchmarks.gold_articles import digest, embed, read_events
from compare.clustering.online import ArticleProfile, Grouper, profile
from compare.clustering.pair_score import FEATURES, JoinModel
from compare.clustering.profile_index import ProfileArchive
from compare.evaluation.metrics import Score, b_cubed

SETS = ("ecb", "roundups", "triplets")
FOLDS = 5
REGULARISATION = 0.3
"""Inverse strength (C); .01 to 3 differ by less than .005 in cross-validated F1."""
UNDATED_WEIGHT = 0.4
"""Of a set without its dates, against one as it is: stories that come again every month cannot be told apart without
dates, and learning from them costs more on the undated ECB+ than it gains (.1 to 1 tried)."""
DRAWS = 12
DRAWN = 30
DRAWN_WEIGHT = 0.3
"""From each set, so many small archives of about so many articles, and their weight together against the whole set:
so that grouping learns what it is like to know little."""
JOIN = -0.6
"""Chosen in cross-validation for a precision of .95 or more on look-alike events, of -1.5 to 1.5."""
_UNKNOWN = (float("nan"), float("nan"))


@dataclass(frozen=True, slots=True, eq=False)
class EventSet:
    """Profiles with their events; folds are made of `topics`; `weight` is that of all its pairs together."""

    name: str
    profiles: Sequence[ArticleProfile]
    gold: Mapping[str, str]
    topics: Mapping[str, str]
    weight: float = 1.0

    def without_dates(self) -> EventSet:
        """The same with all days unknown."""
        profiles = [replace(each, days=_UNKNOWN) for each in self.profiles]
        return replace(self, name=f"{self.name} undated", profiles=profiles, weight=UNDATED_WEIGHT)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Features of pairs of articles, whether they are one event, their folds, shape (n, 2), and their weights."""

    rows: NDArray[np.float64]
    same: NDArray[np.bool_]
    folds: NDArray[np.int64]
    weights: NDArray[np.float64]


def read_set(gold: Path, name: str, encode: CachedEncoder) -> EventSet:
    """One event set; a topic of ECB+ holds the events "7" and "7p"."""
    articles, events = read_events(gold / "events" / f"{name}.jsonl.gz")
    profiles = [profile(each) for each in embed(articles, encode)]
    topics = {key: event.removesuffix("p") if name == "ecb" else event for key, event in events.items()}
    return EventSet(name, profiles, events, topics)


def drawn(event_set: EventSet) -> list[EventSet]:
    """Small archives of a few whole topics, drawn with a fixed seed."""
    rng, topics = np.random.default_rng(0), sorted(set(event_set.topics.values()))
    number = max(2, round(DRAWN * len(topics) / len(event_set.profiles)))
    found = []
    for _ in range(DRAWS):
        taken = set(rng.permutation(topics)[:number].tolist())
        profiles = [each for each in event_set.profiles if event_set.topics[each.article_id] in taken]
        found.append(replace(event_set, profiles=profiles, weight=DRAWN_WEIGHT / DRAWS))
    return found


def folds_of(event_set: EventSet) -> dict[str, int]:
    """The fold of each article, by its topic."""
    order = np.random.default_rng(0).permutation(sorted(set(event_set.topics.values())))
    fold = {topic: place % FOLDS for place, topic in enumerate(order.tolist())}
    return {key: fold[topic] for key, topic in event_set.topics.items()}


def pairs_of(event_set: EventSet, folds: Mapping[str, int]) -> Pairs:
    """The pairs that grouping would compare, once all articles are held."""
    archive = ProfileArchive()
    for each in event_set.profiles:
        archive.add(each)
    seen: dict[tuple[int, int], None] = {}
    rows = []
    for row in range(len(archive)):
        others = [other for other in archive.near(row).rows if (other, row) not in seen]
        seen |= dict.fromkeys((row, other) for other in others)
        features = archive.features([row], others)
        rows.append(np.stack([features[name][0] for name in FEATURES], 1))
    ids = [[archive.profile(row).article_id for row in pair] for pair in seen]
    return Pairs(
        np.concatenate(rows).astype(np.float64),
        np.array([event_set.gold[a] == event_set.gold[b] for a, b in ids]),
        np.array([[folds[a], folds[b]] for a, b in ids]),
        np.full(len(ids), event_set.weight / len(ids)),
    )


def fit(pairs: Sequence[Pairs], join: float, but: int | None = None) -> JoinModel:
    """A model of all pairs without an article of fold `but`; every set weighs the same."""
    rows, same, weights = [], [], []
    for each in pairs:
        kept = (each.folds != but).all(1) if but is not None else np.full(len(each.same), True)
        rows.append(each.rows[kept])
        same.append(each.same[kept])
        weights.append(each.weights[kept])
    scaler = StandardScaler().fit(np.concatenate(rows))
    weight = np.concatenate(weights)
    model = LogisticRegression(C=REGULARISATION, max_iter=5000).fit(
        scaler.transform(np.concatenate(rows)), np.concatenate(same), sample_weight=weight / weight.mean()
    )
    scaled = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - scaled @ scaler.mean_)
    named = {name: round(float(value), 4) for name, value in zip(FEATURES, scaled, strict=True)}
    return JoinModel(named, round(intercept, 4), join, "")


def grouped(event_set: EventSet, model: JoinModel) -> dict[str, str]:
    """The event of each article, added one by one in the order of the set."""
    grouper = Grouper(model)
    for each in event_set.profiles:
        grouper.add(each)
    return {article_id: event.id for event in grouper.events() for article_id in event.article_ids}


def cross_validated(event_set: EventSet, models: Sequence[JoinModel]) -> Score:
    """The mean over folds of B-cubed of the fold's articles, grouped with all others by the model that saw none."""
    folds = folds_of(event_set)
    scores = []
    for fold, model in enumerate(models):
        inside = {key for key, other in folds.items() if other == fold}
        scores.append(b_cubed(grouped(event_set, model), event_set.gold, inside))
    return Score(*(float(np.mean([getattr(each, name) for each in scores])) for name in ("precision", "recall")))


def show(name: str, score: Score) -> None:
    """Print one line of figures."""
    print(f"  {name:24} precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {score.f1:.3f}", flush=True)


def train(gold: Path, encode: CachedEncoder, join: float) -> dict[str, object]:
    """Cross-validate, print the figures, and fit on everything: what `grouping.json` holds."""
    sets = [read_set(gold, name, encode) for name in SETS]
    encode.save()
    undated = [each.without_dates() for each in sets if not all(np.isnan(p.days[0]) for p in each.profiles)]
    pairs = [pairs_of(each, folds_of(whole)) for whole in sets for each in [whole, *drawn(whole)]]
    pairs += [pairs_of(each, folds_of(each)) for each in undated]
    models = [fit(pairs, join, fold) for fold in range(FOLDS)]
    print(f"cross-validated over {FOLDS} folds, joining from log-odds {join}")
    reached = {}
    for each in [*sets, *undated]:
        reached[each.name] = cross_validated(each, models)
        show(each.name, reached[each.name])
    model = fit(pairs, join)
    print("fitted on all pairs")
    for each in [*sets, *undated]:
        show(each.name, b_cubed(grouped(each, model), each.gold))
    figures = ", ".join(f"{name} {score.f1:.3f}" for name, score in reached.items())
    return {
        "provenance": (
            f"Logistic regression (scikit-learn, C = {REGULARISATION}) on {sum(len(each.same) for each in pairs)} "
            f"pairs of articles of the event sets {', '.join(SETS)}, digest "
            f"{digest([gold / 'events' / f'{name}.jsonl.gz' for name in SETS])}; passages embedded with "
            f"all-MiniLM-L6-v2. B-cubed F1 in {FOLDS}-fold cross-validation over events, added one by one: {figures}. "
            "Made by benchmarks/train_grouping.py."
        ),
        "join": join,
        "intercept": model.intercept,
        "weights": dict(model.weights),
    }


def main() -> None:
    """Read the command line, train, and write if asked to."""
    from indexes.embedding.encoder import SentenceEmbedder

    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--join", type=float, default=JOIN, help="log-odds from which two articles are one event")
    parser.add_argument("--cache", type=Path, help="a file to keep vectors in from one run to the next")
    parser.add_argument("--write", action="store_true", help="replace compare/data/grouping.json")
    given = parser.parse_args()
    made = train(given.gold, CachedEncoder(SentenceEmbedder(), given.cache), given.join)
    print(json.dumps(made, indent=2, ensure_ascii=False))
    if given.write:
        path = Path(__file__).parent.parent / "compare" / "data" / "grouping.json"
        path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
