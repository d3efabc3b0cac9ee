"""Aligned rows: one row for each fact, one cell for each article, and the divergences between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compare.comparison.aligned_rows import Row
from compare.comparison.event_comparison import Comparison
from compare.comparison.reviews.divergences import divergence_id
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import KINDS, Divergence, Kind, Match, Omission
from compare.model.passage import Passage
from web.views.highlighting import Segment, anchor, is_listed, segments


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted passage, in marked segments; `counterparts` are the anchors of the passages that it matches."""

    article: Article
    segments: tuple[Segment, ...]
    anchor: str
    counterparts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingContext:
    """A divergence with its id, its match, and the display names of the two articles (`outlets`)."""

    id: str
    divergence: Divergence
    match: Match
    outlets: tuple[str, str]

    @property
    def says_who(self) -> bool:
        """Whether the reason already names both articles."""
        return all(name in self.divergence.reason for name in self.outlets)


@dataclass(frozen=True, slots=True)
class Cell:
    """The passages of one article in a row, if it has any, and the `kinds` in which they diverge from others.

    `name` distinguishes the article from others of its outlet. If it has no passage, `omission` says how certain that
    is, and `is_gap` is whether it counts as a coverage gap.
    """

    article: Article
    name: str
    quotes: tuple[Quote, ...]
    kinds: tuple[Kind, ...] = ()
    omission: Omission | None = None
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class RowContext:
    """One row of a comparison, with a cell for each article; `lead` is the text that represents it.

    `number` counts the rows with a difference from 1 (0: no difference). `notes` are the listed divergences, `kinds`
    their kinds; `trivial` are differences in detail alone, `dismissed` those that a user dismissed.
    `independent_reports` is the number of independent reports that have a passage here.
    """

    cells: tuple[Cell, ...]
    lead: str
    notes: tuple[FindingContext, ...]
    trivial: tuple[FindingContext, ...]
    dismissed: tuple[FindingContext, ...]
    kinds: tuple[Kind, ...]
    number: int
    independent_reports: int

    @property
    def reporting_articles(self) -> int:
        """The number of articles that have a passage here."""
        return sum(bool(cell.quotes) for cell in self.cells)

    @property
    def only_in(self) -> str:
        """The id of the only article that has a passage here, or "" if there are several."""
        found = [cell.article.id for cell in self.cells if cell.quotes]
        return found[0] if len(found) == 1 else ""

    def reasons(self) -> tuple[tuple[FindingContext, int], ...]:
        """Each difference once, with the number of other pairs of articles with the same difference."""
        told: dict[tuple[Kind, frozenset[str]], list[FindingContext]] = defaultdict(list)
        for note in self.notes:
            sides = (" … ".join(span.text for span in spans) for spans in (note.divergence.a, note.divergence.b))
            told[note.divergence.kind, frozenset(sides)].append(note)
        return tuple((notes[0], len(notes) - 1) for notes in told.values())

    def shows(self, kind: Kind) -> bool:
        """True if the row has a divergence of this kind."""
        if kind == "omission":
            return any(cell.is_gap for cell in self.cells)
        return bool(self.trivial) if kind == "detail" else kind in self.kinds


@dataclass(frozen=True, slots=True)
class _RowLookup:
    """The parts of a comparison that its rows are built from.

    `names`, `origins` (the number of the origin) and `articles` are by article, `missing` by passage and article;
    `clear` are the omissions that count. `met` has the anchors of the counterparts of a passage, and `across` its
    matches with passages of other rows.
    """

    articles: Sequence[Article]
    names: Mapping[str, str]
    origins: Mapping[str, int]
    missing: Mapping[tuple[Passage, str], Omission]
    clear: frozenset[Omission]
    met: Mapping[Passage, Sequence[str]]
    across: Mapping[Passage, Sequence[Match]]
    weaker: bool


def rows_of(comparison: Comparison, weaker: bool = False) -> list[RowContext]:
    """The rows of a comparison in its order; those with a listed difference are numbered from 1.

    With `weaker`, weaker differences are listed, too.
    """
    met: dict[Passage, list[str]] = defaultdict(list)
    for match in comparison.matches:
        met[match.a].append(anchor(match.b))
        met[match.b].append(anchor(match.a))
    lookup = _RowLookup(
        comparison.articles,
        distinct_names(comparison.articles),
        comparison.origin_of(),
        {(each.passage, each.article_id): each for each in comparison.omissions},
        comparison.clear_gaps,
        met,
        _across(comparison),
        weaker,
    )
    found: list[RowContext] = []
    number = 0
    for row in comparison.rows:
        context = _row(row, number + 1, lookup)
        number = max(number, context.number)
        found.append(context)
    return found


def _across(comparison: Comparison) -> dict[Passage, list[Match]]:
    rows = enumerate(comparison.rows)
    row_of = {passage: number for number, row in rows for cell in row.cells.values() for passage in cell}
    found: dict[Passage, list[Match]] = defaultdict(list)
    for match in comparison.matches:
        if row_of[match.a] != row_of[match.b] and any(each.kind != "detail" for each in match.divergences):
            found[match.a].append(match)
            found[match.b].append(match)
    return found


def _row(row: Row, number: int, lookup: _RowLookup) -> RowContext:
    passages = [passage for cell in row.cells.values() for passage in cell]
    every = [*row.matches, *(match for passage in passages for match in lookup.across.get(passage, ()))]
    notes = distinct(
        finding_of(match, divergence, lookup.names)
        for match in sorted(every, key=lambda match: -match.probability)
        for divergence in match.divergences
    )
    matches: dict[Passage, list[Match]] = defaultdict(list)
    for match in every:
        matches[match.a].append(match)
        matches[match.b].append(match)
    standing = [note for note in notes if note.divergence.counts]
    listed = tuple(note for note in standing if is_listed(note.divergence, lookup.weaker))
    return RowContext(
        cells=tuple(_cell(article, row, matches, lookup) for article in lookup.articles),
        lead=row.lead.text,
        notes=listed,
        trivial=tuple(n for n in standing if n.divergence.kind == "detail" and not n.divergence.is_finding),
        dismissed=tuple(note for note in notes if note.divergence.verdict == "dismissed"),
        kinds=tuple(kind for kind in KINDS if any(note.divergence.kind == kind for note in listed)),
        number=number if listed else 0,
        independent_reports=len({lookup.origins[article_id] for article_id in row.cells}),
    )


def distinct(notes: Iterable[FindingContext]) -> tuple[FindingContext, ...]:
    """The findings without repetitions of a reason between the same articles, most serious kind first."""
    seen = {(note.divergence.kind, note.divergence.reason, note.outlets): note for note in notes}
    return tuple(sorted(seen.values(), key=lambda note: KINDS.index(note.divergence.kind)))


def _cell(article: Article, row: Row, matches: Mapping[Passage, Sequence[Match]], lookup: _RowLookup) -> Cell:
    name, passages = lookup.names[article.id], row.cells.get(article.id, ())
    if not passages:
        told = (lookup.missing.get((passage, article.id)) for each in row.cells.values() for passage in each)
        found = list(filter(None, told))
        return Cell(article, name, (), (), next(iter(found), None), not lookup.clear.isdisjoint(found))
    every = (each for passage in passages for match in matches[passage] for each in match.divergences)
    kinds = {each.kind for each in every if is_listed(each, lookup.weaker)}
    quotes = (
        Quote(article, segments(each, matches[each], lookup.weaker), anchor(each), tuple(lookup.met.get(each, ())))
        for each in passages
    )
    return Cell(article, name, tuple(quotes), tuple(kind for kind in KINDS if kind in kinds))


def finding_of(match: Match, divergence: Divergence, names: Mapping[str, str]) -> FindingContext:
    """A divergence of a match; `names` are the display names of articles by id."""
    called = (names[match.a.article_id], names[match.b.article_id])
    return FindingContext(divergence_id(match, divergence), divergence, match, called)
