"""Comparison: what the articles of one event report (rows) × who reports it (articles)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

from compare.alignment import UNRELATED, AlignmentSide, align_prepared, prepare
from compare.article import Article
from compare.divergence import diverge
from compare.divergence.entailing import weighed
from compare.divergence.omission import omissions
from compare.divergence.reasons import names_of
from compare.divergence.showing import SHOW_ALL, ShowingPolicy, decide_shown
from compare.doubt import Doubt, doubts
from compare.embedded import EmbeddedArticle
from compare.event import Copy, Origin
from compare.headline import HeadlineConflict, headline_conflicts
from compare.labelling import Label, labels_of
from compare.match import KINDS, Divergence, Kind, Match, Omission
from compare.paraphrase import paraphrased
from compare.passage import Passage
from compare.ports import Entailment
from compare.ranking import weight
from compare.reuse import origins
from compare.rows import Row, rows_of
from compare.sourcing import CitedSource, cited_sources

KnownMatches = Mapping[tuple[str, str], Sequence[Match]]
"""The matches of two articles, by their ids; in each, `a` is of the first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One divergence with the match in which it stands, and how much it matters (see `compare.ranking`)."""

    match: Match
    divergence: Divergence
    weight: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles, texts that are no copies' verbatim twins, outlets, and independent origins."""

    articles: int
    texts: int
    outlets: int
    origins: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is concluded about `articles`; passages are in the order of their article."""

    articles: tuple[Article, ...]
    passages: Mapping[str, tuple[Passage, ...]]
    matches: tuple[Match, ...]
    omissions: tuple[Omission, ...]
    origins: tuple[Origin, ...]
    rows: tuple[Row, ...]
    doubts: tuple[Doubt, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    labels: tuple[Label, ...] = ()
    headlines: tuple[HeadlineConflict, ...] = ()

    @property
    def counts(self) -> Counts:
        """Articles, distinct texts, outlets and origins, each counted apart."""
        return count(self.articles, self.origins)

    def origin_of(self) -> dict[str, int]:
        """The number of the origin of each article."""
        return {article: number for number, origin in enumerate(self.origins) for article in origin.article_ids}

    def matches_of(self, article_id: str) -> list[Match]:
        """The matches of an article, in its order, of each passage the best first; `a` is always of this article."""
        turned = (match.seen_from(article_id) for match in self.matches)
        return sorted(filter(None, turned), key=lambda match: (match.a.index, -match.probability))

    def findings(self, kinds: Iterable[Kind] = KINDS) -> list[Finding]:
        """The divergences of these kinds that no reader dismissed, those that matter most first."""
        wanted = frozenset(kinds)
        return [each for each in self._ranked() if each.divergence.kind in wanted and each.divergence.counts]

    def dismissed(self) -> list[Finding]:
        """The divergences that a reader dismissed, those that matter most first."""
        return [each for each in self._ranked() if not each.divergence.counts]

    def highlights(self) -> list[Finding]:
        """The findings without mere detail, those that matter most first, each row's of one kind once."""
        row_of = self._row_of()
        shown: dict[tuple[int, Kind], Finding] = {}
        for finding in self.findings(kind for kind in KINDS if kind != "detail"):
            shown.setdefault((row_of[finding.match.a], finding.divergence.kind), finding)
        return list(shown.values())

    def _row_of(self) -> dict[Passage, int]:
        """The number of the row of each passage."""
        cells = ((number, cell) for number, row in enumerate(self.rows) for cell in row.cells.values())
        return {passage: number for number, cell in cells for passage in cell}

    def _ranked(self) -> list[Finding]:
        row_of, origin_of = self._row_of(), self.origin_of()
        voices = [len({origin_of[article_id] for article_id in row.cells}) for row in self.rows]
        found = []
        for match in self.matches:
            depth = min(each.index / len(self.passages[each.article_id]) for each in (match.a, match.b))
            reports = max(voices[row_of[match.a]], voices[row_of[match.b]])
            found += [
                Finding(match, each, weight(each, match.probability, reports, depth)) for each in match.divergences
            ]
        return sorted(found, key=lambda finding: -finding.weight)

    def totals(self) -> dict[Kind, int]:
        """How many divergences of each kind that occurs, without dismissed ones, the gravest kind first."""
        totals = Counter(each.kind for match in self.matches for each in match.divergences if each.counts)
        totals["omission"] += len(self.omissions)
        totals["placement"] += len(self.headlines)
        return {kind: totals[kind] for kind in KINDS if totals[kind]}


def count(articles: Sequence[Article], voices: Sequence[Origin]) -> Counts:
    """The counts of an event: every place that counts calls this one."""
    verbatim = sum(copy.kind == "verbatim" for voice in voices for copy in voice.copies)
    outlets = {article.outlet.id or article.id for article in articles}
    return Counts(len(articles), len(articles) - verbatim, len(outlets), len(voices))


def build(
    articles: Sequence[EmbeddedArticle],
    known: KnownMatches | None = None,
    unrelated: float = UNRELATED,
    entailment: Entailment | None = None,
    policy: ShowingPolicy = SHOW_ALL,
) -> Comparison:
    """Align every two of `articles`, say how the matches diverge, and what is missing where.

    The articles keep their order, and in each match `a` is of the earlier one. The matches of two articles that are
    `known` are taken as they are: so an event that gains an article costs one alignment for each that it has.
    `unrelated` is the mean cosine of unrelated passages under the embedding model in use; `entailment` has a say in
    contradictions, and `policy` decides which divergences are shown.
    """
    known = known or {}
    matches: list[Match] = []
    missing: list[Omission] = []
    retold: list[Copy | None] = []
    prepared: dict[int, AlignmentSide] = {}
    for i, j in combinations(range(len(articles)), 2):
        a, b = articles[i], articles[j]
        pair = known.get((a.article.id, b.article.id))
        if pair is None:
            for k in {i, j} - prepared.keys():
                prepared[k] = prepare(articles[k])
            pair = [_with_divergences(match, a, b) for match in align_prepared(prepared[i], prepared[j], unrelated)]
            pair = weighed(pair, entailment, names_of(a.article, b.article)) if entailment else pair
            pair = decide_shown(pair, policy)
        matches += pair
        missing += omissions(a, b, pair) + omissions(b, a, pair)
        retold.append(paraphrased((a.article, a.passages), (b.article, b.passages), pair))
    plain, passages = [each.article for each in articles], [each.passages for each in articles]
    drawn = Drawn(
        matches=matches,
        omissions=missing,
        origins=origins(plain, list(filter(None, retold))),
        doubts=doubts(plain, passages),
        sources=cited_sources(plain, passages),
        labels=labels_of(plain, passages, matches),
        headlines=headline_conflicts(plain, passages),
    )
    return assemble(plain, passages, drawn)


class Drawn(NamedTuple):
    """What is concluded about articles, before it is put into rows; `omissions` are those of every two articles."""

    matches: Sequence[Match]
    omissions: Sequence[Omission]
    origins: Sequence[Origin]
    doubts: Sequence[Doubt] = ()
    sources: Sequence[CitedSource] = ()
    labels: Sequence[Label] = ()
    headlines: Sequence[HeadlineConflict] = ()


def assemble(articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]], drawn: Drawn) -> Comparison:
    """A Comparison of conclusions that were drawn before; `passages` are those of each article."""
    rows = rows_of(passages, drawn.matches)
    missing = _worth_showing(drawn.omissions, rows, drawn.origins) if len(articles) > 2 else drawn.omissions
    return Comparison(
        articles=tuple(articles),
        passages={article.id: each for article, each in zip(articles, passages, strict=True)},
        matches=tuple(drawn.matches),
        omissions=tuple(missing),
        origins=tuple(drawn.origins),
        rows=tuple(rows),
        doubts=tuple(drawn.doubts),
        sources=tuple(drawn.sources),
        labels=tuple(drawn.labels),
        headlines=tuple(drawn.headlines),
    )


def fold(comparison: Comparison, chosen: Collection[str] = ()) -> Comparison:
    """The comparison with one article of each origin: its source, or the one of it that is `chosen`."""
    shown = {_shown(origin, chosen): origin for origin in comparison.origins}
    if len(shown) == len(comparison.articles):
        return comparison
    articles = [each for each in comparison.articles if each.id in shown]
    passages = [comparison.passages[each.id] for each in articles]
    matches = tuple(each for each in comparison.matches if {each.a.article_id, each.b.article_id} <= shown.keys())
    return Comparison(
        articles=tuple(articles),
        passages={article.id: each for article, each in zip(articles, passages, strict=True)},
        matches=matches,
        omissions=tuple(o for o in comparison.omissions if {o.passage.article_id, o.article_id} <= shown.keys()),
        origins=tuple(Origin((article_id,)) for article_id in shown),
        rows=tuple(rows_of(passages, matches)),
        doubts=tuple(each for each in comparison.doubts if each.article_id in shown),
        sources=tuple(filter(None, (each.within(shown) for each in comparison.sources))),
        labels=tuple(filter(None, (each.within(shown) for each in comparison.labels))),
        headlines=tuple(each for each in comparison.headlines if each.article_id in shown),
    )


def _shown(origin: Origin, chosen: Collection[str]) -> str:
    return next((each for each in origin.article_ids if each in chosen), origin.article_ids[0])


def central(comparison: Comparison) -> Article:
    """The most central article: the one whose passages agree most with the other origins'."""
    support: dict[str, float] = {article.id: 0.0 for article in comparison.articles}
    origin_of = comparison.origin_of()
    for match in comparison.matches:
        if origin_of[match.a.article_id] != origin_of[match.b.article_id]:
            support[match.a.article_id] += match.probability
            support[match.b.article_id] += match.probability
    ranks = [support[article.id] / (1 + len(comparison.passages[article.id])) for article in comparison.articles]
    return comparison.articles[ranks.index(max(ranks))]


def _with_divergences(match: Match, a: EmbeddedArticle, b: EmbeddedArticle) -> Match:
    return replace(match, divergences=diverge(match, a, b))


def _worth_showing(missing: Sequence[Omission], rows: Sequence[Row], voices: Sequence[Origin]) -> list[Omission]:
    """Of more than two articles: what at least two origins report, once for each article that does not."""
    origin_of = {article: number for number, voice in enumerate(voices) for article in voice.article_ids}
    leads = {row.lead: row for row in rows if len({origin_of[article_id] for article_id in row.cells}) >= 2}
    return [
        each
        for each in missing
        if each.passage in leads
        and each.article_id not in leads[each.passage].cells
        and origin_of[each.article_id] not in {origin_of[article] for article in leads[each.passage].cells}
    ]
