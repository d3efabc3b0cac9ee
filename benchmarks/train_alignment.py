"""Train the alignment's model on the gold pairs, cross-validate it by story, and write `compare/data/alignment.json`.

    python -m benchmarks.train_alignment --gold ../shared/gold [--write]

The figures printed are of leave-one-story-out cross-validation; what is written is fitted on all pairs. The same data
give the same file: nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.gold_pairs import DISPUTED, NONE, STRONG, Encode, GoldPair, read_pairs
from benchmarks.monotone import align
from compare.alignment_features import blocks
from compare.measures import reliability
from indexes.embedding import SentenceEmbedder

Scores = list[NDArray[np.float32]]

REGULARISATION = 0.08
"""Inverse strength (C); .02 to .12 differ by less than .01 in cross-validated F1."""
STRONG_FROM = 0.42
"""The score of a strong link. Cross-validated F1 is the same to .004 from .40 to .43; here, fitted on all pairs, it is
the same too (.667) whether vectors are made in fp32, bf16 or 8 bits. A link more or less makes .006."""
CERTAIN = 0.9  # precision at which recall is reported


def features_of(pair: GoldPair) -> dict[str, NDArray[np.float32]]:
    """The features of a pair of usual size, which come as one block."""
    ((_, features),) = blocks(pair.a, pair.b)
    return features


def table(pairs: Sequence[GoldPair], features: Sequence[dict], names: Sequence[str]) -> tuple[NDArray, NDArray]:
    """Rows of features, and whether they are linked, of all cells that are not disputed."""
    rows = [np.stack([each[name].ravel() for name in names], 1) for each in features]
    labels = np.concatenate([pair.links.ravel() for pair in pairs])
    kept = labels != DISPUTED
    return np.concatenate(rows)[kept].astype(np.float64), labels[kept] != NONE


def fit(rows: NDArray, linked: NDArray) -> tuple[NDArray, float]:
    """Weights on the features as they are, and the intercept, of a regularised logistic regression."""
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=REGULARISATION, max_iter=5000).fit(scaler.transform(rows), linked)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def scores(weights: NDArray, intercept: float, features: dict, names: Sequence[str]) -> NDArray[np.float32]:
    """The probability of a link, for each cell."""
    return 1 / (1 + np.exp(-(intercept + sum(w * features[n] for w, n in zip(weights, names, strict=True)))))


def cross_validated(pairs: Sequence[GoldPair], features: Sequence[dict], names: Sequence[str]) -> Scores:
    """The scores of each pair by a model that saw no pair of its story."""
    found = []
    for pair, own in zip(pairs, features, strict=True):
        others = [k for k, other in enumerate(pairs) if other.story != pair.story]
        rows, linked = table([pairs[k] for k in others], [features[k] for k in others], names)
        found.append(scores(*fit(rows, linked), own, names))
    return found


# -- measuring


def undisputed(pairs: Sequence[GoldPair], given: Scores, strong: bool) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Whether the readers linked each cell, and its score; without what is disputed, or weak if `strong` counts."""
    labels = np.concatenate([pair.links.ravel() for pair in pairs])
    values = np.concatenate([each.ravel() for each in given])
    counted = np.isin(labels, (NONE, STRONG)) if strong else labels != DISPUTED
    return labels[counted] > 0, values[counted]


def best(pairs: Sequence[GoldPair], given: Scores, strong: bool) -> dict[str, float]:
    """The best F1 over all thresholds, where it lies, and the recall at a precision of `CERTAIN`."""
    labels, values = undisputed(pairs, given, strong)
    order = np.argsort(-values, kind="stable")
    right = np.cumsum(labels[order])
    precision, recall = right / np.arange(1, len(right) + 1), right / right[-1]
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    top = int(f1.argmax())
    certain = np.flatnonzero(precision >= CERTAIN)
    last = int(certain[-1]) if len(certain) else -1
    return {
        "f1": float(f1[top]),
        "precision": float(precision[top]),
        "recall": float(recall[top]),
        "threshold": float(values[order][top]),
        "certain recall": float(recall[last]) if last >= 0 else 0.0,
        "certain threshold": float(values[order][last]) if last >= 0 else 1.0,
    }


def plateau(pairs: Sequence[GoldPair], given: Scores, strong: bool) -> float:
    """The threshold, to .01, round which F1 is best: a peak that .02 more would lose is luck of the data."""
    labels, values = undisputed(pairs, given, strong)
    thresholds = np.arange(0.1, 0.7, 0.01)
    found = [values >= each for each in thresholds]
    f1 = [2 * int((each & labels).sum()) / int(labels.sum() + each.sum()) for each in found]
    return float(thresholds[2:-2][int(np.convolve(f1, np.ones(5), "valid").argmax())])


def only_f1(pairs: Sequence[GoldPair], given: Scores, threshold: float) -> float:
    """F1 of the passages that have no score of `threshold` or more, against those that readers found nowhere else."""
    right = wrong = missed = 0
    for pair, each in zip(pairs, given, strict=True):
        for side in (0, 1):
            alone = set(np.flatnonzero(each.max(1 - side) < threshold).tolist())
            right += len(alone & pair.only[side])
            wrong += len(alone - pair.only[side] - pair.disputed_only[side])
            missed += len(pair.only[side] - alone)
    return 2 * right / (2 * right + wrong + missed)


def baselines(pairs: Sequence[GoldPair]) -> dict[str, Scores]:
    """The usual rules, as the cosine where they link and -1 where they do not."""
    cosines = [pair.a.vectors @ pair.b.vectors.T for pair in pairs]
    rows = [each >= each.max(1, keepdims=True) for each in cosines]
    columns = [each >= each.max(0, keepdims=True) for each in cosines]
    mutual = [np.where(r & c, each, -1) for each, r, c in zip(cosines, rows, columns, strict=True)]
    union = [np.where(r | c, each, -1) for each, r, c in zip(cosines, rows, columns, strict=True)]
    monotone = [
        np.where(align(pair.a.vectors, pair.b.vectors), each, -1) for pair, each in zip(pairs, cosines, strict=True)
    ]
    return {
        "cosine floor": cosines,
        "mutual nearest": mutual,
        "best of row or column": union,
        "monotone (Vecalign)": monotone,
    }


def judged(pairs: Sequence[GoldPair], given: Scores) -> list[tuple[float, bool]]:
    """The score of each cell that is not disputed, and whether it is a link."""
    labels = np.concatenate([pair.links.ravel() for pair in pairs])
    values = np.concatenate([each.ravel() for each in given])
    kept = labels != DISPUTED
    return list(zip(values[kept].tolist(), (labels[kept] > 0).tolist(), strict=True))


def show(name: str, pairs: Sequence[GoldPair], given: Scores) -> None:
    """Print one line of figures."""
    every, strong = best(pairs, given, strong=False), best(pairs, given, strong=True)
    print(
        f"{name:22} all: F1 {every['f1']:.3f} (precision {every['precision']:.2f}, recall {every['recall']:.2f}, "
        f"from {every['threshold']:.3f}), recall at .90 {every['certain recall']:.3f}; "
        f"strong: F1 {strong['f1']:.3f} (from {strong['threshold']:.3f}), at .90 {strong['certain recall']:.3f}"
    )


# -- the whole


def digest(folder: Path) -> str:
    """Names the data: SHA-256 over the files, by name."""
    sha = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        sha.update(path.name.encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()[:16]


def train(gold: Path, encode: Encode) -> dict[str, object]:
    """Cross-validate, print the figures, and fit on everything: what `alignment.json` holds."""
    folder = gold / "pairs"
    pairs = read_pairs(folder, encode)
    features = [features_of(pair) for pair in pairs]
    names = list(features[0])
    for name, given in baselines(pairs).items():
        show(name, pairs, given)
    given = cross_validated(pairs, features, names)
    show("model", pairs, given)
    every, strong = best(pairs, given, strong=False), best(pairs, given, strong=True)
    print(f"strong links: best around {plateau(pairs, given, strong=True):.2f}, taken from {STRONG_FROM:.2f}")
    for threshold in (every["threshold"], 0.3, 0.35, 0.4, 0.5):
        print(f"only-in F1 {only_f1(pairs, given, threshold):.3f} (without a match from {threshold:.2f})")
    for line in reliability(judged(pairs, given)):
        print(
            f"  scored {line.low:.1f} to {line.high:.1f}: {line.count:5} cells, mean {line.mean:.2f}, "
            f"right {line.right:.2f}"
        )
    weights, intercept = fit(*table(pairs, features, names))
    return {
        "provenance": (
            f"Logistic regression (scikit-learn, C = {REGULARISATION}) on {len(pairs)} pairs of articles, linked by "
            f"two readers, digest {digest(folder)}; passages embedded with all-MiniLM-L6-v2. Leave-one-story-out: F1 "
            f"{every['f1']:.3f} of all links, {strong['f1']:.3f} of strong ones, recall {every['certain recall']:.3f} "
            f"at precision {CERTAIN}. Made by benchmarks/train_alignment.py."
        ),
        "match": round(plateau(pairs, given, strong=False), 2),
        "strong": STRONG_FROM,
        "intercept": round(intercept, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
    }


def main() -> None:
    """Read the command line, train, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--write", action="store_true", help="replace compare/data/alignment.json")
    given = parser.parse_args()
    made = train(given.gold, SentenceEmbedder(precision="fp32").encode)
    if given.write:
        path = Path(__file__).parent.parent / "compare" / "data" / "alignment.json"
        path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
