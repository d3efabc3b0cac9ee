"""The vector index on Milvus as it follows the catalogue; any number of processes and machines share it."""

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
from indexes.vectors.milvus import LARGE, AbsentError, MilvusIndex, Place, Server, make_collection

_STATES = "states"


_PATIENCE_S, _PAUSE_S = 30.0, 0.1
"""For how long, and how often, is looked for a collection that another process is putting in the place of one."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Followed:
    """Up to where a collection follows its catalogue, as in `passages_state`, and for how many vectors it was made."""

    last_key: int
    removals: int
    made_for: int


class MilvusLiveIndex:
    """Implements `compare.ports.LiveIndex`.

    Of each catalogue and model there is a collection under an alias, and of each collection a row that says up to where
    it follows the catalogue. Who finds it behind adds what lacks: doing so twice does it once, as every vector has the
    key of its passage, and the row is written after the vectors, so that who dies between leaves nothing wrong.
    `rebuild` makes a new collection, with a row of its own, and then moves the alias: whoever still works on the old
    one finds it gone and looks anew, and nothing that it told of the old one is believed of the new one.
    """

    def __init__(self, url: str, catalogue: Catalogue, fingerprint: str, dimension: int) -> None:
        """Nothing is asked of the server yet. Raises InputError for a URL that names none."""
        self._server = Server(Place.parse(url))
        self._catalogue = catalogue
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._lock = RLock()
        self._state: PassagesState | None = None
        self._index: MilvusIndex | None = None

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """As `compare.ports.PassageIndex.search`, over all passages that the catalogue holds.

        Raises StorageError if the server cannot be used.
        """

        def search() -> tuple[Vectors, Ids]:
            with self._lock:
                index = self._current()
            return index.search(queries, k, allowed)

        return self._patiently(search)

    def vectors(self, keys: Ids) -> tuple[Ids, Vectors]:
        """As `compare.ports.LiveIndex.vectors`; the catalogue has them, too, and is nearer."""
        return self._catalogue.vectors.of_keys(self._fingerprint, keys)

    def refresh(self) -> None:
        """Take in what the catalogue has gained or lost."""
        with self._lock:
            self._patiently(self._current)

    def share(self) -> None:
        """Take in what the catalogue has gained, so that no search has to."""
        self.refresh()

    def publish(self) -> None:
        """Others see what is taken in at once; a collection that was made for few vectors is made anew for many."""
        with self._lock:
            if self._patiently(self._is_outgrown):
                self.rebuild()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make a new collection from the catalogue alone, and put it in the place of the old one."""
        with self._lock:
            return self._patiently(lambda: self._rebuild(progress))

    def faults(self) -> list[str]:
        """What is wrong with what is on the server, each in a sentence; [] if nothing is."""
        lacking = self._catalogue.vectors.count_without(self._fingerprint)
        found = [f"{lacking:,} passages have no vector of this model: run `parallax reindex`."] if lacking else []
        try:
            with self._lock:
                is_fit = self._patiently(self._is_fit)
            if not lacking and not is_fit:
                found.append(f"The vectors on Milvus at {self._server.place} do not fit: run `parallax reindex`.")
        except StorageError as error:
            found.append(str(error))
        return found

    def _patiently(self, work: Callable[[], Result]) -> Result:
        """Do `work`, anew if the collection is not there because another process puts one in its place."""
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
        total = len(self._held())
        made = f"{alias}_{uuid4().hex[:8]}"
        make_collection(self._server, made, self._dimension, total)
        index = self._opened(made)
        self._take_in(index, -1, progress, total)
        self._follow(made, state, total)
        before = self._target(alias)
        self._point(alias, made, before)
        if before:
            self._drop(before)
        self._index = None  # it is opened anew, and sees what came in meanwhile
        return len(index)

    def _is_outgrown(self) -> bool:
        self._current()
        name = self._target(self._alias())
        followed = self._followed(name) if name else None
        return followed is not None and followed.made_for < LARGE <= len(self._held())

    def _is_fit(self) -> bool:
        """Whether the collection, if there is one, holds what it says that it follows."""
        name = self._target(self._alias())
        if name is None:
            return True
        held, followed = self._opened(name).ids(), self._followed(name)
        return followed is not None and not len(np.setdiff1d(self._held_until(followed.last_key), held))

    def _current(self) -> PassageIndex:
        if self._catalogue.in_transaction:  # what is read now may yet be taken back: none of it goes to the server
            return self._index or self._made_here()
        if self._index is not None and self._catalogue.articles.passages_state() == self._state:
            return self._index
        name = self._target(self._alias())
        followed = self._followed(name) if name else None
        state = (
            self._catalogue.articles.passages_state()
        )  # after the row was read: it can only be the same, or further on
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
            index.remove(np.setdiff1d(index.ids(), self._held()))
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
        """Names the collection of this catalogue and model."""
        named = hashlib.sha256(f"{self._catalogue.identity} {self._fingerprint} {self._dimension}".encode())
        return f"{self._server.place.prefix}_{named.hexdigest()[:20]}"

    def _target(self, alias: str) -> str | None:
        """The collection that an alias stands for now."""
        with self._server.client() as client:
            if not client.has_collection(alias):
                return None
            return str(client.describe_collection(alias)["collection_name"])

    def _point(self, alias: str, made: str, before: str | None) -> None:
        """Let the alias stand for a collection, and no longer for that of `before`."""
        if before is None:
            with suppress(StorageError), self._server.client() as client:
                client.create_alias(made, alias)
                return
        with self._server.client() as client:  # there was one, or another process has made one meanwhile
            client.alter_alias(made, alias)

    def _drop(self, name: str) -> None:
        """Take a collection away, and the row that tells of it."""
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
        """The collection of states, made where there is none; Milvus wants a vector in each."""
        from pymilvus import DataType

        name = f"{self._server.place.prefix}_{_STATES}"
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
