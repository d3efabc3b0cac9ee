"""The inputs of a comparison: passages with their vectors and attributions, of stored articles and of other texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from compare.attribution.speakers import Spoken
from compare.embedded_article import EmbeddedArticle
from compare.errors import StorageError
from compare.model.article import Article
from compare.model.limits import PASSAGES, count_tokens
from compare.model.passage import Passage
from compare.ports import Embedder, Tagger, Vectors
from compare.services.comparing.tagging import Tagging
from compare.services.stores.catalogue import Catalogue
from compare.text.passages import split

Passages = tuple[Passage, ...]


class Inputs:
    """Loads the passages of articles, at most `PASSAGES` of each, their vectors, and their attributions."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, tagger: Tagger | None) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._tagging = Tagging(tagger)

    def passages(self, articles: Sequence[Article]) -> list[Passages]:
        """The passages of each stored article, as many as are compared."""
        return [tuple(self._catalogue.articles.passages(article.id)[:PASSAGES]) for article in articles]

    def spoken(self, articles: Sequence[Article], passages: Sequence[Passages]) -> dict[str, tuple[Spoken, ...]] | None:
        """The attributions of each article, by its id; None if there is no tagger."""
        return self._tagging.spoken(articles, passages)

    def embedded(self, articles: Sequence[Article], passages: Sequence[Passages]) -> list[EmbeddedArticle]:
        """Stored articles with the vectors of their passages.

        Raises StorageError if some were made by another model.
        """
        texts = {passage.text for each in passages for passage in each}
        vectors = self._catalogue.vectors.get(self._embedder.fingerprint, list(texts))
        if len(vectors) < len(texts):
            raise StorageError("Some passages have no vector for the current model: run `parallax reindex`.")
        shape = (-1, self._embedder.dimension)
        found = [np.array([vectors[each.text] for each in own], np.float32).reshape(shape) for own in passages]
        return self._joined(articles, passages, found)

    def embedded_texts(self, articles: Sequence[Article]) -> list[EmbeddedArticle]:
        """Articles that are not stored; embeds their passages."""
        passages = split_bounded(articles)
        vectors = self._embedder.encode([passage.text for each in passages for passage in each])
        return self._joined(articles, passages, np.split(vectors, np.cumsum([len(each) for each in passages])[:-1]))

    def _joined(
        self, articles: Sequence[Article], passages: Sequence[Passages], vectors: Sequence[Vectors]
    ) -> list[EmbeddedArticle]:
        spoken = self.spoken(articles, passages)
        return [
            EmbeddedArticle(article, own, rows, spoken[article.id] if spoken is not None else None)
            for article, own, rows in zip(articles, passages, vectors, strict=True)
        ]


def split_bounded(articles: Sequence[Article]) -> list[Passages]:
    """The passages of each article that is not stored, as many as are compared."""
    return [tuple(split(article)[:PASSAGES]) for article in articles]


def token_count(passages: Sequence[Passage]) -> int:
    """Roughly the number of tokens that models read to compare an article."""
    return sum(count_tokens(each.text) for each in passages)
