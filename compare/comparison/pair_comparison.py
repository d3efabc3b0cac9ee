"""Comparing a pair of articles: its matches, their divergences, and omissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from compare.alignment import UNRELATED, AlignmentSide, JudgedMatch, Read, align_prepared, align_with_reader, prepare
from compare.alignment.models import DecisionModel, shipped_decisions, uncalibrated_decisions
from compare.alignment.second_reading import read_again
from compare.divergence import diverge, diverge_with_reader
from compare.divergence.decisions import KindModel, shipped_kinds, uncalibrated_kinds
from compare.divergence.display_policy import SHOW_ALL, DisplayPolicy, decide_shown
from compare.divergence.omissions.omissions import ANSWERED, SILENT, omissions
from compare.duplicates.near_duplicates import ReuseSide, find_copy, prepare_reuse
from compare.duplicates.paraphrases import paraphrased
from compare.embedded_article import EmbeddedArticle
from compare.errors import TooLargeError
from compare.model.article import Article
from compare.model.event import Copy
from compare.model.failure import problem_of
from compare.model.limits import MATCHES, PAIR_S
from compare.model.match import Match, Omission
from compare.model.reader_scores import CellReading, SecondReading
from compare.ports import Reader
from compare.text.language import base

Clock = Callable[[], float]
"""The seconds that this thread has computed, so that other work on a busy machine does not count."""

_NO_CELLS = np.zeros((0, 2), np.int64)


@dataclass(frozen=True)
class Prepared:
    """An article compared with several others: what alignment needs is computed once, on first use."""

    embedded: EmbeddedArticle

    @cached_property
    def side(self) -> AlignmentSide:
        """The article indexed for alignment."""
        return prepare(self.embedded)

    @cached_property
    def reuse(self) -> ReuseSide:
        """The article indexed to detect reprints."""
        return prepare_reuse(self.embedded.article)


@dataclass(frozen=True, slots=True)
class PairResult:
    """The result for two articles; in each match `a` is the first one.

    `omissions` are the passages of either article without a match in the other. `copy` is set if one paraphrases the
    other. `problem` says why the pair could not be compared; everything else is empty in that case. `is_earlier` marks
    results of an earlier version of the method: their divergences are not findings. `left_out` is the number of matches
    beyond the limit, and `unread` that of candidates that the reader did not read for the same reason. `rejected` are
    matches that a user rejected. `second` describes what a second reader did.
    """

    matches: tuple[Match, ...] = ()
    omissions: tuple[Omission, ...] = ()
    copy: Copy | None = None
    problem: str = ""
    is_earlier: bool = False
    left_out: int = 0
    rejected: tuple[Match, ...] = ()
    second: SecondReading | None = None
    unread: int = 0

    def swapped(self) -> PairResult:
        """The same with the two articles swapped."""
        matches = sorted((each.swapped() for each in self.matches), key=lambda match: (match.a.index, match.b.index))
        return replace(self, matches=tuple(matches), rejected=tuple(each.swapped() for each in self.rejected))

    def as_earlier(self) -> PairResult:
        """The same, marked as a result of an earlier version, without omissions."""
        return PairResult(tuple(each.as_earlier() for each in self.matches), is_earlier=True)


@dataclass(frozen=True, slots=True)
class PairComparer:
    """Compares pairs of articles under one method.

    `unrelated` is the mean cosine of unrelated passages under the embedding model in use. Without a `reader`, structure
    and rules classify the passages, and `policy` decides which divergences are shown. `second` reads again what the
    reader considers possible. `clock` limits the time that a pair may take; without one, it is not limited.
    """

    unrelated: float = UNRELATED
    reader: Reader | None = None
    policy: DisplayPolicy = SHOW_ALL
    second: Reader | None = None
    clock: Clock | None = None

    def compare(self, a: Prepared, b: Prepared) -> PairResult:
        """As `compare_pair`, but errors caused by the two articles become the `problem` of the result.

        Raises ModelError if the reader cannot be used.
        """
        try:
            return compare_pair(a, b, self.unrelated, self.reader, self.policy, self.second, self.clock)
        except Exception as error:
            second = SecondReading(self.second.name, 0, 0) if self.second else None
            return PairResult(problem=problem_of(error), second=second)

    def link(self, a: EmbeddedArticle, b: EmbeddedArticle, i: int, j: int) -> Match:
        """The match of passages `i` and `j` added by a user, with its divergences; it is certain, whatever the models
        say.
        """
        match = Match(a.passages[i], b.passages[j], 1.0, 1.0, "strong", verdict="added")
        if self.reader is None:
            return decide_shown([replace(match, divergences=diverge(match, a, b))], self.policy)[0]
        if not _is_read(a.article, self.reader) or not _is_read(b.article, self.reader):
            return match
        sides = (a.article, a.passages), (b.article, b.passages)
        reading = self.reader.read(*sides, np.array([[i, j]])).cell(0)
        return _diverged(match, reading, a, b, {"": _kinds(self.reader)})


def compare_pair(
    a: Prepared,
    b: Prepared,
    unrelated: float = UNRELATED,
    reader: Reader | None = None,
    policy: DisplayPolicy = SHOW_ALL,
    second: Reader | None = None,
    clock: Clock | None = None,
) -> PairResult:
    """The matches of two articles with their divergences, and their omissions.

    Of very many matches, the most probable `MATCHES` are kept. Raises TooLargeError if their evidence takes longer than
    `PAIR_S` by the `clock`, if there is one.
    """
    left, right = a.embedded, b.embedded
    # A reprint adds nothing to its source: it is aligned, but not read.
    is_read = reader is not None and find_copy(a.reuse, b.reuse) is None
    decisions = _decisions(reader) if reader and is_read and _reads_both(reader, a, b) else None
    read = _aligned(a, b, unrelated, reader, decisions)
    told = None
    if second is not None:
        read, told = _judged_again(read, a, b, second if is_read else None, second.name)
    readings = {id(match): reading for match, reading in read.matches}
    stored = most_probable([match for match, _ in read.matches], MATCHES)
    timely = _timely(stored, clock) if clock else stored
    if reader is None:
        matches = decide_shown([replace(each, divergences=diverge(each, left, right)) for each in timely], policy)
    else:
        models = {"": shipped_kinds()} | {each.name: _kinds(each) for each in (reader, second) if each is not None}
        matches = [_diverged(each, readings[id(each)], left, right, models) for each in timely]
    related = [*matches, *read.doubtful]
    rule = (decisions.only, decisions.link_threshold) if decisions else (None, ANSWERED)
    return PairResult(
        matches=tuple(matches),
        omissions=_certain((*omissions(left, right, related, *rule), *omissions(right, left, related, *rule)), read, a),
        copy=paraphrased((left.article, left.passages), (right.article, right.passages), matches),
        left_out=len(read.matches) - len(stored),
        second=told,
        unread=len(read.unread),
    )


def _certain(found: Sequence[Omission], read: _Aligned, a: Prepared) -> tuple[Omission, ...]:
    """The omissions of passages all of whose candidates were read: others may well have a match."""
    first = a.embedded.article.id
    unread = [set(read.unread[:, side].tolist()) for side in (0, 1)]
    return tuple(each for each in found if each.passage.index not in unread[each.passage.article_id != first])


def _timely(matches: Sequence[Match], clock: Clock) -> Iterator[Match]:
    end = clock() + PAIR_S
    for each in matches:
        if clock() > end:
            raise TooLargeError(f"the comparison of these two articles takes more than {PAIR_S:g} seconds.")
        yield each


class _Aligned(NamedTuple):
    """The matches with the reader's scores, all other candidates, and the cells (n, 2) that were not read."""

    matches: list[JudgedMatch]
    unlikely: list[JudgedMatch]
    unread: NDArray[np.int64]

    @property
    def doubtful(self) -> list[Match]:
        """Candidates below the threshold, without readings."""
        return [each.match for each in self.unlikely]

    @classmethod
    def parted(cls, found: Sequence[JudgedMatch], decisions: DecisionModel, unread: NDArray[np.int64]) -> _Aligned:
        """Split the results by the threshold of the reader that scored them."""
        own = uncalibrated_decisions("").link_threshold
        likely = [
            each.match.probability >= (own if each.match.judged_by else decisions.link_threshold) for each in found
        ]
        return cls(
            [each for each, is_likely in zip(found, likely, strict=True) if is_likely],
            [each for each, is_likely in zip(found, likely, strict=True) if not is_likely],
            unread,
        )


def _aligned(
    a: Prepared, b: Prepared, unrelated: float, reader: Reader | None, decisions: DecisionModel | None
) -> _Aligned:
    """The matches found by the reader; without `decisions`, by structure alone, without uncertain ones."""
    if reader is None or decisions is None:
        return _Aligned([JudgedMatch(each, None) for each in align_prepared(a.side, b.side, unrelated)], [], _NO_CELLS)
    every = replace(decisions, link_threshold=0.0)
    found, unread = align_with_reader(a.side, b.side, _read(reader, a, b), unrelated, every)
    if reader.floors is not None:
        found = [JudgedMatch(replace(match, judged_by=reader.name), reading) for match, reading in found]
    return _Aligned.parted(found, decisions, unread)


def _judged_again(
    read: _Aligned, a: Prepared, b: Prepared, second: Reader | None, name: str
) -> tuple[_Aligned, SecondReading]:
    """The results with those of a second reader applied, unless it does not support the languages."""
    if second is None or not _reads_both(second, a, b):
        return read, SecondReading(name, 0, 0)
    unlikely = [each for each in read.unlikely if each.match.probability < SILENT]
    possible = [each for each in read.unlikely if each.match.probability >= SILENT]
    found = sorted([*read.matches, *possible], key=lambda each: (each.match.a.index, each.match.b.index))
    again, told = read_again(found, second, _read(second, a, b))
    return _Aligned.parted([*again, *unlikely], shipped_decisions(), read.unread), told


def _diverged(
    match: Match,
    reading: CellReading | None,
    a: EmbeddedArticle,
    b: EmbeddedArticle,
    models: Mapping[str, KindModel],
) -> Match:
    """The match with its divergences, by the model of the reader that scored it; none without a reading."""
    if reading is None:
        return match
    return replace(match, divergences=diverge_with_reader(match, reading, a, b, models[match.judged_by]))


def _read(reader: Reader, a: Prepared, b: Prepared) -> Read:
    sides = [(each.embedded.article, each.embedded.passages) for each in (a, b)]
    return lambda cells: reader.read(sides[0], sides[1], cells)


def _decisions(reader: Reader) -> DecisionModel:
    return shipped_decisions() if reader.floors is None else uncalibrated_decisions(reader.fingerprint)


def _kinds(reader: Reader) -> KindModel:
    return shipped_kinds() if reader.floors is None else uncalibrated_kinds(reader)


def _reads_both(reader: Reader, a: Prepared, b: Prepared) -> bool:
    return _is_read(a.embedded.article, reader) and _is_read(b.embedded.article, reader)


def _is_read(article: Article, reader: Reader) -> bool:
    return article.language is None or base(article.language) in reader.languages


def most_probable(matches: Sequence[Match], most: int) -> list[Match]:
    """At most so many matches, the most probable ones, in their order."""
    if len(matches) <= most:
        return list(matches)
    best = sorted(range(len(matches)), key=lambda place: -matches[place].probability)[:most]
    return [matches[place] for place in sorted(best)]
