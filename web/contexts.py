"""What the pages show, as frozen dataclasses: a template may use these and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from compare.article import Article
from compare.comparison import Comparison, Finding
from compare.judging import divergence_id
from compare.match import KINDS, Divergence, Kind, Match, Omission, Span
from compare.passage import Passage
from compare.rows import Row
from compare.summary import EventSummary
from web.copies import copy_notes
from web.formats import outlet
from web.marking import Segment, anchor, marks, segments, stretches
from web.tables import Table, label_tables, source_table
from web.timeline import Spot, Told, nearness_plot, timeline


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as it is quoted beside another; `counterparts` are the anchors of all that it matches."""

    article: Article
    segments: tuple[Segment, ...]
    anchor: str
    counterparts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingContext:
    """A divergence with its id, the match in which it stands, and the names of the two outlets."""

    id: str
    divergence: Divergence
    match: Match
    outlets: tuple[str, str]


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One divergence: two quotes and why they stand here."""

    finding: FindingContext
    quotes: tuple[Quote, Quote]


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in the list of events."""

    summary: EventSummary
    findings: tuple[FindingCard, ...]
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one article has of a row: its passages, with the kinds in which they diverge from another's; or none.

    `omission` says how sure it is that it has none.
    """

    article: Article
    quotes: tuple[Quote, ...]
    kinds: tuple[Kind, ...] = ()
    omission: Omission | None = None


@dataclass(frozen=True, slots=True)
class RowContext:
    """One row of a comparison: `number` counts the rows with a difference from 1 (0: it has none).

    `notes` are its divergences, `trivial` those that are mere detail, `dismissed` those that a reader dismissed.
    """

    cells: tuple[Cell, ...]
    lead: str
    notes: tuple[FindingContext, ...]
    trivial: tuple[FindingContext, ...]
    dismissed: tuple[FindingContext, ...]
    kinds: tuple[Kind, ...]
    number: int
    voices: int

    @property
    def carriers(self) -> int:
        """How many of the articles have it."""
        return sum(bool(cell.quotes) for cell in self.cells)

    def shows(self, kind: Kind) -> bool:
        """True if a divergence of this kind stands in the row."""
        if kind == "omission":
            return any(cell.omission for cell in self.cells)
        return bool(self.trivial) if kind == "detail" else kind in self.kinds


@dataclass(frozen=True, slots=True)
class ComparisonContext:
    """Articles side by side; `outside` is the text of each that is no passage (boilerplate, captions).

    `copies` says of an article that reprints another how it does.
    """

    comparison: Comparison
    rows: tuple[RowContext, ...]
    copies: Mapping[str, str]
    differences: int
    outside: tuple[tuple[Article, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class EventContext:
    """The page of an event: what diverges, what is agreed on, what only one has, and the matrix of all.

    `missed` are the rows that others report and some do not; `chosen` are two articles worth reading side by side.
    """

    summary: EventSummary
    comparison: Comparison
    findings: tuple[FindingCard, ...]
    folded: int
    dismissed: tuple[FindingContext, ...]
    matrix: tuple[RowContext, ...]
    agreed: tuple[RowContext, ...]
    alone: tuple[tuple[Article, tuple[str, ...]], ...]
    missed: tuple[RowContext, ...]
    sources: Table
    more_sources: Table
    labels: tuple[Table, ...]
    timeline: tuple[Told, ...]
    nearness: tuple[Spot, ...]
    chosen: frozenset[str]


def event_card(summary: EventSummary) -> EventCard:
    """An event in the list of events."""
    names = tuple(dict.fromkeys(article.outlet.name for article in summary.articles))
    return EventCard(summary, finding_cards(summary.top, summary.articles), names)


def finding_cards(findings: Iterable[Finding], articles: Iterable[Article]) -> tuple[FindingCard, ...]:
    """Findings as quotes side by side."""
    held = {article.id: article for article in articles}

    def quote(divergence: Divergence, passage: Passage, spans: Sequence[Span]) -> Quote:
        return Quote(held[passage.article_id], marks(divergence, passage, spans), anchor(passage))

    return tuple(
        FindingCard(
            _finding(each.match, each.divergence, held),
            (
                quote(each.divergence, each.match.a, each.divergence.a),
                quote(each.divergence, each.match.b, each.divergence.b),
            ),
        )
        for each in findings
    )


def _finding(match: Match, divergence: Divergence, held: Mapping[str, Article]) -> FindingContext:
    names = (held[match.a.article_id].outlet.name, held[match.b.article_id].outlet.name)
    return FindingContext(divergence_id(match, divergence), divergence, match, (outlet(names[0]), outlet(names[1])))


def comparison_context(
    comparison: Comparison, wanted: Callable[[RowContext], bool] = lambda row: True
) -> ComparisonContext:
    """Articles side by side, of which only the `wanted` rows are shown."""
    rows = _rows(comparison)
    outside = [(each, _outside(each, comparison.passages[each.id])) for each in comparison.articles]
    return ComparisonContext(
        comparison,
        tuple(filter(wanted, rows)),
        copy_notes(comparison.origins, comparison.articles),
        max((row.number for row in rows), default=0),
        tuple((article, texts) for article, texts in outside if texts),
    )


def _outside(article: Article, passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(text.strip() for text, passage in stretches(article.text, passages) if passage is None)


def _rows(comparison: Comparison) -> list[RowContext]:
    found: list[RowContext] = []
    missing = {(each.passage, each.article_id): each for each in comparison.omissions}
    met: dict[Passage, list[str]] = defaultdict(list)
    for match in comparison.matches:
        met[match.a].append(anchor(match.b))
        met[match.b].append(anchor(match.a))
    number = 0
    for row in comparison.rows:
        context = _row(comparison, row, number + 1, missing, met)
        number = max(number, context.number)
        found.append(context)
    return found


_Missing = Mapping[tuple[Passage, str], Omission]
_Met = Mapping[Passage, Sequence[str]]


def _row(comparison: Comparison, row: Row, number: int, missing: _Missing, met: _Met) -> RowContext:
    held = {article.id: article for article in comparison.articles}
    origin_of = comparison.origin_of()
    notes = _distinct(
        _finding(match, divergence, held)
        for match in sorted(row.matches, key=lambda match: -match.score)
        for divergence in match.divergences
    )
    standing = [note for note in notes if note.divergence.counts]
    serious = tuple(note for note in standing if note.divergence.kind != "detail")
    return RowContext(
        cells=tuple(_cell(article, row, missing, met) for article in comparison.articles),
        lead=row.lead.text,
        notes=serious,
        trivial=tuple(note for note in standing if note.divergence.kind == "detail"),
        dismissed=tuple(note for note in notes if not note.divergence.counts),
        kinds=tuple(kind for kind in KINDS if any(note.divergence.kind == kind for note in serious)),
        number=number if serious else 0,
        voices=len({origin_of[article_id] for article_id in row.cells}),
    )


def _distinct(notes: Iterable[FindingContext]) -> tuple[FindingContext, ...]:
    """The same reason between the same outlets once, the gravest kind first."""
    seen = {(note.divergence.kind, note.divergence.reason, note.outlets): note for note in notes}
    return tuple(sorted(seen.values(), key=lambda note: KINDS.index(note.divergence.kind)))


def _cell(article: Article, row: Row, missing: _Missing, met: _Met) -> Cell:
    passages = row.cells.get(article.id, ())
    if not passages:
        told = (missing.get((passage, article.id)) for each in row.cells.values() for passage in each)
        return Cell(article, (), omission=next(filter(None, told), None))
    matches: dict[Passage, list[Match]] = {each: [] for each in passages}
    for match in row.matches:
        for each in (match.a, match.b):
            if each.article_id == article.id:
                matches[each].append(match)
    every = (each for found in matches.values() for match in found for each in match.divergences)
    kinds = {each.kind for each in every if each.counts} - {"detail"}
    return Cell(
        article,
        tuple(
            Quote(article, segments(each, matches[each]), anchor(each), tuple(met.get(each, ()))) for each in passages
        ),
        tuple(kind for kind in KINDS if kind in kinds),
    )


def event_context(summary: EventSummary, comparison: Comparison, most: int | None) -> EventContext:
    """The page of an event: with the `most` findings that matter most, or (None) with all.

    `comparison` may leave out articles of the event, such as copies; the timeline has all.
    """
    rows = _rows(comparison)
    held = {article.id: article for article in comparison.articles}
    shared = sorted((row for row in rows if row.carriers > 1), key=lambda row: (-row.voices, -row.carriers))
    every = comparison.findings(kind for kind in KINDS if kind != "detail")
    findings = every if most is None else comparison.highlights()[:most]
    return EventContext(
        summary=summary,
        comparison=comparison,
        findings=finding_cards(findings, comparison.articles),
        folded=len(every) - len(findings),
        dismissed=tuple(_finding(each.match, each.divergence, held) for each in comparison.dismissed()),
        matrix=tuple(shared),
        agreed=tuple(row for row in shared if row.voices > 1 and not row.kinds),
        alone=_alone(comparison, rows),
        missed=tuple(sorted((row for row in rows if row.shows("omission")), key=lambda row: -row.voices)),
        sources=source_table(comparison, once=False),
        more_sources=source_table(comparison, once=True),
        labels=label_tables(comparison),
        timeline=timeline(summary, comparison),
        nearness=nearness_plot(comparison) if len(comparison.articles) > 2 else (),
        chosen=_worth_comparing(comparison, findings),
    )


def _worth_comparing(comparison: Comparison, findings: Sequence[Finding]) -> frozenset[str]:
    """The two articles of the finding that matters most, or the first of two origins."""
    if findings:
        return frozenset({findings[0].match.a.article_id, findings[0].match.b.article_id})
    return frozenset(origin.article_ids[0] for origin in comparison.origins[:2])


def _alone(comparison: Comparison, rows: Sequence[RowContext]) -> tuple[tuple[Article, tuple[str, ...]], ...]:
    """What no other article reports, by article."""
    return tuple(
        (article, tuple(row.lead for row in rows if row.carriers == 1 and row.cells[place].quotes))
        for place, article in enumerate(comparison.articles)
    )
