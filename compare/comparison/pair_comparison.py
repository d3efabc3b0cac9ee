"""Comparing one pair of articles: its matches, how they diverge, and what either lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from compare.alignment import UNRELATED, AlignmentSide, ReadMatch, align_prepared, align_read, prepare
from compare.alignment.models import shipped_decisions
from compare.divergence import diverge, diverge_read
from compare.divergence.kinds.omission import ANSWERED, SILENT, omissions
from compare.divergence.shown import SHOW_ALL, ShowingPolicy, decide_shown
from compare.duplicates.near_duplicates import ReuseSide, find_copy, prepare_reuse
from compare.duplicates.paraphrases import paraphrased
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.event import Copy
from compare.model.failure import problem_of
from compare.model.limits import MATCHES
from compare.model.match import Match, Omission
from compare.model.reader_scores import CellReading
from compare.ports import Reader
from compare.text.language import base


@dataclass(frozen=True)
class Prepared:
    """An article that is compared with several others: what alignment needs of it is made once, when first needed."""

    embedded: EmbeddedArticle

    @cached_property
    def side(self) -> AlignmentSide:
        """The article indexed for alignment."""
        return prepare(self.embedded)

    @cached_property
    def reuse(self) -> ReuseSide:
        """The article indexed to find reprints."""
        return prepare_reuse(self.embedded.article)


@dataclass(frozen=True, slots=True)
class PairResult:
    """What is concluded about two articles; in each match `a` is of the first.

    `omissions` are the passages of either that match nothing in the other. `copy` is there if one retells the other in
    words of its own. `problem` says why the pair could not be compared; nothing else is there then. `is_earlier` marks
    what an earlier version of the method concluded: its divergences are no findings. `left_out` is how many matches
    were beyond the most that are kept. `rejected` are matches that a reader held to be none.
    """

    matches: tuple[Match, ...] = ()
    omissions: tuple[Omission, ...] = ()
    copy: Copy | None = None
    problem: str = ""
    is_earlier: bool = False
    left_out: int = 0
    rejected: tuple[Match, ...] = ()

    def swapped(self) -> PairResult:
        """The same, with the two articles in the other order."""
        matches = sorted((each.swapped() for each in self.matches), key=lambda match: (match.a.index, match.b.index))
        return replace(self, matches=tuple(matches), rejected=tuple(each.swapped() for each in self.rejected))

    def as_earlier(self) -> PairResult:
        """The same as an earlier version concluded it: what it found to be missing is not told."""
        return PairResult(tuple(each.as_earlier() for each in self.matches), is_earlier=True)


@dataclass(frozen=True, slots=True)
class PairComparer:
    """Compares pairs of articles under one method.

    `unrelated` is the mean cosine of unrelated passages under the embedding model in use; without a `reader`,
    structure and rules judge the passages, and `policy` decides which divergences are shown.
    """

    unrelated: float = UNRELATED
    reader: Reader | None = None
    policy: ShowingPolicy = SHOW_ALL

    def compare(self, a: Prepared, b: Prepared) -> PairResult:
        """As `compare_pair`; what it raises because of the two articles becomes the `problem` of the result.

        Raises ModelError if the reader cannot be used.
        """
        try:
            return compare_pair(a, b, self.unrelated, self.reader, self.policy)
        except Exception as error:
            return PairResult(problem=problem_of(error))

    def link(self, a: EmbeddedArticle, b: EmbeddedArticle, i: int, j: int) -> Match:
        """The match that a reader makes of passages `i` and `j`, and how they differ: so sure, whatever is judged."""
        match = Match(a.passages[i], b.passages[j], 1.0, 1.0, "strong", verdict="added")
        if self.reader is None:
            return decide_shown([replace(match, divergences=diverge(match, a, b))], self.policy)[0]
        if not _is_read(a.article, self.reader) or not _is_read(b.article, self.reader):
            return match
        sides = (a.article, a.passages), (b.article, b.passages)
        return _read(match, self.reader.read(*sides, np.array([[i, j]])).cell(0), a, b)


def compare_pair(
    a: Prepared,
    b: Prepared,
    unrelated: float = UNRELATED,
    reader: Reader | None = None,
    policy: ShowingPolicy = SHOW_ALL,
) -> PairResult:
    """The matches of two articles with their divergences, and what either has that the other lacks.

    Of very many matches the most probable `MATCHES` are kept.
    """
    left, right = a.embedded, b.embedded
    # A reprint tells nothing that its source does not: it is aligned, and not read.
    is_read = reader is not None and find_copy(a.reuse, b.reuse) is None
    aligned, doubtful = _aligned(a, b, unrelated, reader if is_read else None)
    readings = {id(match): reading for match, reading in aligned}
    stored = most_probable([match for match, _ in aligned], MATCHES)
    if reader is None:
        matches = decide_shown([replace(each, divergences=diverge(each, left, right)) for each in stored], policy)
    else:
        matches = [_read(each, readings[id(each)], left, right) for each in stored]
    answered = shipped_decisions().answered if reader else ANSWERED
    related = [*matches, *doubtful]
    return PairResult(
        matches=tuple(matches),
        omissions=(*omissions(left, right, related, answered), *omissions(right, left, related, answered)),
        copy=paraphrased((left.article, left.passages), (right.article, right.passages), matches),
        left_out=len(aligned) - len(stored),
    )


def _aligned(a: Prepared, b: Prepared, unrelated: float, reader: Reader | None) -> tuple[list[ReadMatch], list[Match]]:
    """The matches, with what the reader said of each, and what is too improbable to be one, down to SILENT.

    By structure alone in a language that the reader does not read; nothing improbable is known then.
    """
    left, right = a.embedded, b.embedded
    if reader is None or not _is_read(left.article, reader) or not _is_read(right.article, reader):
        return [ReadMatch(each, None) for each in align_prepared(a.side, b.side, unrelated)], []
    sides = (left.article, left.passages), (right.article, right.passages)
    decisions = shipped_decisions()
    lower = replace(decisions, link_threshold=min(SILENT, decisions.link_threshold))
    found = align_read(a.side, b.side, lambda cells: reader.read(*sides, cells), unrelated, lower)
    return (
        [each for each in found if each.match.probability >= decisions.link_threshold],
        [each.match for each in found if each.match.probability < decisions.link_threshold],
    )


def _read(match: Match, reading: CellReading | None, a: EmbeddedArticle, b: EmbeddedArticle) -> Match:
    """The match with its divergences; without a reading, none is concluded."""
    return match if reading is None else replace(match, divergences=diverge_read(match, reading, a, b))


def _is_read(article: Article, reader: Reader) -> bool:
    return article.language is None or base(article.language) in reader.languages


def most_probable(matches: Sequence[Match], most: int) -> list[Match]:
    """At most so many matches, the most probable, in their order."""
    if len(matches) <= most:
        return list(matches)
    best = sorted(range(len(matches)), key=lambda place: -matches[place].probability)[:most]
    return [matches[place] for place in sorted(best)]
