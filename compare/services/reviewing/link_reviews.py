"""Reviews of matches: users confirm and reject them, and add missing ones; what depends on them is updated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from compare.comparison.event_comparison import Comparison
from compare.comparison.reviews.links import LinkReview, link_id
from compare.errors import BusyError, ConflictError, InputError, NotFoundError
from compare.model.match import Match
from compare.model.passage import Passage
from compare.services.clock import now
from compare.services.comparing.compare import Comparer
from compare.services.comparing.event_failures import reported
from compare.services.stores.reviews import LinkReviewStore

Said = Literal["confirmed", "rejected"]
Compare = Callable[[Sequence[str]], Comparison]
Place = tuple[str, int]
"""A passage by the id of its article and its index in it."""


class LinkReviewing:
    """Records reviews of matches."""

    def __init__(
        self, store: LinkReviewStore, comparer: Comparer, compare: Compare, follow: Callable[[], None]
    ) -> None:
        """`compare` returns the comparison of two articles, `follow` updates what depends on their matches."""
        self._store = store
        self._comparer = comparer
        self._compare = compare
        self._update_events = follow

    def review(self, article_ids: Sequence[str], wanted: str, said: Said | None) -> LinkReview:
        """Confirm or reject a match of two articles, or (None) withdraw the review or the added match.

        Returns the current review, or the withdrawn one. Raises InputError unless two articles are given, NotFoundError
        for an unknown article or match.
        """
        if len(article_ids) != 2:
            raise InputError("A match is between two articles: give both ids.")
        match = _find(self._whole(article_ids), wanted)
        if said is None or (said == "rejected" and match.verdict == "added"):
            self._store.drop(wanted)
        elif match.verdict != "added":
            self._store.put(LinkReview.of(match, said, now()))
        self._follow(article_ids)
        return LinkReview.of(match, said or match.verdict or "confirmed", now())

    def add(self, a: Place, b: Place) -> LinkReview:
        """Link two passages of different articles that report the same thing, and find their divergences.

        Raises NotFoundError for an unknown passage, ConflictError if both are of one article or match already.
        """
        if a[0] == b[0]:
            raise ConflictError("A link is between two articles: give one sentence of each.")
        ids = [a[0], b[0]]
        comparison = self._whole(ids)
        one, other = (_passage(comparison, place) for place in (a, b))
        wanted = link_id(one, other)
        if any(link_id(each.a, each.b) == wanted for each in comparison.matches):
            raise ConflictError("These two sentences are already linked.")
        if any(link_id(each.a, each.b) == wanted for each in comparison.rejected):
            self._store.drop(wanted)  # the rejected match is restored
            review = LinkReview.of(Match(one, other, 1.0, 1.0, "strong"), "confirmed", now())
        else:
            with reported():
                match, method, text = self._comparer.link(comparison.articles, one, other)
            review = replace(LinkReview.of(match, "added", now()), method=method, text=text)
        self._store.put(review)
        self._follow(ids)
        return review

    def list(self, limit: int, after: str | None = None) -> list[LinkReview]:
        """Reviews, latest first; `after` is the match of the last one already seen. Raises NotFoundError for an unknown
        one.
        """
        return self._store.page(limit, after)

    def _whole(self, article_ids: Sequence[str]) -> Comparison:
        """The comparison of two articles. Raises BusyError while they are being compared."""
        found = self._compare(article_ids)
        if found.pending:
            raise BusyError("These two articles are long and are being compared in the background: try again later.")
        return found

    def _follow(self, article_ids: Sequence[str]) -> None:
        self._comparer.follow_reviews(article_ids)
        self._update_events()


def _find(comparison: Comparison, wanted: str) -> Match:
    every = (*comparison.matches, *comparison.rejected)
    found = next((each for each in every if link_id(each.a, each.b) == wanted), None)
    if found is None:
        raise NotFoundError(f"There is no match “{wanted[:80]}” between these two articles.")
    return found


def _passage(comparison: Comparison, place: Place) -> Passage:
    passages = comparison.passages[place[0]]
    if not 0 <= place[1] < len(passages):
        raise NotFoundError(
            f"Article {place[0][:80]} has no sentence {place[1] + 1}; it has {len(passages)} sentences."
        )
    return passages[place[1]]
