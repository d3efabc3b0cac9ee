"""Fit the candidate scorer: which cells of two articles could be links, judged by interpretable features alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from compare.alignment.models import AlignmentModel
from training.data import gold
from training.data.tables import Structured
from training.fit.scorers import best_f1, recall_at

CANDIDATES = 0.18
"""Share of the cells that are read: at .15 the candidates keep .97 of the strong and .915 of all links, at .20 .98 and
.94 (cross-validated)."""
REGULARISATION = 0.08
CERTAIN = 0.9
"""Precision at which recall is reported."""


def fit_candidates(pairs: list[Structured], data: str) -> tuple[AlignmentModel, float, list[NDArray[np.float64]]]:
    """The candidate scorer, the minimum logit of a candidate, and the cross-validated logits of each pair. `data`
    identifies the training data.
    """
    names = list(pairs[0].structure)
    rows = np.concatenate([np.stack([each.structure[name].ravel() for name in names], 1) for each in pairs])
    labels = np.concatenate([each.labels.ravel() for each in pairs])
    stories = np.concatenate([np.full(each.labels.size, each.pair.fold) for each in pairs])
    known = labels != gold.DISPUTED

    def fitted(chosen: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
        scaler = StandardScaler().fit(rows[chosen])
        model = LogisticRegression(C=REGULARISATION, max_iter=5000)
        model.fit(scaler.transform(rows[chosen]), labels[chosen] > gold.NONE)
        coefficients = model.coef_[0] / scaler.scale_
        return coefficients, float(model.intercept_[0] - coefficients @ scaler.mean_)

    scores = np.zeros(len(rows))
    for fold in sorted(set(stories)):
        coefficients, intercept = fitted(known & (stories != fold))
        scores[stories == fold] = rows[stories == fold] @ coefficients + intercept
    link, strong = (thresholds(scores[known], labels[known], least) for least in (gold.WEAK, gold.STRONG))
    print(f"structure alone, cross-validated: links {link}, strong {strong}", flush=True)
    coefficients, intercept = fitted(known)
    threshold = float(np.quantile(rows @ coefficients + intercept, 1 - CANDIDATES))
    kept = scores >= np.quantile(scores, 1 - CANDIDATES)
    recalls = [float(kept[labels >= least].mean()) for least in (gold.STRONG, gold.WEAK)]
    print(f"candidates keep {recalls[0]:.3f} of strong and {recalls[1]:.3f} of all links in {CANDIDATES} of the cells")
    model = AlignmentModel(
        weights={name: round(float(value), 4) for name, value in zip(names, coefficients, strict=True)},
        intercept=round(intercept, 4),
        match=round(_chance(link["threshold"]), 3),
        strong=round(_chance(strong["threshold"]), 3),
        provenance=(
            f"Logistic regression (scikit-learn, C = {REGULARISATION}) on {len(pairs)} pairs of articles, digest "
            f"{data}; passages embedded with all-MiniLM-L6-v2. Cross-validated by story: F1 {link['f1']:.3f} of "
            f"all links, {strong['f1']:.3f} of strong ones. Made by training/decisions.py."
        ),
    )
    ends = np.cumsum([each.labels.size for each in pairs])
    parts = zip(np.split(scores, ends[:-1]), pairs, strict=True)
    return model, threshold, [part.reshape(each.labels.shape) for part, each in parts]


def _chance(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def thresholds(scores: NDArray[Any], labels: NDArray[Any], least: int, missed: int = 0) -> dict[str, float]:
    """The best F1 of links (strong ones: without weak cells), its threshold, and the recall at CERTAIN precision."""
    counted = (labels != gold.DISPUTED) & ((labels == gold.NONE) | (labels >= least))
    f1, threshold = best_f1(scores[counted], labels[counted] >= least, missed)
    recall, _ = recall_at(scores[counted], labels[counted] >= least, CERTAIN, missed)
    return {"f1": round(f1, 3), "threshold": round(threshold, 4), "recall at .90": round(recall, 3)}
