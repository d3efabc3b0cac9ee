"""Score the removal of page furniture and the splitting of sentences on the evaluation data.

    python -m benchmarks.quality.cleaning --gold ../shared/gold

`cleaning_labels.json` contains labels of sentences of the corpus, by the first 16 digits of their SHA-256: 1 is page
furniture, 0 is text of the article. They were labelled before the cleaning was run on them, and come from outlets of
the corpus that were not used for development: "first" (150 drawn evenly, 270 from the ends of articles or without a
full stop) and "second" (150 and 150), equal sentences once. So precision and recall are mostly measured where furniture
is likely.

The gold pairs show the opposite error: how many passages each of their sentences becomes, with one sentence per
paragraph.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from compare.model.article import Article, Outlet
from compare.model.passage import Passage
from compare.text.passages import split
from compare.text.segmentation.sentences import sentence_spans

LABELS = Path(__file__).with_name("cleaning_labels.json")
_DIGITS = 16
_REMOVED = 0.2  # maximum share of a removed sentence's characters that may remain in passages


def key(sentence: str) -> str:
    """The key of a sentence in `cleaning_labels.json`."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:_DIGITS]


def marked(corpus: Path, labels: dict[str, int]) -> Iterator[tuple[str, bool]]:
    """(key, removed) of each labelled sentence of the corpus, once."""
    seen: set[str] = set()
    with gzip.open(corpus, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["fold"] == 0:
                continue
            text = row["text"]
            found = [(key(text[start:end]), start, end) for _, start, end in sentence_spans(text)]
            wanted = [each for each in found if each[0] in labels and each[0] not in seen]
            passages = split(Article(Outlet(row["outlet"]), row["title"], text)) if wanted else []
            for name, start, end in wanted:
                seen.add(name)
                yield name, _covered(passages, start, end) < _REMOVED * (end - start)


def _covered(passages: Sequence[Passage], start: int, end: int) -> int:
    return sum(max(0, min(each.end, end) - max(each.start, start)) for each in passages)


def of_marks(corpus: Path) -> dict[str, dict[str, Any]]:
    """Precision and recall of what is removed, by set of labels; `missing` are sentences that are now split
    differently.
    """
    sets: dict[str, dict[str, int]] = json.loads(LABELS.read_text(encoding="utf-8"))
    removed = dict(marked(corpus, {name: label for labels in sets.values() for name, label in labels.items()}))
    return {name: _scores(labels, removed) for name, labels in sets.items()}


def _scores(labels: dict[str, int], removed: dict[str, bool]) -> dict[str, Any]:
    counts = Counter((label, removed[name]) for name, label in labels.items() if name in removed)
    right, gone, furniture = counts[1, True], counts[1, True] + counts[0, True], counts[1, True] + counts[1, False]
    return {
        "furniture": furniture,
        "text": counts[0, True] + counts[0, False],
        "text removed": counts[0, True],
        "precision": round(right / max(1, gone), 3),
        "recall": round(right / max(1, furniture), 3),
        "missing": len(labels) - sum(counts.values()),
    }


def of_pairs(folder: Path, is_held_out: bool) -> dict[str, dict[str, int]]:
    """How many sentences of the gold pairs become 0, 1 or more passages: linked ones, those only one has, and the rest.

    For fold 0 if `is_held_out`, else for folds 1 to 4.
    """
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("linked", "only in one", "rest")}
    for path in sorted(folder.glob("*.json")):
        pair = json.loads(path.read_text(encoding="utf-8"))
        if (pair["fold"] == 0) != is_held_out:
            continue
        for side in "ab":
            linked = {link[side] for link in pair["links"]}
            for place, number in enumerate(_numbers(pair[side]["sentences"])):
                kind = "linked" if place in linked else "only in one" if place in pair[f"only_{side}"] else "rest"
                counts[kind][str(number) if number < 2 else "more"] += 1
    return {kind: {number: found[number] for number in ("0", "1", "more")} for kind, found in counts.items()}


def _numbers(sentences: Sequence[str]) -> list[int]:
    """The number of passages that each sentence becomes, if each is a paragraph of one article."""
    flat = [" ".join(each.split()) for each in sentences]
    passages = split(Article(Outlet("Outlet"), "", "\n\n".join(flat)))
    numbers, start = [], 0
    for each in flat:
        end = start + len(each)
        numbers.append(sum(start <= passage.start < end for passage in passages))
        start = end + 2
    return numbers


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    gold: Path = parser.parse_args().gold
    for name, scores in of_marks(gold / "corpus-6k.jsonl.gz").items():
        print(f"{name:8}", scores)
    for is_held_out in (False, True):
        for kind, numbers in of_pairs(gold / "pairs", is_held_out).items():
            print("fold 0   " if is_held_out else "folds 1–4", f"{kind:12}", numbers)


if __name__ == "__main__":
    main()
