"""Train the layers that tell how matches diverge: `python -m training.divergences --work FOLDER --name NAME`.

They begin as the upper layers of NAME.pt, which tell what matches, or as those of the run that --after names, and see
the annotated links alone, of the same folds. Writes NAME-divergences.pt; checkpoints after each epoch and goes on from
there.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch

from indexes.reader import weights
from indexes.reader.network import ReaderNetwork
from training import gold
from training.examples import Example, of_pair
from training.labelled import read_invented, read_labelled
from training.reader import SEED, Recipe, stage

RECIPE = Recipe(
    cells=48,
    rate=8e-5,
    kinds=(1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 0.5, 0.5),
    parts={"strength": 0.3, "kinds": 1.0, "tags": 0.5, "auxiliary": 0.0},
)


def links_only(pair: gold.GoldPair) -> gold.GoldPair:
    """The pair with its links alone: an invented pair is left as it is."""
    if pair.is_minimal:
        return pair
    return replace(pair, cells=tuple(cell for cell in pair.cells if cell.strength > gold.NONE))


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--after", help="name of a finished run of this script whose weights are gone on from")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=RECIPE.rate)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    network = ReaderNetwork()
    start = given.work / (f"{given.after}-divergences.pt" if given.after else f"{given.name}.pt")
    network.load_state_dict(torch.load(start, weights_only=False)["network"])
    folds = json.loads((given.work / f"{given.name}.json").read_text())["folds"]
    tokenizer = weights.tokenizer()
    every = gold.read_pairs(given.gold) + gold.read_minimal_pairs(given.gold)
    every += read_labelled(given.gold) + read_invented()
    pairs = [links_only(each) for each in every if each.fold in folds]
    examples: list[Example] = [of_pair(each, None, 0.0, tokenizer) for each in pairs if each.cells]
    print(f"{len(examples)} pairs, {sum(len(each.cells) for each in examples)} links, folds {folds}", flush=True)
    recipe = replace(RECIPE, rate=given.rate)
    stage(network, examples, given.epochs, recipe, given.work / f"{given.name}-divergences.pt")


if __name__ == "__main__":
    main()
