"""Clustering of stored articles: the clusterer of an archive, and clustering a period again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from compare.clustering.online import OnlineClusterer, profile
from compare.clustering.profile import blank
from compare.clustering.profile_index import ProfileArchive
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.event import Event
from compare.model.failure import problem_of
from compare.model.passage import Passage
from compare.ports import Embedder, Filter, Progress, Vectors
from compare.ports.profiles import ArticleProfile
from compare.services.stored_vectors import stored_vectors
from compare.services.stores.catalogue import Catalogue
from compare.text.language import is_read

_PAGE = 200
_MADE_AT_ONCE = 500
"""Profiles that are made in one transaction."""
_FORMAT = "3"
"""Changes with the content of a profile, so that those of earlier versions are made again."""


def clusterer_of(catalogue: Catalogue) -> OnlineClusterer:
    """The clusterer of all stored articles, with their events and users' corrections, for use in this transaction."""
    return OnlineClusterer(store=catalogue.profiles)


def make_profiles(catalogue: Catalogue, embedder: Embedder, progress: Progress | None = None) -> None:
    """Make the profiles that stored articles lack: all of them, if the archive is of an earlier version or the model
    has changed; otherwise this costs nothing.

    An interrupted call is continued by the next one. Raises StorageError, and changes nothing, if passages have vectors
    only of another model.
    """
    method = _method(embedder)
    if catalogue.profiles.is_complete(method):
        return
    done, total = 0, catalogue.articles.count()
    while True:
        with catalogue.transaction():
            catalogue.profiles.begin(method)
            article_ids = catalogue.profiles.lacking(_MADE_AT_ONCE)
            if not article_ids:
                return
            archive = ProfileArchive(catalogue.profiles)
            known = archive.rows_of(article_ids)
            lacking = (each for each in article_ids if each not in known)
            found = [profile_of(_held(catalogue, embedder, each), embedder) for each in lacking]
            archive.prefetch(found)
            for each in found:
                archive.add(each)
            archive.save()
        done += len(article_ids)
        if progress is not None:
            progress(done, total)


def recluster(catalogue: Catalogue, embedder: Embedder, where: Filter, progress: Progress | None = None) -> list[Event]:
    """Cluster again all events with an article that `where` wants; returns those that changed.

    Corrections by users are kept. Either all events are stored or none.
    """
    make_profiles(catalogue, embedder, progress)
    with catalogue.transaction():
        changed = clusterer_of(catalogue).recluster(_ids(catalogue, where))
        catalogue.events.put(changed)
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


def profile_problem(catalogue: Catalogue, embedder: Embedder, article_id: str) -> str:
    """Why a stored article cannot have a profile; "" if it can, or if the model does not support its language."""
    article = _held(catalogue, embedder, article_id)
    try:
        if is_read(article.article, embedder):
            profile(article)
    except Exception as error:
        return problem_of(error)
    return ""


def embedded(
    article: Article, passages: tuple[Passage, ...], vectors: Mapping[str, Vectors], dimension: int
) -> EmbeddedArticle:
    """An article with the vectors of its passages, taken from `vectors` by their text."""
    rows = [vectors[passage.text] for passage in passages]
    return EmbeddedArticle(article, passages, np.array(rows, np.float32).reshape(-1, dimension))


def _method(embedder: Embedder) -> str:
    reads = " ".join(sorted(embedder.languages)) if embedder.languages is not None else "any"
    return f"{_FORMAT} {embedder.fingerprint} {reads}"


def _ids(catalogue: Catalogue, where: Filter) -> Iterator[str]:
    after = None
    while page := catalogue.articles.page(where, _PAGE, after):
        yield from (article.id for article in page)
        after = page[-1].id


def _held(catalogue: Catalogue, embedder: Embedder, article_id: str) -> EmbeddedArticle:
    """An article with its vectors. Raises StorageError if one of them exists only for another model."""
    passages = tuple(catalogue.articles.passages(article_id))
    vectors = stored_vectors(catalogue, embedder, [passage.text for passage in passages])
    return embedded(catalogue.articles.get(article_id), passages, vectors, embedder.dimension)
