"""How well a reader behind an API judges annotated pairs of articles, to choose PARALLAX_READER_SHOW.

    PARALLAX_READER=https://host/v1 PARALLAX_READER_MODEL=… PARALLAX_READER_KEY=… \\
        python -m benchmarks.quality.endpoint --gold ../shared/gold --fold 1 --pairs 40 [--precision 0.7]

Calls the API in the settings, within their budget, and stores its judgements in `--cache`, so that a run that was
interrupted, or whose budget was spent, can be resumed. Fold 0 is only for validation: choose floors on another one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.gold_articles import Encode
from benchmarks.quality.facts import side_of
from compare.comparison.pair_comparison import PairComparer, Prepared
from compare.embedded_article import EmbeddedArticle
from compare.errors import InputError
from compare.model.match import Kind, Match
from compare.model.reader_scores import MARKED
from compare.ports import Reader

FEWEST = 20
"""Minimum number of divergences above a floor for its precision to be meaningful."""


@dataclass
class Tally:
    """Counts of right, found and labelled links; for each kind, the probability of each divergence, and whether it is
    right.
    """

    links: list[int] = field(default_factory=lambda: [0, 0, 0])
    raised: dict[Kind, list[tuple[float, bool]]] = field(default_factory=lambda: {kind: [] for kind in MARKED})
    labelled: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(MARKED, 0))

    def add(self, matches: Sequence[Match], pair: dict[str, Any]) -> None:
        """Count the matches of an annotated pair, without those that annotators disputed."""
        labels = {(link["a"], link["b"]): link for link in pair["links"]}
        disputed = {(i, j) for i, j in pair["disputed"]}
        found = {(each.a.index, each.b.index): each for each in matches}
        counted = found.keys() - disputed
        self.links[0] += len(counted & labels.keys())
        self.links[1] += len(counted)
        self.links[2] += len(labels)
        for kind in MARKED:
            self.labelled[kind] += sum(kind in link["labels"] for link in labels.values())
        for cell in counted:
            link = labels.get(cell, {"labels": []})
            judged = found[cell].divergences if found[cell].judged_by else ()  # only kinds that the API judged
            for each in judged:
                if each.kind in self.raised and each.kind not in link.get("disputed_labels", ()):
                    self.raised[each.kind].append((each.probability, each.kind in link["labels"]))

    @property
    def f1(self) -> float:
        """F1 of links."""
        return 2 * self.links[0] / max(1, self.links[1] + self.links[2])


def floor_for(raised: Sequence[tuple[float, bool]], precision: float) -> tuple[float, float, int] | None:
    """The lowest probability above which the precision is reached, that precision, and the number of divergences above
    it.
    """
    found = None
    right = 0
    ordered = sorted(raised, reverse=True)
    for number, (probability, is_right) in enumerate(ordered, 1):
        right += is_right
        is_last = number == len(ordered) or ordered[number][0] < probability
        if is_last and number >= FEWEST and right / number >= precision:
            found = (probability, right / number, number)
    return found


def read_pairs(gold: Path, fold: int, most: int) -> Iterator[dict[str, Any]]:
    """The first annotated pairs of a fold, by file name."""
    every = (json.loads(path.read_text("utf-8")) for path in sorted((gold / "pairs").glob("*.json")))
    for number, pair in enumerate(each for each in every if each["fold"] == fold):
        if number < most:
            yield pair


def measure(
    pairs: Sequence[dict[str, Any]], encode: Encode, reader: Reader, second: Reader
) -> tuple[Tally, Tally, list[str]]:
    """The counts without and with the second reader, and its error messages."""
    tallies, problems = (Tally(), Tally()), []
    for pair in pairs:
        prepared = []
        for side in (side_of(pair["a"]), side_of(pair["b"])):
            vectors = encode([each.text for each in side[1]])
            prepared.append(Prepared(EmbeddedArticle(*side, vectors)))
        for tally, chosen in zip(tallies, (None, second), strict=True):
            result = PairComparer(reader=reader, second=chosen).compare(*prepared)
            tally.add(result.matches, pair)
            if result.second and result.second.problem:
                problems.append(result.second.problem)
    return *tallies, problems


def show(alone: Tally, together: Tally, precision: float) -> None:
    """Print links with and without the second reader, and the floor of each kind that reaches the precision."""
    print(f"links, F1: {alone.f1:.3f} without the endpoint, {together.f1:.3f} with it")
    floors = []
    for kind in MARKED:
        raised = together.raised[kind]
        right = sum(each for _, each in raised)
        told = f"{kind:14} {together.labelled[kind]:4} labelled, {len(raised):4} raised, {right:4} of these right"
        found = floor_for(raised, precision)
        if found is not None:
            floors.append(f"{kind}={found[0]:.2f}")
            told += f"; from {found[0]:.2f}: {found[2]} raised, precision {found[1]:.2f}"
        print(told)
    chosen = ", ".join(floors)
    print(
        f"PARALLAX_READER_SHOW={chosen!r}" if chosen else f"No kind reaches a precision of {precision:.2f}: show none."
    )


def main() -> None:
    """Read the command line and the settings, measure and print."""
    from indexes.embedding.encoder import SentenceEmbedder
    from indexes.reader.endpoint.reader import EndpointReader
    from indexes.reader.reader import TrainedReader
    from indexes.storage.sql.catalogue import SqlCatalogue
    from web.settings import Settings
    from web.wiring import endpoint_of, is_endpoint

    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--fold", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=40, help="how many pairs of articles are judged")
    parser.add_argument("--precision", type=float, default=0.7, help="that a kind must reach to be shown")
    parser.add_argument("--cache", type=Path, default=Path("endpoint-judgements.sqlite"))
    given = parser.parse_args()
    settings = Settings.read()
    if not is_endpoint(settings):
        parser.error("set PARALLAX_READER to the address of an API, and PARALLAX_READER_MODEL")
    try:
        second = EndpointReader(endpoint_of(settings), SqlCatalogue(given.cache).judgements)
    except InputError as error:
        parser.error(str(error))
    pairs = list(read_pairs(given.gold, given.fold, given.pairs))
    alone, together, problems = measure(pairs, SentenceEmbedder().encode, TrainedReader(), second)
    if problems:
        print(f"Not all was judged ({problems[0]}): run this again, and what was judged is kept.")
    print(f"{second.name}, {len(pairs)} pairs of articles of fold {given.fold}")
    show(alone, together, given.precision)


if __name__ == "__main__":
    main()
