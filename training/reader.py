"""Train the reader: `python -m training.reader --gold ../shared/gold --without 0 4 --work FOLDER --name NAME`.

Folds named by `--without` are not trained on. Stage 1 pretrains the upper layers on sentence pairs of other data; stage
2 trains on candidate cells of the gold pairs and on the minimal pairs. A run saves a checkpoint after each epoch in the
work folder and resumes from it.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from indexes import model_registry
from indexes.embedding.encoder import SentenceEmbedder
from indexes.reader import weights
from indexes.reader.batches import Encoded, cell_batches, judge
from indexes.reader.network import LOWER, ReaderNetwork, initial
from indexes.reader.windows import Windows
from training.data import gold
from training.data.examples import IGNORED, Example, Target, auxiliary, batches, of_pair, tag_targets
from training.data.labelled import read_invented, read_labelled
from training.data.tables import cached_encoder, structured
from training.fit.candidates import fit_candidates
from training.precision import mixed_precision

SEED = 20261128


@dataclass(frozen=True, slots=True)
class Recipe:
    """The training parameters of a stage: about `cells` cells per step, the peak learning rate, and weights. `kinds`
    are the weights of the kinds in their part of the loss, which are higher for rare ones, and `parts` those of the
    parts.
    """

    cells: int
    rate: float
    kinds: tuple[float, ...] = (2.0, 2.0, 2.0, 1.5, 1.5, 1.5, 0.5, 0.5)
    parts: Mapping[str, float] = field(
        default_factory=lambda: {"strength": 1.0, "kinds": 0.6, "tags": 0.3, "auxiliary": 1.0}
    )


def binary(logits: Tensor, targets: Tensor, weights: Tensor | None = None) -> Tensor:
    """The summed binary cross-entropy over targets that are not IGNORED."""
    known = targets != IGNORED
    loss = functional.binary_cross_entropy_with_logits(logits.float(), targets.clamp(min=0), reduction="none")
    loss = loss * known if weights is None else loss * known * weights
    return loss.sum()


class States:
    """The token states of articles after the lower layers, which are frozen: each article is encoded once."""

    def __init__(self) -> None:
        self._known: dict[int, Encoded] = {}

    def of(self, network: ReaderNetwork, articles: Sequence[Windows]) -> Encoded:
        """The states of these articles together."""
        return Encoded.joined([self._of(network, each) for each in articles])

    @torch.no_grad()
    def _of(self, network: ReaderNetwork, article: Windows) -> Encoded:
        if id(article) not in self._known:
            encoded = Encoded(network, [article])  # keeps a reference to the article, so that no other gets its id
            encoded.flat = encoded.flat.to(weights.quickest_dtype())
            self._known[id(article)] = encoded
        return self._known[id(article)]


def losses(
    network: ReaderNetwork, batch: Sequence[Example], states: States, recipe: Recipe
) -> tuple[Tensor, dict[str, float]]:
    """The loss of a batch, averaged over cells, and its parts."""
    encoded = states.of(network, [each for example in batch for each in example.articles])
    cells: list[tuple[int, int, int, int]] = []
    gaps: list[int] = []
    targets: list[Target] = []
    for number, example in enumerate(batch):
        cells += [(2 * number, i, 2 * number + 1, j) for i, j in example.cells]
        gaps += [example.gap] * len(example.cells)
        targets += example.targets
    passages = [[each.articles[s].passages for s in (0, 1)] for each in batch]
    tokens = [(passages[a // 2][0][i], passages[a // 2][1][j]) for a, i, _, j in cells]
    lengths = [len(left.ids) + len(right.ids) for left, right in tokens]
    total: dict[str, Tensor] = {}
    for places in cell_batches(lengths):
        logits, mask, _ = judge(network, encoded, [cells[k] for k in places], [gaps[k] for k in places])
        own = [targets[k] for k in places]
        tags = tag_targets(own, [tokens[k] for k in places], tuple(mask.shape))
        found = {
            "strength": binary(logits.strength, _tensor(own, "strength")),
            "kinds": binary(logits.kinds, _tensor(own, "kinds"), torch.tensor(recipe.kinds)),
            "tags": binary(logits.tags, tags) / 10,
            "auxiliary": binary(logits.auxiliary, _tensor(own, "auxiliary")),
        }
        total = {name: total.get(name, 0) + value for name, value in found.items()}
    loss = sum(recipe.parts[name] * value for name, value in total.items()) / max(40, len(cells) ** 0.5 * 5)
    return loss, {name: value.item() / len(cells) for name, value in total.items()}


def _tensor(targets: Sequence[Target], name: str) -> Tensor:
    return torch.tensor([getattr(each, name) for each in targets], dtype=torch.float32)


def optimizer_of(network: ReaderNetwork, rate: float) -> torch.optim.Optimizer:
    """AdamW; new parts have five times the learning rate, and the layers that read articles are frozen."""
    network.words.weight.requires_grad_(False)
    network.positions.weight.requires_grad_(False)
    network.segment.requires_grad_(False)
    network.norm.requires_grad_(False)
    network.layers[:LOWER].requires_grad_(False)
    fresh = ("cell", "sides", "gaps", "matched", "pooled", "strength", "kinds", "tags", "auxiliary")
    new = [p for n, p in network.named_parameters() if p.requires_grad and n.split(".")[0] in fresh]
    old = [p for n, p in network.named_parameters() if p.requires_grad and n.split(".")[0] not in fresh]
    groups = [{"params": old, "lr": rate, "factor": 1.0}, {"params": new, "lr": rate * 5, "factor": 5.0}]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def stage(network: ReaderNetwork, examples: list[Example], epochs: int, recipe: Recipe, checkpoint: Path) -> None:
    """Train for this number of epochs, with warm-up and linear decay; resumes from `checkpoint` if it exists."""
    draw = random.Random(SEED)
    counted = sum(1 for _ in batches(examples, recipe.cells, random.Random(SEED))) * epochs
    optimizer, states = optimizer_of(network, recipe.rate), States()
    done, first = 0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        done, first = state["done"], state["epoch"]
        draw.setstate(state["draw"])
    for epoch in range(first, epochs):
        network.train()
        network.layers[:LOWER].eval()
        began, seen = time.time(), 0
        sums: dict[str, float] = {}
        for batch in batches(examples, recipe.cells, draw):
            share = done / counted
            scale = min(share / 0.06, max(0.0, 1 - share) / 0.94) + 1e-3
            for group in optimizer.param_groups:
                group["lr"] = recipe.rate * group["factor"] * scale
            with mixed_precision():
                loss, parts = losses(network, batch, states, recipe)
            loss.backward()
            nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            done += 1
            seen += 1
            sums = {name: sums.get(name, 0) + value for name, value in parts.items()}
            if seen % 50 == 0:
                means = {name: round(value / seen, 4) for name, value in sums.items()}
                print(f"epoch {epoch} step {done}/{counted} {means} {time.time() - began:.0f} s", flush=True)
        state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "done": done}
        torch.save(state | {"epoch": epoch + 1, "draw": draw.getstate()}, checkpoint)
        means = {name: round(value / seen, 4) for name, value in sums.items()}
        print(f"epoch {epoch} done {means} {time.time() - began:.0f} s", flush=True)


def prepared(state: dict[str, Tensor], network: ReaderNetwork) -> dict[str, Tensor]:
    """The upper layers after stage 1; the layers that read articles stay the packaged ones."""
    own = network.state_dict()
    lower = tuple(f"layers.{number}." for number in range(LOWER))
    kept = {name: value for name, value in state.items() if not name.startswith((*lower, "norm.", "segment"))}
    return {name: value for name, value in kept.items() if own[name].shape == value.shape}


def candidates_of(pairs: Sequence[gold.GoldPair], data: Path, work: Path, tokenizer: Tokenizer) -> list[Example]:
    """The pairs with their candidate cells, by a scorer that did not see their fold."""
    texts = [passage.text for each in pairs for side in each.passages for passage in side]
    encode = cached_encoder(work / "vectors.pkl", texts, SentenceEmbedder().encode)
    _, threshold, scores = fit_candidates([structured(each, encode) for each in pairs], gold.digest(data))
    return [of_pair(each, own, threshold, tokenizer) for each, own in zip(pairs, scores, strict=True)]


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--without", type=int, nargs="+", default=[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument(
        "--threads", type=int, default=1, help="of one process; several runs beside each other stall less"
    )
    parser.add_argument("--start", type=Path, help="weights of a finished stage 1")
    parser.add_argument("--after", help="name of a finished run whose weights stage 2 goes on from")
    parser.add_argument("--reviews", type=Path, help="what `parallax reviews export` wrote, as more training data")
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    folder = model_registry.packaged().folder
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    network = initial(load_file(folder / "model.safetensors"))
    folds = frozenset(range(5)) - frozenset(given.without) - {0}
    start = given.start or given.work / f"{given.after or f'{given.name}-stage1'}.pt"
    if not start.exists() and not given.after:
        examples = auxiliary(given.gold, tokenizer, folds)
        print(f"stage 1: {len(examples)} sentence pairs", flush=True)
        stage(network, examples, 1, Recipe(64, given.rate), start)
    network.load_state_dict(prepared(torch.load(start, weights_only=False)["network"], network), strict=False)
    every = gold.read_pairs(given.gold) + read_labelled(given.gold)
    pairs = [each for each in every if each.fold in folds]
    examples = candidates_of(pairs, given.gold, given.work, tokenizer)
    minimal = [each for each in gold.read_minimal_pairs(given.gold) + read_invented() if each.fold in folds]
    minimal += gold.read_reviews(given.reviews) if given.reviews else []
    examples += [of_pair(each, None, 0.0, tokenizer) for each in minimal]
    cells = sum(len(each.cells) for each in examples)
    print(
        f"stage 2: {len(pairs)} pairs, {len(minimal)} minimal pairs, {cells} cells, folds {sorted(folds)}", flush=True
    )
    stage(network, examples, given.epochs, Recipe(100, given.rate), given.work / f"{given.name}.pt")
    (given.work / f"{given.name}.json").write_text(json.dumps({"folds": sorted(folds), "epochs": given.epochs}))


if __name__ == "__main__":
    main()
