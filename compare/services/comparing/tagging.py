"""Attributions of the articles that are compared; cached, so that each article is tagged once while it is compared."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from math import inf
from threading import Lock

from compare.attribution.speakers import Spoken, spoken_of
from compare.model.article import Article
from compare.model.limits import tokens_of
from compare.model.passage import Passage
from compare.ports import Tagger
from compare.text.language import base

_IN_MEMORY = 200
"""Number of articles whose attributions are cached: enough for the largest event."""

_Key = tuple[str, str, int]


class Tagging:
    """The attributions of articles. Thread-safe."""

    def __init__(self, tagger: Tagger | None) -> None:
        self._tagger = tagger
        self._held: OrderedDict[_Key, tuple[Spoken, ...]] = OrderedDict()
        self._lock = Lock()

    def spoken(
        self,
        articles: Sequence[Article],
        passages: Sequence[tuple[Passage, ...]],
        most_tokens: float = inf,
    ) -> dict[str, tuple[Spoken, ...]] | None:
        """The attributions of each article, by its id; None without a tagger.

        Articles in a language that it does not support have none. Articles that are not in memory are tagged as long as
        all of them together have at most `most_tokens` (about); the others are missing from the result. Raises
        ModelError if the tagger cannot be used.
        """
        if self._tagger is None:
            return None
        given = {(each.id, each.revision, len(own)): (each, own) for each, own in zip(articles, passages, strict=True)}
        with self._lock:
            found = {key: self._held[key] for key in given if key in self._held}
        wanted = {}
        for key, (article, own) in given.items():
            if key in found:
                continue
            if not _is_read(article, self._tagger):
                found[key] = ()
            elif (most_tokens := most_tokens - tokens_of(own)) >= 0:
                wanted[key] = (article, own)
        tagged = self._tagger.tag(list(wanted.values())) if wanted else []
        for (key, (article, own)), attributions in zip(wanted.items(), tagged, strict=True):
            found[key] = spoken_of(article, own, attributions)
        with self._lock:
            self._held |= found
            while len(self._held) > _IN_MEMORY:
                self._held.popitem(last=False)
        return {article.id: found[key] for key, (article, _) in given.items() if key in found}


def _is_read(article: Article, tagger: Tagger) -> bool:
    return article.language is None or base(article.language) in tagger.languages
