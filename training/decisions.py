"""Fit the decisions on the reader's scores, on stories that the reader did not see.

    python -m training.decisions --gold ../shared/gold --work FOLDER --read 4=X 3=Y --reader reader:…

Each `--read FOLD=NAME` names weights that were trained without that fold: its pairs are read with them, the gold ones
and those that were labelled for training. All of them fit what decides; figures and thresholds are of gold pairs alone.
NAME.pt screens and NAME-divergences.pt judges; without the first, the weights of the package screen. Writes
compare/data/candidates.json (the candidate scorer), decisions.json (matches, and what only one article has) and
kinds.json (divergences), and prints cross-validated figures and ablations. Fold 0 is not touched.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from compare.alignment.models import AlignmentModel
from compare.model.reader_scores import Reading
from indexes.embedding.encoder import SentenceEmbedder
from indexes.model_registry import MATCHES, READER
from indexes.reader import weights
from indexes.reader.network import ReaderNetwork
from indexes.reader.reader import TrainedReader
from indexes.tagger.tagger import TrainedTagger
from training.data import gold
from training.data.labelled import read_invented, read_labelled
from training.data.tables import ReadPair, Structured, cached_attributions, cached_encoder, read_pair, structured
from training.fit.candidates import fit_candidates, thresholds
from training.fit.evidence import links_of
from training.fit.kinds import fit_kinds
from training.fit.only_in import fit_only
from training.fit.scorers import fit_logistic, fit_perceptron, folds_of, predict

DATA = Path(__file__).parents[1] / "compare" / "data"


def stacked(pairs: list[ReadPair], names: list[str]) -> tuple[NDArray[np.float32], NDArray[np.int8], NDArray[np.int64]]:
    """Rows of features, labels, and the fold of the cross-validation of each cell."""
    rows = np.concatenate([np.stack([each.features[name] for name in names], 1) for each in pairs])
    labels = np.concatenate([each.labels for each in pairs])
    fold = folds_of([each.structured.pair.story for each in pairs])
    return rows, labels, np.repeat(fold, [len(each.labels) for each in pairs])


def of_gold(pairs: list[ReadPair]) -> NDArray[np.bool_]:
    """For each cell, whether annotators judged its pair."""
    return np.repeat([each.structured.pair.is_gold for each in pairs], [len(each.labels) for each in pairs])


def cross_validated(
    names: list[str],
    rows: NDArray[np.float32],
    labels: NDArray[np.int8],
    fold: NDArray[np.int64],
    least: int,
    fit: Callable[..., dict[str, Any]] = fit_perceptron,
) -> NDArray[np.float32]:
    """The probability of a link of at least this strength, by scorers that did not see the story."""
    scores = np.zeros(len(rows), np.float32)
    for each in sorted(set(fold)):
        chosen = (fold != each) & (labels != gold.DISPUTED)
        kept = fit(names, rows[chosen], labels[chosen] >= least)
        scores[fold == each] = predict(kept, rows[fold == each])
    return scores


def fit_decisions(pairs: list[ReadPair]) -> tuple[dict[str, Any], NDArray[np.float32], NDArray[np.float32]]:
    """The decisions about matches as JSON, and the cross-validated probabilities of links and of strong ones."""
    names = list(pairs[0].features)
    rows, labels, fold = stacked(pairs, names)
    own_gold = of_gold(pairs)
    judged = [each for each in pairs if each.structured.pair.is_gold]
    missed = [sum(each.missed(least) for each in judged) for least in (gold.WEAK, gold.STRONG)]

    def figures(scores: NDArray[np.float32], least: int) -> dict[str, float]:
        return thresholds(scores[own_gold], labels[own_gold], least, missed[least - gold.WEAK])

    own = [name.startswith(("link ", "strong ", "screened ")) or name in {"nothing", "detail"} for name in names]
    alone = [name in {"link logit", "strong logit"} for name in names]
    small = [name in {"screened link logit", "screened strong logit"} for name in names]
    ablations = {"structure": ~np.array(own), "smaller model": np.array(small), "both models": np.array(small) | alone}
    for title, chosen in ablations.items():
        columns = np.flatnonzero(chosen)
        some = [names[each] for each in columns]
        scores = cross_validated(some, rows[:, columns], labels, fold, gold.WEAK, fit_logistic)
        strong = cross_validated(some, rows[:, columns], labels, fold, gold.STRONG, fit_logistic)
        print(f"{title} alone: links {figures(scores, gold.WEAK)}, strong {figures(strong, gold.STRONG)}", flush=True)
    linked = cross_validated(names, rows, labels, fold, gold.WEAK)
    strong = np.minimum(cross_validated(names, rows, labels, fold, gold.STRONG), linked)
    link_figures, strong_figures = figures(linked, gold.WEAK), figures(strong, gold.STRONG)
    print(f"together: links {link_figures}, strong {strong_figures}", flush=True)
    known = labels != gold.DISPUTED
    kept = {
        "link": fit_perceptron(names, rows[known], labels[known] >= gold.WEAK),
        "strong": fit_perceptron(names, rows[known], labels[known] >= gold.STRONG),
        "link_threshold": link_figures["threshold"],
        "strong_threshold": strong_figures["threshold"],
        "only": fit_only(pairs, linked, link_figures["threshold"]),
        "provenance": (
            f"Perceptrons on {len(pairs)} pairs of articles that the reader was not trained on, {len(judged)} of them "
            f"gold. Cross-validated by story, on the gold ones: links {link_figures}, strong {strong_figures}. "
            "Made by training/decisions.py."
        ),
    }
    return kept, linked, strong


def readings(
    given: list[Structured], scorer: AlignmentModel, threshold: float, loaded: weights.Loaded, cache: Path
) -> list[ReadPair]:
    """The pairs as read with these weights; cached in `cache`."""
    known: dict[str, Reading] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    reader = TrainedReader(loaded)

    def read(each: Structured, cells: NDArray[np.int64]) -> Reading:
        if each.pair.id not in known or not np.array_equal(known[each.pair.id].cells, cells):
            sides = [(side.article, side.passages) for side in (each.a, each.b)]
            known[each.pair.id] = reader.read(sides[0], sides[1], cells)
        return known[each.pair.id]

    found = [read_pair(each, scorer, threshold, read) for each in given]
    cache.write_bytes(pickle.dumps(known))
    return found


def trained(work: Path, name: str) -> weights.Loaded:
    """The weights of a run: NAME-divergences.pt and NAME.pt; without the latter, the packaged weights screen."""
    if (work / f"{name}.pt").exists():
        matches = ReaderNetwork()
        matches.load_state_dict(torch.load(work / f"{name}.pt", weights_only=False)["network"])
    else:
        matches = weights.restore(ReaderNetwork(), MATCHES, weights.LEFT_OUT)
    state = torch.load(work / f"{name}-divergences.pt", weights_only=False)["network"]
    pairs = weights.pair_network(state)
    return weights.Loaded(
        matches.to(weights.quickest_dtype()).eval(), pairs, weights.tokenizer(), weights.pair_tokenizer()
    )


def read_folds(
    wanted: list[str], pairs: list[Structured], scorer: AlignmentModel, threshold: float, work: Path
) -> list[ReadPair]:
    """The pairs of the folds in `wanted` (FOLD=NAME), with their readings."""
    read: list[ReadPair] = []
    for each in wanted:
        fold, _, name = each.partition("=")
        own = [one for one in pairs if one.pair.fold == int(fold)]
        read += readings(own, scorer, threshold, trained(work, name), work / f"readings-{name}-{fold}.pkl")
    return read


def main() -> None:
    """Read the command line, fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--read", nargs="+", required=True, metavar="FOLD=NAME")
    parser.add_argument(
        "--reader", default="", help="fingerprint of the weights that will be shipped; by default those of the package"
    )
    given = parser.parse_args()
    every = gold.read_pairs(given.gold) + gold.read_minimal_pairs(given.gold)
    every = [each for each in every + read_labelled(given.gold) + read_invented() if each.fold]
    texts = [passage.text for each in every for side in each.passages for passage in side]
    encode = cached_encoder(given.work / "vectors.pkl", texts, SentenceEmbedder().encode)
    tagged = cached_attributions(given.work / "attributions.pkl", every, TrainedTagger())
    pairs = [structured(each, encode, tagged) for each in every]
    scorer, threshold, _ = fit_candidates(
        [each for each in pairs if each.pair.source == "pairs"], gold.digest(given.gold)
    )
    read = read_folds(given.read, pairs, scorer, threshold, given.work)
    articles = [each for each in read if not each.structured.pair.is_minimal]
    kept, linked, strong = fit_decisions(articles)
    kept |= {"reader": given.reader or READER.fingerprint, "candidate": round(threshold, 4)}
    ends = np.cumsum([len(each.reading.cells) for each in articles])[:-1]
    rows = zip(articles, np.split(linked, ends), np.split(strong, ends), strict=True)
    kinds = fit_kinds(
        list(rows),
        [one for one in read if one.structured.pair.is_minimal],
        kept,
        links_of(pairs),
    ) | {"reader": kept["reader"]}
    candidates = {
        "provenance": scorer.provenance,
        "match": scorer.match,
        "strong": scorer.strong,
        "intercept": scorer.intercept,
        "weights": scorer.weights,
    }
    for name, made in (("candidates", candidates), ("decisions", kept), ("kinds", kinds)):
        (DATA / f"{name}.json").write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
