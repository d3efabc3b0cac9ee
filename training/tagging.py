"""Fit the probability of the tagger's attributions, and measure it: `python -m training.tagging FOLDER/NAME.pt`.

The probability is fitted on held-out articles of the training part, and stored in the checkpoint. Prints the exact F1
of each role there and on the development part.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from indexes.reader import weights
from indexes.tagger.crf import ROLES
from indexes.tagger.decoding import Found, attributions, word_states
from indexes.tagger.inputs import Span, TaggerInput, tagger_input
from indexes.tagger.network import TaggerNetwork
from training.data.attributions import Annotated, is_held_out, read_attributions

Offsets = Mapping[str, Sequence[Span]]
"""An attribution: spans of characters for each role."""

MOST = 0.8
"""Minimum share of characters that two contents must have in common to count as the same."""


def exact_counts(gold: Sequence[Offsets], found: Sequence[Offsets]) -> Counter[str]:
    """Numbers of spans of each role of one article: `role/gold`, `role/found` and, with the same ends, `role/both`."""
    counts: Counter[str] = Counter()
    for role in ROLES:
        wanted = {tuple(span) for each in gold for span in each[role]}
        got = {tuple(span) for each in found for span in each[role]}
        counts += Counter({f"{role}/gold": len(wanted), f"{role}/found": len(got), f"{role}/both": len(wanted & got)})
    return counts


def f1(counts: Mapping[str, int], role: str) -> float:
    """Exact F1 of a role."""
    return 2 * counts[f"{role}/both"] / max(1, counts[f"{role}/gold"] + counts[f"{role}/found"])


def is_right(found: Offsets, gold: Sequence[Offsets]) -> bool:
    """Whether a gold attribution has the same source, a cue that overlaps, and mostly the same content."""
    for each in gold:
        if any(start < last and first < end for start, end in each["cue"] for first, last in found["cue"]):
            mine, own = _characters(found["content"]), _characters(each["content"])
            alike = len(mine & own) >= MOST * len(mine | own)
            return alike and [tuple(span) for span in each["source"]] == list(found["source"])
    return False


def _characters(spans: Sequence[Span]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def tagged(network: TaggerNetwork, articles: Sequence[Annotated]) -> Iterator[list[tuple[Offsets, Found]]]:
    """The attributions that the tagger finds in each article."""
    tokenizer = weights.tokenizer()
    for article in articles:
        text = tagger_input(article.text, article.sentences, tokenizer)
        with torch.inference_mode():
            found = attributions(network, word_states(network, text))
        yield [(offsets(text, each), each) for each in found]


def offsets(text: TaggerInput, found: Found) -> Offsets:
    """The characters of an attribution's spans."""
    spans = {"source": [found.source] if found.source else [], "cue": [found.cue], "content": found.contents}
    return {
        role: [(int(text.starts[first]), int(text.ends[last])) for first, last in own] for role, own in spans.items()
    }


def measure(
    network: TaggerNetwork, articles: Sequence[Annotated]
) -> tuple[Counter[str], NDArray[np.float64], NDArray[np.bool_]]:
    """The counts of `exact_counts`, and for each attribution found its features and whether it is right."""
    counts: Counter[str] = Counter()
    rows, right = [], []
    for article, found in zip(articles, tagged(network, articles), strict=True):
        counts += exact_counts(article.attributions, [each for each, _ in found])
        rows += [each.features for _, each in found]
        right += [is_right(each, article.attributions) for each, _ in found]
    return counts, np.array(rows), np.array(right)


def told(name: str, counts: Counter[str], chances: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    """Figures of some articles, with the share of correct attributions for each tenth of probability."""
    tenths = [(low, right[(chances >= low / 10) & (chances < low / 10 + 0.1)]) for low in range(10)]
    calibration = ", ".join(f".{low}: {own.mean():.2f} of {len(own)}" for low, own in tenths if len(own))
    exact = ", ".join(f"{role} {f1(counts, role):.3f}" for role in ROLES)
    return f"{name}: exact F1 {exact}; right {right.mean():.3f}; right by probability {calibration}"


def main() -> None:
    """Read the command line, fit and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    given = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(given.checkpoint, weights_only=False)
    network = TaggerNetwork()
    network.load_state_dict(state["network"])
    network.to(weights.quickest_dtype()).eval()
    folder = given.gold / "attributions"
    training = read_attributions(folder / "train.jsonl.gz", without=frozenset({0}))
    for name, articles in (
        ("held out", [each for each in training if is_held_out(each)]),
        ("development", read_attributions(folder / "dev.jsonl.gz")),
    ):
        counts, rows, right = measure(network, articles)
        if name == "held out":
            fitted = LogisticRegression(C=1.0, fit_intercept=False, max_iter=3000).fit(rows, right)
            state["network"]["probability"] = torch.tensor(fitted.coef_[0], dtype=torch.float32)
        chances = 1 / (1 + np.exp(-rows @ state["network"]["probability"].double().numpy()))
        print(told(name, counts, chances, right), flush=True)
    torch.save(state, given.checkpoint)


if __name__ == "__main__":
    main()
