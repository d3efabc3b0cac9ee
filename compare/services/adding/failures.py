"""Failures of adding: articles that were stored although a step failed for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compare.comparison.method import METHOD
from compare.model.failure import SPLITTING, Failure
from compare.ports import Embedder
from compare.services.adding.cluster import profile_problem
from compare.services.stores.catalogue import Catalogue
from compare.text.passages import split_or_whole

_MOST = 1_000
"""Articles that are examined: those without a result, of which nearly all have nothing to read."""


def adding_failures(catalogue: Catalogue, embedder: Embedder) -> Iterator[Failure]:
    """The articles that cannot be split or clustered, found by trying again those that have no passages or terms.

    Raises StorageError if passages have vectors only of another model.
    """
    unsplit = catalogue.articles.many(catalogue.articles.without_passages(_MOST))
    yield from _failed(SPLITTING, ((each.id, split_or_whole(each)[1]) for each in unsplit))
    blank = catalogue.profiles.blank(_MOST)
    yield from _failed("clustering", ((each, profile_problem(catalogue, embedder, each)) for each in blank))


def _failed(step: str, problems: Iterable[tuple[str, str]]) -> Iterator[Failure]:
    return (Failure((article_id,), step, problem, METHOD) for article_id, problem in problems if problem)
