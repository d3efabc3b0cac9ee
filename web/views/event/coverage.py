"""The coverage map of an event (a heat map of facts × articles, drawn as SVG), and lists of who reports what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact
from compare.model.article import Article
from compare.model.bylines import UNKNOWN_OUTLET
from compare.model.match import Omission
from compare.model.passage import Passage
from web.views.event.figures import Outlier
from web.views.highlighting import anchor

CELL = 18
"""Width and height of a cell of a heat map, in CSS pixels."""

VARIANTS = 6
"""Number of variants with a separate colour; further ones share the last."""

_NAMED = 12
"""Maximum number of columns for which the text alternative of a row names each article."""

_HEAD, _SHORTEST = 26, 10  # maximum characters of a column header, and minimum of the outlet in it

State = Literal["reports", "variant", "none", "unknown"]


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """Whether an article reports a fact; `variant` is the number of its variant from 1 (0: the articles agree)."""

    state: State
    variant: int = 0


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One fact, with a cell for each column.

    `label` is the text alternative, `independent_reports` the number of independent reports.
    """

    fact_id: str
    lead: str
    cells: tuple[CoverageCell, ...]
    independent_reports: int
    label: str

    def shapes(self) -> tuple[tuple[str, str], ...]:
        """The cells of articles that report the fact, by colour: a CSS class and the SVG path of its squares."""
        paths: dict[str, list[str]] = defaultdict(list)
        for place, cell in enumerate(self.cells):
            if cell.state in ("reports", "variant"):
                name = f"v{min(cell.variant, VARIANTS)}" if cell.variant else "has"
                paths[name].append(f"M{place * CELL + 1} 1h{CELL - 2}v{CELL - 2}h-{CELL - 2}z")
        return tuple((name, "".join(parts)) for name, parts in paths.items())

    def signs(self) -> tuple[tuple[int, str], ...]:
        """The text in cells: its x coordinate, and the number of the variant or a sign for “no match” or “unknown”."""
        signs = {"variant": "", "none": "·", "unknown": "?"}
        return tuple(
            (place * CELL + CELL // 2, signs[cell.state] or str(cell.variant))
            for place, cell in enumerate(self.cells)
            if cell.state != "reports"
        )


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """The map; `heads` are short names of the articles of its columns, `left_out` is the number of rows left out."""

    heads: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    left_out: int

    @property
    def width(self) -> int:
        """The width of all cells, in pixels."""
        return CELL * len(self.heads)


@dataclass(frozen=True, slots=True)
class ReportLink:
    """An article that reports a fact, its display name, and the anchor of the passage."""

    article: Article
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ReportedPassage:
    """A passage and the articles that report the same fact; `gaps` are the omissions of others, each with a display
    name.

    `independent_reports` is the number of independent reports. `fact_id` is the id of the fact ("": it is a gap), and
    `outliers` are figures of some of these articles that differ from those of most. `is_clear` marks gaps that are
    shown first.
    """

    lead: str
    reported_by: tuple[ReportLink, ...]
    independent_reports: int
    gaps: tuple[tuple[str, Omission], ...] = ()
    fact_id: str = ""
    outliers: tuple[Outlier, ...] = ()
    is_clear: bool = False

    def concerns(self, is_shown: Callable[[Article], bool], articles: Mapping[str, Article]) -> bool:
        """Whether an article that is shown reports or omits the passage; `articles` are by id."""
        lacking = (articles[omission.article_id] for _, omission in self.gaps)
        return any(map(is_shown, (*(one.article for one in self.reported_by), *lacking)))


@dataclass(frozen=True, slots=True)
class EventLookup:
    """The parts of an event that these lists are built from, by the id of the article."""

    comparison: Comparison
    articles: Mapping[str, Article]
    names: Mapping[str, str]
    origin_of: Mapping[str, int]

    def independent_reports(self, article_ids: Iterable[str]) -> int:
        """The number of independent reports among these articles."""
        return len({self.origin_of[each] for each in article_ids})


def head_of(article: Article, name: str) -> str:
    """The name of an article in a column header: its outlet, shortened, and what distinguishes it from other
    articles."""
    outlet = article.outlet.name or UNKNOWN_OUTLET
    apart = name.removeprefix(outlet)
    most = max(_SHORTEST, _HEAD - len(apart))
    return (outlet if len(outlet) <= most else f"{outlet[: most - 1].rstrip()}…") + apart


def coverage_map(
    facts: Sequence[Fact], contested: Mapping[str, Fact], lookup: EventLookup, columns: Sequence[Article], most: int
) -> CoverageMap:
    """The map of the `most` reported of these facts; those in `contested` (by id) have variants."""
    lacking = lookup.comparison.once(_lacking)
    ordered = sorted(facts, key=lambda fact: -lookup.independent_reports(each.article_id for each in fact.passages))
    rows = tuple(_row(fact, contested.get(fact.id), lookup, columns, lacking) for fact in ordered[:most])
    heads = tuple(head_of(each, lookup.names[each.id]) for each in columns)
    return CoverageMap(heads, rows, len(ordered) - len(rows))


def _row(
    fact: Fact, contested: Fact | None, lookup: EventLookup, columns: Sequence[Article], lacking: Mapping[str, set[str]]
) -> CoverageRow:
    variant_of: dict[str, int] = {}
    if contested is not None:
        for number, variant in enumerate(contested.variants(), start=1):
            for article_id in variant.article_ids if variant.spans else ():
                variant_of.setdefault(article_id, number)
    reporting = {each.article_id for each in fact.passages}
    unsure = {article for each in fact.passages for article in lacking.get(f"{each.article_id} {each.index}", ())}
    cells = tuple(_cell(each.id, reporting, variant_of, unsure) for each in columns)
    return CoverageRow(
        fact.id,
        fact.headline.text,
        cells,
        lookup.independent_reports(reporting),
        _in_words(cells, columns, lookup.names),
    )


def _cell(article: str, reporting: set[str], variant_of: Mapping[str, int], unsure: set[str]) -> CoverageCell:
    if article in variant_of:
        return CoverageCell("variant", variant_of[article])
    if article in reporting:
        return CoverageCell("reports")
    return CoverageCell("unknown" if article in unsure else "none")


def _lacking(comparison: Comparison) -> dict[str, set[str]]:
    """The articles for which it is unknown whether they report a passage, by article and index of the passage."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in comparison.omissions:
        if each.verdict == "cannot tell":
            found[f"{each.passage.article_id} {each.passage.index}"].add(each.article_id)
    return found


def _in_words(cells: Sequence[CoverageCell], columns: Sequence[Article], names: Mapping[str, str]) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for cell, article in zip(cells, columns, strict=True):
        words = {"reports": "reported by", "none": "no match in", "unknown": "unknown for"}
        groups[f"version {cell.variant}:" if cell.variant else words[cell.state]].append(names[article.id])
    if len(columns) <= _NAMED:
        return "; ".join(f"{words} {', '.join(own)}" for words, own in sorted(groups.items(), reverse=True))
    return "; ".join(f"{words} {len(own)} of {len(columns)}" for words, own in sorted(groups.items(), reverse=True))


def reported_by_several(
    facts: Iterable[Fact],
    contested: Mapping[str, Fact],
    lookup: EventLookup,
    outliers: Mapping[str, tuple[Outlier, ...]],
) -> list[ReportedPassage]:
    """The facts that several independent reports agree on, most reported first; `outliers` are by id of the fact."""
    found = [
        ReportedPassage(
            fact.headline.text,
            _report_links(fact, lookup),
            lookup.independent_reports(_of(fact)),
            fact_id=fact.id,
            outliers=outliers.get(fact.id, ()),
        )
        for fact in facts
        if fact.id not in contested and lookup.independent_reports(_of(fact)) > 1
    ]
    return sorted(found, key=lambda each: (-each.independent_reports, -len(each.reported_by)))


def coverage_gaps(lookup: EventLookup) -> list[ReportedPassage]:
    """Passages that some articles report and others do not: those shown first, then by number of reports and
    importance.

    Passages that are missing only where this proves nothing, as in an older article, come last.
    """
    clear = lookup.comparison.clear_gaps
    missing: dict[tuple[Passage, bool], list[Omission]] = defaultdict(list)
    for each in lookup.comparison.omissions:
        missing[each.passage, each in clear].append(each)
    found = []
    row_of = lookup.comparison.row_of()
    for (passage, is_clear), own in missing.items():
        row = lookup.comparison.rows[row_of[passage]]
        gaps = tuple((lookup.names[each.article_id], each) for each in own if each.article_id not in row.cells)
        if gaps:
            reported_by = tuple(
                _report_link(cell[0].article_id, anchor(cell[0]), lookup) for cell in row.cells.values()
            )
            worth = max(each.worth for _, each in gaps)
            is_open = all(each.verdict == "cannot tell" for _, each in gaps)
            reported = ReportedPassage(
                passage.text, reported_by, lookup.independent_reports(row.cells), gaps, is_clear=is_clear
            )
            found.append(((not is_clear, is_open, -reported.independent_reports, -worth), reported))
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def exclusive(lookup: EventLookup, columns: Sequence[Article]) -> tuple[tuple[Article, tuple[str, ...]], ...]:
    """Passages that only one article reports, by article. Articles that are not fully compared are left out."""
    open_ = {article_id for pair in lookup.comparison.pending for article_id in pair}
    alone: dict[str, list[str]] = defaultdict(list)
    for row in lookup.comparison.rows:
        if len(row.cells) == 1:
            ((article_id, cell),) = row.cells.items()
            alone[article_id].append(cell[0].text)
    return tuple((each, tuple(alone[each.id])) for each in columns if each.id not in open_ and alone[each.id])


def _of(fact: Fact) -> Iterable[str]:
    return (each.article_id for each in fact.passages)


def _report_links(fact: Fact, lookup: EventLookup) -> tuple[ReportLink, ...]:
    firsts = {each.article_id: each for each in reversed(fact.passages)}
    return tuple(_report_link(each, anchor(firsts[each]), lookup) for each in dict.fromkeys(_of(fact)))


def _report_link(article_id: str, place: str, lookup: EventLookup) -> ReportLink:
    return ReportLink(lookup.articles[article_id], lookup.names[article_id], place)
