"""Vectors of texts: one for each text and model, in half precision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, and_, bindparam, delete, func, select

from compare.errors import CatalogueError
from compare.ports import Ids, Vectors
from indexes.embedding.normalise import normalised
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks, text_hash
from indexes.storage.sql.schema import articles, models, passages, vectors
from indexes.storage.sql.upsert import insert

_HALF = np.dtype("<f2")
"""Rounding to half precision changes a cosine of two 384-d vectors by less than 0.001."""


_ROWS = 4096  # number of vectors read at a time

_OF_HASHES = (
    select(vectors.c.text_hash, vectors.c.vector)
    .join(models, models.c.number == vectors.c.model)
    .where(models.c.fingerprint == bindparam("fingerprint"))
    .where(vectors.c.text_hash.in_(bindparam("hashes", expanding=True)))
)
_OF_KEYS = (
    select(passages.c.key, vectors.c.vector)
    .join(vectors, vectors.c.text_hash == passages.c.text_hash)
    .join(models, models.c.number == vectors.c.model)
    .where(models.c.fingerprint == bindparam("fingerprint"))
    .where(passages.c.key.in_(bindparam("keys", expanding=True)))
)


class VectorRows(Store):
    """Stores vectors by the hash of their text and the fingerprint of their model."""

    def put(self, fingerprint: str, texts: Sequence[str], found: Vectors) -> None:
        """Store vectors by the hash of their text and the model's fingerprint; existing ones are kept."""
        halves = np.ascontiguousarray(found, _HALF)
        with self._database.writing() as connection:
            model = _model_number(connection, fingerprint)
            if model is None:
                connection.execute(insert(connection, models).values(fingerprint=fingerprint))
                model = _model_number(connection, fingerprint)
            rows = [
                {"text_hash": text_hash(text), "model": model, "vector": half.tobytes()}
                for text, half in zip(texts, halves, strict=True)
            ]
            if rows:
                connection.execute(insert(connection, vectors).on_conflict_do_nothing(), rows)

    def get(self, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors, by text; texts without one are missing from the result."""
        by_hash = {text_hash(text): text for text in texts}
        rows: list[Any] = []
        with self._database.reading() as connection:
            for hashes in chunks(list(by_hash)):
                rows += connection.execute(_OF_HASHES, {"fingerprint": fingerprint, "hashes": hashes})
        whole = _unpacked([row.vector for row in rows])
        return {by_hash[row.text_hash]: vector for row, vector in zip(rows, whole, strict=True)}

    def of_passages(self, fingerprint: str, batch: int = 4096, after: int = -1) -> Iterator[tuple[Ids, Vectors]]:
        """Keys and vectors of the current passages with a key above `after`, in batches, in ascending order of the
        keys.

        Each batch is a transaction; passages that are added meanwhile come last.
        """
        columns = passages.c
        while True:
            with self._database.reading() as connection:
                model = _model_number(connection, fingerprint)
                of_model = and_(vectors.c.text_hash == columns.text_hash, vectors.c.model == model)
                statement = select(columns.key, vectors.c.vector).join(vectors, of_model).where(columns.key > after)
                rows = connection.execute(statement.order_by(columns.key).limit(batch)).all()
            if not rows:
                return
            keys = np.array([row.key for row in rows], np.int64)
            yield keys, _unpacked([row.vector for row in rows])
            after = int(keys[-1])

    def of_keys(self, fingerprint: str, keys: Ids) -> tuple[Ids, Vectors]:
        """As `compare.services.stores.VectorStore.of_keys`."""
        rows: list[Any] = []
        with self._database.reading() as connection:
            for some in chunks(keys.tolist()):
                rows += connection.execute(_OF_KEYS, {"fingerprint": fingerprint, "keys": some})
        return np.array([row.key for row in rows], np.int64), _unpacked([row.vector for row in rows])

    def wrong(self, fingerprint: str, dimension: int) -> list[int]:
        """Damaged vectors of a model: those of another length, or with components that are not numbers."""
        with self._database.reading() as connection:
            model = _model_number(connection, fingerprint)
            statement = select(vectors.c.row, vectors.c.vector).where(vectors.c.model == model)
            rows = connection.execution_options(yield_per=_ROWS).execute(statement)
            return [row.row for row in rows if not _is_whole(row.vector, dimension)]

    def drop(self, rows: Sequence[int]) -> None:
        """Delete these vectors; their passages then have none."""
        with self._database.writing() as connection:
            for some in chunks(rows):
                connection.execute(delete(vectors).where(vectors.c.row.in_(some)))

    def texts_without(self, fingerprint: str, limit: int) -> list[str]:
        """Up to `limit` different texts of current passages that have no vector of this model."""
        columns = passages.c
        with self._database.reading() as connection:
            lacking = _lacking(connection, fingerprint, func.min(columns.key)).group_by(columns.text_hash).limit(limit)
            keys = list(connection.scalars(lacking))
            texts: list[str] = []
            for some in chunks(keys):
                statement = select(columns.start, columns.end, articles.c.text).join(articles)
                rows = connection.execute(statement.where(columns.key.in_(some)).order_by(columns.key))
                texts += [row.text[row.start : row.end] for row in rows]
        return texts

    def count_without(self, fingerprint: str) -> int:
        """The number of current passages that have no vector of this model."""
        with self._database.reading() as connection:
            return connection.scalar(_lacking(connection, fingerprint, func.count())) or 0


def _model_number(connection: Connection, fingerprint: str) -> int | None:
    return connection.scalar(select(models.c.number).where(models.c.fingerprint == fingerprint))


def _lacking(connection: Connection, fingerprint: str, wanted: Any) -> Select[Any]:
    model = _model_number(connection, fingerprint)
    has = select(vectors.c.row).where(vectors.c.text_hash == passages.c.text_hash, vectors.c.model == model).exists()
    return select(wanted).select_from(passages).where(~has)


def _is_whole(blob: object, dimension: int) -> bool:
    if not isinstance(blob, bytes):
        return False
    return len(blob) == dimension * _HALF.itemsize and bool(np.isfinite(np.frombuffer(blob, _HALF)).all())


def _unpacked(blobs: Sequence[bytes]) -> Vectors:
    """Raises CatalogueError for vectors of different lengths, because they would be read at wrong offsets."""
    if not blobs:
        return np.zeros((0, 0), np.float32)
    if len({len(blob) for blob in blobs}) > 1:
        raise CatalogueError("Some vectors of the catalogue have the wrong length: run `parallax reindex`.")
    return normalised(np.frombuffer(b"".join(blobs), _HALF).reshape(len(blobs), -1))
