"""Clustering of stored articles: the grouper of an archive, and clustering a period again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from compare.clustering.online import Grouper, profile
from compare.clustering.profile import ArticleProfile, blank
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.event import Event
from compare.model.failure import problem_of
from compare.model.passage import Passage
from compare.ports import Cache, Embedder, Filter, Progress, Vectors
from compare.services.stores.catalogue import Catalogue
from compare.text.language import is_read

_PAGE = 200
_FORMAT = "2"
"""Changes with the content of a profile, so that an older cache is not read."""


def grouper_of(catalogue: Catalogue, embedder: Embedder, cache: Cache, progress: Progress | None = None) -> Grouper:
    """The grouper of all stored articles, with their events and users' corrections.

    Profiles come from the cache where possible; which articles there are, and their events, come from the catalogue.
    """
    grouper = _cached(catalogue, embedder, cache)
    follow(grouper, catalogue, embedder, progress)
    return grouper


def follow(grouper: Grouper, catalogue: Catalogue, embedder: Embedder, progress: Progress | None = None) -> None:
    """Update a grouper to the catalogue's articles and corrections.

    Inside a transaction, they cannot change before the grouper is used.
    """
    placements = catalogue.corrections.all_placements()
    lacking = [each for each in placements if each.article_id not in grouper]
    for done, placed in enumerate(lacking, 1):
        found = _held(catalogue, embedder, placed.article_id)
        if found is not None:
            grouper.restore(profile_of(found, embedder), placed.event_id)
        if progress is not None:
            progress(done, len(lacking))
    grouper.arrange(placements)


def keep(grouper: Grouper, catalogue: Catalogue, embedder: Embedder, cache: Cache) -> None:
    """Cache the grouper's profiles for `grouper_of` in another process."""
    cache.save(_stamp(catalogue, embedder), grouper.dump())


def regroup(
    catalogue: Catalogue, embedder: Embedder, cache: Cache, where: Filter, progress: Progress | None = None
) -> list[Event]:
    """Cluster again all events with an article that `where` wants; returns those that changed.

    Corrections by users are kept. Either all events are stored or none.
    """
    grouper = grouper_of(catalogue, embedder, cache, progress)
    with catalogue.transaction():
        follow(grouper, catalogue, embedder)
        changed = grouper.reconsider(_ids(catalogue, where))
        catalogue.events.put(changed)
    keep(grouper, catalogue, embedder, cache)
    return list(changed)


def profile_of(article: EmbeddedArticle, embedder: Embedder) -> ArticleProfile:
    """The clustering profile of an article.

    An empty one, which puts it into an event of its own, if the model does not support its language or its text causes
    an error.
    """
    if not is_read(article.article, embedder):
        return blank(article)
    try:
        return profile(article)
    except Exception as error:  # no later article could be added if this were raised
        problem_of(error)
        return blank(article)


def embedded(
    article: Article, passages: tuple[Passage, ...], vectors: Mapping[str, Vectors], dimension: int
) -> EmbeddedArticle:
    """An article with the vectors of its passages, taken from `vectors` by their text."""
    rows = [vectors[passage.text] for passage in passages]
    return EmbeddedArticle(article, passages, np.array(rows, np.float32).reshape(-1, dimension))


def _cached(catalogue: Catalogue, embedder: Embedder, cache: Cache) -> Grouper:
    data = cache.load(_stamp(catalogue, embedder))
    try:
        return Grouper() if data is None else Grouper.load(data)
    except ValueError:  # a damaged cache does no harm
        return Grouper()


def _stamp(catalogue: Catalogue, embedder: Embedder) -> str:
    reads = " ".join(sorted(embedder.languages)) if embedder.languages is not None else "any"
    return f"{_FORMAT} {catalogue.identity} {embedder.fingerprint} {reads}"


def _ids(catalogue: Catalogue, where: Filter) -> Iterator[str]:
    after = None
    while page := catalogue.articles.page(where, _PAGE, after):
        yield from (article.id for article in page)
        after = page[-1].id


def _held(catalogue: Catalogue, embedder: Embedder, article_id: str) -> EmbeddedArticle | None:
    """An article with its vectors; None if one of them exists only for another model."""
    passages = tuple(catalogue.articles.passages(article_id))
    texts = [passage.text for passage in passages]
    vectors = catalogue.vectors.get(embedder.fingerprint, texts)
    if len(vectors) < len(set(texts)):
        return None
    return embedded(catalogue.articles.get(article_id), passages, vectors, embedder.dimension)
