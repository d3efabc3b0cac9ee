"""Reviews of matches, applied to cached results of pairs when these are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from compare.comparison import codec
from compare.comparison.pair_comparison import PairResult
from compare.comparison.reviews.links import LinkReview, Passages, link_id, reviewed
from compare.model.article import Article
from compare.services.stores.reviews import LinkReviewStore

Ids = tuple[str, str]


class AppliedReviews:
    """Applies reviews of matches to results of pairs, which are cached as they were computed."""

    def __init__(self, store: LinkReviewStore, method: str) -> None:
        self._store = store
        self._method = method

    def state(self, articles: Sequence[Article]) -> list[str]:
        """Changes with the reviews of matches of these articles; [] if there are none."""
        found = self._store.of_articles([each.id for each in articles])
        return sorted(f"{each.id} {each.verdict} {each.method}" for each in found)

    def applied(
        self, articles: Sequence[Article], passages: Sequence[Passages], pairs: Mapping[Ids, PairResult]
    ) -> dict[Ids, PairResult]:
        """The results of pairs of these articles, with reviews applied."""
        said: dict[frozenset[str], list[LinkReview]] = defaultdict(list)
        for each in self._store.of_articles([article.id for article in articles]):
            said[frozenset(each.article_ids)].append(each)
        place = {article.id: number for number, article in enumerate(articles)}
        found = dict(pairs)
        for ids, pair in pairs.items():
            reviews = said.get(frozenset(ids))
            if reviews:
                i, j = place[ids[0]], place[ids[1]]
                sides = (articles[i], articles[j]), (passages[i], passages[j])
                found[ids] = reviewed(pair, [self._with_divergences(each, *sides) for each in reviews], *sides)
        return found

    def _with_divergences(
        self, review: LinkReview, articles: tuple[Article, Article], passages: tuple[Passages, Passages]
    ) -> LinkReview:
        """The review of a match with its divergences, if this version of the method found them in these texts."""
        if review.method != self._method:
            return review
        if review.article_ids[0] != articles[0].id:
            articles, passages = articles[::-1], passages[::-1]
        try:
            pair = codec.load_pair(review.text, articles, passages)
        except (LookupError, TypeError, ValueError):  # the text has changed since, or the stored form is damaged
            return review
        fits = [each for each in pair.matches if link_id(each.a, each.b) == review.id]
        return replace(review, divergences=fits[0].divergences) if fits else review
