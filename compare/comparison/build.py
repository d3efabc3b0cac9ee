"""Builds the comparison of an event from the comparisons of its pairs of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

from compare.alignment import UNRELATED
from compare.attribution.citations import cited
from compare.attribution.speakers import ResolvedAttribution
from compare.clustering.outliers import outliers
from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble
from compare.comparison.pair_comparison import Clock, PairComparer, PairResult, Prepared, most_probable
from compare.comparison.word_choice import labels_of
from compare.divergence.display_policy import SHOW_ALL, DisplayPolicy
from compare.divergence.kinds.headline import headline_conflicts
from compare.duplicates.near_duplicates import origins
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.event import with_single_origins
from compare.model.failure import Failure, Isolated
from compare.model.limits import MATCHES_OF_ALL, LeftOut
from compare.model.match import Match
from compare.model.passage import Passage
from compare.model.reader_scores import SecondReading
from compare.ports import Reader

KnownPairs = Mapping[tuple[str, str], PairResult]
"""The result for two articles, by their ids; in each match `a` is from the first one."""


def build(
    articles: Sequence[EmbeddedArticle],
    known: KnownPairs | None = None,
    unrelated: float = UNRELATED,
    reader: Reader | None = None,
    policy: DisplayPolicy = SHOW_ALL,
    method: str = "",
    clock: Clock | None = None,
) -> Comparison:
    """Compare all pairs of `articles` and combine the results.

    The articles keep their order, and in each match `a` is the earlier one. Results for `known` pairs are reused, so an
    event that gains an article costs one comparison per existing article. `unrelated` is the mean cosine of unrelated
    passages under the embedding model in use. The `reader` classifies the passages; without one, structure and rules
    do, and `policy` decides which divergences are shown. `method` is the version under which failures are reported.
    `clock` limits the time that each pair may take.
    """
    comparer, prepared = PairComparer(unrelated, reader, policy, clock=clock), [Prepared(each) for each in articles]
    pairs = dict(known or {})
    for a, b in combinations(prepared, 2):
        ids = a.embedded.article.id, b.embedded.article.id
        if ids not in pairs:
            pairs[ids] = comparer.compare(a, b)
    attributions = {each.article.id: each.attributions for each in articles if each.attributions is not None}
    held = [each.article for each in articles], [each.passages for each in articles]
    return combine_pairs(*held, pairs, method, attributions if len(attributions) == len(articles) else None)


def combine_pairs(
    articles: Sequence[Article],
    passages: Sequence[tuple[Passage, ...]],
    pairs: KnownPairs,
    method: str = "",
    attributions: Mapping[str, Sequence[ResolvedAttribution]] | None = None,
) -> Comparison:
    """Combine the results of pairs of `articles`; pairs without a result are left out.

    `attributions` are the attributions of each article, or None without a tagger.
    """
    every = {ids: pairs[ids] for ids in combinations([each.id for each in articles], 2) if ids in pairs}
    matches, left_out = matches_of_all(list(every.values()))
    retold = [pair.copy for pair in every.values() if pair.copy]
    isolated = Isolated(articles, passages, method)
    found_origins = isolated.run("finding copies", lambda some, own: origins(some, retold))
    drawn = ComparisonParts(
        matches=matches,
        omissions=[omission for pair in every.values() for omission in pair.omissions],
        origins=with_single_origins(found_origins, articles),
        outliers=isolated.run("checking the event", outliers),
        sources=isolated.run("finding sources", partial(cited, attributions=attributions)),
        labels=isolated.run("finding labels", lambda some, own: labels_of(some, own, matches)),
        headlines=isolated.run("checking the headline", headline_conflicts),
        failures=[
            *(Failure(ids, "comparing", pair.problem, method) for ids, pair in every.items() if pair.problem),
            *isolated.failures,
        ],
        left_out=left_out,
    )
    rejected = tuple(each for pair in every.values() for each in pair.rejected)
    second = SecondReading.joined(pair.second for pair in every.values())
    whole = assemble(articles, passages, drawn)
    return replace(whole, rejected=rejected, second=second)


def matches_of_all(pairs: Sequence[PairResult]) -> tuple[list[Match], LeftOut]:
    """The matches of all pairs (the most probable ones if there are very many), and what was left out."""
    found = [match for pair in pairs for match in pair.matches]
    stored = most_probable(found, MATCHES_OF_ALL)
    beyond = len(found) - len(stored) + sum(pair.left_out for pair in pairs)
    return stored, LeftOut(beyond, sum(pair.unread for pair in pairs))
