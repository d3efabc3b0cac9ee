"""Grouping over what is held: the grouper that knows an archive, and looking at a window of time anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from compare.article import Article
from compare.embedded import EmbeddedArticle
from compare.event import Event
from compare.grouping import Grouper, profile
from compare.passage import Passage
from compare.ports import Catalogue, Embedder, Filter, Progress, Vectors

_PAGE = 200


def grouper_of(catalogue: Catalogue, embedder: Embedder, progress: Progress | None = None) -> Grouper:
    """The grouper that knows all articles that are held, their events, and what people settled."""
    grouper = Grouper()
    settled, total = catalogue.settled_articles(), catalogue.count_articles()
    for each, event_id in _held(catalogue, embedder):
        grouper.restore(profile(each), event_id, each.article.id in settled)
        if progress is not None:
            progress(len(grouper), total)
    return grouper


def regroup(catalogue: Catalogue, embedder: Embedder, where: Filter, progress: Progress | None = None) -> list[Event]:
    """Look anew at the events with an article that `where` wants, all together; returns those that changed.

    What people settled stays. The events are held whole or not at all.
    """
    grouper = grouper_of(catalogue, embedder, progress)
    wanted = [article.id for page in _pages(catalogue, where) for article in page]
    changed = [in_order(event, catalogue) for event in grouper.reconsider(wanted)]
    with catalogue.transaction():
        catalogue.put_events(changed)
    return changed


def in_order(event: Event, catalogue: Catalogue) -> Event:
    """The event with its articles in the order in which they joined; a restored grouper does not know it."""
    if not catalogue.is_event(event.id):
        return event
    before = catalogue.event(event.id).article_ids
    stayed = [each for each in before if each in event.article_ids]
    return Event(event.id, (*stayed, *(each for each in event.article_ids if each not in stayed)))


def embedded(
    article: Article, passages: tuple[Passage, ...], vectors: Mapping[str, Vectors], dimension: int
) -> EmbeddedArticle:
    """An article with the vectors of its passages, taken from `vectors` by their text."""
    rows = [vectors[passage.text] for passage in passages]
    return EmbeddedArticle(article, passages, np.array(rows, np.float32).reshape(-1, dimension))


def _pages(catalogue: Catalogue, where: Filter) -> Iterator[list[Article]]:
    after = None
    while page := catalogue.list_articles(where, _PAGE, after):
        yield page
        after = page[-1].id


def _held(catalogue: Catalogue, embedder: Embedder) -> Iterator[tuple[EmbeddedArticle, str]]:
    """Every article that is in an event and has all its vectors, with the id of its event."""
    for page in _pages(catalogue, Filter()):
        events = catalogue.event_of([article.id for article in page])
        for article in page:
            passages = tuple(catalogue.passages(article.id))
            texts = [passage.text for passage in passages]
            vectors = catalogue.get_vectors(embedder.fingerprint, texts)
            if article.id in events and len(vectors) == len(set(texts)):
                yield embedded(article, passages, vectors, embedder.dimension), events[article.id]
