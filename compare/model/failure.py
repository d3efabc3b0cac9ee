"""Failures: an error in one article or pair is contained there, and everything else continues."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from compare.errors import ModelError, StorageError
from compare.model.article import Article
from compare.model.passage import Passage

SPLITTING = "splitting into sentences"
"""The step without which an article has no passages."""

ASSEMBLING = "assembling the event"
"""The step without which an event is shown without its comparison; it is tried again whenever the event is opened."""

_LONGEST = 200  # maximum characters of a reason

_log = logging.getLogger(__name__)

Found = TypeVar("Found")

Step = Callable[[Sequence[Article], Sequence[Sequence[Passage]]], list[Found]]
"""A step that processes several articles, each with its passages."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A `step` that failed for these articles (two: for the pair), why, and under which version of the method."""

    article_ids: tuple[str, ...]
    step: str
    problem: str
    method: str


def problem_of(error: Exception) -> str:
    """The exception in one line. Re-raises it if it comes from the model or the storage and not from the input."""
    if isinstance(error, ModelError | StorageError):
        raise error
    _log.error("a step failed", exc_info=error)
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


class Isolated:
    """Runs the steps that process all articles of an event; a step that fails for an article leaves it out."""

    def __init__(self, articles: Sequence[Article], passages: Sequence[Sequence[Passage]], method: str) -> None:
        self._held = list(zip(articles, passages, strict=True))
        self._method = method
        self.failures: list[Failure] = []

    def run(self, name: str, step: Step[Found]) -> list[Found]:
        """The result of `step` for the articles that it can process; the others are added to `failures`."""
        try:
            return step(*self._parts(self._held))
        except Exception as error:
            problem = problem_of(error)
        legible = [each for each in self._held if self._can_read(name, step, each)]
        if len(legible) < len(self._held):
            try:
                return step(*self._parts(legible))
            except Exception as error:
                problem = problem_of(error)
        self.failures.append(Failure(tuple(article.id for article, _ in self._held), name, problem, self._method))
        return []

    def _can_read(self, name: str, step: Step[Found], held: tuple[Article, Sequence[Passage]]) -> bool:
        try:
            step(*self._parts([held]))
        except Exception as error:
            self.failures.append(Failure((held[0].id,), name, problem_of(error), self._method))
            return False
        return True

    @staticmethod
    def _parts(
        held: Sequence[tuple[Article, Sequence[Passage]]],
    ) -> tuple[list[Article], list[Sequence[Passage]]]:
        return [article for article, _ in held], [own for _, own in held]
