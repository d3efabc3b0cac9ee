"""The stored vectors of passages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from compare.errors import StorageError
from compare.ports import Embedder, Vectors
from compare.services.stores.catalogue import Catalogue


def stored_vectors(catalogue: Catalogue, embedder: Embedder, texts: Collection[str]) -> Mapping[str, Vectors]:
    """The vectors of the current model, by text. Raises StorageError if some texts only have vectors of another
    model.
    """
    wanted = set(texts)
    found = catalogue.vectors.get(embedder.fingerprint, list(wanted))
    if len(found) < len(wanted):
        raise StorageError("Some passages have no vector for the current model: run `parallax reindex`.")
    return found
