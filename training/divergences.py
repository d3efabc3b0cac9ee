"""Train the network that judges likely matches and how they diverge.

    python -m training.divergences --work FOLDER --name NAME --without 0 4

Adapters and heads over the packaged MPNet learn from annotated links and from cells that look like links, of all folds
but those of `--without`. Writes NAME-divergences.pt; checkpoints on the way and goes on from there.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from indexes.embedding.encoder import SentenceEmbedder
from indexes.model_registry import DIVERGENCES
from indexes.reader import weights
from indexes.reader.mpnet import package
from indexes.reader.mpnet.network import PairNetwork, load
from training.data import gold
from training.data.labelled import read_invented, read_labelled
from training.data.pair_examples import NEGATIVES, Examples, PairExample, Scores, batches, tensors
from training.data.tables import cached_encoder, structured
from training.fit.candidates import fit_candidates
from training.reader import SEED, binary

KINDS = (1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 0.5, 0.5)
"""The weights of the kinds in their part of the loss; rare kinds have a higher weight."""
TAGS = 0.025
"""The weight of a token's label in the loss."""
CHECKPOINT = 150
"""Number of steps between two checkpoints: about ten minutes on one core."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The training parameters: epochs, pairs per step, and the peak learning rate."""

    epochs: int = 2
    batch: int = 32
    rate: float = 3e-4
    warm_up: float = 0.06


RECIPE = Recipe()


def loss_of(network: PairNetwork, batch: list[PairExample]) -> Tensor:
    """The loss of a batch, averaged over pairs."""
    ids, strength, kinds, tags = tensors(batch)
    logits = network(ids)
    parts = binary(logits.strength, strength) + binary(logits.kinds, kinds, torch.tensor(KINDS))
    return (parts + TAGS * binary(logits.tags, tags)) / len(batch)


def steps(examples: Examples, recipe: Recipe) -> Iterator[tuple[int, int, list[PairExample]]]:
    """The batches of all epochs, each with its number and the approximate number of batches; the same for the same
    seed.
    """
    number = 0
    for epoch in range(recipe.epochs):
        draw = random.Random(SEED + epoch)
        made = examples.epoch(draw)
        total = -(-len(made) // recipe.batch) * recipe.epochs
        for batch in batches(made, recipe.batch, draw):
            yield number, total, batch
            number += 1


def train(network: PairNetwork, examples: Examples, recipe: Recipe, checkpoint: Path) -> None:
    """Train with warm-up and linear decay; resumes from `checkpoint` if it exists."""
    trained = network.trained()
    optimizer = torch.optim.AdamW(trained.values(), weight_decay=0.01, fused=True)
    done, seen, total_loss, began = 0, 0, 0.0, time.time()
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        network.load_state_dict(state["network"], strict=False)
        optimizer.load_state_dict(state["optimizer"])
        done = state["done"]
    network.train()
    for number, total, batch in steps(examples, recipe):
        if number < done:
            continue
        share = number / total
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * (min(share / recipe.warm_up, max(0.0, 1 - share) / (1 - recipe.warm_up)) + 1e-3)
        loss = loss_of(network, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        seen, total_loss = seen + len(batch), total_loss + loss.item() * len(batch)
        if (number + 1) % 25 == 0:
            pace = seen / (time.time() - began)
            print(f"step {number + 1}/{total} loss {total_loss / seen:.4f}, {pace:.1f} pairs/s", flush=True)
        done = number + 1
        if done % CHECKPOINT == 0:
            save(network, optimizer, done, checkpoint)
    save(network, optimizer, done, checkpoint)


def save(network: PairNetwork, optimizer: torch.optim.Optimizer, done: int, checkpoint: Path) -> None:
    """Replace the checkpoint atomically, so that an interruption leaves the previous one."""
    new = checkpoint.with_suffix(".new")
    state = {name: value.detach() for name, value in network.trained().items()}
    torch.save({"network": state, "optimizer": optimizer.state_dict(), "done": done}, new)
    new.replace(checkpoint)


def begun(go_on: bool) -> PairNetwork:
    """The packaged encoder with adapters and heads: the shipped ones, or new ones that do not change the output yet."""
    network = PairNetwork.empty(json.loads(package.read("config.json")), weights.quickest_dtype())
    load(network, package.tensors(), {})
    for head in (network.pooled, network.strength, network.kinds, network.tags):
        head.float().reset_parameters()
    network.adapt()
    if go_on:
        DIVERGENCES.check()
        network.load_state_dict(weights.unpack(load_file(DIVERGENCES.path)), strict=False)
    return network


def scores_of(pairs: list[gold.GoldPair], data: Path, work: Path) -> Scores:
    """The candidate log-odds of pairs of articles, by scorers that did not see their fold."""
    texts = [passage.text for each in pairs for side in each.passages for passage in side]
    encode = cached_encoder(work / "vectors.pkl", texts, SentenceEmbedder().encode)
    _, _, scores = fit_candidates([structured(each, encode) for each in pairs], gold.digest(data))
    return {each.id: own.astype(np.float32) for each, own in zip(pairs, scores, strict=True)}


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--without", type=int, nargs="+", default=[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--epochs", type=int, default=RECIPE.epochs)
    parser.add_argument("--rate", type=float, default=RECIPE.rate)
    parser.add_argument("--negatives", type=float, default=NEGATIVES, help="cells without a link for each link")
    parser.add_argument("--go-on", action="store_true", help="begin with the weights that ship, in place of new ones")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--reviews", type=Path, help="what `parallax reviews export` wrote, as more training data")
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    folds = frozenset(range(5)) - frozenset(given.without) - {0}
    articles = [each for each in gold.read_pairs(given.gold) + read_labelled(given.gold) if each.fold in folds]
    scores = scores_of(articles, given.gold, given.work)
    minimal = [each for each in gold.read_minimal_pairs(given.gold) + read_invented() if each.fold in folds]
    minimal += gold.read_reviews(given.reviews) if given.reviews else []
    print(f"{len(articles)} pairs of articles, {len(minimal)} of passages, folds {sorted(folds)}", flush=True)
    examples = Examples(articles + minimal, scores, weights.pair_tokenizer(), given.negatives)
    recipe = Recipe(given.epochs, rate=given.rate)
    train(begun(given.go_on), examples, recipe, given.work / f"{given.name}-divergences.pt")


if __name__ == "__main__":
    main()
