"""Comparison: what the articles of one event report (rows) × who reports it (articles)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from compare.alignment import UNRELATED, AlignmentSide, align_prepared, prepare
from compare.article import Article
from compare.divergence import diverge
from compare.divergence.omission import omissions
from compare.doubt import Doubt, doubts
from compare.embedded import EmbeddedArticle
from compare.event import Origin
from compare.match import KINDS, Divergence, Kind, Match, Omission
from compare.passage import Passage
from compare.reuse import origins
from compare.rows import Row, rows_of

KnownMatches = Mapping[tuple[str, str], Sequence[Match]]
"""The matches of two articles, by their ids; in each, `a` is of the first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One divergence with the match in which it stands."""

    match: Match
    divergence: Divergence


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

    @property
    def counts(self) -> Counts:
        """Articles, distinct texts, outlets and origins, each counted apart."""
        return count(self.articles, self.origins)

    def origin_of(self) -> dict[str, int]:
        """The number of the origin of each article."""
        return {article: number for number, origin in enumerate(self.origins) for article in origin.article_ids}

    def findings(self, kinds: Iterable[Kind] = KINDS) -> list[Finding]:
        """The divergences of these kinds, those that matter most first (see `weight`)."""
        wanted = frozenset(kinds)
        found = [Finding(match, each) for match in self.matches for each in match.divergences if each.kind in wanted]
        return sorted(found, key=lambda finding: -weight(finding))

    def highlights(self) -> list[Finding]:
        """The findings without mere detail, those that matter most first, each row's of one kind once."""
        row_of = {match: number for number, row in enumerate(self.rows) for match in row.matches}
        shown: dict[tuple[object, Kind], Finding] = {}
        for finding in self.findings(kind for kind in KINDS if kind != "detail"):
            shown.setdefault((row_of.get(finding.match, finding.match), finding.divergence.kind), finding)
        return list(shown.values())

    def totals(self) -> dict[Kind, int]:
        """How many divergences of each kind that occurs, the gravest kind first."""
        totals = Counter(each.kind for match in self.matches for each in match.divergences)
        totals["omission"] += len(self.omissions)
        return {kind: totals[kind] for kind in KINDS if totals[kind]}


_KIND_WEIGHT: dict[Kind, float] = {
    "contradiction": 1.0,
    "figures": 0.9,
    "update": 0.7,
    "attribution": 0.6,
    "quotation": 0.55,
    "wording": 0.5,
    "placement": 0.4,
    "omission": 0.4,
    "detail": 0.1,
}


def weight(finding: Finding) -> float:
    """How much a finding matters: weight of its kind × its confidence × the score of its match.

    The weights of the kinds order them by how far they change what a reader believes happened; they are chosen, not
    tuned.
    """
    return _KIND_WEIGHT[finding.divergence.kind] * finding.divergence.confidence * finding.match.score


def count(articles: Sequence[Article], voices: Sequence[Origin]) -> Counts:
    """The counts of an event: every place that counts calls this one."""
    verbatim = sum(copy.kind == "verbatim" for voice in voices for copy in voice.copies)
    outlets = {article.outlet.id or article.id for article in articles}
    return Counts(len(articles), len(articles) - verbatim, len(outlets), len(voices))


def build(
    articles: Sequence[EmbeddedArticle], known: KnownMatches | None = None, unrelated: float = UNRELATED
) -> Comparison:
    """Align every two of `articles`, say how the matches diverge, and what is missing where.

    The articles keep their order, and in each match `a` is of the earlier one. The matches of two articles that are
    `known` are taken as they are: so an event that gains an article costs one alignment for each that it has.
    `unrelated` is the mean cosine of unrelated passages under the embedding model in use.
    """
    known = known or {}
    matches: list[Match] = []
    missing: list[Omission] = []
    prepared: dict[int, AlignmentSide] = {}
    for i, j in combinations(range(len(articles)), 2):
        a, b = articles[i], articles[j]
        pair = known.get((a.article.id, b.article.id))
        if pair is None:
            for k in {i, j} - prepared.keys():
                prepared[k] = prepare(articles[k])
            pair = [_with_divergences(match, a, b) for match in align_prepared(prepared[i], prepared[j], unrelated)]
        matches += pair
        missing += omissions(a, b, pair) + omissions(b, a, pair)
    plain, passages = [each.article for each in articles], [each.passages for each in articles]
    return assemble(plain, passages, matches, missing, origins(plain), doubts(plain, passages))


def assemble(
    articles: Sequence[Article],
    passages: Sequence[tuple[Passage, ...]],
    matches: Sequence[Match],
    missing: Sequence[Omission],
    voices: Sequence[Origin],
    doubtful: Sequence[Doubt],
) -> Comparison:
    """A Comparison of conclusions that were drawn before; `passages` are those of each article."""
    rows = rows_of(passages, matches)
    return Comparison(
        articles=tuple(articles),
        passages={article.id: each for article, each in zip(articles, passages, strict=True)},
        matches=tuple(matches),
        omissions=tuple(_worth_showing(missing, rows, voices) if len(articles) > 2 else missing),
        origins=tuple(voices),
        rows=tuple(rows),
        doubts=tuple(doubtful),
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
    )


def _shown(origin: Origin, chosen: Collection[str]) -> str:
    return next((each for each in origin.article_ids if each in chosen), origin.article_ids[0])


def central(comparison: Comparison) -> Article:
    """The most central article: the one whose passages agree most with the other origins'."""
    support: dict[str, float] = {article.id: 0.0 for article in comparison.articles}
    origin_of = comparison.origin_of()
    for match in comparison.matches:
        if origin_of[match.a.article_id] != origin_of[match.b.article_id]:
            support[match.a.article_id] += match.score
            support[match.b.article_id] += match.score
    ranks = [support[article.id] / (1 + len(comparison.passages[article.id])) for article in comparison.articles]
    return comparison.articles[ranks.index(max(ranks))]


def _with_divergences(match: Match, a: EmbeddedArticle, b: EmbeddedArticle) -> Match:
    return Match(match.a, match.b, match.score, match.strength, diverge(match, a, b))


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
