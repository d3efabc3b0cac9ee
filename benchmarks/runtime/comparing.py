"""Time the trained reader on two articles, next to a plain cross-encoder of the same architecture.

    python -m benchmarks.runtime.comparing --gold ../shared/gold [--pairs 9] [--passages 25] [--write-docs]

The articles are pairs of `events/roundups`, without those of fold 0, truncated to a number of passages. They are
compared as in the service: candidates, screening, judging, decisions and divergences, with as many threads as there are
processors. The plain cross-encoder has random weights, because only its speed is measured, and reads a sample of the
pairs of passages in each round; its time for all pairs is proportional. It runs with the defaults of
sentence-transformers.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import documented_tables
from benchmarks.gold_articles import article_of, embed, read_lines
from benchmarks.rounds import Machine, Ratio, seconds_of
from compare.comparison.pair_comparison import PairComparer, Prepared
from compare.model.article import Article
from compare.text.passages import split
from indexes.embedding.encoder import SentenceEmbedder
from indexes.reader.mpnet import package
from indexes.reader.reader import TrainedReader

_PLAIN = 32  # pairs of passages that the plain cross-encoder reads in a round

Pair = tuple[Article, Article]


def pairs_of(gold: Path, number: int, passages: int) -> list[Pair]:
    """The first pairs of articles of one event that have at least this many passages, cut after them."""
    events: dict[str, list[Article]] = defaultdict(list)
    for line in read_lines(gold / "events" / "roundups.jsonl.gz"):
        if line["fold"] != 0:
            events[line["event"]].append(article_of(line))
    long = ([each for each in found if len(split(each)) >= passages] for found in events.values())
    several = (found for found in long if len(found) > 1)
    return [(_cut(a, passages), _cut(b, passages)) for a, b in islice((found[:2] for found in several), number)]


def _cut(article: Article, passages: int) -> Article:
    end = split(article)[passages - 1].end
    return Article(article.outlet, article.title, article.text[:end], article.url, published=article.published)


def plain_cross_encoder(folder: Path) -> Callable[[Sequence[tuple[str, str]]], Any]:
    """Predicts as sentence-transformers does, with a model of the size of the judging one."""
    from sentence_transformers import CrossEncoder
    from transformers import MPNetConfig, MPNetForSequenceClassification, PreTrainedTokenizerFast

    config = json.loads(package.read("config.json"))
    MPNetForSequenceClassification(MPNetConfig(**(config | {"num_labels": 1}))).save_pretrained(folder)
    (folder / "tokenizer.json").write_bytes(package.read("tokenizer.json"))
    PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), pad_token="<pad>").save_pretrained(folder)
    model = CrossEncoder(str(folder))
    return lambda pairs: model.predict(list(pairs), show_progress_bar=False)


class _Counted(TrainedReader):
    """Counts the candidates that it read."""

    candidates = 0

    def read(self, *arguments: Any) -> Any:
        """As `TrainedReader.read`."""
        found = super().read(*arguments)
        self.candidates += len(found.cells)
        return found


def measure(gold: Path, number: int, passages: int) -> dict[str, Any]:
    """Seconds per pair of articles and for all, and pairs of passages per second of both."""
    reader = _Counted()
    comparer = PairComparer(reader=reader)
    pairs = pairs_of(gold, number + 1, passages)
    embedded = [embed(pair, SentenceEmbedder().encode) for pair in pairs]
    taken: list[float] = []
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        plain = plain_cross_encoder(Path(folder))
        for nth, (a, b) in enumerate(embedded):
            texts = [(one.text, other.text) for one in a.passages for other in b.passages]
            before, start = reader.candidates, time.perf_counter()
            result = comparer.compare(Prepared(a), Prepared(b))
            seconds = time.perf_counter() - start
            if result.problem:
                raise RuntimeError(result.problem)
            some = texts[:: max(1, len(texts) // _PLAIN)][:_PLAIN]
            rate = len(some) / seconds_of(plain, some)
            if nth:  # the first one loads the models
                taken.append(seconds)
                ratios.append((reader.candidates - before) / seconds / rate)
    return {
        "pairs": len(taken),
        "passages": passages,
        "s_a_pair": f"{median(taken):.1f} ({min(taken):.1f} to {max(taken):.1f})",
        "s_all_pairs": round(sum(taken), 1),
        "candidates_a_pair": round(reader.candidates / len(embedded)),
        "speed_to_plain": str(Ratio(tuple(ratios))),
    }


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--passages", type=int, default=25)
    parser.add_argument("--write-docs", action="store_true", help="write the table of docs/benchmarks.md")
    given, machine = parser.parse_args(), Machine()
    figures = measure(given.gold, given.pairs, given.passages)
    print("reading       ", "  ".join(f"{key} {value}" for key, value in figures.items()))
    print("machine       ", machine.told())
    if given.write_docs:
        documented_tables.write("reading", [figures], machine)


if __name__ == "__main__":
    main()
