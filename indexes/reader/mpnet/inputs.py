"""Input of the model for a pair of passages: both passages, the time between the articles, and the preceding context.

The tokens are `<s> a </s></s> b </s></s> time context of a </s></s> context of b </s>`, where the context is the end of
the passage before, or of the headline for the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexes.reader.windows import TokenizedPassage, tokenize

START, PAD, END = 0, 1, 2
"""Ids of MPNet's vocabulary."""

CONTEXT_TOKENS = 26
HEADLINE_TOKENS = 16

_BEFORE, _BETWEEN = 1, 2
"""Special tokens before the first passage, and between the two."""

TIMES = ("undated:", "together:", "later:", "later:", "days later:", "earlier:", "earlier:", "days earlier:")
"""How the second article was published, by bucket of time (see `indexes.reader.windows.gap_of`)."""

MULTIPLE = 16
"""Batches are padded to a multiple of this number of tokens, so that operations are prepared for fewer shapes."""


class TokenizedArticle:
    """An article's headline and passages as tokens; a passage is cut to `indexes.reader.windows.PASSAGE_TOKENS`."""

    def __init__(self, headline: str, texts: Sequence[str], tokenizer: Any) -> None:
        """`tokenizer` is from the `tokenizers` library."""
        title, *self.passages = tokenize([headline, *texts], tokenizer)
        self._headline = title.ids[:HEADLINE_TOKENS]

    def context(self, passage: int) -> NDArray[np.int64]:
        """The token ids of the context before a passage."""
        return self.passages[passage - 1].ids[-CONTEXT_TOKENS:] if passage else self._headline


@dataclass(frozen=True, slots=True, eq=False)
class PairInput:
    """The token ids of a pair of passages; those of `a` and `b` are at `span(0)` and `span(1)`."""

    ids: NDArray[np.int64]
    a: TokenizedPassage
    b: TokenizedPassage

    def span(self, side: int) -> tuple[int, int]:
        """The indices of the first token of a passage and of the one after its last."""
        start = _BEFORE + side * (len(self.a.ids) + _BETWEEN)
        return start, start + len((self.a, self.b)[side].ids)


class PairInputs:
    """Makes the inputs of two articles' cells; `gap` is a bucket of time (see `indexes.reader.windows.gap_of`)."""

    def __init__(self, a: TokenizedArticle, b: TokenizedArticle, gap: int, tokenizer: Any) -> None:
        self._sides = a, b
        self._time = tokenize([TIMES[gap]], tokenizer)[0].ids

    def of(self, i: int, j: int) -> PairInput:
        """The input of passage i of the first article, and j of the second."""
        a, b = self._sides
        parts = (
            [START],
            a.passages[i].ids,
            [END, END],
            b.passages[j].ids,
            [END, END],
            self._time,
            a.context(i),
            [END, END],
            b.context(j),
            [END],
        )
        return PairInput(np.concatenate(parts).astype(np.int64), a.passages[i], b.passages[j])


def padded(inputs: Sequence[PairInput]) -> NDArray[np.int64]:
    """Token ids of shape (inputs, tokens), padded at the end."""
    longest = max(len(each.ids) for each in inputs)
    ids = np.full((len(inputs), -(-longest // MULTIPLE) * MULTIPLE), PAD, np.int64)
    for row, each in enumerate(inputs):
        ids[row, : len(each.ids)] = each.ids
    return ids
