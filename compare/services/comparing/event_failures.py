"""Failures of reading an event: it is shown without its comparison, and `Maintenance.faults` names it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble
from compare.errors import ComparisonError, NotFoundError, ParallaxError, StorageError
from compare.model.article import Article
from compare.model.event import with_single_origins
from compare.model.failure import ASSEMBLING, Failure, problem_of
from compare.services.comparing.models import Models
from compare.services.stores.catalogue import Catalogue


def checked(comparison: Comparison, event: str = "This event") -> Comparison:
    """The comparison of an event, for what only consists of its results. Raises ComparisonError if it has a problem;
    `event` is what the message calls it.
    """
    if comparison.problem:
        raise ComparisonError.of(event, comparison.problem)
    return comparison


@contextmanager
def reported() -> Iterator[None]:
    """Turn an unexpected error of comparing articles into a ComparisonError.

    An error of the machine, such as a lack of memory, is no conflict but a ParallaxError: it may not happen again.
    """
    try:
        yield
    except ParallaxError:
        raise
    except Exception as error:
        found = ComparisonError.of("These articles", problem_of(error))
        raise (ParallaxError(str(found)) if isinstance(error, OSError | MemoryError) else found) from error


class EventFailures:
    """Errors in assembling stored events; one failure is stored per event."""

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
