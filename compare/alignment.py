"""Alignment: which passages of two articles report, at least partly, the same specific thing.

Many-to-many and not monotone: each pair of passages is judged by itself, in the light of its row and column, and a
passage may match none. Monotone aligners (Vecalign, Bertalign) and optimal transport force links onto what the other
side leaves out.
"""

from __future__ import annotations

import numpy as np

from compare.alignment_features import UNRELATED, blocks
from compare.alignment_model import AlignmentModel, shipped
from compare.alignment_side import AlignmentSide, prepare
from compare.embedded import EmbeddedArticle
from compare.match import Match

__all__ = ["UNRELATED", "AlignmentSide", "align", "align_prepared", "prepare"]


def align(a: EmbeddedArticle, b: EmbeddedArticle, unrelated: float = UNRELATED) -> list[Match]:
    """The matches of two articles, in the order of `a` and then of `b`, without divergences.

    `unrelated` is the mean cosine of unrelated passages under the embedding model in use.
    """
    return align_prepared(prepare(a), prepare(b), unrelated)


def align_prepared(
    a: AlignmentSide, b: AlignmentSide, unrelated: float = UNRELATED, model: AlignmentModel | None = None
) -> list[Match]:
    """As `align`, for articles that are aligned with many others: `prepare` each once."""
    if not len(a) or not len(b):
        return []
    model = model or shipped()
    found: list[Match] = []
    for first, features in blocks(a, b, unrelated):
        scores = model.scores(features)
        rows, columns = np.nonzero(scores >= model.match)
        found += [
            Match(a.passages[first + i], b.passages[j], score, score, "strong" if score >= model.strong else "weak")
            for i, j, score in zip(rows.tolist(), columns.tolist(), scores[rows, columns].tolist(), strict=True)
        ]
    return found
