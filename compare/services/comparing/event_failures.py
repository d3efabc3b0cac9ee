"""Failures of reading an event: it is shown without its comparison, and `Maintenance.faults` names it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble, with_the_rest
from compare.errors import NotFoundError, StorageError
from compare.model.article import Article
from compare.model.failure import Failure, problem_of
from compare.services.comparing.models import Models
from compare.services.comparing.selection import Selection
from compare.services.stores.catalogue import Catalogue


class EventFailures:
    """What went wrong when stored events were read; each failure is stored once, with its event."""

    def __init__(self, catalogue: Catalogue, models: Models, selection: Selection) -> None:
        self._catalogue = catalogue
        self._models = models
        self._selection = selection

    def unassembled(self, event_id: str, articles: Sequence[Article], error: Exception) -> Comparison:
        """The comparison of an event whose results cause this error: only its articles, and the failure.

        Re-raises an error of the model or the storage.
        """
        failure = self._keep(event_id, articles, "assembling the event", error)
        parts = ComparisonParts((), (), with_the_rest((), articles), failures=[failure])
        return assemble(articles, [()] * len(articles), parts)

    def not_shown(self, event_id: str, error: Exception) -> str:
        """Store that a page or resource of an event cannot be made. Returns why, in a line; "" for an unknown event.

        Re-raises an error of the model or the storage.
        """
        try:
            articles = self._selection.of(self._catalogue.events.get(event_id))
        except NotFoundError:
            return ""
        return self._keep(event_id, articles, "showing the event", error).problem

    def _keep(self, event_id: str, articles: Sequence[Article], step: str, error: Exception) -> Failure:
        failure = Failure(tuple(each.id for each in articles), step, problem_of(error), self._models.method)
        with suppress(StorageError):
            known = self._catalogue.comparisons.stored_failures(event_id)
            if failure not in known:
                self._catalogue.comparisons.store_failures(event_id, [*known, failure])
        return failure
