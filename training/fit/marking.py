"""Fit which words show a kind of divergence: a scorer of tokens for each kind, and its threshold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.divergence.features.marked_words import covered, marked_spans, token_features
from compare.divergence.pair import Pair
from compare.model.match import Divergence, Kind
from compare.model.reader_scores import MARKED, CellReading
from training.data import gold
from training.fit.scorers import fit_logistic, folds_of, predict

THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
REGULARISATION = 0.1
"""The inverse regularisation strength (C) of the logistic regressions (set by hand)."""

TAGS_FROM = 0.3
"""Probability from which the reader's tags alone mark a token, for comparison (set by hand)."""


class MarkedPassage:
    """A passage whose marked words are known: the features of its tokens, and the annotators' words."""

    def __init__(
        self, pair: Pair, side: int, reading: CellReading, kind: Kind, found: Sequence[Divergence], cell: gold.Cell
    ) -> None:
        """`found` are the divergences that rules found in the match, of any kind."""
        passage = (pair.a, pair.b)[side]
        number, start = MARKED.index(kind), passage.passage.start
        self.text = passage.facts.text
        self.offsets = reading.marks[side].offsets
        self.chances = reading.marks[side].probabilities[:, number]
        own = [each for each in found if each.kind == kind]
        self.by_rule = [(span.start - start, span.end - start) for each in own[:1] for span in (each.a, each.b)[side]]
        self.columns = token_features(pair, side, reading, kind, own)
        self.spans = [(start, end) for k, which, start, end in cell.spans if k == number and which == side]
        self.words = word_places(self.text, self.spans)

    @property
    def labels(self) -> NDArray[np.bool_]:
        """Whether the annotators marked each token."""
        return covered(self.offsets, self.spans)

    def table(self, names: Sequence[str]) -> NDArray[np.float32]:
        """The features of the tokens, shape (tokens, names)."""
        return np.stack([self.columns[name] for name in names], 1)

    def f1(self, spans: Sequence[tuple[int, int]]) -> float:
        """F1 of the words in these spans against the annotators'; of the whole passage if there are none."""
        found = word_places(self.text, spans or [(0, len(self.text))])
        return 2 * len(self.words & found) / max(1, len(self.words) + len(found))

    def f1_at(self, chances: NDArray[np.float32], threshold: float) -> float:
        """F1 of the words that these probabilities of the tokens mark."""
        return self.f1(marked_spans(self.offsets, chances, threshold))


def word_places(text: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    """The indices of the words, separated by white space, that these spans overlap."""
    places, at = set(), 0
    for number, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        if any(min(at, end) > max(start, begin) for begin, end in spans):
            places.add(number)
    return places


def fit_marking(
    kind: Kind, passages: Sequence[MarkedPassage], stories: Sequence[str], counted: Sequence[bool]
) -> tuple[dict[str, Any], float]:
    """The scorer as JSON, and the threshold for which the words' F1 is best on the `counted` passages (gold ones)."""
    names = sorted(passages[0].columns)
    fold = folds_of(stories)
    chances: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(passages)
    for each in range(int(fold.max()) + 1):
        kept = _fitted(names, [one for one, own in zip(passages, fold, strict=True) if own != each])
        for place in np.flatnonzero(fold == each).tolist():
            chances[place] = predict(kept, passages[place].table(names))
    own = [place for place, wanted in enumerate(counted) if wanted]
    ruled = [place for place in own if passages[place].by_rule]

    def scored(places: Sequence[int], threshold: float) -> float:
        return _mean(passages[each].f1_at(chances[each], threshold) for each in places)

    best = max(THRESHOLDS, key=lambda threshold: scored(own, threshold))
    tags = _mean(passages[each].f1_at(passages[each].chances, TAGS_FROM) for each in own)
    print(
        f"    marks {kind}: F1 {scored(own, best):.3f} from {best} ({len(own)} passages); the reader alone {tags:.3f}; "
        f"where a rule fired ({len(ruled)}), the rule {_mean(passages[p].f1(passages[p].by_rule) for p in ruled):.3f} "
        f"and this {scored(ruled, best):.3f}",
        flush=True,
    )
    return _fitted(names, passages), best


def _mean(values: Iterable[float]) -> float:
    return float(np.mean([*values] or [0.0]))


def _fitted(names: Sequence[str], passages: Sequence[MarkedPassage]) -> dict[str, Any]:
    table = np.concatenate([each.table(names) for each in passages])
    return fit_logistic(names, table, np.concatenate([each.labels for each in passages]), REGULARISATION)


def marked_kinds() -> tuple[Kind, ...]:
    """The kinds whose words the scorers choose: conflicting values are marked as they are."""
    return tuple(kind for kind in MARKED if kind != "figures")
