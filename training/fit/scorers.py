"""Fit the small scorers over interpretable features, and choose thresholds on left-out stories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import nn

from compare.alignment.scorer import Scorer, probability

Table = NDArray[np.float32]

HIDDEN, SEEDS, EPOCHS, RATE, DECAY, DROPOUT, BATCH = 24, 3, 16, 4e-3, 0.1, 0.1, 512
"""Settings of the perceptron. 12 to 24 units and a decay of .003 to .1 differ by .003 in cross-validated F1 of links.
"""


def _standardised(rows: Table) -> tuple[NDArray[np.float32], NDArray[np.float32], Table]:
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    return mean, scale, np.clip((rows - mean) / scale, -5, 5).astype(np.float32)


def fit_perceptron(names: Sequence[str], rows: Table, labels: NDArray[Any]) -> dict[str, Any]:
    """A perceptron with one hidden layer as `Scorer` stores it: the mean of SEEDS networks, side by side."""
    mean, scale, values = _standardised(rows)
    inputs, targets = torch.from_numpy(values), torch.from_numpy(labels.astype(np.float32))
    hidden, bias, output, offset = [], [], [], 0.0
    for seed in range(SEEDS):
        network = _trained(inputs, targets, seed)
        first, last = network[0], network[3]
        assert isinstance(first, nn.Linear) and isinstance(last, nn.Linear)
        hidden.append(first.weight.detach().numpy().T)
        bias.append(first.bias.detach().numpy())
        output.append(last.weight.detach().numpy()[0] / SEEDS)
        offset += float(last.bias.detach()[0]) / SEEDS
    parts = {"hidden": np.concatenate(hidden, 1), "hidden_bias": np.concatenate(bias), "output": np.concatenate(output)}
    return _kept(names, mean, scale, parts, offset)


def _trained(inputs: torch.Tensor, targets: torch.Tensor, seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(inputs.shape[1], HIDDEN), nn.Tanh(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(inputs) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(inputs)).split(BATCH):
            logits = network(inputs[batch])[:, 0]
            loss = nn.functional.binary_cross_entropy_with_logits(logits, targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return network.eval()


def fit_logistic(names: Sequence[str], rows: Table, labels: NDArray[Any], strength: float = 0.1) -> dict[str, Any]:
    """A logistic regression as `Scorer` stores it; `strength` is the inverse of its regularisation (C)."""
    mean, scale, values = _standardised(rows)
    model = LogisticRegression(C=strength, max_iter=3000).fit(values, labels)
    return _kept(names, mean, scale, {"output": model.coef_[0]}, float(model.intercept_[0]))


def _kept(names: Sequence[str], mean: Any, scale: Any, parts: dict[str, Any], bias: float) -> dict[str, Any]:
    listed = {name: np.round(value, 5).tolist() for name, value in parts.items()}
    return {
        "names": list(names),
        "mean": np.round(mean, 5).tolist(),
        "scale": np.round(scale, 6).tolist(),
        "bias": round(bias, 5),
    } | listed


def predict(kept: dict[str, Any], rows: Table) -> NDArray[np.float32]:
    """The probabilities of rows in the order of the scorer's names."""
    scorer = Scorer.of(kept)
    return probability(scorer.logits(dict(zip(scorer.names, rows.T, strict=True))))


def best_f1(scores: NDArray[Any], labels: NDArray[Any], missed: int = 0) -> tuple[float, float]:
    """The best F1 over all thresholds, and its threshold; `missed` is the number of correct items without a score."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(labels[order])
    total = right[-1] + missed
    f1 = 2 * right / (np.arange(1, len(right) + 1) + total)
    smooth = np.convolve(f1, np.ones(25) / 25, "same") if len(f1) > 100 else f1
    top = int(smooth.argmax())
    return float(f1[top]), float(scores[order][top])


def recall_at(scores: NDArray[Any], labels: NDArray[Any], precision: float, missed: int = 0) -> tuple[float, float]:
    """The highest recall at which the precision is at least `precision`, and the threshold (2.0 if there is none)."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(labels[order])
    reached = np.flatnonzero(right >= precision * np.arange(1, len(right) + 1))
    if not len(reached) or right[reached[-1]] == 0:
        return 0.0, 2.0
    return float(right[reached[-1]] / (right[-1] + missed)), float(scores[order][reached[-1]])


def folds_of(stories: Sequence[str], number: int = 5) -> NDArray[np.int64]:
    """A fold for each item, such that each story is in one fold; deterministic."""
    names = sorted(set(stories))
    drawn = np.random.default_rng(0).permutation(len(names)) % number
    fold = dict(zip(names, drawn.tolist(), strict=True))
    return np.array([fold[each] for each in stories])
