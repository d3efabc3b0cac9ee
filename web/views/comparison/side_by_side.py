"""Rows in reading order: numbered sentences side by side, each with its counterparts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from compare.comparison.event_comparison import Comparison
from compare.comparison.reviews.links import link_id
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import KINDS, Kind, LinkVerdict, Match, Omission, Strength
from compare.model.passage import Passage
from web.views.comparison.aligned_rows import FindingContext, distinct, finding_of
from web.views.comparison.reading_order import OrderedRow, Run, ordered_rows
from web.views.highlighting import Segment, anchor, is_listed, segments

LETTERS = "ABCD"
"""The names of columns, if there are more than two."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A matching sentence of another article, and the match; `id` is the id of the link.

    `letter` names its column if there are more than two, and `number` counts its sentences from 1. `leads` is true on
    the side of the match where it can be reviewed. `echo` is the text of the sentence if it is on another row
    (otherwise ""), for print and phones.
    """

    id: str
    article: Article
    name: str
    letter: str
    number: int
    anchor: str
    strength: Strength
    probability: float
    verdict: LinkVerdict | None
    kinds: tuple[Kind, ...]
    leads: bool
    echo: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article with this id; `number` counts from 1.

    `gaps` are the omissions: articles in which no match was found; `is_gap` is true if one of them counts.
    """

    article: str
    number: int
    anchor: str
    segments: tuple[Segment, ...]
    counterparts: tuple[Counterpart, ...]
    gaps: tuple[Omission, ...]
    is_gap: bool

    @property
    def is_mostly_changed(self) -> bool:
        """Whether most of its text is in no counterpart, so that nearly every word would be highlighted."""
        return 2 * sum(len(each.text) for each in self.segments if each.changed) > sum(
            len(each.text) for each in self.segments
        )

    @property
    def others(self) -> str:
        """The anchors of its counterparts, separated by spaces."""
        return " ".join(each.anchor for each in self.counterparts)


@dataclass(frozen=True, slots=True)
class SideCell:
    """The sentences of one article on a row, either all with a match or all without one."""

    article: Article
    name: str
    sentences: tuple[Sentence, ...]
    is_matched: bool

    @property
    def gaps(self) -> int:
        """The number of its sentences that count as coverage gaps of another article."""
        return sum(each.is_gap for each in self.sentences)


@dataclass(frozen=True, slots=True)
class SideRow:
    """One row, with a cell for each article; if `is_level`, the cells match.

    `number` counts the rows with a difference from 1 (0: no difference). `notes` are the listed divergences, `kinds`
    their kinds; `trivial` are differences in detail alone, `dismissed` those that a user dismissed.
    """

    cells: tuple[SideCell, ...]
    is_level: bool
    notes: tuple[FindingContext, ...]
    trivial: tuple[FindingContext, ...]
    dismissed: tuple[FindingContext, ...]
    kinds: tuple[Kind, ...]
    number: int

    @property
    def reporting_articles(self) -> int:
        """1 if no article has a matched sentence here, otherwise more."""
        return max(1, sum(cell.is_matched for cell in self.cells) * (1 + (not self.is_level)))

    @property
    def only_in(self) -> str:
        """The id of the only article that has a sentence here, if it has no match; otherwise ""."""
        found = [cell for cell in self.cells if cell.sentences]
        return found[0].article.id if len(found) == 1 and not found[0].is_matched else ""

    def shows(self, kind: Kind) -> bool:
        """True if the row has a divergence of this kind."""
        if kind == "omission":
            return any(cell.gaps for cell in self.cells)
        return bool(self.trivial) if kind == "detail" else kind in self.kinds


def side_rows(comparison: Comparison, weaker: bool = False) -> list[SideRow]:
    """The rows of a comparison in reading order; those with a listed difference are numbered from 1.

    With `weaker`, weaker differences are listed, too.
    """
    maker = _RowBuilder(comparison, weaker)
    found: list[SideRow] = []
    number = 0
    for row in maker.rows:
        context = maker.row(row, number + 1)
        number = max(number, context.number)
        found.append(context)
    return found


class _RowBuilder:
    """Builds the rows of a comparison."""

    def __init__(self, comparison: Comparison, weaker: bool) -> None:
        self._articles = comparison.articles
        self._held = {each.id: each for each in comparison.articles}
        self._column = {each.id: number for number, each in enumerate(comparison.articles)}
        self._names = distinct_names(comparison.articles)
        self._weaker = weaker
        self.rows = ordered_rows(comparison)
        self._row_of = {p: n for n, row in enumerate(self.rows) for run in row.runs if run for p in run.passages}
        self._matches: dict[Passage, list[Match]] = defaultdict(list)
        for match in comparison.matches:
            self._matches[match.a].append(match)
            self._matches[match.b].append(match.swapped())
        self._clear = comparison.clear_gaps
        self._gaps: dict[Passage, list[Omission]] = defaultdict(list)
        for each in comparison.omissions:
            self._gaps[each.passage].append(each)

    def row(self, row: OrderedRow, number: int) -> SideRow:
        """The row with its sentences and notes; `number` is its number if it has a difference."""
        passages = chain.from_iterable(run.passages for run in row.runs if run)
        matches = (match for each in passages for match in self._matches.get(each, ()) if self._leads(match))
        notes = distinct(
            finding_of(match, divergence, self._names)
            for match in sorted(matches, key=lambda match: -match.probability)
            for divergence in match.divergences
        )
        standing = [note for note in notes if note.divergence.counts]
        listed = tuple(note for note in standing if is_listed(note.divergence, self._weaker))
        return SideRow(
            cells=tuple(self._cell(*pair) for pair in zip(self._articles, row.runs, strict=True)),
            is_level=row.is_level,
            notes=listed,
            trivial=tuple(n for n in standing if n.divergence.kind == "detail" and not n.divergence.is_finding),
            dismissed=tuple(note for note in notes if note.divergence.verdict == "dismissed"),
            kinds=tuple(kind for kind in KINDS if any(note.divergence.kind == kind for note in listed)),
            number=number if listed else 0,
        )

    def _leads(self, match: Match) -> bool:
        """True if side a of the match is further left: its differences are listed on that row."""
        return self._column[match.a.article_id] < self._column[match.b.article_id]

    def _cell(self, article: Article, run: Run | None) -> SideCell:
        sentences = tuple(map(self._sentence, run.passages)) if run else ()
        return SideCell(article, self._names[article.id], sentences, bool(run and run.is_matched))

    def _sentence(self, passage: Passage) -> Sentence:
        matches = self._matches.get(passage, [])
        there = {match.b.article_id for match in matches}
        ordered = sorted(matches, key=lambda each: (self._column[each.b.article_id], each.b.index))
        gaps = tuple(each for each in self._gaps.get(passage, ()) if each.article_id not in there)
        return Sentence(
            passage.article_id,
            passage.index + 1,
            anchor(passage),
            segments(passage, matches, self._weaker),
            tuple(map(self._counterpart, ordered)),
            gaps,
            not self._clear.isdisjoint(gaps),
        )

    def _counterpart(self, match: Match) -> Counterpart:
        there = match.b
        leads = self._leads(match)
        is_apart = self._row_of[match.a] != self._row_of[there]
        kinds = {each.kind for each in match.divergences if is_listed(each, self._weaker)}
        return Counterpart(
            link_id(match.a, there),
            self._held[there.article_id],
            self._names[there.article_id],
            LETTERS[self._column[there.article_id]] if len(self._articles) > 2 else "",
            there.index + 1,
            anchor(there),
            match.strength,
            match.probability,
            match.verdict,
            tuple(kind for kind in KINDS if kind in kinds),
            leads,
            there.text if leads and is_apart else "",
        )


@dataclass(frozen=True, slots=True)
class ReviewedLink:
    """A link that a user confirmed, rejected or added; `names` are the display names of the two articles."""

    id: str
    verdict: LinkVerdict
    names: tuple[str, str]
    passages: tuple[Passage, Passage]


def reviewed_links(comparison: Comparison) -> list[ReviewedLink]:
    """The links of a comparison that users reviewed, in its order, rejected ones last."""
    names = distinct_names(comparison.articles)
    said = [(each, each.verdict) for each in comparison.matches if each.verdict]
    every: Iterable[tuple[Match, LinkVerdict]] = [*said, *((each, "rejected") for each in comparison.rejected)]
    return [
        ReviewedLink(
            link_id(match.a, match.b),
            verdict,
            (names[match.a.article_id], names[match.b.article_id]),
            (match.a, match.b),
        )
        for match, verdict in every
    ]
