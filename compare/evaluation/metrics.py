"""How well results agree with human annotations: pure functions over sets and labels.

If nothing was found, precision is 1. If nothing was to be found, recall is 1.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; 0 if both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of true positives, false positives and false negatives; tallies can be added."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def expected(self) -> int:
        """The number of items to be found."""
        return self.right + self.missed

    @property
    def score(self) -> Score:
        """Micro-averaged over everything counted."""
        found = self.right + self.wrong
        return Score(self.right / found if found else 1.0, self.right / self.expected if self.expected else 1.0)


def tally(
    found: AbstractSet[Hashable], gold: AbstractSet[Hashable], ignored: AbstractSet[Hashable] = frozenset()
) -> Tally:
    """Count `found` against `gold`; items in `ignored` (disputed) count as neither right, wrong nor missed."""
    found, gold = found - ignored, gold - ignored
    return Tally(len(found & gold), len(found - gold), len(gold - found))


def tally_by_kind(
    found: Mapping[Hashable, AbstractSet[str]],
    gold: Mapping[Hashable, AbstractSet[str]],
    ignored: Mapping[Hashable, AbstractSet[str]] | None = None,
) -> dict[str, Tally]:
    """A tally per kind over labelled items (matches with their kinds of divergence), sorted by kind.

    Only items in `gold` are counted: it must include those without a label, too.
    """
    counts: dict[str, Tally] = {}
    for thing, expected in gold.items():
        raised = found.get(thing, frozenset())
        skipped = (ignored or {}).get(thing, frozenset())
        for kind in (raised | expected) - skipped:
            one = tally({kind} & raised, {kind} & expected)
            counts[kind] = counts.get(kind, Tally()) + one
    return dict(sorted(counts.items()))


def b_cubed(found: Mapping[str, Hashable], gold: Mapping[str, Hashable], of: AbstractSet[str] | None = None) -> Score:
    """B-cubed precision and recall of a grouping (Bagga and Baldwin 1998); both map each item to its group.

    For each item: the share of its found group that is in its gold group, and the share of its gold group that is in
    its found group; then the mean over all items (or those in `of`). Raises ValueError if the two groupings do not
    contain the same items.
    """
    if found.keys() != gold.keys():
        raise ValueError("Both clusterings must have the same items.")
    items = [item for item in found if of is None or item in of]
    if not items:
        return Score(1.0, 1.0)
    sizes, gold_sizes = Counter(found.values()), Counter(gold.values())
    shared = Counter((found[item], gold[item]) for item in found)
    precision = sum(shared[found[item], gold[item]] / sizes[found[item]] for item in items)
    recall = sum(shared[found[item], gold[item]] / gold_sizes[gold[item]] for item in items)
    return Score(precision / len(items), recall / len(items))


Item = tuple[str, Hashable]
"""Part of a text: which text, and which part."""


def b_cubed_of_links(groups: Iterable[Collection[Item]], links: Iterable[AbstractSet[Item]]) -> Score:
    """B-cubed of groups of parts of texts, against links between two of them, which need not be transitive.

    As extended by Amigó et al. (2009): for each item, the share of those in its group that are linked to it, and the
    share of those linked to it that are in its group, counting itself in both. Links connect items of two texts; items
    of one text are not compared. Items that are alone and have no link do not count.
    """
    linked: dict[Item, set[Item]] = defaultdict(set)
    for one, other in links:
        linked[one].add(other)
        linked[other].add(one)
    precisions, recalls = [], []
    for group in groups:
        for item in group:
            beside = {each for each in group if each[0] != item[0]}
            if beside or linked[item]:
                right = 1 + len(beside & linked[item])
                precisions.append(right / (1 + len(beside)))
                recalls.append(right / (1 + len(linked[item])))
    return Score(fmean(precisions), fmean(recalls)) if precisions else Score(1.0, 1.0)


def recall_at_precision(judged: Iterable[tuple[float, bool]], expected: int, precision: float = 0.9) -> float:
    """The highest recall of all thresholds at which at least `precision` of the items above it are correct.

    `judged` contains the score of each found item and whether it is correct; `expected` is the number of items to be
    found.
    """
    best = right = 0
    ordered = sorted(judged, reverse=True)
    for taken, (score, is_right) in enumerate(ordered, 1):
        right += is_right
        is_threshold = taken == len(ordered) or ordered[taken][0] < score
        if is_threshold and right >= precision * taken:
            best = right
    return best / expected if expected else 1.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """For `count` items scored from `low` to `high`: the mean score, and the share that is correct."""

    low: float
    high: float
    count: int
    mean: float
    right: float


def reliability(judged: Sequence[tuple[float, bool]], bins: int = 10) -> list[Reliability]:
    """How well scores can be read as probabilities: one entry per non-empty bin of `bins` equal parts of 0 to 1."""
    filled: dict[int, list[tuple[float, bool]]] = {}
    for score, is_right in judged:
        filled.setdefault(min(int(score * bins), bins - 1), []).append((score, is_right))
    return [
        Reliability(
            low=place / bins,
            high=(place + 1) / bins,
            count=len(inside),
            mean=sum(score for score, _ in inside) / len(inside),
            right=sum(is_right for _, is_right in inside) / len(inside),
        )
        for place, inside in sorted(filled.items())
    ]


def calibration_error(judged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """The mean distance between score and share of correct items, weighted by count (expected calibration error)."""
    lines = reliability(judged, bins)
    return sum(line.count * abs(line.mean - line.right) for line in lines) / max(1, len(judged))
