"""Train the model that joins articles to events, cross-validate it by story, and write `compare/data/grouping.json`.

    python -m benchmarks.train_grouping --gold ../shared/gold [--write] [--cache vectors.npz]

The model is trained on the pairs of articles that clustering would compare, in each event set with dates and, if it has
any, also without them. Folds are those of the gold data, by story: the two look-alike events of an ECB+ topic are
always in one fold. Fold 0 is used neither for training nor for choosing parameters; B-cubed of its articles is printed
last. The cross-validated figures are B-cubed of the articles of a fold, clustered one by one in the order of the file,
by a model that saw no pair with an article of that fold. The result is deterministic.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.cached_encoder import CachedEncoder
from benchmarks.gold_articles import article_of, digest, embed, read_lines
from compare.clustering.online import OnlineClusterer, profile
from compare.clustering.pair_score import FEATURES, JoinModel
from compare.clustering.profile_index import ProfileArchive
from compare.evaluation.metrics import Score, b_cubed
from compare.ports.profiles import ArticleProfile

SETS = ("ecb", "roundups", "triplets")
FOLDS = (1, 2, 3, 4)
HELD_OUT = 0
"""The held-out fold, which is used neither for training nor for choosing parameters."""
LARGE = 6
"""Number of articles from which an event is checked for articles of a second event."""
REGULARISATION = 0.3
"""Inverse strength (C); .01 to 3 differ by less than .005 in cross-validated F1."""
UNDATED_WEIGHT = 0.4
"""The weight of a set without its dates, relative to the set as it is: monthly stories cannot be distinguished without
dates, and training on them costs more on the undated ECB+ than it gains (.1 to 1 tried).
"""
DRAWS = 12
DRAWN = 30
DRAWN_WEIGHT = 0.3
"""For each set, the number of small archives, their approximate number of articles, and their total weight relative to
the whole set, so that the model also works when few articles are known.
"""
JOIN = -0.6
"""Set in cross-validation for a precision of .95 or more on look-alike events, from a range of -1.5 to 1.5."""
_UNKNOWN = (float("nan"), float("nan"))


@dataclass(frozen=True, slots=True, eq=False)
class EventSet:
    """Profiles with their events, stories and folds; `weight` is the total weight of all its pairs."""

    name: str
    profiles: Sequence[ArticleProfile]
    gold: Mapping[str, str]
    stories: Mapping[str, str]
    folds: Mapping[str, int]
    weight: float = 1.0

    def of_folds(self, folds: Collection[int]) -> EventSet:
        """The articles of these folds."""
        return replace(self, profiles=[each for each in self.profiles if self.folds[each.article_id] in folds])

    def without_dates(self) -> EventSet:
        """The same with all days unknown."""
        profiles = [replace(each, days=_UNKNOWN) for each in self.profiles]
        return replace(self, name=f"{self.name} undated", profiles=profiles, weight=UNDATED_WEIGHT)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Features of pairs of articles, whether they report one event, their folds, shape (n, 2), and their weights."""

    rows: NDArray[np.float64]
    same: NDArray[np.bool_]
    folds: NDArray[np.int64]
    weights: NDArray[np.float64]


def read_set(gold: Path, name: str, encode: CachedEncoder) -> EventSet:
    """One event set with the stories and folds of the gold data."""
    lines = {article_of(line).id: line for line in read_lines(gold / "events" / f"{name}.jsonl.gz")}
    profiles = [profile(each) for each in embed([article_of(line) for line in lines.values()], encode)]
    events, stories = ({key: line[column] for key, line in lines.items()} for column in ("event", "story"))
    return EventSet(name, profiles, events, stories, {key: int(line["fold"]) for key, line in lines.items()})


def drawn(event_set: EventSet) -> list[EventSet]:
    """Small archives of a few whole stories, drawn with a fixed seed."""
    held = {each.article_id for each in event_set.profiles}
    rng, stories = np.random.default_rng(0), sorted({event_set.stories[each] for each in held})
    number = max(2, round(DRAWN * len(stories) / len(event_set.profiles)))
    found = []
    for _ in range(DRAWS):
        taken = set(rng.permutation(stories)[:number].tolist())
        profiles = [each for each in event_set.profiles if event_set.stories[each.article_id] in taken]
        found.append(replace(event_set, profiles=profiles, weight=DRAWN_WEIGHT / DRAWS))
    return found


def pairs_of(event_set: EventSet) -> Pairs:
    """The pairs that clustering would compare once all articles are added."""
    archive = ProfileArchive()
    added = [archive.add(each)[0] for each in event_set.profiles]
    seen: dict[tuple[int, int], None] = {}
    rows = []
    for row in added:
        others = [other for other in archive.near(row).rows if (other, row) not in seen]
        seen |= dict.fromkeys((row, other) for other in others)
        features = archive.features([row], others)
        rows.append(np.stack([features[name][0] for name in FEATURES], 1))
    ids = [[archive.profile(row).article_id for row in pair] for pair in seen]
    return Pairs(
        np.concatenate(rows).astype(np.float64),
        np.array([event_set.gold[a] == event_set.gold[b] for a, b in ids]),
        np.array([[event_set.folds[a], event_set.folds[b]] for a, b in ids]),
        np.full(len(ids), event_set.weight / len(ids)),
    )


def fit(pairs: Sequence[Pairs], join: float, but: int | None = None) -> JoinModel:
    """A model trained on all pairs without an article of fold `but`; every set has the same weight."""
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
    clusterer = OnlineClusterer(model)
    for each in event_set.profiles:
        clusterer.add(each)
    return {article_id: event.id for event in clusterer.events() for article_id in event.article_ids}


def scored(event_set: EventSet, model: JoinModel, fold: int) -> tuple[Score, str]:
    """B-cubed of the articles of `fold`, clustered with all others, and how many of their large events are mixed."""
    found = grouped(event_set, model)
    inside = {key for key in found if event_set.folds[key] == fold}
    return b_cubed(found, {key: event_set.gold[key] for key in found}, inside), mixed(
        {key: found[key] for key in inside}, event_set.gold
    )


def mixed(found: Mapping[str, str], gold: Mapping[str, str]) -> str:
    """How many of the events of `LARGE` articles or more contain articles of two gold events, as "2 of 15"."""
    events: dict[str, Counter[str]] = defaultdict(Counter)
    for article_id, event_id in found.items():
        events[event_id][gold[article_id]] += 1
    large = [each for each in events.values() if each.total() >= LARGE]
    return f"{sum(len(each) > 1 for each in large)} of {len(large)}"


def cross_validated(event_set: EventSet, models: Mapping[int, JoinModel]) -> tuple[Score, str]:
    """The mean over folds of B-cubed of the fold's articles by a model that did not see them, and mixed events."""
    results = [scored(event_set, model, fold) for fold, model in models.items()]
    mean = Score(*(float(np.mean([getattr(each, name) for each, _ in results])) for name in ("precision", "recall")))
    return mean, ", ".join(count for _, count in results)


def show(name: str, score: Score, mixed_events: str) -> None:
    """Print one line of figures."""
    figures = f"precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {score.f1:.3f}"
    print(f"  {name:24} {figures}  events of {LARGE} or more that mix two: {mixed_events}", flush=True)


def train(gold: Path, encode: CachedEncoder, join: float) -> dict[str, object]:
    """Cross-validate, print the figures, and train on all other folds: the content of `grouping.json`."""
    sets = [read_set(gold, name, encode) for name in SETS]
    encode.save()
    sets += [each.without_dates() for each in sets if not all(np.isnan(p.days[0]) for p in each.profiles)]
    seen = [each.of_folds(FOLDS) for each in sets]
    pairs = [pairs_of(each) for whole in seen[: len(SETS)] for each in [whole, *drawn(whole)]]
    pairs += [pairs_of(each) for each in seen[len(SETS) :]]
    models = {fold: fit(pairs, join, fold) for fold in FOLDS}
    print(f"cross-validated over the folds {FOLDS}, joining from log-odds {join}")
    reached = {}
    for each in seen:
        reached[each.name], mixed_events = cross_validated(each, models)
        show(each.name, reached[each.name], mixed_events)
    model = fit(pairs, join)
    print(f"fold {HELD_OUT}, by the model of all other folds")
    for each in sets:
        show(each.name, *scored(each, model, HELD_OUT))
    figures = ", ".join(f"{name} {score.f1:.3f}" for name, score in reached.items())
    return {
        "provenance": (
            f"Logistic regression (scikit-learn, C = {REGULARISATION}) on {sum(len(each.same) for each in pairs)} "
            f"pairs of articles of folds 1 to 4 of the event sets {', '.join(SETS)}, digest "
            f"{digest([gold / 'events' / f'{name}.jsonl.gz' for name in SETS])}; passages embedded with "
            f"all-MiniLM-L6-v2. B-cubed F1 in cross-validation by these folds, added one by one: {figures}. "
            "Made by benchmarks/train_grouping.py."
        ),
        "join": join,
        "intercept": model.intercept,
        "weights": dict(model.weights),
    }


def main() -> None:
    """Read the command line, train, and write if requested."""
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
