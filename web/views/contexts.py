"""What the pages show, as frozen dataclasses: a template may use these and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison, Finding
from compare.comparison.facts import Fact, disputed, facts_of
from compare.model.article import Article
from compare.model.bylines import told_apart
from compare.model.match import Divergence, Span
from compare.model.passage import Passage
from compare.services.summaries import EventSummary
from web.views.aligned_rows import FindingContext, Quote, RowContext, finding_of, rows_of
from web.views.cards import FactCard, fact_cards
from web.views.highlighting import anchor, marked
from web.views.tables import Table, label_tables, source_table
from web.views.timeline import Spot, Told, similarity_plot, timeline

_HIGHLIGHTS = 3  # disputed facts that an event begins with
_WEAKER = 20  # facts with weaker divergences that are listed when they are asked for
_FINDINGS = 500  # of one page; the API has all
ROWS = 200
"""Of each list of one page: events of the evaluation data have up to 150."""


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
class EventContext:
    """The page of an event: what diverges, what is agreed on, what only one has, and the matrix of all.

    `findings` are the facts on which articles diverge, of which `folded` are left out; `weaker` is how many facts have
    divergences that are too uncertain to be shown, and `weaker_findings` the first of them if they are asked for.
    `names` tell the articles of one outlet apart, `missed` are the rows that others report and some do not, `chosen`
    are two articles worth reading side by side. Of very many rows it has one `part` (from 0) of `parts`.
    """

    summary: EventSummary
    comparison: Comparison
    names: Mapping[str, str]
    findings: tuple[FactCard, ...]
    folded: int
    weaker: int
    weaker_findings: tuple[FactCard, ...]
    dismissed: tuple[FindingContext, ...]
    matrix: tuple[RowContext, ...]
    agreed: tuple[RowContext, ...]
    alone: tuple[tuple[Article, tuple[str, ...]], ...]
    missed: tuple[RowContext, ...]
    sources: Table
    more_sources: Table
    labels: tuple[Table, ...]
    part: int
    parts: int
    timeline: tuple[Told, ...]
    nearness: tuple[Spot, ...]
    chosen: frozenset[str]


def event_card(summary: EventSummary) -> EventCard:
    """An event in the list of events."""
    names = tuple(dict.fromkeys(article.outlet.name for article in summary.articles))
    return EventCard(summary, finding_cards(summary.top, summary.articles), names)


def finding_cards(findings: Iterable[Finding], articles: Sequence[Article]) -> tuple[FindingCard, ...]:
    """Findings as quotes side by side."""
    held, names = {article.id: article for article in articles}, told_apart(articles)

    def quote(divergence: Divergence, passage: Passage, spans: Sequence[Span]) -> Quote:
        return Quote(held[passage.article_id], marked(passage, divergence.kind, spans), anchor(passage))

    return tuple(
        FindingCard(
            finding_of(each.match, each.divergence, names),
            (
                quote(each.divergence, each.match.a, each.divergence.a),
                quote(each.divergence, each.match.b, each.divergence.b),
            ),
        )
        for each in findings
    )


def event_context(
    summary: EventSummary, comparison: Comparison, most: int | None, weaker: bool = False, part: int = 0
) -> EventContext:
    """The page of an event: with the `most` disputed facts that matter most, (None) with all, or (0) with the first.

    `weaker`: with what is too uncertain to be a finding, in a list of its own. `comparison` may leave out articles of
    the event, such as copies; the timeline has all. Of very many rows it has the `part` of this number, from 0.
    """
    rows = rows_of(comparison)
    names = told_apart(comparison.articles)
    shared = sorted((row for row in rows if row.carriers > 1), key=lambda row: (-row.voices, -row.carriers))
    told = facts_of(comparison)
    every, doubtful = disputed(told), disputed(told, weaker=True)
    facts = every[: _FINDINGS if most is None else min(most or _HIGHLIGHTS, _FINDINGS)]
    agreed = [row for row in shared if row.voices > 1 and not row.kinds]
    missed = sorted((row for row in rows if row.shows("omission")), key=lambda row: (-row.voices, -row.worth))
    alone = _alone(comparison, rows)
    cited = [[each for each in comparison.sources if each.is_cited_once == once] for once in (False, True)]
    lists = [shared, missed, *cited, comparison.labels, *(leads for _, leads in alone)]
    here = slice(part * ROWS, (part + 1) * ROWS)
    return EventContext(
        summary=summary,
        comparison=comparison,
        names=names,
        findings=fact_cards(facts, comparison, summary),
        folded=len(every) - len(facts),
        weaker=len(doubtful),
        weaker_findings=fact_cards(doubtful[:_WEAKER] if weaker else (), comparison, summary),
        dismissed=tuple(finding_of(each.match, each.divergence, names) for each in comparison.dismissed()[:_FINDINGS]),
        matrix=tuple(shared[here]),
        agreed=tuple(agreed[here]),
        alone=tuple((article, leads[here]) for article, leads in alone),
        missed=tuple(missed[here]),
        part=part,
        parts=max(1, -(-max(map(len, lists)) // ROWS)),
        sources=source_table(comparison, cited[0][here]),
        more_sources=source_table(comparison, cited[1][here]),
        labels=label_tables(comparison, comparison.labels[here]),
        timeline=timeline(summary, comparison),
        nearness=similarity_plot(comparison) if len(comparison.articles) > 2 else (),
        chosen=_worth_comparing(comparison, facts),
    )


def _worth_comparing(comparison: Comparison, facts: Sequence[Fact]) -> frozenset[str]:
    """The two articles that differ most in what matters most, or the first of two origins."""
    if facts:
        match = facts[0].findings[0].match
        return frozenset({match.a.article_id, match.b.article_id})
    return frozenset(origin.article_ids[0] for origin in comparison.origins[:2])


def _alone(comparison: Comparison, rows: Sequence[RowContext]) -> tuple[tuple[Article, tuple[str, ...]], ...]:
    """What no other article reports, by article; of one that is not compared with all others yet nothing is said."""
    open_ = {article_id for pair in comparison.pending for article_id in pair}
    return tuple(
        (article, tuple(row.lead for row in rows if row.carriers == 1 and row.cells[place].quotes))
        for place, article in enumerate(comparison.articles)
        if article.id not in open_
    )
