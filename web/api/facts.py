"""Serialises facts for the JSON API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compare.comparison.event_comparison import Comparison, fold
from compare.comparison.facts.facts import Fact, facts_of, reason_of, repeats
from compare.comparison.facts.figure_outliers import FigureRows, OutlierRow, consensus_of, outlier_rows
from compare.comparison.facts.figures_table import Figure, FigureRow, figures_in
from compare.comparison.facts.variants import Variant
from compare.comparison.method import METHOD
from compare.comparison.reviews.divergences import divergence_id
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Span
from compare.model.passage import Passage
from web.api import schemas
from web.api.serialisers import one_passage


@dataclass(frozen=True, slots=True)
class EventFacts:
    """The facts of an event, one article per origin, in an order that new articles do not change.

    `articles` are all articles of the event by id, `names` their display names, and `reprints` maps articles to their
    reprints. `origin_of` numbers the independent reports. `rows` are the rows of the figures table by the id of their
    fact, and `outliers` those with outliers.
    """

    facts: Sequence[Fact]
    articles: Mapping[str, Article]
    names: Mapping[str, str]
    reprints: Mapping[str, Sequence[str]]
    origin_of: Mapping[str, int]
    rows: Mapping[str, Sequence[FigureRow]]
    outliers: Mapping[str, Sequence[OutlierRow]]

    @classmethod
    def of(cls, comparison: Comparison) -> EventFacts:
        """The facts of the articles that are compared."""
        folded = fold(comparison)
        rows: dict[str, list[FigureRow]] = defaultdict(list)
        for each in folded.once(FigureRows).rows:
            rows[each.fact.id].append(each)
        return cls(
            sorted(facts_of(folded), key=lambda fact: fact.place),
            {each.id: each for each in comparison.articles},
            distinct_names(comparison.articles),
            {origin.article_ids[0]: origin.article_ids[1:] for origin in comparison.origins},
            folded.origin_of(),
            rows,
            outlier_rows(folded),
        )

    def fact(self, each: Fact) -> schemas.Fact:
        """A fact with its variants."""
        variants, reported = each.variants(), each.reported()
        return schemas.Fact(
            id=each.id,
            headline=each.headline.text,
            contested=each.is_contested,
            kind=each.kind,
            kinds=list(each.kinds),
            reason=reason_of(each, variants, self.names),
            probability=round(each.probability, 4),
            first_published=reported[0].isoformat() if reported else None,
            last_published=reported[1].isoformat() if reported else None,
            variants=[self._variant(variant) for variant in variants],
            further=[self._report(one, ()) for one in each.further()],
            divergences=[divergence_id(found.match, found.divergence) for found in each.findings],
            outliers=[self._outlier(one) for one in self.outliers.get(each.id, ())],
            method=METHOD,
        )

    def has_figures(self, each: Fact) -> bool:
        """Whether a row of the figures table is about a fact."""
        return each.id in self.rows

    def figures(self, each: Fact) -> list[schemas.FigureRow]:
        """The rows of the figures table about a fact."""
        return [self._row(row) for row in self.rows[each.id]]

    def _variant(self, each: Variant) -> schemas.Variant:
        lead, spans = each.lead, each.spans.get(each.lead, ())
        figures = figures_in(lead, self.articles[lead.article_id], spans)
        return schemas.Variant(
            said=" … ".join(span.text for span in spans),
            values=[schemas.Value(**self._value(figure)) for figure in figures],
            tellings=[self._report(one, each.spans.get(one, ())) for one in each.passages],
        )

    def _report(self, each: Passage, said: Sequence[Span]) -> schemas.FactReport:
        source = self.articles[each.article_id]
        return schemas.FactReport(
            outlet=source.outlet.name,
            article=source.id,
            url=source.url,
            published=source.published and source.published.isoformat(),
            passage=one_passage(each, self.articles),
            spans=[schemas.Span.model_validate(one) for one in said],
            reprints=[
                schemas.Reprint(outlet=self.articles[copy].outlet.name, article=copy)
                for copy in self.reprints[source.id]
                if repeats(self.articles[copy], each)
            ],
        )

    def _outlier(self, each: OutlierRow) -> schemas.FactOutlier:
        row, consensus = each.row, each.consensus
        return schemas.FactOutlier(
            of=row.of,
            most=schemas.Value(**self._value(consensus.figure)),
            voices=consensus.reports,
            reports=self._reports(row),
            values=[value for value in self._values(row) if value.article in consensus.outliers],
        )

    def _row(self, each: FigureRow) -> schemas.FigureRow:
        consensus = consensus_of(each, self.origin_of)
        said = {
            article: ", ".join(dict.fromkeys(one.span.text for one in own)) for article, own in each.figures.items()
        }
        outliers = consensus.outliers if consensus else frozenset()
        return schemas.FigureRow(
            fact=each.fact.id,
            headline=each.fact.headline.text,
            of=each.of,
            contested=each.fact.is_contested,
            outlets={self.names[article]: words for article, words in said.items()},
            most=consensus.figure.span.text if consensus else "",
            voices=consensus.reports if consensus else 0,
            reports=self._reports(each),
            outliers={self.names[article]: words for article, words in said.items() if article in outliers},
            values=self._values(each),
        )

    def _reports(self, each: FigureRow) -> int:
        """The number of independent reports that give a figure."""
        return len({self.origin_of[article] for article in each.figures})

    def _values(self, each: FigureRow) -> list[schemas.OutletValue]:
        return [
            schemas.OutletValue(**self._value(figure), outlet=self.articles[article].outlet.name, article=article)
            for article, figures in each.figures.items()
            for figure in figures
        ]

    def _value(self, each: Figure) -> dict[str, Any]:
        published = self.articles[each.passage.article_id].published
        return {
            "value": each.value,
            "low": each.low,
            "high": each.high,
            "unit": each.unit,
            "hedge": each.hedge,
            "of": each.of,
            "as_of": published and published.isoformat(),
            "text": each.span.text,
            "start": each.span.start,
            "end": each.span.end,
        }
