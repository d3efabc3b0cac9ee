"""Vectors on a Milvus server: one collection that stores and searches them."""

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
"""Number of vectors from which a new collection gets inverted lists; with fewer, every vector is compared."""

_PORT = 19530
_TIMEOUT_S = 30.0
_BATCH = 2_000  # vectors per request: 3 MB with 384 components; Milvus accepts 64 MB
_NAMED = 5_000  # maximum ids in one filter
_MOST = 16_384  # maximum results of one search
_PROBED = 0.4  # share of the inverted lists that are searched, as in `indexes.vectors.faiss`

_ABSENT = (100, 101)  # Milvus's codes for a collection that does not exist or is not loaded

Item = TypeVar("Item")


class AbsentError(StorageError):
    """A collection does not exist: it was deleted, or another process is replacing it."""


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """A server: `host` and `port`, the prefix of its collections, and the credentials (never shown)."""

    host: str
    port: int
    prefix: str
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> MilvusAddress:
        """Parse milvus://[user:password@]host[:port][/prefix]. Raises InputError."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORT
        except ValueError:
            host, port = "", 0
        prefix = parts.path.strip("/") or "parallax" if host else ""
        if not host or not prefix.isidentifier() or not prefix.isascii() or len(prefix) > 100:
            raise InputError(
                "PARALLAX_VECTORS must look like milvus://host:19530 or "
                "milvus://user:password@host:19530/prefix, with a "
                "prefix of letters, digits and underscores."
            )
        return cls(host, port, prefix, unquote(parts.username or ""), unquote(parts.password or ""))

    def __repr__(self) -> str:
        """Without the password."""
        return f"MilvusAddress({self})"

    def __str__(self) -> str:
        """The location, for messages."""
        return f"{self.host}:{self.port}"


class Server:
    """A connection made on first use, which must come after a fork; errors are readable."""

    def __init__(self, location: MilvusAddress) -> None:
        self.location = location
        self._client: Any = None

    @contextmanager
    def client(self) -> Iterator[Any]:
        """The client of pymilvus. Raises StorageError if pymilvus is missing or the server fails."""
        try:
            from grpc import RpcError
            from pymilvus import MilvusClient
            from pymilvus.exceptions import MilvusException
        except ImportError:
            raise StorageError("Vectors on Milvus need its client: pip install 'parallax-news[servers]'.") from None
        try:
            if self._client is None:
                address = f"http://{self.location}"
                self._client = MilvusClient(
                    address, user=self.location.user, password=self.location.password, timeout=_TIMEOUT_S
                )
            yield self._client
        except (MilvusException, RpcError) as error:
            kind = AbsentError if getattr(error, "code", None) in _ABSENT else StorageError
            raise kind(self._in_words(error)) from None

    def _in_words(self, error: Any) -> str:
        said = str(getattr(error, "message", "") or error).splitlines()[0][:200] if str(error) else ""
        for secret in filter(None, (self.location.password, self.location.user)):
            said = said.replace(secret, "…")
        return (
            f"The vectors on Milvus at {self.location} cannot be used ({said}): check that it is running and that "
            "PARALLAX_VECTORS is right, and try again."
        )


class MilvusIndex:
    """Implements `compare.ports.PassageIndex` with the existing collection (or alias) `name`.

    Additions and removals are visible to all following searches here. Raises StorageError if the server cannot be used,
    AbsentError if the collection no longer exists. Vectors are float32, 4 bytes per component.
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
        """All ids."""
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
        """See `compare.ports.PassageIndex.search`; ties are sorted by id. A query returns at most 16,384 results."""
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
        """Ensure that the next searches find everything added so far, in whichever collection that is now."""
        self._is_behind, self._lists = True, None

    def _search(self, queries: Vectors, k: int, wanted: str) -> Sequence[Sequence[Any]]:
        """A strong read waits until all earlier writes are visible; one is enough after each change."""
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
                output_fields=["key"],  # by its own name: servers differ in their default name
                search_params={"metric_type": "IP", "params": parameters},
                consistency_level=level,
            )
        self._is_behind = False
        return found


def make_collection(server: Server, name: str, dimension: int, number: int) -> None:
    """Create a collection for about this many vectors, ready to be searched."""
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
