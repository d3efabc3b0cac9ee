"""Failures of reading an event: it is shown without its comparison, and `Maintenance.faults` names it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble, with_single_origins
from compare.errors import StorageError
from compare.model.article import Article
from compare.model.failure import ASSEMBLING, Failure, problem_of
from compare.services.comparing.models import Models
from compare.services.stores.catalogue import Catalogue


class EventFailures:
    """What went wrong when stored events were assembled; one failure is stored for each event."""

    def __init__(self, catalogue: Catalogue, models: Models) -> None:
        self._catalogue = catalogue
        self._models = models

    def unassembled(self, event_id: str, articles: Sequence[Article], error: Exception) -> Comparison:
        """The comparison of an event whose results cause this error: only its articles, and the `problem`.

        Re-raises an error of the model or the storage.
        """
        failure = Failure(tuple(each.id for each in articles), ASSEMBLING, problem_of(error), self._models.method)
        with suppress(StorageError):
            self._keep(event_id, failure)
        parts = ComparisonParts((), (), with_single_origins((), articles), failures=[failure])
        return replace(assemble(articles, [()] * len(articles), parts), problem=failure.problem)

    def _keep(self, event_id: str, failure: Failure) -> None:
        """Store the first failure under each method, so that reading an event again and again writes nothing."""
        known = self._catalogue.comparisons.stored_failures(event_id)
        if not any((each.step, each.method) == (failure.step, failure.method) for each in known):
            self._catalogue.comparisons.store_failure(event_id, failure)
