"""What the reader says of cells, as numbers: the input of the decisions about matches and divergences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compare.model.match import Kind

KINDS: tuple[Kind, ...] = (
    "figures", "contradiction", "update", "attribution", "quotation", "wording", "detail",
)  # fmt: skip
"""The kinds that the reader judges, in the order of its outputs; one more output is "nothing worth pointing out"."""

MARKED: tuple[Kind, ...] = KINDS[:-1]
"""The kinds whose words the reader marks."""


@dataclass(frozen=True, slots=True, eq=False)
class TokenMarks:
    """Of one passage: `offsets` (tokens, 2) in characters; `probabilities` (tokens, len(MARKED)) of being marked."""

    offsets: NDArray[np.int64]
    probabilities: NDArray[np.float32]

    def spans(self, kind: Kind, threshold: float) -> list[tuple[int, int]]:
        """Characters (start, end) of the runs of tokens that are marked for this kind with at least `threshold`.

        A token that stands alone between two marked ones is marked with them.
        """
        marked = self.probabilities[:, MARKED.index(kind)] >= threshold
        marked[1:-1] |= marked[:-2] & marked[2:]
        spans: list[tuple[int, int]] = []
        for place in np.flatnonzero(marked).tolist():
            start, end = self.offsets[place].tolist()
            if place and marked[place - 1]:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans

    def highest(self, kind: Kind, start: int, end: int) -> float:
        """The highest probability of being marked for this kind among the tokens in characters `start` to `end`."""
        inside = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        return float(self.probabilities[inside, MARKED.index(kind)].max(initial=0.0))


@dataclass(frozen=True, slots=True, eq=False)
class CellReading:
    """The reader's logits of one cell (see `Reading`)."""

    strength: NDArray[np.float32]
    kinds: NDArray[np.float32]
    marks: tuple[TokenMarks, TokenMarks]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The reader's logits of n cells.

    `cells` (n, 2) are passages of A and B; `strength` (n, 2) the logits of a link and of a strong one, `likeness`
    (n, 2) of nothing worth pointing out and of mere detail, which speak for a link, too. `kinds` (n, len(KINDS) + 1)
    are the logits of each kind, given a link, and of none; `marks` the marked words of both passages. A reader that
    does not judge how passages diverge has kinds of shape (n, 0) and no marks. `problem` says why cells are missing
    that it was asked about; "" if none are.
    """

    cells: NDArray[np.int64]
    strength: NDArray[np.float32]
    likeness: NDArray[np.float32]
    kinds: NDArray[np.float32]
    marks: Sequence[tuple[TokenMarks, TokenMarks]]
    problem: str = ""

    @classmethod
    def empty(cls, problem: str = "") -> Reading:
        """Of no cell."""
        two = np.zeros((0, 2), np.float32)
        return cls(np.zeros((0, 2), np.int64), two, two.copy(), np.zeros((0, len(KINDS) + 1), np.float32), [], problem)

    def cell(self, place: int) -> CellReading | None:
        """The logits of one of the cells; None if it is not said how its passages diverge."""
        if not self.kinds.shape[1]:
            return None
        return CellReading(self.strength[place], self.kinds[place], self.marks[place])


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What a second reader (`name` for people) did: of so many `cells` that it was asked about, how many it `judged`.

    Its judgements replace those of the first reader; where it gave none, for the reason that `problem` tells, those
    of the first reader stand. `pairs` is how many pairs of articles this is about.
    """

    name: str
    cells: int
    judged: int
    problem: str = ""
    pairs: int = 1

    @classmethod
    def joined(cls, parts: Iterable[SecondReading | None]) -> SecondReading | None:
        """What it did about all these pairs of articles, with the first problem; None if it did nothing."""
        told = [each for each in parts if each is not None]
        if not told:
            return None
        sums = (sum(each.cells for each in told), sum(each.judged for each in told))
        problem = next((each.problem for each in told if each.problem), "")
        return cls(told[-1].name, *sums, problem, sum(each.pairs for each in told))
