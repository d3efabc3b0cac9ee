"""Failures of reading an event: it is shown without its comparison, and `Maintenance.faults` names it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble, with_single_origins
from compare.errors import ConflictError, NotFoundError, ParallaxError, StorageError
from compare.model.article import Article
from compare.model.failure import ASSEMBLING, Failure, problem_of
from compare.services.comparing.models import Models
from compare.services.stores.catalogue import Catalogue


def checked(comparison: Comparison) -> Comparison:
    """The comparison of an event, for what only consists of its results. Raises ConflictError if it has a `problem`."""
    if comparison.problem:
        raise ConflictError(f"This event could not be compared: {comparison.problem}.")
    return comparison


@contextmanager
def reported() -> Iterator[None]:
    """Turn an unexpected error of comparing articles into a ConflictError that says what went wrong."""
    try:
        yield
    except ParallaxError:
        raise
    except Exception as error:
        raise ConflictError(f"These articles could not be compared: {problem_of(error)}.") from error


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

    @contextmanager
    def kept(self, event_id: str, articles: Sequence[Article]) -> Iterator[None]:
        """Store an unexpected error of a step that updates the results of an event, which keeps its earlier ones."""
        try:
            yield
        except NotFoundError:
            raise
        except Exception as error:
            self.unassembled(event_id, articles, error)

    def _keep(self, event_id: str, failure: Failure) -> None:
        """Store the first failure under each method, so that reading an event again and again writes nothing."""
        known = self._catalogue.comparisons.stored_failures(event_id)
        if not any((each.step, each.method) == (failure.step, failure.method) for each in known):
            self._catalogue.comparisons.store_failure(event_id, failure)
