"""Finding coverage of stored articles: the query of an event, and the reports that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from compare.errors import NotFoundError
from compare.model.article import Article
from compare.ports import Embedder, Progress
from compare.ports.coverage import CoverageQuery, CoverageSource
from compare.ports.harvesting import Harvester
from compare.ports.profiles import ArticleProfile
from compare.services.adding.cluster import embedded, profile_of
from compare.services.coverage.find import FoundCoverage, find
from compare.services.coverage.query import query_of
from compare.services.stores.catalogue import Catalogue
from compare.text.language import Detect, with_language
from compare.text.passages import split

_SEEDS = 12
"""The number of an event's articles from which the query is built: the most recently added ones."""


class Coverage:
    """Searches for further reports."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, detect: Detect) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._detect = detect

    def query_for(self, article_id: str = "", event_id: str = "") -> tuple[CoverageQuery, tuple[str, ...]]:
        """The query for further reports of an event, or of an article's event, and the articles it was built from.

        Raises NotFoundError, and InputError if they have no specific word.
        """
        own = [article_id] if article_id else []
        event_id = event_id or self._catalogue.events.of_articles(own).get(article_id, "")
        ids = list(self._catalogue.events.get(event_id).article_ids) if event_id else own
        articles = self._catalogue.articles.many(ids)
        first = [each for each in articles if each.id == article_id]
        return query_of(first or articles), tuple(ids[-_SEEDS:])

    def find(
        self,
        sources: Sequence[CoverageSource],
        harvester: Harvester,
        query: CoverageQuery,
        seed: Sequence[str] = (),
        on_progress: Progress = lambda done, total: None,
    ) -> FoundCoverage:
        """Reports of the event of `seed` (see `coverage.find`), which are not added yet."""
        known = self._catalogue.articles.revisions(seed)
        articles = self._catalogue.articles.many([each for each in seed if each in known])
        if seed and not articles:
            raise NotFoundError("The articles of this event are no longer in the archive.")
        return find(sources, harvester, query, articles, self._profiles, on_progress)

    def _profiles(self, articles: Sequence[Article]) -> list[ArticleProfile]:
        """The clustering profiles of articles; stored vectors are not computed again."""
        known = [with_language(each, self._detect) for each in articles]
        passages = [tuple(split(each)) for each in known]
        texts = list(dict.fromkeys(passage.text for each in passages for passage in each))
        vectors = dict(self._catalogue.vectors.get(self._embedder.fingerprint, texts))
        lacking = [text for text in texts if text not in vectors]
        vectors.update(zip(lacking, self._embedder.encode(lacking), strict=True))
        size = self._embedder.dimension
        every = (embedded(*each, vectors, size) for each in zip(known, passages, strict=True))
        return [profile_of(each, self._embedder) for each in every]
