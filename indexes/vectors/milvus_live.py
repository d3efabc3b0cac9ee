"""The vector index on Milvus as it follows the catalogue; any number of processes and machines share it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from threading import RLock
from uuid import uuid4

import numpy as np

from compare.catalogue import Catalogue
from compare.errors import StorageError
from compare.ports import Filter, Ids, PassageIndex, Progress, Vectors
from indexes.vectors.exact import ExactIndex
from indexes.vectors.live import require_vectors
from indexes.vectors.milvus import LARGE, MilvusIndex, Place, Server, make_collection

_STATES = "states"


@dataclass(frozen=True, slots=True)
class _Followed:
    """Up to where a collection follows its catalogue, as in `passages_state`, and for how many vectors it was made."""

    last_key: int
    removals: int
    made_for: int


class MilvusLiveIndex:
    """Implements `compare.ports.LiveIndex`.

    Of each catalogue and model there is a collection under an alias, and a row that says up to where it follows the
    catalogue. Who finds it behind adds what lacks: doing so twice does it once, as every vector has the key of its
    passage, and the row is written after the vectors, so that who dies between leaves nothing wrong. `rebuild` makes a
    new collection and then moves the alias: a search sees the old one or the new one.
    """

    def __init__(self, url: str, catalogue: Catalogue, fingerprint: str, dimension: int) -> None:
        """Nothing is asked of the server yet. Raises InputError for a URL that names none."""
        self._server = Server(Place.parse(url))
        self._catalogue = catalogue
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._lock = RLock()
        self._state: tuple[int, int] | None = None
        self._name = ""
        self._index: MilvusIndex | None = None

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """As `compare.ports.PassageIndex.search`, over all passages that the catalogue holds.

        Raises StorageError if the server cannot be used.
        """
        with self._lock:
            index = self._current()
        return index.search(queries, k, allowed)

    def refresh(self) -> None:
        """Take in what the catalogue has gained or lost."""
        with self._lock:
            self._current()

    def publish(self) -> None:
        """Others see what is taken in at once; a collection that was made for few vectors is made anew for many."""
        with self._lock:
            self._current()
            followed = self._followed()
            if followed is not None and followed.made_for < LARGE <= len(self._held()):
                self.rebuild()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make a new collection from the catalogue alone, and put it in the place of the old one."""
        with self._lock:
            name = self._alias()
            state = self._catalogue.passages_state()
            total = len(self._held())
            made = f"{name}_{uuid4().hex[:8]}"
            make_collection(self._server, made, self._dimension, total)
            index = MilvusIndex(self._server, made, self._fingerprint, self._dimension)
            self._take_in(index, -1, progress, total)
            before = self._target(name)
            self._point(name, made, before)
            self._follow(state, total)
            if before:
                with self._server.client() as client:
                    client.drop_collection(before)
            self._index = None  # it is opened anew, and sees what came in meanwhile
            return len(index)

    def faults(self) -> list[str]:
        """What is wrong with what is on the server, each in a sentence; [] if nothing is."""
        lacking = self._catalogue.count_without_vector(self._fingerprint)
        found = [f"{lacking:,} passages have no vector of this model: run `parallax rebuild`."] if lacking else []
        try:
            with self._lock:
                name = self._alias()
                if self._target(name) is None:
                    return found
                held = MilvusIndex(self._server, name, self._fingerprint, self._dimension).ids()
            followed = self._followed()
            then = self._held()
            then = then[then <= followed.last_key] if followed else then
            if not lacking and (followed is None or len(np.setdiff1d(then, held))):
                found.append(f"The vectors on Milvus at {self._server.place} do not fit: run `parallax rebuild`.")
        except StorageError as error:
            found.append(str(error))
        return found

    def _current(self) -> PassageIndex:
        name = self._alias()
        if self._catalogue.in_transaction:  # what is read now may yet be taken back: none of it goes to the server
            return self._index or self._made_here()
        if self._index is not None and self._is_known(name):
            return self._index
        followed = self._followed() if self._target(name) else None
        state = self._catalogue.passages_state()  # after the row was read: it can only be the same, or further on
        require_vectors(self._catalogue, self._fingerprint)
        if followed is None or state[0] < followed.last_key or state[1] < followed.removals:
            self.rebuild()
        index = MilvusIndex(self._server, name, self._fingerprint, self._dimension)
        self._catch_up(index, self._followed() or _Followed(-1, state[1], 0), state)
        self._index, self._name, self._state = index, name, state
        return index

    def _made_here(self) -> PassageIndex:
        index = ExactIndex(self._fingerprint, self._dimension)
        self._take_in(index, -1)
        return index

    def _is_known(self, name: str) -> bool:
        return name == self._name and self._catalogue.passages_state() == self._state

    def _catch_up(self, index: MilvusIndex, followed: _Followed, state: tuple[int, int]) -> None:
        if state[1] != followed.removals:
            index.remove(np.setdiff1d(index.ids(), self._held()))
        self._take_in(index, followed.last_key)
        if state != (followed.last_key, followed.removals):
            self._follow(state, followed.made_for)
        index.catch_up()

    def _take_in(self, index: PassageIndex, after: int, progress: Progress | None = None, total: int = 0) -> None:
        done = 0
        for keys, vectors in self._catalogue.passage_vectors(self._fingerprint, after=after):
            index.add(keys, vectors)
            done += len(keys)
            if progress is not None:
                progress(done, total)

    def _held(self) -> Ids:
        return self._catalogue.passage_keys(Filter())

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

    def _followed(self) -> _Followed | None:
        name = self._states()
        with self._server.client() as client:
            wanted = f'name == "{self._alias()}"'
            fields = ["last_key", "removals", "made_for"]
            rows = client.query(name, filter=wanted, output_fields=fields, consistency_level="Strong")
        return _Followed(*(int(rows[0][each]) for each in fields)) if rows else None

    def _follow(self, state: tuple[int, int], made_for: int) -> None:
        row = {"name": self._alias(), "last_key": state[0], "removals": state[1], "made_for": made_for}
        name = self._states()
        with self._server.client() as client:
            client.upsert(name, [{**row, "unused": [0.0, 0.0]}])

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
