"""Alignment: which passages of two articles report, at least partly, the same specific fact.

The alignment is many-to-many and not monotone: each pair of passages (a cell) is scored together with its row and
column, and a passage may match nothing. A fast scorer over interpretable features selects candidate cells, the reader
scores them, and a small model combines both. Without a reader, the fast scorer decides alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from compare.alignment.decisions import decision_features
from compare.alignment.features import UNRELATED, blocks
from compare.alignment.likeliest import likeliest
from compare.alignment.models import AlignmentModel, DecisionModel, shipped, shipped_candidates, shipped_decisions
from compare.alignment.scorer import probability
from compare.alignment.side import AlignmentSide, prepare
from compare.embedded_article import EmbeddedArticle
from compare.model.limits import SCREENED_TOKENS, count_tokens
from compare.model.match import Match, Strength
from compare.model.passage import Passage
from compare.model.reader_scores import CellReading, Reading

__all__ = [
    "UNRELATED", "AlignmentSide", "JudgedAlignment", "JudgedMatch", "align", "align_prepared", "align_with_reader",
    "prepare",
]  # fmt: skip

MOST_CELLS = 6_000
"""Maximum number of cells read per pair of articles, most likely first: a quarter of 150 × 150 passages."""

_PASSAGE_TOKENS = 96
"""Approximate number of tokens after which readers truncate a passage."""

Read = Callable[[NDArray[np.int64]], Reading]
"""Reads the given cells (n, 2) of two articles."""


class JudgedMatch(NamedTuple):
    """A match with the reader's scores for its cell; None if it was not read."""

    match: Match
    reading: CellReading | None


class JudgedAlignment(NamedTuple):
    """The matches of two articles; `unread` (n, 2) are the candidates that were not read because there are too many."""

    matches: list[JudgedMatch]
    unread: NDArray[np.int64]


def align(a: EmbeddedArticle, b: EmbeddedArticle, unrelated: float = UNRELATED) -> list[Match]:
    """Match two articles without a reader. Matches are in the order of `a`, then `b`, and have no divergences.

    `unrelated` is the mean cosine of unrelated passages under the embedding model in use.
    """
    return align_prepared(prepare(a), prepare(b), unrelated)


def align_prepared(
    a: AlignmentSide, b: AlignmentSide, unrelated: float = UNRELATED, model: AlignmentModel | None = None
) -> list[Match]:
    """As `align`, for articles that are aligned with many others: `prepare` each of them once."""
    if not len(a) or not len(b):
        return []
    model = model or shipped()
    found: list[Match] = []
    for first, features in blocks(a, b, unrelated):
        scores = model.scores(features)
        rows, columns = np.nonzero(scores >= model.match)
        for i, j, score in zip(rows.tolist(), columns.tolist(), scores[rows, columns].tolist(), strict=True):
            # one score serves as both probabilities: this model was not trained to distinguish strong from weak matches
            strength: Strength = "strong" if score >= model.strong else "weak"
            found.append(Match(a.passages[first + i], b.passages[j], score, score, strength))
    return found


def align_with_reader(
    a: AlignmentSide,
    b: AlignmentSide,
    read: Read,
    unrelated: float = UNRELATED,
    decisions: DecisionModel | None = None,
) -> JudgedAlignment:
    """Match two articles with the reader's scores, in the order of `a`, then `b`."""
    if not len(a) or not len(b):
        return JudgedAlignment([], np.zeros((0, 2), np.int64))
    decisions = decisions or shipped_decisions()
    structure = _joined(a, b, unrelated)
    candidate = shipped_candidates().logits(structure)
    cells = _within_tokens(candidate, candidate_cells(candidate, decisions.candidate), a.passages, b.passages)
    beyond = candidate >= decisions.candidate
    beyond[cells[:, 0], cells[:, 1]] = False
    unread = np.argwhere(beyond)
    if not len(cells):
        return JudgedAlignment([], unread)
    reading = read(cells)
    features = decision_features(structure, candidate, reading)
    linked = probability(decisions.link.logits(features))
    strong = np.minimum(probability(decisions.strong.logits(features)), linked)
    found = []
    for place in np.flatnonzero(linked >= decisions.link_threshold).tolist():
        i, j = cells[place].tolist()
        strength: Strength = "strong" if strong[place] >= decisions.strong_threshold else "weak"
        match = Match(a.passages[i], b.passages[j], float(linked[place]), float(strong[place]), strength)
        found.append(JudgedMatch(match, reading.cell(place)))
    return JudgedAlignment(found, np.concatenate((unread, reading.unread)))


def candidate_cells(candidate: NDArray[np.float32], threshold: float) -> NDArray[np.int64]:
    """The cells (n, 2) with a candidate logit of at least `threshold`, in order; at most MOST_CELLS, the most likely
    ones.
    """
    cells = np.argwhere(candidate >= threshold)
    if len(cells) > MOST_CELLS:
        best = np.argsort(-candidate[cells[:, 0], cells[:, 1]], kind="stable")[:MOST_CELLS]
        cells = cells[np.sort(best)]
    return cells.astype(np.int64)


def _within_tokens(
    candidate: NDArray[np.float32], cells: NDArray[np.int64], a: Sequence[Passage], b: Sequence[Passage]
) -> NDArray[np.int64]:
    """The most likely cells that have at most SCREENED_TOKENS together, in order."""
    sizes = [np.array([min(count_tokens(each.text), _PASSAGE_TOKENS) for each in side], np.int64) for side in (a, b)]
    tokens = sizes[0][cells[:, 0]] + sizes[1][cells[:, 1]]
    return cells[likeliest(candidate[cells[:, 0], cells[:, 1]], tokens, SCREENED_TOKENS)]


def _joined(a: AlignmentSide, b: AlignmentSide, unrelated: float) -> dict[str, NDArray[np.float32]]:
    """The features of all cells, each of shape (len(a), len(b))."""
    parts = [features for _, features in blocks(a, b, unrelated)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
