"""Fit the scorer for the probability that annotators consider a passage substantial and missing from the other article.

    python -m training.substance --gold ../shared/gold

Uses only the texts of passages without a link in gold pairs of folds 1 to 4: no reader, encoder or tagger. Writes
compare/data/substance.json and prints figures, cross-validated by fold.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from compare.divergence.omissions.features import Features, substance_features
from compare.embedded_article import EmbeddedArticle
from training.data import gold
from training.fit.only_in import reliability
from training.fit.scorers import fit_logistic, predict

DATA = Path(__file__).parents[1] / "compare" / "data"


class _Side(NamedTuple):
    """The unlinked passages of one article of a pair: features, and whether annotators listed them."""

    fold: int
    features: Features
    labels: NDArray[np.bool_]
    used: NDArray[np.bool_]


def sides_of(pair: gold.GoldPair) -> Iterator[_Side]:
    """Both articles of the pair. Passages with a link, and those about which annotators disagree, are not used."""
    given = [
        EmbeddedArticle(article, passages, np.zeros((len(passages), 1), np.float32))
        for article, passages in zip(pair.articles, pair.passages, strict=True)
    ]
    linked = {each.a for each in pair.cells}, {each.b for each in pair.cells}
    for side, (own, other) in enumerate((given, given[::-1])):
        places = np.arange(len(own.passages))
        left_out = linked[side] | pair.disputed_only[side]
        yield _Side(
            pair.fold,
            substance_features(own, other),
            np.isin(places, list(pair.only[side])),
            ~np.isin(places, list(left_out)),
        )


def fit_substance(pairs: Sequence[gold.GoldPair]) -> dict[str, object]:
    """The scorer as JSON. Prints the AUC and the reliability of the probabilities, cross-validated by fold."""
    sides = [side for pair in pairs for side in sides_of(pair)]
    names = list(sides[0].features)
    rows = np.concatenate([np.stack([side.features[name] for name in names], 1)[side.used] for side in sides])
    labels = np.concatenate([side.labels[side.used] for side in sides])
    fold = np.concatenate([np.full(int(side.used.sum()), side.fold) for side in sides])
    scores = np.zeros(len(rows), np.float32)
    for each in sorted(set(fold.tolist())):
        scores[fold == each] = predict(
            fit_logistic(names, rows[fold != each], labels[fold != each]), rows[fold == each]
        )
    auc = float(roc_auc_score(labels, scores))
    told = f"{len(rows)} passages without a link of {len(pairs)} gold pairs: AUC {auc:.3f}, cross-validated by fold"
    print(told, flush=True)
    print(f"  stated, listed, passages: {reliability(scores, labels)}", flush=True)
    return {
        "provenance": f"Logistic regression on {told}. Made by training/substance.py.",
        "scorer": fit_logistic(names, rows, labels),
    }


def main() -> None:
    """Read the command line, fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    pairs = [each for each in gold.read_pairs(parser.parse_args().gold) if each.fold]
    made = fit_substance(pairs)
    (DATA / "substance.json").write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
