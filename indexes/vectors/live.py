"""The vector index of the service: it opens, follows the catalogue, saves and repairs itself."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import RLock

import numpy as np

from compare.errors import IndexMismatchError, InputError, StorageError
from compare.ports import Filter, Ids, PassagesState, Progress, Vectors
from compare.services.stores.catalogue import Catalogue
from indexes.vectors import store
from indexes.vectors.backend import AdditionalVectors, Backend
from indexes.vectors.exact import ExactIndex
from indexes.vectors.faiss import FaissIndex

BACKENDS: dict[str, type[Backend]] = {"faiss": FaissIndex, "exact": ExactIndex}

_WORTH_SAVING = 1000
"""Number of passages added or removed since the last generation from which a new one is written: fewer can be read from
the catalogue within 20 ms when the index is opened.
"""

_SHARE_WORTH_SAVING = 0.02
"""In a larger index, the share of its passages that must change before a new generation is written, so that the cost
per passage of writing does not depend on the size (set by hand).
"""

_AHEAD = "it was ahead of the catalogue, which must be an older copy"

_log = logging.getLogger(__name__)


class LiveIndex:
    """Implements `compare.ports.LiveIndex` over the generations in `folder`.

    Nothing is opened before the first use. Every search first checks (in 0.02 ms, if the catalogue is a file) whether
    another process has saved a generation or the catalogue has changed, and applies the changes, so that results are
    never of an outdated state. A missing or damaged generation is built again from the catalogue, with a line in the
    log; a generation of another model raises IndexMismatchError. Thread-safe; searches run one at a time.
    """

    def __init__(
        self, folder: Path, catalogue: Catalogue, fingerprint: str, dimension: int, backend: str = "faiss"
    ) -> None:
        if backend not in BACKENDS:
            raise InputError(
                f"The vector index (PARALLAX_VECTORS) is one of {', '.join(BACKENDS)}, or milvus://host:port."
            )
        self._folder = folder
        self._catalogue = catalogue
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._backend = backend
        self._lock = RLock()
        self._index: Backend | None = None
        self._stamp: tuple[int, int] | None = None
        self._version: int | None = None
        self._state = PassagesState("", 0, 0)
        self._saved_state: PassagesState | None = None

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """As `compare.ports.PassageIndex.search`, over all passages of the catalogue. Raises IndexMismatchError if the
        saved index, or the catalogue's vectors, were made by another model.
        """
        with self._lock:
            return self._current().search(queries, k, allowed)

    def vectors(self, keys: Ids) -> tuple[Ids, Vectors]:
        """As `compare.ports.LiveIndex.vectors`."""
        with self._lock:
            return self._current().vectors(keys)

    def refresh(self) -> None:
        """Apply the catalogue's additions and removals."""
        with self._lock:
            self._current()

    def require_model(self) -> None:
        """As `compare.ports.LiveIndex.require_model`; only the manifest of a saved index is read."""
        with self._lock:
            if self._saved() is None:
                self._current()

    def share(self) -> None:
        """Does nothing: each process applies the catalogue's additions when it searches."""

    def publish(self) -> None:
        """Save a new generation, unless the last one is recent enough to catch up quickly; the index is not opened in
        that case.
        """
        with self._lock:
            if self._index is None and self._is_recent(self._saved()):
                return
            index, state = self._opened()
            if _is_ahead(self._state, state):
                self._index = self._mended(_AHEAD)
            elif self._saved_state is None or _changes(self._saved_state, state) >= _worth_saving(len(index)):
                if state.removals != self._state.removals:
                    self._forget_removed(index)
                self._save(index, state)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build and save a new generation from the catalogue alone; returns the number of its vectors.

        It replaces the saved one, even if that is of another model. Passages without a vector of this model are left
        out.
        """
        with self._lock:
            return len(self._save(self._empty(), self._catalogue.articles.passages_state(), progress))

    def faults(self) -> list[str]:
        """Problems with the saved index, one sentence each; [] if there are none."""
        found: list[str] = []
        lacking = self._catalogue.vectors.count_without(self._fingerprint)
        if lacking:
            found.append(f"{lacking:,} passages have no vector of this model: run `parallax reindex`.")
        try:
            made = store.manifest(self._folder)
            if made is not None and (made.backend, made.catalogue) == (self._backend, self._catalogue.identity):
                index = self._loaded(made)
                found += self._differences(index, made) if not lacking else []
        except IndexMismatchError as error:
            found.append(str(error))
        return found

    def _differences(self, index: Backend, made: store.Manifest) -> list[str]:
        """Differences between an index and the catalogue that it was saved from."""
        state = self._catalogue.articles.passages_state()
        held = self._catalogue.articles.passage_keys(Filter())
        then = held[held <= made.last_key]
        lacking = len(np.setdiff1d(then, index.ids()))
        beyond = len(np.setdiff1d(index.ids(), held)) if made.removals == state.removals else 0
        if _is_ahead(made.state, state) or lacking or beyond:
            return [f"The vector index in {self._folder} does not fit the catalogue: run `parallax reindex`."]
        return []

    def _current(self) -> Backend:
        if self._catalogue.in_transaction:  # what is read now may be rolled back, so it is not kept
            return self._index if self._index is not None else self._made_anew()
        stamp, version = store.stamp(self._folder), self._catalogue.version()
        if self._index is not None and version is not None and (stamp, version) == (self._stamp, self._version):
            return self._index
        index, state = self._opened()
        self._index = self._caught_up(index, state) if state != self._state else index
        self._version = version
        return self._index

    def _opened(self) -> tuple[Backend, PassagesState]:
        """The index in memory, or the saved one; and the state of the catalogue to follow."""
        stamp, state = store.stamp(self._folder), self._catalogue.articles.passages_state()
        if self._index is None or (stamp, state.catalogue) != (self._stamp, self._state.catalogue):
            self._stamp = stamp
            self._index = self._open()
            state = self._catalogue.articles.passages_state()  # the opened generation may be newer than the last one
        return self._index, state

    def _saved(self) -> store.Manifest | None:
        """The description of the saved index; None if there is no complete one of this catalogue. Raises
        IndexMismatchError if it is of another model.
        """
        try:
            made = store.manifest(self._folder)
        except store.DamagedIndexError:
            return None
        if made is None or (made.backend, made.catalogue) != (self._backend, self._catalogue.identity):
            return None
        store.require_model(self._folder, made, self._fingerprint, self._dimension)
        return made

    def _is_recent(self, made: store.Manifest | None) -> bool:
        if made is None:
            return False
        state = self._catalogue.articles.passages_state()
        return not _is_ahead(made.state, state) and _changes(made.state, state) < _worth_saving(made.count)

    def _open(self) -> Backend:
        """The saved index; if there is none, or it cannot be used, one that is built from the catalogue and saved."""
        try:
            made = store.manifest(self._folder)
            if made is None:
                return self._mended("there was none", logging.INFO)
            if made.backend != self._backend:
                reason = f"it was of the kind {made.backend}, but {self._backend} is configured"
            elif made.catalogue != self._catalogue.identity:
                reason = "it belonged to another catalogue"
            else:
                index = self._loaded(made)
                self._state = self._saved_state = made.state
                return index
        except store.DamagedIndexError as error:
            if store.stamp(self._folder) != self._stamp:  # replaced while it was being read
                self._stamp = store.stamp(self._folder)
                return self._open()
            reason = str(error)
        return self._mended(reason)

    def _mended(self, reason: str, level: int = logging.WARNING) -> Backend:
        require_vectors(self._catalogue, self._fingerprint)
        self._saved_state = None
        if not self._catalogue.articles.count_passages():
            return self._made_anew()
        try:
            index = self._save(self._empty(), self._catalogue.articles.passages_state())
        except StorageError as error:  # it can be used anyway, and is built again next time
            _log.warning("%s", error)
            index = self._made_anew()
        _log.log(level, "The vector index was made from the catalogue (%d vectors): %s", len(index), reason)
        return index

    def _loaded(self, made: store.Manifest) -> Backend:
        return store.load(self._folder, made, BACKENDS[self._backend], self._fingerprint, self._dimension)

    def _empty(self) -> Backend:
        return BACKENDS[self._backend](self._fingerprint, self._dimension)

    def _made_anew(self) -> Backend:
        """Built from the catalogue, but not saved."""
        index, self._state = self._empty(), self._catalogue.articles.passages_state()
        for keys, vectors in self._catalogue.vectors.of_passages(self._fingerprint):
            index.add(keys, vectors)
        return index

    def _caught_up(self, index: Backend, state: PassagesState) -> Backend:
        """The index with newer passages added and outdated ones removed."""
        if _is_ahead(self._state, state):
            return self._mended(_AHEAD)
        if state.removals != self._state.removals:
            self._forget_removed(index)
        for keys, vectors in self._catalogue.vectors.of_passages(self._fingerprint, after=self._state.last_key):
            index.add(keys, vectors)
        self._state = state
        return index

    def _forget_removed(self, index: Backend) -> None:
        removed = self._catalogue.articles.removed_keys(self._state.removals)
        if removed is None:
            removed = np.setdiff1d(index.ids(), self._catalogue.articles.passage_keys(Filter()))
        index.remove(removed)

    def _save(self, index: Backend, state: PassagesState, progress: Progress | None = None) -> Backend:
        """Save the vectors of `index` and newer ones of the catalogue; returns the saved index."""
        last = int(index.ids().max(initial=-1))  # later vectors have greater keys, because keys ascend
        number = self._catalogue.articles.count_passages(after=last)
        more = AdditionalVectors(number, lambda: self._catalogue.vectors.of_passages(self._fingerprint, after=last))
        made = store.save(self._folder, self._backend, index, state, more, progress)
        self._state = self._saved_state = state
        self._stamp = store.stamp(self._folder)
        try:
            self._index = self._loaded(made)
        except store.DamagedIndexError:  # another process has saved its own generation
            self._stamp, self._index = None, self._made_anew()
        return self._index


def _is_ahead(saved: PassagesState, state: PassagesState) -> bool:
    """Whether an index has seen more than the catalogue contains: the catalogue was replaced by an older one."""
    return state.last_key < saved.last_key or state.removals < saved.removals


def _worth_saving(number: int) -> int:
    """The number of changed passages from which an index of `number` vectors is saved again."""
    return max(_WORTH_SAVING, round(_SHARE_WORTH_SAVING * number))


def _changes(then: PassagesState, now: PassagesState) -> int:
    """The number of passages added and removed."""
    return now.last_key - then.last_key + now.removals - then.removals


def require_vectors(catalogue: Catalogue, fingerprint: str) -> None:
    """Raises IndexMismatchError if a passage has no vector of the model, because it would be missing from searches."""
    lacking = catalogue.vectors.count_without(fingerprint)
    if lacking:
        raise IndexMismatchError(
            f"{lacking:,} passages have no vector of the model in use ({fingerprint}): "
            "run `parallax reindex`, or switch back to the previous model."
        )
