"""The reader's scores for cells: the input of the decisions about matches and divergences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from compare.model.match import Kind

KINDS: tuple[Kind, ...] = (
    "figures", "contradiction", "update", "attribution", "quotation", "wording", "detail",
)  # fmt: skip
"""The kinds that the reader scores, in the order of its outputs; an additional output is "nothing worth pointing out".
"""

MARKED: tuple[Kind, ...] = KINDS[:-1]
"""The kinds for which the reader marks words."""


@dataclass(frozen=True, slots=True, eq=False)
class TokenMarks:
    """Marked words of one passage: `offsets` (tokens, 2) in characters; `probabilities` (tokens, len(MARKED)) of being
    marked.
    """

    offsets: NDArray[np.int64]
    probabilities: NDArray[np.float32]

    def highest(self, kind: Kind, start: int, end: int) -> float:
        """The highest probability for this kind among the tokens in characters `start` to `end`."""
        inside = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        return float(self.probabilities[inside, MARKED.index(kind)].max(initial=0.0))


@dataclass(frozen=True, slots=True, eq=False)
class CellReading:
    """The reader's logits of one cell (see `Reading`)."""

    strength: NDArray[np.float32]
    kinds: NDArray[np.float32]
    marks: tuple[TokenMarks, TokenMarks]


def _no_cells() -> NDArray[np.int64]:
    return np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The reader's logits for n cells.

    `cells` (n, 2) are passages of A and B; `strength` (n, 2) are the logits of a match and of a strong match;
    `likeness` (n, 2) those of nothing worth pointing out and of mere detail, which also indicate a match. `kinds` (n,
    len(KINDS) + 1) are the logits of each kind, given a match, and of none; `marks` are the marked words of both
    passages. A reader that does not find divergences has kinds of shape (n, 0) and no marks. `screened` (n, 2) are the
    logits of the smaller model of a reader that has two; None for others. `problem` says why requested cells are
    missing, or "". `unread` (m, 2) are the likely cells that were not judged because there are too many.
    """

    cells: NDArray[np.int64]
    strength: NDArray[np.float32]
    likeness: NDArray[np.float32]
    kinds: NDArray[np.float32]
    marks: Sequence[tuple[TokenMarks, TokenMarks]]
    screened: NDArray[np.float32] | None = None
    problem: str = ""
    unread: NDArray[np.int64] = field(default_factory=_no_cells)

    @classmethod
    def empty(cls, problem: str = "") -> Reading:
        """A reading of no cells."""
        two = np.zeros((0, 2), np.float32)
        none = np.zeros((0, len(KINDS) + 1), np.float32)
        return cls(_no_cells(), two, two.copy(), none, [], two.copy(), problem)

    def cell(self, place: int) -> CellReading | None:
        """The logits of one cell; None if its divergences were not scored."""
        if not self.kinds.shape[1]:
            return None
        return CellReading(self.strength[place], self.kinds[place], self.marks[place])


@dataclass(frozen=True, slots=True)
class SecondReading:
    """Statistics of a second reader (`name` for people): of `cells` requested, how many it `judged`.

    Its results replace those of the first reader; where it gave none, for the reason in `problem`, those of the first
    reader are kept. `pairs` is the number of pairs of articles.
    """

    name: str
    cells: int
    judged: int
    problem: str = ""
    pairs: int = 1

    @classmethod
    def joined(cls, parts: Iterable[SecondReading | None]) -> SecondReading | None:
        """The statistics of all these pairs, with the first problem; None if the second reader did nothing."""
        told = [each for each in parts if each is not None]
        if not told:
            return None
        sums = (sum(each.cells for each in told), sum(each.judged for each in told))
        problem = next((each.problem for each in told if each.problem), "")
        return cls(told[-1].name, *sums, problem, sum(each.pairs for each in told))
