"""Vectors on a Milvus server: one collection that holds and finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import numpy as np

from compare.errors import InputError, StorageError
from compare.ports import Ids, Vectors
from indexes.vectors.backend import checked, last_of_each

SCHEME = "milvus://"
LARGE = 200_000
"""Vectors from which a collection that is made anew gets inverted lists; below, every vector is compared."""

_PORT = 19530
_TIMEOUT_S = 30.0
_BATCH = 2_000  # vectors of a request: 3 MB of 384 components, where Milvus takes 64 MB
_NAMED = 5_000  # ids that one filter names
_MOST = 16_384  # results that Milvus gives to one search
_PROBED = 0.4  # share of the inverted lists that are looked into, as in `indexes.vectors.faiss`

_ABSENT = (100, 101)  # Milvus's codes for a collection that is not found, or not loaded

Item = TypeVar("Item")


class AbsentError(StorageError):
    """A collection is not there: no longer, or not yet, because another process is putting one in its place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A server: `host` and `port`, what names its collections begin with, and whose word opens it (never shown)."""

    host: str
    port: int
    prefix: str
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> Place:
        """The place that milvus://[user:password@]host[:port][/prefix] names. Raises InputError."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORT
        except ValueError:
            host, port = "", 0
        prefix = parts.path.strip("/") or "parallax" if host else ""
        if not host or not prefix.isidentifier() or not prefix.isascii() or len(prefix) > 100:
            raise InputError(
                "PARALLAX_VECTORS is such as milvus://host:19530 or milvus://user:password@host:19530/prefix, with a "
                "prefix of letters, digits and underscores."
            )
        return cls(host, port, prefix, unquote(parts.username or ""), unquote(parts.password or ""))

    def __repr__(self) -> str:
        """Without the password."""
        return f"Place({self})"

    def __str__(self) -> str:
        """For people."""
        return f"{self.host}:{self.port}"


class Server:
    """A connection that is made at the first use, which must come after a fork; errors are told in words."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._client: Any = None

    @contextmanager
    def client(self) -> Iterator[Any]:
        """The client of pymilvus. Raises StorageError if pymilvus is not there, or the server does not do its part."""
        try:
            from grpc import RpcError
            from pymilvus import MilvusClient
            from pymilvus.exceptions import MilvusException
        except ImportError:
            raise StorageError("Vectors on Milvus need its client: pip install 'parallax-news[servers]'.") from None
        try:
            if self._client is None:
                address = f"http://{self.place}"
                self._client = MilvusClient(
                    address, user=self.place.user, password=self.place.password, timeout=_TIMEOUT_S
                )
            yield self._client
        except (MilvusException, RpcError) as error:
            kind = AbsentError if getattr(error, "code", None) in _ABSENT else StorageError
            raise kind(self._in_words(error)) from None

    def _in_words(self, error: Any) -> str:
        said = str(getattr(error, "message", "") or error).splitlines()[0][:200] if str(error) else ""
        for secret in filter(None, (self.place.password, self.place.user)):
            said = said.replace(secret, "…")
        return (
            f"The vectors on Milvus at {self.place} cannot be used ({said}): see that it runs and that "
            "PARALLAX_VECTORS names it, and try again."
        )


class MilvusIndex:
    """Implements `compare.ports.PassageIndex` by the collection (or alias) `name`, which is there.

    What was added or removed here is seen by every search here that follows. Raises StorageError if the server cannot
    be used, AbsentError if the collection is there no longer. Vectors are float32, 4 bytes a component.
    """

    def __init__(self, server: Server, name: str, fingerprint: str, dimension: int) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._server = server
        self._name = name
        self._is_behind = True
        self._lists: int | None = None

    def __len__(self) -> int:
        with self._server.client() as client:
            found = client.query(self._name, output_fields=["count(*)"], consistency_level="Strong")
        return int(found[0]["count(*)"])

    def ids(self) -> Ids:
        """The ids that are held."""
        found: list[Ids] = [np.empty(0, np.int64)]
        last = -1
        while True:
            with self._server.client() as client:
                page = client.query(
                    self._name, filter=f"key > {last}", output_fields=["key"], limit=_MOST, consistency_level="Strong"
                )
            if not page:
                return np.concatenate(found)
            found.append(np.sort(np.array([each["key"] for each in page], np.int64)))
            last = int(found[-1][-1])

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `compare.ports.PassageIndex.add`."""
        ids, vectors = last_of_each(ids, checked(vectors, self.dimension, len(ids)))
        for start in range(0, len(ids), _BATCH):
            keys, some = ids[start : start + _BATCH].tolist(), vectors[start : start + _BATCH]
            rows = [{"key": key, "vector": vector} for key, vector in zip(keys, some, strict=True)]
            with self._server.client() as client:
                client.upsert(self._name, rows)
            self._is_behind = True

    def remove(self, ids: Ids) -> int:
        """See `compare.ports.PassageIndex.remove`."""
        before = len(self)
        for keys in _parts(ids.tolist(), _NAMED):
            with self._server.client() as client:
                client.delete(self._name, ids=keys)
            self._is_behind = True
        return before - len(self)

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """See `compare.ports.PassageIndex.search`; equal scores by id. At most 16,384 results of a query are given."""
        queries = checked(queries, self.dimension)
        scores, ids = np.full((len(queries), k), -np.inf, np.float32), np.full((len(queries), k), -1, np.int64)
        if not len(queries):
            return scores, ids
        best: list[list[tuple[float, int]]] = [[] for _ in queries]
        for wanted in [""] if allowed is None else map(_filter, _parts(allowed.tolist(), _NAMED)):
            for found, hits in zip(best, self._search(queries, min(k, _MOST), wanted), strict=True):
                found += [(-float(hit["distance"]), int(hit["key"])) for hit in hits]
        for row, found in enumerate(best):
            for column, (score, key) in enumerate(sorted(found)[:k]):
                scores[row, column], ids[row, column] = -score, key
        return scores, ids

    def catch_up(self) -> None:
        """See to it that the next searches find what anybody has added so far, in whichever collection it is now."""
        self._is_behind, self._lists = True, None

    def _search(self, queries: Vectors, k: int, wanted: str) -> Sequence[Sequence[Any]]:
        """A strong read waits until all that was written before has come through; one is enough after each change."""
        level = "Strong" if self._is_behind else "Eventually"
        with self._server.client() as client:
            if self._lists is None:
                self._lists = int(client.describe_index(self._name, "vector").get("nlist", 1))
            parameters = {"nprobe": max(1, round(_PROBED * self._lists))}
            found: Sequence[Sequence[Any]] = client.search(
                self._name,
                queries,
                limit=k,
                filter=wanted,
                anns_field="vector",
                output_fields=["key"],  # by its own name: servers differ in what they call it otherwise
                search_params={"metric_type": "IP", "params": parameters},
                consistency_level=level,
            )
        self._is_behind = False
        return found


def make_collection(server: Server, name: str, dimension: int, number: int) -> None:
    """A new collection for about so many vectors, ready to be searched."""
    from pymilvus import DataType

    with server.client() as client:
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("key", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
        index = client.prepare_index_params()
        if number < LARGE:
            index.add_index("vector", index_type="FLAT", metric_type="IP")
        else:
            lists = {"nlist": min(65_536, int(number**0.5))}
            index.add_index("vector", index_type="IVF_FLAT", metric_type="IP", params=lists)
        client.create_collection(name, schema=schema, index_params=index, consistency_level="Strong")


def _filter(keys: Sequence[int]) -> str:
    return f"key in [{', '.join(map(str, keys))}]"


def _parts(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
