"""Reviewing divergences: users confirm or dismiss them, alone or several of one event."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from compare.comparison.event_comparison import Comparison
from compare.comparison.reviews.divergences import divergence_id, find_divergence
from compare.errors import BusyError, InputError, NotFoundError
from compare.model.match import Divergence, Match, Verdict
from compare.services.clock import now
from compare.services.comparing.compare import Comparer
from compare.services.comparing.event_failures import checked
from compare.services.stores.catalogue import Catalogue
from compare.services.stores.reviews import Review

Compare = Callable[[Sequence[str]], Comparison]


class DivergenceReviewing:
    """Records reviews of divergences and updates the ranking of the events that they concern.

    `compare` compares articles and waits for the result; `compare_soon` leaves long comparisons to a job.
    """

    def __init__(self, catalogue: Catalogue, comparer: Comparer, compare: Compare, compare_soon: Compare) -> None:
        self._catalogue = catalogue
        self._comparer = comparer
        self._compare = compare
        self._compare_soon = compare_soon

    def review(
        self, article_ids: Sequence[str], divergence_id: str, verdict: Verdict | None, *, waits: bool = True
    ) -> Divergence:
        """Confirm or dismiss a divergence between two articles, or (None) withdraw the review.

        Returns the divergence with its new verdict. Raises InputError unless exactly two articles are given,
        NotFoundError for an unknown article or divergence, and BusyError if the articles have to be compared first,
        that takes long, and the caller does not wait.
        """
        if len(article_ids) != 2:
            raise InputError("A divergence is between two articles: give both ids.")
        comparisons = self._comparisons(article_ids, waits)
        found = next(filter(None, (find_divergence(each, divergence_id) for each in comparisons)), None)
        if found is None:
            raise NotFoundError(f"There is no divergence “{divergence_id[:80]}” between these two articles.")
        self._put(*found, divergence_id, verdict)
        for event_id in sorted(set(self._catalogue.events.of_articles(article_ids).values())):
            self._comparer.rank_anew(self._catalogue.events.get(event_id))
        return replace(found[1], verdict=verdict)

    def review_in_event(self, event_id: str, divergence_ids: Collection[str], verdict: Verdict | None) -> int:
        """As `review`, for several divergences of one event, such as all that separate the variants of a fact.

        Returns how many of them the event has. Raises NotFoundError if it has none, and ConflictError if the event
        could not be compared.
        """
        event, wanted = self._catalogue.events.get(event_id), frozenset(divergence_ids)
        comparison = checked(self._comparer.of_event(event))
        every = ((match, each) for match in comparison.matches for each in match.divergences if each.kind != "detail")
        found = [(match, each, own) for match, each in every if (own := divergence_id(match, each)) in wanted]
        if not found:
            raise NotFoundError("This event no longer has this difference: reload the page.")
        with self._catalogue.transaction():
            for match, each, own in found:
                self._put(match, each, own, verdict)
        self._comparer.rank_anew(event)
        return len(found)

    def page(self, limit: int, after: str | None = None, verdict: Verdict | None = None) -> list[Review]:
        """Reviews, latest first; `after` is the divergence id of the last one already seen, if any.

        Raises NotFoundError for an unknown `after`.
        """
        return self._catalogue.reviews.page(limit, after, verdict)

    def _put(self, match: Match, divergence: Divergence, id_: str, verdict: Verdict | None) -> None:
        if verdict is None:
            self._catalogue.reviews.drop(id_)
            return
        sides = (match.a.article_id, match.b.article_id)
        self._catalogue.reviews.put(Review(id_, verdict, now(), sides, divergence.kind, divergence.reason))

    def _comparisons(self, article_ids: Sequence[str], waits: bool) -> Iterator[Comparison]:
        """The comparisons in which a page may show two articles: that of their event, and that of the two alone."""
        events = {self._catalogue.events.of_articles([each]).get(each) for each in article_ids}
        if len(events) == 1 and (event_id := events.pop()):
            yield self._comparer.of_event(self._catalogue.events.get(event_id))
        alone = self._compare(article_ids) if waits else self._compare_soon(article_ids)
        if alone.pending:
            raise BusyError("These two articles are long and are being compared in the background: try again later.")
        yield alone
