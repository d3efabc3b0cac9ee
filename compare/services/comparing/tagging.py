"""Attributions of the articles that are compared; cached, so that each article is tagged once while it is compared."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from math import inf
from threading import Lock
from typing import NamedTuple

from compare.attribution.speakers import ResolvedAttribution, resolve_attributions
from compare.model.article import Article
from compare.model.failure import problem_of
from compare.model.limits import tokens_of
from compare.model.passage import Passage
from compare.ports import Tagger
from compare.text.language import base

_IN_MEMORY = 200
"""Number of articles whose attributions are cached: enough for the largest event."""

_Key = tuple[str, str, int]
_Input = tuple[Article, tuple[Passage, ...]]


class _Tagged(NamedTuple):
    """The attributions of an article; none if its text caused the `problem`."""

    attributions: tuple[ResolvedAttribution, ...] = ()
    problem: str = ""


class Tagging:
    """The attributions of articles. Thread-safe."""

    def __init__(self, tagger: Tagger | None) -> None:
        self._tagger = tagger
        self._held: OrderedDict[_Key, _Tagged] = OrderedDict()
        self._lock = Lock()

    def attributions(
        self,
        articles: Sequence[Article],
        passages: Sequence[tuple[Passage, ...]],
        most_tokens: float = inf,
    ) -> dict[str, tuple[ResolvedAttribution, ...]] | None:
        """The attributions of each article, by its id; None without a tagger.

        Articles in a language that it does not support have none, nor have those of `problems`. Articles that are not
        in memory are tagged as long as all of them together have at most `most_tokens` (about); the others are missing
        from the result. Raises ModelError if the tagger cannot be used.
        """
        if self._tagger is None:
            return None
        inputs = _keyed(articles, passages)
        with self._lock:
            found = {key: self._held[key] for key in inputs if key in self._held}
        wanted = {}
        for key, (article, own) in inputs.items():
            if key in found:
                continue
            if not _is_read(article, self._tagger):
                found[key] = _Tagged()
            elif (most_tokens := most_tokens - tokens_of(own)) >= 0:
                wanted[key] = (article, own)
        found.update(zip(wanted, _tagged(self._tagger, list(wanted.values())), strict=True))
        with self._lock:
            self._held |= found
            while len(self._held) > _IN_MEMORY:
                self._held.popitem(last=False)
        return {article.id: found[key].attributions for key, (article, _) in inputs.items() if key in found}

    def problems(self, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> dict[str, str]:
        """Why some of these articles could not be tagged, by their ids, as far as they are in memory."""
        with self._lock:
            found = {key[0]: self._held[key].problem for key in _keyed(articles, passages) if key in self._held}
        return {article_id: problem for article_id, problem in found.items() if problem}


def _keyed(articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> dict[_Key, _Input]:
    return {(each.id, each.revision, len(own)): (each, own) for each, own in zip(articles, passages, strict=True)}


def _tagged(tagger: Tagger, inputs: Sequence[_Input]) -> list[_Tagged]:
    """The attributions of each article; of several, one by one if one of them causes an error."""
    if not inputs:
        return []
    try:
        every = zip(inputs, tagger.tag(inputs), strict=True)
        return [_Tagged(resolve_attributions(article, own, attributions)) for (article, own), attributions in every]
    except Exception as error:
        problem = problem_of(error)
    return (
        [_Tagged(problem=problem)] if len(inputs) == 1 else [each for one in inputs for each in _tagged(tagger, [one])]
    )


def _is_read(article: Article, tagger: Tagger) -> bool:
    return article.language is None or base(article.language) in tagger.languages
