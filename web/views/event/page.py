"""The page of an event: what its articles agree on, contest and leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from typing import NamedTuple

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import Fact, disputed, facts_of
from compare.comparison.facts.figure_outliers import is_contested
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import KINDS, Kind
from compare.services.summaries import EventSummary
from web.views.comparison.aligned_rows import FindingContext
from web.views.event.cards import FactCard, fact_cards
from web.views.event.coverage import (
    CoverageMap,
    EventLookup,
    ReportedPassage,
    coverage_gaps,
    coverage_map,
    exclusive,
    reported_by_several,
)
from web.views.event.figures import FiguresTable, Outlier, figures_table, outliers_of
from web.views.event.outlets import EventFilter, OutletChip, chips
from web.views.event.reviewed import Dismissed, dismissed_of, judged_of
from web.views.event.similarity import SimilarityMap, similarity_map
from web.views.event.tables import Table, label_tables, source_table
from web.views.event.timeline import TimelineEntry, TimelinePlot, timeline, timeline_plot

FIRST = 3
"""Number of contested facts that are shown at first."""

FINDINGS = 500
"""Maximum number of contested facts on a page; the API has all."""

ROWS = 200
"""Maximum number of rows of each list on a page; events of the evaluation data have up to 150."""

_WEAKER = 20  # maximum number of facts with weaker divergences that are listed on request
_MAP_ROWS = 40  # facts of the coverage map that are shown at first
_FIGURES = 400  # cells of the figures table that are shown at first
_FIGURE_ROWS = 30


@dataclass(frozen=True, slots=True)
class EventPageQuery:
    """The parts of an event that a URL requests.

    `most` is the number of contested facts (0: the first few, None: all). With `weaker`, differences that are too
    uncertain to be findings are also listed, and with `whole_map` all rows of the coverage map. `filters` are the
    filters, and `judged` is the id of a divergence that was just reviewed ("": none was). If there are very many rows,
    the page shows one `part` (from 0).
    """

    most: int | None = 0
    weaker: bool = False
    part: int = 0
    filters: EventFilter = EventFilter()  # noqa: RUF009  # frozen
    whole_map: bool = False
    judged: str = ""


@dataclass(frozen=True, slots=True)
class EventContext:
    """An event: what its articles agree on, contest and leave out.

    `names` distinguish articles of the same outlet (`all_names`: all articles, including hidden reprints). `outlets`
    are the filters for outlets, and `columns` the articles of the outlets that are shown.

    `cards` are the first of all `contested` facts, and `counts` is the number of facts with each kind of difference.
    `weaker` is the number of facts with differences that are too uncertain to be shown, and `weaker_cards` are the
    first of them, if requested. `figure_outliers` are figures that differ from those of most reports although no
    difference is shown. `dismissed` are differences that users dismissed, and `judged` is the one that was just
    reviewed (None: none was).

    `agreed` is what several independent reports have in common, `missed` what some leave out (`weaker_gaps`: the number
    of those not shown first), `alone` what only one article reports. `sources` are cited more than once, `more_sources`
    once. `picked` are the ids of two articles worth comparing. If lists are very long, the page has one `part` (from 0)
    of `parts`.
    """

    summary: EventSummary
    comparison: Comparison
    names: Mapping[str, str]
    all_names: Mapping[str, str]
    filters: EventFilter
    outlets: tuple[OutletChip, ...]
    columns: tuple[Article, ...]
    counts: Mapping[Kind, int]
    cards: tuple[FactCard, ...]
    contested: int
    weaker: int
    weaker_cards: tuple[FactCard, ...]
    figure_outliers: tuple[Outlier, ...]
    dismissed: tuple[Dismissed, ...]
    judged: FindingContext | None
    coverage: CoverageMap
    agreed: tuple[ReportedPassage, ...]
    missed: tuple[ReportedPassage, ...]
    weaker_gaps: int
    alone: tuple[tuple[Article, tuple[str, ...]], ...]
    figures: FiguresTable
    sources: Table
    more_sources: Table
    labels: tuple[Table, ...]
    timeline: tuple[TimelineEntry, ...]
    plot: TimelinePlot | None
    similarity: SimilarityMap
    picked: tuple[str, ...]
    part: int
    parts: int

    @property
    def leads_with_gaps(self) -> bool:
        """Whether coverage gaps come first on the page, because no contested facts come before them."""
        return not self.cards and any(each.is_clear for each in self.missed)

    @property
    def is_of_gaps(self) -> bool:
        """Whether only coverage gaps are selected, and there are some."""
        return self.filters.kinds == {"omission"} and bool(self.weaker_gaps or self.counts.get("omission"))

    @property
    def folded(self) -> int:
        """The number of contested facts behind “Show more”."""
        return self.contested - len(self.cards)


class _EventFindings(NamedTuple):
    """The results that depend only on the comparison, not on the filters of a page.

    `contested` and `uncertain` are the facts with shown and with weaker differences, `within` those of one row.
    `missed` are coverage gaps, `agreed` is what several independent reports have in common. `figure_outliers` are
    figures that differ from those of most reports although no difference is shown, each with its fact.
    """

    contested: Sequence[Fact]
    uncertain: Sequence[Fact]
    within: Sequence[Fact]
    missed: Sequence[ReportedPassage]
    agreed: Sequence[ReportedPassage]
    dismissed: tuple[Dismissed, ...]
    figure_outliers: tuple[tuple[Fact, Outlier], ...]


def _event_findings(comparison: Comparison) -> _EventFindings:
    names = distinct_names(comparison.articles)
    lookup = EventLookup(comparison, {each.id: each for each in comparison.articles}, names, comparison.origin_of())
    facts = facts_of(comparison)
    contested = disputed(facts)
    within, by_id = [each for each in facts if len(each.rows) == 1], {each.id: each for each in contested}
    outliers = outliers_of(comparison, names)
    return _EventFindings(
        contested,
        disputed(facts, weaker=True),
        within,
        coverage_gaps(lookup),
        reported_by_several(within, by_id, lookup, outliers),
        dismissed_of(comparison, names, FINDINGS),
        tuple((fact, each) for fact in within if not is_contested(fact) for each in outliers.get(fact.id, ())),
    )


class _Lists(NamedTuple):
    """The lists of a page, each with the rows of one part, and the number of parts."""

    agreed: tuple[ReportedPassage, ...]
    missed: tuple[ReportedPassage, ...]
    alone: tuple[tuple[Article, tuple[str, ...]], ...]
    sources: Table
    more_sources: Table
    labels: tuple[Table, ...]
    parts: int


def event_context(summary: EventSummary, comparison: Comparison, wanted: EventPageQuery) -> EventContext:
    """The page of an event; `comparison` may leave out reprints, but the timeline has all articles."""
    filters, articles = wanted.filters, {each.id: each for each in comparison.articles}
    names, columns = distinct_names(comparison.articles), filters.columns(comparison)
    lookup = EventLookup(comparison, articles, names, comparison.origin_of())
    findings = comparison.once(_event_findings)
    contested = [each for each in findings.contested if filters.wants(each, articles)]
    uncertain = [each for each in findings.uncertain if filters.wants(each, articles)]
    within = [each for each in findings.within if filters.wants(each, articles)]
    by_id = {each.id: each for each in contested}
    missed = [each for each in findings.missed if each.concerns(filters.shows, articles)]
    outliers = findings.figure_outliers if filters.wants_kind("figures") else ()
    agreed = [each for each in findings.agreed if any(filters.shows(one.article) for one in each.reported_by)]
    lists = _lists(lookup, columns, agreed, missed if filters.wants_kind("omission") else [], wanted.part)
    chosen = _of_kinds(contested, filters)
    most = FINDINGS if wanted.most is None else min(wanted.most or FIRST, FINDINGS)
    entries = timeline(summary.articles, comparison)
    return EventContext(
        summary=summary,
        comparison=comparison,
        names=names,
        all_names=distinct_names(summary.articles),
        filters=filters,
        outlets=chips(comparison.articles, filters),
        columns=columns,
        counts=_counts(contested, missed),
        weaker_gaps=sum(not each.is_clear for each in missed),
        cards=fact_cards(chosen[:most], comparison, summary, filters),
        contested=len(chosen),
        weaker=len(uncertain),
        weaker_cards=fact_cards(uncertain[:_WEAKER] if wanted.weaker else (), comparison, summary, filters),
        figure_outliers=tuple(each for fact, each in outliers if filters.wants(fact, articles)),
        dismissed=findings.dismissed,
        judged=judged_of(comparison, names, wanted.judged),
        coverage=coverage_map(within, by_id, lookup, columns, ROWS if wanted.whole_map else _MAP_ROWS),
        figures=_figures(summary, comparison, columns),
        timeline=entries,
        plot=timeline_plot(entries),
        similarity=similarity_map(comparison, columns),
        picked=_worth_comparing(comparison, chosen or contested),
        part=wanted.part,
        **lists._asdict(),
    )


def _lists(
    lookup: EventLookup,
    columns: Sequence[Article],
    agreed: Sequence[ReportedPassage],
    missed: Sequence[ReportedPassage],
    part: int,
) -> _Lists:
    """The rows of one part of each list; the longest list determines the number of parts."""
    comparison = lookup.comparison
    alone = exclusive(lookup, columns)
    cited = [[each for each in comparison.sources if each.is_cited_once == once] for once in (False, True)]
    lists: list[Sized] = [missed, agreed, *cited, comparison.labels, *(leads for _, leads in alone)]
    here = slice(part * ROWS, (part + 1) * ROWS)
    return _Lists(
        agreed=tuple(agreed[here]),
        missed=tuple(missed[here]),
        alone=tuple((article, leads[here]) for article, leads in alone),
        sources=source_table(comparison, cited[0][here], columns),
        more_sources=source_table(comparison, cited[1][here], columns),
        labels=tuple(each for each in label_tables(comparison, comparison.labels[here], columns) if each.rows),
        parts=max(1, -(-max(map(len, lists)) // ROWS)),
    )


def _figures(summary: EventSummary, comparison: Comparison, columns: Sequence[Article]) -> FiguresTable:
    """The figures table, which has fewer rows the more articles it has."""
    outlets = tuple(dict.fromkeys(each.outlet.name for each in columns))
    rows = min(_FIGURE_ROWS, max(5, _FIGURES // max(1, len(columns))))
    return figures_table(summary.event.id, summary.headline.title, comparison, outlets, rows)


def _of_kinds(contested: Sequence[Fact], filters: EventFilter) -> list[Fact]:
    """The facts with a difference of a selected kind, which then leads the card."""
    if not filters.kinds:
        return list(contested)
    selected = (
        replace(fact, findings=tuple(each for each in fact.findings if filters.wants_kind(each.divergence.kind)))
        for fact in contested
    )
    return [fact for fact in selected if fact.findings]


def _counts(contested: Sequence[Fact], missed: Sequence[ReportedPassage]) -> dict[Kind, int]:
    """The numbers shown in filters: those of facts, and of the coverage gaps that are listed first."""
    found: Counter[Kind] = Counter(kind for fact in contested for kind in fact.kinds)
    found["omission"] += sum(each.is_clear for each in missed)
    return {kind: found[kind] for kind in KINDS if found[kind]}


def _worth_comparing(comparison: Comparison, facts: Sequence[Fact]) -> tuple[str, ...]:
    """The two articles with the most important difference, or else the first articles of two origins."""
    if facts:
        match = facts[0].findings[0].match
        return match.a.article_id, match.b.article_id
    return tuple(origin.article_ids[0] for origin in comparison.origins[:2])
