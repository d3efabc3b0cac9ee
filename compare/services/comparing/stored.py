"""Stored results of pairs, loaded and assembled into a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from compare.comparison import codec
from compare.comparison.build import matches_of_all
from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble
from compare.comparison.pair_comparison import PairResult
from compare.model.article import Article
from compare.model.passage import Passage
from compare.model.reader_scores import SecondReading
from compare.services.stores.comparisons import StoredPair

Ids = tuple[str, str]


def loaded(
    kept: Iterable[StoredPair], articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]], method: str
) -> dict[Ids, PairResult]:
    """Stored results of pairs, in the order of the articles; results of another method are marked as earlier."""
    place = {article.id: number for number, article in enumerate(articles)}
    found: dict[Ids, PairResult] = {}
    for each in kept:
        i, j = place[each.a], place[each.b]
        if (articles[i].revision, articles[j].revision) != (each.a_revision, each.b_revision):
            continue
        try:
            pair = codec.load_pair(each.text, (articles[i], articles[j]), (passages[i], passages[j]))
        except (LookupError, TypeError, ValueError):
            continue
        pair = pair if each.method == method else pair.as_earlier()
        found[(each.a, each.b) if i < j else (each.b, each.a)] = pair if i < j else pair.swapped()
    return found


def joined(
    articles: Sequence[Article],
    passages: Sequence[tuple[Passage, ...]],
    drawn: ComparisonParts,
    pairs: Mapping[Ids, PairResult],
) -> Comparison:
    """The comparison from the stored results of all articles and their pairs."""
    every = list(combinations([each.id for each in articles], 2))
    pending = [ids for ids in every if ids not in pairs or pairs[ids].is_earlier]
    ordered = [pairs[ids] for ids in every if ids in pairs]
    matches, left_out = matches_of_all(ordered)
    missing = [omission for pair in ordered for omission in pair.omissions]
    whole = assemble(articles, passages, drawn._replace(matches=matches, omissions=missing, left_out=left_out))
    second = SecondReading.joined(pair.second for pair in ordered)
    rejected = tuple(each for pair in ordered for each in pair.rejected)
    return replace(whole, pending=tuple(pending), rejected=rejected, second=second)
