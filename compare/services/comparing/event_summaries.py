"""Summaries of events, stored when they are compared, so that lists need not load comparisons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from compare.comparison.event_comparison import Comparison, PairProgress, count
from compare.model.article import Article
from compare.model.event import Event, with_single_origins
from compare.services.comparing import summary_codec
from compare.services.comparing.compare import Comparer
from compare.services.comparing.stored import Ids
from compare.services.stores.catalogue import Catalogue
from compare.services.summaries import EventSummary, summarise


class EventSummaries:
    """Reads the summaries of many events with one query for all articles and one for all stored results."""

    def __init__(self, catalogue: Catalogue, comparer: Comparer) -> None:
        self._catalogue = catalogue
        self._comparer = comparer

    def of(self, events: Sequence[Event]) -> list[EventSummary]:
        """The summary of each event, in their order.

        A partly compared event shows the findings between articles that were compared before, and the progress of its
        pairs; it is moved to the front of the queue.
        """
        compared = self._comparer.selection.of_all(events)
        kept = self._catalogue.results.stored_summaries([each.id for each in events])
        found: list[EventSummary | None] = [
            _whole(event, compared[event.id], kept.get(event.id), self._comparer) for event in events
        ]
        pending = [event for event, summary in zip(events, found, strict=True) if summary is None]
        pairs = self._compared_pairs([each.id for event in pending for each in _if_several(compared[event.id])])
        return [
            summary or self._so_far(event, compared[event.id], kept.get(event.id), pairs)
            for event, summary in zip(events, found, strict=True)
        ]

    def with_comparison(self, event: Event) -> tuple[EventSummary, Comparison]:
        """The summary of an event and its comparison; if it cannot be summarised, only of its articles."""
        comparison = self._comparer.of_event(event)
        try:
            return summarise(event, comparison), comparison
        except Exception as error:
            comparison = self._comparer.failures.unassembled(event.id, comparison.articles, error)
        return summarise(event, comparison), comparison

    def can_assemble(self, article_ids: Sequence[str]) -> bool:
        """Whether the events of these articles can be assembled and summarised now."""
        event_ids = sorted(set(self._catalogue.events.of_articles(article_ids).values()))
        return not any(self.with_comparison(self._catalogue.events.get(each))[1].problem for each in event_ids)

    def _compared_pairs(self, article_ids: Sequence[str]) -> set[Ids]:
        """The pairs of these articles with a current result."""
        return (
            set(self._catalogue.comparisons.compared_pairs(article_ids, self._comparer.models.method))
            if article_ids
            else set()
        )

    def _so_far(
        self,
        event: Event,
        articles: Sequence[Article],
        kept: tuple[str, str] | None,
        pairs: Collection[Ids],
    ) -> EventSummary:
        every = list(combinations([each.id for each in articles], 2))
        done = sum((a, b) in pairs or (b, a) in pairs for a, b in every)
        if every:
            self._comparer.lacking(event.id)
        before = summary_codec.load_stale(kept[1], articles, self._comparer.models.method) if kept else None
        origins = with_single_origins((), articles)
        return EventSummary(
            event=event,
            articles=tuple(articles),
            headline=articles[0],
            counts=count(articles, origins),
            origins=tuple(origins),
            top=before.top if before else (),
            totals=dict(before.totals) if before else {},
            progress=PairProgress(done, len(every)),
            weaker=before.weaker if before else 0,
            left_out=len(event.article_ids) - len(articles),
            contested=before.contested if before else 0,
            strongest=before.strongest if before else (),
        )


def _whole(
    event: Event, articles: Sequence[Article], kept: tuple[str, str] | None, comparer: Comparer
) -> EventSummary | None:
    """The stored summary of an event, if it is up to date."""
    if kept is None or kept[0] != comparer.summary_signature(articles):
        return None
    try:
        return summary_codec.load(kept[1], event, articles)
    except (LookupError, TypeError, ValueError):  # damaged: treated as missing
        return None


def _if_several(articles: Sequence[Article]) -> Sequence[Article]:
    """The progress of an event with one article, which has no pairs."""
    return articles if len(articles) > 1 else ()
