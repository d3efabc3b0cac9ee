"""The inputs of a comparison: passages with their vectors and attributions, of stored articles and of other texts."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from math import inf

import numpy as np

from compare.attribution.speakers import ResolvedAttribution
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.failure import SPLITTING, Failure
from compare.model.limits import PASSAGES
from compare.model.passage import Passage
from compare.ports import Embedder, Tagger, Vectors
from compare.services.comparing.tagging import Tagging
from compare.services.stored_vectors import stored_vectors
from compare.services.stores.catalogue import Catalogue
from compare.text.passages import split_or_whole

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

    def attributions(
        self, articles: Sequence[Article], passages: Sequence[Passages]
    ) -> dict[str, tuple[ResolvedAttribution, ...]] | None:
        """The attributions of each article, by its id; None if there is no tagger."""
        return self._tagging.attributions(articles, passages)

    def failures(self, articles: Sequence[Article], passages: Sequence[Passages], method: str) -> list[Failure]:
        """The articles whose text could not be split, and those that could not be tagged."""
        whole = [article for article, own in zip(articles, passages, strict=True) if not own]
        unsplit = {article.id: split_or_whole(article)[1] for article in whole}
        problems = self._tagging.problems(articles, passages)
        return [
            *(Failure((id_,), SPLITTING, problem, method) for id_, problem in unsplit.items() if problem),
            *(Failure((id_,), "finding who says what", problem, method) for id_, problem in problems.items()),
        ]

    def tag(self, article_ids: Container[str], articles: Sequence[Article], passages: Sequence[Passages]) -> None:
        """Tag those of the articles that have these ids, so that their attributions are in memory."""
        wanted = [(each, own) for each, own in zip(articles, passages, strict=True) if each.id in article_ids]
        self._tagging.attributions([each for each, _ in wanted], [own for _, own in wanted])

    def embedded(
        self, articles: Sequence[Article], passages: Sequence[Passages], most_tokens: float = inf
    ) -> list[EmbeddedArticle]:
        """Stored articles with the vectors of their passages, and as many attributions as `Tagging.attributions` finds.

        Raises StorageError if some vectors were made by another model.
        """
        texts = {passage.text for each in passages for passage in each}
        vectors = stored_vectors(self._catalogue, self._embedder, texts)
        shape = (-1, self._embedder.dimension)
        found = [np.array([vectors[each.text] for each in own], np.float32).reshape(shape) for own in passages]
        return _joined(articles, passages, found, self._tagging.attributions(articles, passages, most_tokens))

    def embedded_texts(self, articles: Sequence[Article]) -> list[EmbeddedArticle]:
        """Articles that are not stored; embeds their passages."""
        passages = split_bounded(articles)
        vectors = self._embedder.encode([passage.text for each in passages for passage in each])
        parts = np.split(vectors, np.cumsum([len(each) for each in passages])[:-1])
        return _joined(articles, passages, parts, self.attributions(articles, passages))


def split_bounded(articles: Sequence[Article]) -> list[Passages]:
    """The passages of each article that is not stored, as many as are compared."""
    return [split_or_whole(article)[0][:PASSAGES] for article in articles]


def _joined(
    articles: Sequence[Article],
    passages: Sequence[Passages],
    vectors: Sequence[Vectors],
    attributions: Mapping[str, tuple[ResolvedAttribution, ...]] | None,
) -> list[EmbeddedArticle]:
    return [
        EmbeddedArticle(article, own, rows, (attributions or {}).get(article.id))
        for article, own, rows in zip(articles, passages, vectors, strict=True)
    ]
