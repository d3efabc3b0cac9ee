"""The one place where the parts are joined."""

from __future__ import annotations

from compare.service import Parallax
from indexes.cache import FileCache
from indexes.catalogue import SqlCatalogue
from indexes.embedding import SentenceEmbedder
from indexes.entailment import CrossEncoderEntailment
from indexes.search import Searcher
from indexes.vectors.live import LiveIndex
from web.settings import Settings


def build_service(settings: Settings) -> Parallax:
    """Parallax over the folder `settings.data`, which is made if it is missing; nothing heavy is loaded yet.

    Raises StorageError if the folder or what is in it cannot be used.
    """
    embedder = SentenceEmbedder(settings.model or None, settings.precision)
    catalogue = SqlCatalogue(settings.data / "catalogue.sqlite")
    index = LiveIndex(
        settings.data / "vectors", catalogue, embedder.fingerprint, embedder.dimension, backend=settings.vectors
    )
    search = Searcher(catalogue, index, embedder)
    cache = FileCache(settings.data / "grouping.cache")
    entailment = CrossEncoderEntailment(settings.entailment) if settings.entailment else None
    return Parallax(catalogue, embedder, index, search, cache, settings.max_articles, entailment)
