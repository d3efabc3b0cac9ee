"""Comparison of an event: reported facts (rows) × articles (columns)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, cast

from compare.attribution.source_counts import CitedSource
from compare.clustering.outliers import Outlier
from compare.comparison.aligned_rows import Row, rows_of
from compare.comparison.coverage_gaps import clear_gaps, of_shown, omissions_of
from compare.comparison.ranking import weight
from compare.comparison.word_choice import Label
from compare.divergence.kinds.headline import HeadlineConflict
from compare.model.article import Article
from compare.model.event import Origin, number_origins
from compare.model.failure import Failure
from compare.model.limits import PASSAGES, LeftOut
from compare.model.match import KINDS, Divergence, Kind, KindFound, Match, Omission
from compare.model.passage import Passage
from compare.model.reader_scores import SecondReading

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """A divergence with its match and its importance (see `compare.comparison.ranking`)."""

    match: Match
    divergence: Divergence
    weight: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of articles, distinct texts (without verbatim copies), outlets, and independent origins."""

    articles: int
    texts: int
    outlets: int
    origins: int


@dataclass(frozen=True, slots=True)
class PairProgress:
    """How many pairs of articles have been compared, of how many."""

    done: int
    total: int


@dataclass(frozen=True)  # no slots: results are cached on the instance
class Comparison:
    """The complete comparison of `articles`; passages are in the order of their article.

    `failures` lists the steps that failed and for which articles; `pending` are the pairs (ids) that have not been
    compared yet, or only by an earlier version of the method. `left_out` counts what exceeds the limits. `rejected` are
    matches that a user rejected; `second` describes what a second reader did. `problem` says why the stored results
    could not be assembled ("" if they could): then only the articles are known, and nothing says that they agree.
    """

    articles: tuple[Article, ...]
    passages: Mapping[str, tuple[Passage, ...]]
    matches: tuple[Match, ...]
    omissions: tuple[Omission, ...]
    origins: tuple[Origin, ...]
    rows: tuple[Row, ...]
    outliers: tuple[Outlier, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    labels: tuple[Label, ...] = ()
    headlines: tuple[HeadlineConflict, ...] = ()
    failures: tuple[Failure, ...] = ()
    pending: tuple[tuple[str, str], ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)
    rejected: tuple[Match, ...] = ()
    second: SecondReading | None = None
    problem: str = ""

    @property
    def not_compared(self) -> dict[str, int]:
        """The number of characters at the end of each article beyond the compared passages, if any."""
        full = [each for each in self.articles if len(self.passages[each.id]) >= PASSAGES]
        left = {each.id: len(each.text[self.passages[each.id][-1].end :].strip()) for each in full}
        return {article_id: number for article_id, number in left.items() if number}

    @property
    def progress(self) -> PairProgress:
        """The progress over the pairs of articles."""
        total = len(self.articles) * (len(self.articles) - 1) // 2
        return PairProgress(total - len(self.pending), total)

    @property
    def counts(self) -> Counts:
        """Articles, distinct texts, outlets and origins, each counted separately."""
        return count(self.articles, self.origins)

    def origin_of(self) -> Mapping[str, int]:
        """The index of the origin of each article."""
        return self._origin_of

    @cached_property
    def _origin_of(self) -> dict[str, int]:
        return number_origins(self.origins)

    def matches_of(self, article_id: str) -> list[Match]:
        """The matches of an article, in its order, best match of each passage first; `a` is always this article."""
        turned = (match.seen_from(article_id) for match in self.matches)
        return sorted(filter(None, turned), key=lambda match: (match.a.index, -match.probability))

    def findings(self, kinds: Iterable[Kind] = KINDS) -> list[Finding]:
        """The shown divergences of these kinds, most important first."""
        wanted = frozenset(kinds)
        return [each for each in self.ranked() if each.divergence.kind in wanted and each.divergence.is_finding]

    def count_weaker(self) -> int:
        """The number of facts with a divergence too uncertain to be shown, ignoring mere details."""
        return len({fact for fact, each in self._divergences_of_facts() if each.is_weaker})

    def dismissed(self) -> list[Finding]:
        """The divergences that a user dismissed, most important first."""
        return [each for each in self.ranked() if each.divergence.verdict == "dismissed"]

    def earlier(self) -> list[Finding]:
        """Results of an earlier version of the method for articles that have not been compared again yet."""
        return [each for each in self.ranked() if each.divergence.is_earlier]

    def highlights(self) -> list[Finding]:
        """The most important finding of each fact (see `compare.comparison.facts.facts`), most important first."""
        fact_of = self._fact_of()
        shown: dict[frozenset[int], Finding] = {}
        for finding in self.findings():
            shown.setdefault(fact_of(finding.match), finding)
        return list(shown.values())

    def _fact_of(self) -> Callable[[Match], frozenset[int]]:
        """The fact of a match: the row, or the two rows, of its passages."""
        row_of = self.row_of()
        return lambda match: frozenset((row_of[match.a], row_of[match.b]))

    def _divergences_of_facts(self) -> Iterator[tuple[frozenset[int], Divergence]]:
        fact_of = self._fact_of()
        return ((fact_of(match), each) for match in self.matches for each in match.divergences)

    def row_of(self) -> Mapping[Passage, int]:
        """The index of the row of each passage."""
        return self._row_of

    @cached_property
    def _row_of(self) -> dict[Passage, int]:
        return {each: number for number, row in enumerate(self.rows) for cell in row.cells.values() for each in cell}

    @cached_property
    def clear_gaps(self) -> frozenset[Omission]:
        """The omissions that are shown first (see `compare.comparison.coverage_gaps`), whether reprints are or not."""
        if self.folded is not self:
            return self.folded.clear_gaps
        published = {each.id: each.published for each in self.articles}
        return clear_gaps(self.omissions, self.omitted_rows(), self.matches, self.origins, published, self.passages)

    def omitted_rows(self) -> dict[Passage, Row]:
        """The row of each passage that an article omits."""
        return {each.passage: self.rows[self.row_of()[each.passage]] for each in self.omissions}

    def ranked(self) -> Sequence[Finding]:
        """All divergences, shown or not, most important first."""
        return self._ranked

    @cached_property
    def _ranked(self) -> tuple[Finding, ...]:
        row_of, origin_of = self.row_of(), self.origin_of()
        reports_of_rows = [len({origin_of[article_id] for article_id in row.cells}) for row in self.rows]
        found = []
        for match in self.matches:
            depth = min(each.index / len(self.passages[each.article_id]) for each in (match.a, match.b))
            reports = max(reports_of_rows[row_of[match.a]], reports_of_rows[row_of[match.b]])
            found += [Finding(match, each, weight(each, reports, depth)) for each in match.divergences]
        return tuple(sorted(found, key=lambda finding: -finding.weight))

    @cached_property
    def folded(self) -> Comparison:
        """The comparison with only the source of each origin."""
        return _fold(self, ())

    def once(self, compute: Callable[[Comparison], T]) -> T:
        """The result of `compute` for this comparison, computed by the first call only: pages are read many times."""
        if compute not in self._results:
            self._results[compute] = compute(self)
        return cast(T, self._results[compute])

    @cached_property
    def _results(self) -> dict[Callable[[Comparison], Any], Any]:
        return {}

    def totals(self) -> dict[Kind, int]:
        """The number of facts with a shown divergence of each kind, and of clear gaps, most serious kind first."""
        found = {(fact, each.kind) for fact, each in self._divergences_of_facts() if each.is_finding}
        totals = Counter(kind for _, kind in found)
        totals["omission"] += len({each.passage for each in self.clear_gaps})
        return {kind: totals[kind] for kind in KINDS if totals[kind]}

    def kinds(self) -> list[KindFound]:
        """The kinds that occur, ignoring dismissed divergences."""
        every = [each for match in self.matches for each in match.divergences if each.counts]
        found = [KindFound(each.kind, each.is_finding, each.probability) for each in every]
        found += [KindFound("omission", each in self.clear_gaps, 0.0) for each in self.omissions]
        return list({each[:2]: each for each in sorted(found)}.values())


def count(articles: Sequence[Article], origins: Sequence[Origin]) -> Counts:
    """The counts of an event; no other function computes them."""
    verbatim = sum(copy.kind == "verbatim" for origin in origins for copy in origin.copies)
    outlets = {article.outlet.id or article.id for article in articles}
    return Counts(len(articles), len(articles) - verbatim, len(outlets), len(origins))


class ComparisonParts(NamedTuple):
    """The results for articles before they are arranged in rows; `omissions` are those of every pair."""

    matches: Sequence[Match]
    omissions: Sequence[Omission]
    origins: Sequence[Origin]
    outliers: Sequence[Outlier] = ()
    sources: Sequence[CitedSource] = ()
    labels: Sequence[Label] = ()
    headlines: Sequence[HeadlineConflict] = ()
    failures: Sequence[Failure] = ()
    left_out: LeftOut = LeftOut()


def assemble(
    articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]], drawn: ComparisonParts
) -> Comparison:
    """Build a Comparison from its parts; `passages` are those of each article."""
    return Comparison(
        articles=tuple(articles),
        passages={article.id: each for article, each in zip(articles, passages, strict=True)},
        matches=tuple(drawn.matches),
        omissions=tuple(omissions_of(drawn.omissions, passages, drawn.matches, drawn.origins)),
        origins=tuple(drawn.origins),
        rows=tuple(rows_of(passages, drawn.matches)),
        outliers=tuple(drawn.outliers),
        sources=tuple(drawn.sources),
        labels=tuple(drawn.labels),
        headlines=tuple(drawn.headlines),
        failures=tuple(drawn.failures),
        left_out=drawn.left_out,
    )


def fold(comparison: Comparison, chosen: Collection[str] = ()) -> Comparison:
    """The comparison with one article per origin: its source, or the one that is `chosen`."""
    return _fold(comparison, chosen) if chosen else comparison.folded


def _fold(comparison: Comparison, chosen: Collection[str]) -> Comparison:
    shown = dict.fromkeys(
        next((each for each in origin.article_ids if each in chosen), origin.article_ids[0])
        for origin in comparison.origins
    )
    if len(shown) == len(comparison.articles):
        return comparison
    articles = [each for each in comparison.articles if each.id in shown]
    passages = [comparison.passages[each.id] for each in articles]
    matches = tuple(each for each in comparison.matches if {each.a.article_id, each.b.article_id} <= shown.keys())
    return replace(
        comparison,
        articles=tuple(articles),
        passages={article.id: each for article, each in zip(articles, passages, strict=True)},
        matches=matches,
        omissions=tuple(of_shown(comparison.omissions, shown, comparison.omitted_rows(), comparison.origins)),
        origins=tuple(Origin((article_id,)) for article_id in shown),
        rows=tuple(rows_of(passages, matches)),
        outliers=tuple(each for each in comparison.outliers if each.article_id in shown),
        sources=tuple(filter(None, (each.within(shown) for each in comparison.sources))),
        labels=tuple(filter(None, (each.within(shown) for each in comparison.labels))),
        headlines=tuple(each for each in comparison.headlines if each.article_id in shown),
        pending=tuple(pair for pair in comparison.pending if set(pair) <= shown.keys()),
        rejected=tuple(each for each in comparison.rejected if {each.a.article_id, each.b.article_id} <= shown.keys()),
    )


def central(comparison: Comparison) -> Article:
    """The most central article: its passages agree most with those of the other origins."""
    support: dict[str, float] = {article.id: 0.0 for article in comparison.articles}
    origin_of = comparison.origin_of()
    for match in comparison.matches:
        if origin_of[match.a.article_id] != origin_of[match.b.article_id]:
            support[match.a.article_id] += match.probability
            support[match.b.article_id] += match.probability
    return max(comparison.articles, key=lambda each: support[each.id] / (1 + len(comparison.passages[each.id])))
