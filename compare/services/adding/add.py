"""Adding articles: split, embed, cluster and store them, in batches; each batch completely or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from compare.duplicates.identity import identified
from compare.embedded_article import EmbeddedArticle
from compare.errors import StorageError
from compare.model.article import Article
from compare.model.event import Event
from compare.ports import Embedder, LiveIndex, Progress, Vectors
from compare.ports.profiles import ArticleProfile
from compare.services.adding.cluster import clusterer_of, embedded, make_profiles, profile_of
from compare.services.outlets import called
from compare.services.stores.catalogue import Catalogue
from compare.services.stores.operations.jobs import AddReport, ReportProgress
from compare.text.language import Detect, with_language
from compare.text.passages import split_or_whole

_BATCH_CHARACTERS = 1_000_000
"""About 8,000 passages: enough to batch texts of equal length for the model, few enough to repeat after a crash."""
_EMBEDDED_AT_ONCE = 8192  # texts that lack a vector


class BatchAdder:
    """One call of `add`, from its first article to its last."""

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        index: LiveIndex,
        detect: Detect,
        on_progress: ReportProgress | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._index = index
        self._detect = detect
        self._on_progress = on_progress or (lambda report: None)
        self._report = AddReport()

    def add(self, articles: Iterable[Article]) -> AddReport:
        """Add `articles`, in their order; see `Parallax.add`.

        Raises IndexMismatchError if the vectors of the archive were made by another model, and LockedError if another
        process is writing it; both before anything is stored. Later, it waits for other writers.
        """
        self._index.require_model()
        with self._catalogue.transaction():
            pass  # a locked archive is reported before anything is read or embedded
        with self._catalogue.long_lock_timeout():
            for batch in batches(articles):
                named = called(batch, self._catalogue.outlets.names())
                for wave in _waves(identified(named, self._catalogue.articles)):
                    self._add_batch(wave)
                    self._on_progress(self._report)
            if self._report.added or self._report.revised:
                self._index.publish()
        return self._report

    def _add_batch(self, articles: Sequence[Article]) -> None:
        batch = self._wanted(articles)
        held = self._catalogue.articles.revisions([article.id for article in batch])
        changed = (article for article in batch if held.get(article.id) != article.revision)
        new = [with_language(article, self._detect) for article in changed]
        if new:
            passages = [split_or_whole(article)[0] for article in new]
            texts = list(dict.fromkeys(passage.text for each in passages for passage in each))
            vectors = self._vectors(texts)
            size = self._embedder.dimension
            found = [embedded(*each, vectors, size) for each in zip(new, passages, strict=True)]
            self._hold(found, vectors)
        revised = sum(article.id in held for article in new)
        self._report = replace(
            self._report,
            added=self._report.added + len(new) - revised,
            revised=self._report.revised + revised,
            known=self._report.known + len(batch) - len(new),
            refused=self._report.refused + len(articles) - len(batch),
            passages=self._report.passages + sum(len(each) for each in passages) if new else self._report.passages,
        )

    def _wanted(self, batch: Sequence[Article]) -> list[Article]:
        """The articles without those that a user removed, alone or with their outlet."""
        gone = self._catalogue.removals.removed("article", [each.id for each in batch])
        outlets = self._catalogue.removals.removed("outlet", list({each.outlet.id for each in batch}))
        return [each for each in batch if each.id not in gone and each.outlet.id not in outlets]

    def _vectors(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vector of each text."""
        vectors = self._catalogue.vectors.get(self._embedder.fingerprint, texts)
        lacking = [text for text in texts if text not in vectors]
        before = self._report

        def embedding(done: int, total: int) -> None:
            self._on_progress(replace(before, passages=before.passages + done))

        vectors.update(zip(lacking, self._embedder.encode(lacking, embedding), strict=True))
        return vectors

    def _hold(self, articles: Sequence[EmbeddedArticle], vectors: dict[str, Vectors]) -> None:
        profiles = [profile_of(each, self._embedder) for each in articles]
        make_profiles(self._catalogue, self._embedder)
        with self._catalogue.transaction():
            self._catalogue.articles.add([(each.article, each.passages) for each in articles])
            if vectors:  # all of them, because what another article shared may have been removed since
                matrix = np.array(list(vectors.values()), np.float32)
                self._catalogue.vectors.put(self._embedder.fingerprint, list(vectors), matrix)
            self._catalogue.events.put(self._grouped(profiles))
        self._index.share()

    def _grouped(self, profiles: Sequence[ArticleProfile]) -> list[Event]:
        """The events that articles with these profiles change; a revised article stays in its event."""
        staying = self._catalogue.events.of_articles([each.article_id for each in profiles])
        coming = [each for each in profiles if each.article_id not in staying]
        clusterer = clusterer_of(self._catalogue)
        clusterer.prefetch(coming)
        changed = set(staying.values())
        for each in coming:
            changed.update(event.id for event in clusterer.add(each).changed)
        clusterer.save()
        return clusterer.events_of(sorted(changed))


def stored_ids(catalogue: Catalogue, articles: Sequence[Article]) -> list[str]:
    """The ids under which these articles are stored, each once, without articles that are not stored."""
    known = identified(called(articles, catalogue.outlets.names()), catalogue.articles)
    held = catalogue.articles.revisions([each.id for each in known])
    return list(dict.fromkeys(each.id for each in known if each.id in held))


def embed_missing(catalogue: Catalogue, embedder: Embedder, progress: Progress | None = None) -> None:
    """Compute the missing vectors of this model.

    Raises StorageError if some are still missing: the texts of their passages are not those that were added.
    """
    before: list[str] = []
    while texts := catalogue.vectors.texts_without(embedder.fingerprint, _EMBEDDED_AT_ONCE):
        if texts == before:
            raise StorageError("Some passages differ from what was added: `parallax doctor` lists their articles.")
        before = texts
        catalogue.vectors.put(embedder.fingerprint, texts, embedder.encode(texts, progress))


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Batches of about `_BATCH_CHARACTERS`."""
    batch: list[Article] = []
    size = 0
    for article in articles:
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += len(article.text)
    if batch:
        yield batch


def _waves(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Parts without two revisions of one article, so that a later revision follows an earlier one."""
    wave: dict[str, Article] = {}
    for each in articles:
        if each.id in wave and wave[each.id].revision != each.revision:
            yield list(wave.values())
            wave = {}
        wave.setdefault(each.id, each)
    if wave:
        yield list(wave.values())
