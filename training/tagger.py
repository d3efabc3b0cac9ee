"""Train the attribution tagger: `python -m training.tagger --gold ../shared/gold --work FOLDER --name NAME`.

Fold 0 is not trained on, and one article in sixteen of the others is held out for fitting the probabilities. A run
saves a checkpoint after each epoch in the work folder and resumes from it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from indexes import model_registry
from indexes.reader import weights
from indexes.reader.network import encoder_state
from indexes.tagger.batches import link_logits, window_batch
from indexes.tagger.network import TaggerNetwork
from training.data.attributions import Annotated, Window, batches, epoch_windows, is_held_out, read_attributions
from training.precision import mixed_precision

SEED = 20261129
WORDS = 20.0
"""The number of labels of words that weigh as much as one link."""
NEW_PARTS = 8.0
"""The factor of the learning rate of parts that the encoder does not have."""


def losses(network: TaggerNetwork, batch: Sequence[Window]) -> dict[str, Tensor]:
    """The loss of labels, averaged over windows, and that of links, averaged over anchors."""
    inputs = window_batch([(each.text, each.span) for each in batch])
    labels = torch.zeros(inputs.present.shape, dtype=torch.int64)
    for row, each in enumerate(batch):
        labels[row, : len(each.labels)] = torch.from_numpy(each.labels)
    states = network.encode(*inputs[:4])
    with torch.autocast("cpu", enabled=False):
        tagged = network.crf.loss(network.emissions(states.float()), labels, inputs.present)
    flat = states.flatten(0, 1)
    found: list[Tensor] = []
    for row, each in enumerate(batch):
        both = link_logits(network, flat, each.spans, row * states.shape[1])
        for logits, links in zip(both, (each.source_of, each.cue_of), strict=True):
            if logits is not None:
                found.append(functional.cross_entropy(logits, torch.tensor(links) + 1, reduction="none"))
    linked = torch.cat(found).mean() if found else tagged.new_zeros(())
    return {"labels": tagged / len(batch) / WORDS, "links": linked}


def optimizer_of(network: TaggerNetwork, rate: float) -> torch.optim.Optimizer:
    """AdamW; the embeddings of words and positions stay the packaged ones, and new parts learn faster."""
    network.words.weight.requires_grad_(False)
    network.positions.weight.requires_grad_(False)
    network.segment.requires_grad_(False)
    named = [(name, each) for name, each in network.named_parameters() if each.requires_grad]
    old = [each for name, each in named if name.startswith(("layers.", "norm."))]
    new = [each for name, each in named if not name.startswith(("layers.", "norm."))]
    groups = [{"params": old, "lr": rate, "factor": 1.0}, {"params": new, "lr": rate * NEW_PARTS, "factor": NEW_PARTS}]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def train(
    network: TaggerNetwork, articles: Sequence[Annotated], epochs: int, rate: float, hours: float, checkpoint: Path
) -> None:
    """Train for this number of epochs, with warm-up and linear decay, or until `hours` are over; see the module."""
    tokenizer = weights.tokenizer()
    draw = random.Random(SEED)
    optimizer = optimizer_of(network, rate)
    first, spent = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        first, spent = state["epoch"], state["spent"]
        draw.setstate(state["draw"])
    began = time.time() - spent
    for epoch in range(first, epochs):
        network.train()
        steps = list(batches(list(epoch_windows(articles, tokenizer, draw)), draw))
        sums = {"labels": 0.0, "links": 0.0}
        for number, batch in enumerate(steps):
            share = max((epoch + number / len(steps)) / epochs, (time.time() - began) / 3600 / hours)
            scale = min(share / 0.05, max(0.0, 1 - share) / 0.95) + 1e-3
            for group in optimizer.param_groups:
                group["lr"] = rate * group["factor"] * scale
            with mixed_precision():
                parts = losses(network, batch)
            sum(parts.values(), torch.zeros(())).backward()
            nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            sums = {name: sums[name] + value.item() for name, value in parts.items()}
            if (number + 1) % 50 == 0:
                means = {name: round(value / (number + 1), 4) for name, value in sums.items()}
                print(f"epoch {epoch} step {number + 1}/{len(steps)} {means} {time.time() - began:.0f} s", flush=True)
            if share >= 1:
                break
        state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch + 1}
        torch.save(state | {"draw": draw.getstate(), "spent": time.time() - began}, checkpoint)
        if time.time() - began >= hours * 3600:
            break


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="tagger")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--hours", type=float, default=24.0, help="stop after so long, decayed to the end")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    network = TaggerNetwork()
    network.load_state_dict(
        encoder_state(load_file(model_registry.packaged().folder / "model.safetensors")), strict=False
    )
    read = read_attributions(given.gold / "attributions" / "train.jsonl.gz", without=frozenset({0}))
    articles = [each for each in read if not is_held_out(each)]
    print(f"{len(articles)} articles, {sum(len(each.attributions) for each in articles)} attributions", flush=True)
    train(network, articles, given.epochs, given.rate, given.hours, given.work / f"{given.name}.pt")


if __name__ == "__main__":
    main()
