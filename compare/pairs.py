"""Comparing one pair of articles: its matches, how they diverge, and what either lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from compare.alignment import UNRELATED, AlignmentSide, align_prepared, prepare
from compare.bounds import MATCHES
from compare.divergence import diverge
from compare.divergence.entailing import weighed
from compare.divergence.omission import omissions
from compare.divergence.reasons import names_of
from compare.divergence.showing import SHOW_ALL, ShowingPolicy, decide_shown
from compare.embedded import EmbeddedArticle
from compare.event import Copy
from compare.failure import problem_of
from compare.match import Match, Omission
from compare.paraphrase import paraphrased
from compare.ports import Entailment


@dataclass(frozen=True)
class Prepared:
    """An article that is compared with several others: what alignment needs of it is made once, when first needed."""

    embedded: EmbeddedArticle

    @cached_property
    def side(self) -> AlignmentSide:
        """The article indexed for alignment."""
        return prepare(self.embedded)


@dataclass(frozen=True, slots=True)
class PairResult:
    """What is concluded about two articles; in each match `a` is of the first.

    `omissions` are the passages of either that match nothing in the other. `copy` is there if one retells the other in
    words of its own. `problem` says why the pair could not be compared; nothing else is there then. `is_earlier` marks
    what an earlier version of the method concluded: its divergences are no findings. `left_out` is how many matches
    were beyond the most that are kept.
    """

    matches: tuple[Match, ...] = ()
    omissions: tuple[Omission, ...] = ()
    copy: Copy | None = None
    problem: str = ""
    is_earlier: bool = False
    left_out: int = 0

    def swapped(self) -> PairResult:
        """The same, with the two articles in the other order."""
        matches = sorted((each.swapped() for each in self.matches), key=lambda match: (match.a.index, match.b.index))
        return replace(self, matches=tuple(matches))

    def as_earlier(self) -> PairResult:
        """The same as an earlier version concluded it: what it found to be missing is not told."""
        return PairResult(tuple(each.as_earlier() for each in self.matches), is_earlier=True)


@dataclass(frozen=True, slots=True)
class PairComparer:
    """Compares pairs of articles under one method.

    `unrelated` is the mean cosine of unrelated passages under the embedding model in use; `entailment` has a say in
    contradictions, and `policy` decides which divergences are shown.
    """

    unrelated: float = UNRELATED
    entailment: Entailment | None = None
    policy: ShowingPolicy = SHOW_ALL

    def compare(self, a: Prepared, b: Prepared) -> PairResult:
        """As `compare_pair`; what it raises because of the two articles becomes the `problem` of the result.

        Raises ModelError if the entailment model cannot be used.
        """
        try:
            return compare_pair(a, b, self.unrelated, self.entailment, self.policy)
        except Exception as error:
            return PairResult(problem=problem_of(error))


def compare_pair(
    a: Prepared,
    b: Prepared,
    unrelated: float = UNRELATED,
    entailment: Entailment | None = None,
    policy: ShowingPolicy = SHOW_ALL,
) -> PairResult:
    """The matches of two articles with their divergences, and what either has that the other lacks.

    Of very many matches the most probable `MATCHES` are kept.
    """
    left, right = a.embedded, b.embedded
    aligned = align_prepared(a.side, b.side, unrelated)
    kept = most_probable(aligned, MATCHES)
    found = [replace(match, divergences=diverge(match, left, right)) for match in kept]
    found = weighed(found, entailment, names_of(left.article, right.article)) if entailment else found
    matches = decide_shown(found, policy)
    return PairResult(
        matches=tuple(matches),
        omissions=(*omissions(left, right, matches), *omissions(right, left, matches)),
        copy=paraphrased((left.article, left.passages), (right.article, right.passages), matches),
        left_out=len(aligned) - len(kept),
    )


def most_probable(matches: Sequence[Match], most: int) -> list[Match]:
    """At most so many matches, the most probable, in their order."""
    if len(matches) <= most:
        return list(matches)
    best = sorted(range(len(matches)), key=lambda place: -matches[place].probability)[:most]
    return [matches[place] for place in sorted(best)]
