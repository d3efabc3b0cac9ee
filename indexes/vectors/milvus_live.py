"""The vector index on Milvus, which follows the catalogue and is shared by any number of processes and machines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import RLock
from time import monotonic, sleep
from typing import TypeVar
from uuid import uuid4

import numpy as np

from compare.errors import StorageError
from compare.ports import Filter, Ids, PassageIndex, PassagesState, Progress, Vectors
from compare.services.stores.catalogue import Catalogue
from indexes.vectors.exact import ExactIndex
from indexes.vectors.live import require_vectors
from indexes.vectors.milvus import LARGE, AbsentError, MilvusAddress, MilvusIndex, Server, make_collection

_STATES = "states"


_PATIENCE_S, _PAUSE_S = 30.0, 0.1
"""How long, and at what interval, to wait for a collection that another process is replacing."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Followed:
    """The catalogue state (see `passages_state`) that a collection reflects, and the number of vectors it was created
    for.
    """

    last_key: int
    removals: int
    made_for: int


class MilvusLiveIndex:
    """Implements `compare.ports.LiveIndex`.

    Each catalogue and model has a collection behind an alias, and each collection has a row with the catalogue state
    that it reflects. A process that finds the collection outdated adds the missing vectors. Adding twice has no effect,
    because each vector has the key of its passage; and the row is written after the vectors, so a process that dies in
    between does no harm.

    `rebuild` creates a new collection, with its own row, and then moves the alias. Processes that still use the old
    collection get an error and look it up again; its row does not apply to the new one.
    """

    def __init__(self, url: str, catalogue: Catalogue, fingerprint: str, dimension: int) -> None:
        """Does not connect yet. Raises InputError for an invalid URL."""
        self._server = Server(MilvusAddress.parse(url))
        self._catalogue = catalogue
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._lock = RLock()
        self._state: PassagesState | None = None
        self._index: MilvusIndex | None = None

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """As `compare.ports.PassageIndex.search`, over all passages of the catalogue.

        Raises StorageError if the server cannot be used.
        """

        def search() -> tuple[Vectors, Ids]:
            with self._lock:
                index = self._current()
            return index.search(queries, k, allowed)

        return self._patiently(search)

    def vectors(self, keys: Ids) -> tuple[Ids, Vectors]:
        """As `compare.ports.LiveIndex.vectors`; read from the catalogue, which is closer."""
        return self._catalogue.vectors.of_keys(self._fingerprint, keys)

    def refresh(self) -> None:
        """Apply the catalogue's additions and removals."""
        with self._lock:
            self._patiently(self._current)

    def require_model(self) -> None:
        """As `compare.ports.LiveIndex.require_model`: opens the collection."""
        self.refresh()

    def share(self) -> None:
        """Apply the catalogue's additions, so that searches do not have to."""
        self.refresh()

    def publish(self) -> None:
        """Additions are visible to others at once; a collection that was created for few vectors is replaced when it
        has many.
        """
        with self._lock:
            if self._patiently(self._is_outgrown):
                self.rebuild()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new collection from the catalogue alone, to replace the old one; returns its number of vectors."""
        with self._lock:
            return self._patiently(lambda: self._rebuild(progress))

    def faults(self) -> list[str]:
        """Problems with the data on the server, one sentence each; [] if there are none."""
        lacking = self._catalogue.vectors.count_without(self._fingerprint)
        found = [f"{lacking:,} passages have no vector of this model: run `parallax reindex`."] if lacking else []
        try:
            with self._lock:
                is_fit = self._patiently(self._is_fit)
            if not lacking and not is_fit:
                found.append(f"The vectors on Milvus at {self._server.location} do not fit: run `parallax reindex`.")
        except StorageError as error:
            found.append(str(error))
        return found

    def _patiently(self, work: Callable[[], Result]) -> Result:
        """Call `work`, again if the collection is missing because another process is replacing it."""
        until = monotonic() + _PATIENCE_S
        while True:
            try:
                return work()
            except AbsentError:
                if monotonic() > until:
                    raise
                self._index = None
                sleep(_PAUSE_S)

    def _rebuild(self, progress: Progress | None) -> int:
        alias = self._alias()
        state = self._catalogue.articles.passages_state()
        total = self._catalogue.articles.count_passages()
        made = f"{alias}_{uuid4().hex[:8]}"
        make_collection(self._server, made, self._dimension, total)
        index = self._opened(made)
        self._take_in(index, -1, progress, total)
        self._follow(made, state, total)
        before = self._target(alias)
        self._point(alias, made, before)
        if before:
            self._drop(before)
        self._index = None  # the state is read again, and includes what was added meanwhile
        return len(index)

    def _is_outgrown(self) -> bool:
        self._current()
        name = self._target(self._alias())
        followed = self._followed(name) if name else None
        return followed is not None and followed.made_for < LARGE <= self._catalogue.articles.count_passages()

    def _is_fit(self) -> bool:
        """Whether the collection, if it exists, has as many vectors as its row states."""
        name = self._target(self._alias())
        if name is None:
            return True
        held, followed = self._opened(name).ids(), self._followed(name)
        return followed is not None and not len(np.setdiff1d(self._held_until(followed.last_key), held))

    def _current(self) -> PassageIndex:
        if self._catalogue.in_transaction:  # what is read now may be rolled back, so it is not sent to the server
            return self._index or self._made_here()
        if self._index is not None and self._catalogue.articles.passages_state() == self._state:
            return self._index
        name = self._target(self._alias())
        followed = self._followed(name) if name else None
        state = (
            self._catalogue.articles.passages_state()
        )  # read after the row, so it can only be the same state or a later one
        require_vectors(self._catalogue, self._fingerprint)
        if name is None or followed is None or state.last_key < followed.last_key or state.removals < followed.removals:
            self._rebuild(None)
            name = self._target(self._alias()) or ""
            followed = self._followed(name)
        index = self._opened(name)
        self._catch_up(index, name, followed or _Followed(-1, state.removals, 0), state)
        self._index, self._state = index, state
        return index

    def _opened(self, name: str) -> MilvusIndex:
        return MilvusIndex(self._server, name, self._fingerprint, self._dimension)

    def _made_here(self) -> PassageIndex:
        index = ExactIndex(self._fingerprint, self._dimension)
        self._take_in(index, -1)
        return index

    def _catch_up(self, index: MilvusIndex, name: str, followed: _Followed, state: PassagesState) -> None:
        if state.removals != followed.removals:
            removed = self._catalogue.articles.removed_keys(followed.removals)
            index.remove(np.setdiff1d(index.ids(), self._held()) if removed is None else removed)
        self._take_in(index, followed.last_key)
        if (state.last_key, state.removals) != (followed.last_key, followed.removals):
            self._follow(name, state, followed.made_for)
        index.catch_up()

    def _take_in(self, index: PassageIndex, after: int, progress: Progress | None = None, total: int = 0) -> None:
        done = 0
        for keys, vectors in self._catalogue.vectors.of_passages(self._fingerprint, after=after):
            index.add(keys, vectors)
            done += len(keys)
            if progress is not None:
                progress(done, total)

    def _held(self) -> Ids:
        return self._catalogue.articles.passage_keys(Filter())

    def _held_until(self, key: int) -> Ids:
        held = self._held()
        return held[held <= key]

    # -- names and states on the server

    def _alias(self) -> str:
        """The name of the collection for this catalogue and model."""
        named = hashlib.sha256(f"{self._catalogue.identity} {self._fingerprint} {self._dimension}".encode())
        return f"{self._server.location.prefix}_{named.hexdigest()[:20]}"

    def _target(self, alias: str) -> str | None:
        """The collection behind the alias."""
        with self._server.client() as client:
            if not client.has_collection(alias):
                return None
            return str(client.describe_collection(alias)["collection_name"])

    def _point(self, alias: str, made: str, before: str | None) -> None:
        """Point the alias to a collection instead of `before`."""
        if before is None:
            with suppress(StorageError), self._server.client() as client:
                client.create_alias(made, alias)
                return
        with self._server.client() as client:  # the alias existed, or another process has created it meanwhile
            client.alter_alias(made, alias)

    def _drop(self, name: str) -> None:
        """Delete a collection and its row."""
        states = self._states()
        with self._server.client() as client:
            client.drop_collection(name)
            client.delete(states, ids=[name])

    def _followed(self, name: str) -> _Followed | None:
        states = self._states()
        with self._server.client() as client:
            wanted = f'name == "{name}"'
            fields = ["last_key", "removals", "made_for"]
            rows = client.query(states, filter=wanted, output_fields=fields, consistency_level="Strong")
        return _Followed(*(int(rows[0][each]) for each in fields)) if rows else None

    def _follow(self, name: str, state: PassagesState, made_for: int) -> None:
        row = {"name": name, "last_key": state.last_key, "removals": state.removals, "made_for": made_for}
        states = self._states()
        with self._server.client() as client:
            client.upsert(states, [{**row, "unused": [0.0, 0.0]}])

    def _states(self) -> str:
        """The collection of states, created if missing; Milvus requires a vector in each row."""
        from pymilvus import DataType

        name = f"{self._server.location.prefix}_{_STATES}"
        with self._server.client() as client:
            if client.has_collection(name):
                return name
            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("name", DataType.VARCHAR, is_primary=True, max_length=200)
            for each in ("last_key", "removals", "made_for"):
                schema.add_field(each, DataType.INT64)
            schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)
            index = client.prepare_index_params()
            index.add_index("unused", index_type="FLAT", metric_type="IP")
            client.create_collection(name, schema=schema, index_params=index, consistency_level="Strong")
        return name
