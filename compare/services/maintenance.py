"""Maintenance of an archive: checks, rebuilding, and exporting all articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from compare.model.failure import ASSEMBLING, Failure
from compare.ports import Embedder, Filter, LiveIndex, Progress
from compare.services.adding.add import embed_missing
from compare.services.adding.failures import adding_failures
from compare.services.stores.catalogue import Catalogue
from compare.services.summaries import ArticleView

_EXPORT_BATCH = 200


class Maintenance:
    """Keeps the vector index and the catalogue consistent.

    `view` returns an article by its id; `can_assemble` says whether the events of these articles can be assembled now.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        index: LiveIndex,
        view: Callable[[str], ArticleView],
        can_assemble: Callable[[Sequence[str]], bool],
    ) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._index = index
        self._view = view
        self._can_assemble = can_assemble

    def warm(self) -> None:
        """Load the model and the index, so that the first search does not have to wait for them."""
        self._embedder.encode(["How different outlets report the same event."])
        self._index.refresh()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Recompute missing or damaged vectors and rebuild the vector index. Returns the number of vectors in it."""
        self._catalogue.vectors.drop(self._wrong_vectors())
        embed_missing(self._catalogue, self._embedder, progress)
        return self._index.rebuild(progress)

    def version(self) -> int | None:
        """Stays the same only while nobody changes the archive; None if the database cannot tell at once."""
        return self._catalogue.version()

    def check_ready(self) -> None:
        """Raises StorageError if the catalogue or the vector index cannot be used."""
        self._catalogue.articles.page(Filter(), 1)
        self._index.refresh()

    def faults(self) -> list[str]:
        """Problems with stored data, and steps that failed, one sentence each; [] if there are none."""
        model = self._embedder.faults()  # without a model, vectors cannot be checked
        stored, vectors = self._catalogue.faults(), [] if model else self._vector_faults()
        checked = model or [*vectors, *self._index.faults()]
        failed = self._catalogue.comparisons.stored_failures()
        if not (model or stored or vectors):
            failed = [each for each in failed if each.step != ASSEMBLING or not self._can_assemble(each.article_ids)]
            known = {(each.article_ids, each.step) for each in failed}
            added = adding_failures(self._catalogue, self._embedder)
            failed += [each for each in added if (each.article_ids, each.step) not in known]
        return [*stored, *checked, *map(self._failed, failed)]

    def export(self) -> Iterator[ArticleView]:
        """All articles in the catalogue."""
        after = None
        while page := self._catalogue.articles.page(Filter(), _EXPORT_BATCH, after):
            for article in page:
                yield self._view(article.id)
            after = page[-1].id

    def _wrong_vectors(self) -> list[int]:
        return self._catalogue.vectors.wrong(self._embedder.fingerprint, self._embedder.dimension)

    def _vector_faults(self) -> list[str]:
        wrong = len(self._wrong_vectors())
        return [f"{wrong:,} vectors are damaged or of the wrong length: run `parallax reindex`."] if wrong else []

    def _failed(self, failure: Failure) -> str:
        known = self._catalogue.articles.revisions(failure.article_ids)
        titles = [f"{each.id} (“{each.title[:60]}”)" for each in self._catalogue.articles.many(sorted(known))]
        rest = "Everything else was done; the next version tries again."
        if failure.step == ASSEMBLING:
            rest = "The event is shown without its comparison; each time it is opened, this is tried again."
        return (
            f"{failure.step.capitalize()} failed for {' and '.join(titles)}: {failure.problem} (method "
            f"{failure.method}). {rest}"
        )
