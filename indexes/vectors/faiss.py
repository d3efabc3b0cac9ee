"""The FAISS vector index: a memory-mapped base, plus additions and removals since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import isqrt
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from compare.errors import IndexMismatchError
from compare.ports import Ids, Progress, Vectors
from indexes.vectors.backend import NOTHING, AdditionalVectors, checked, last_of_each

LARGE = 200_000
"""Number of vectors from which the base has inverted lists. With fewer, every vector is compared: at 200,000 that takes
10 ms.
"""

PROBED = 0.4
"""Share of the inverted lists that a search reads. On 252,000 passages of news of `../shared/gold`, in √n lists,
recall@20 was .977 with a quarter of them and .99 with four tenths, in a third of the time of comparing all vectors.
"""

_TRAINED_ON = 64  # vectors per list, as FAISS's guidelines suggest: 30 to 256
_ROUNDS = 10  # k-means iterations
_GROWTH = 4  # growth factor since the lists were built after which they are rebuilt
_CHUNK = 65_536
_FEW = 1024  # number of allowed ids up to which each is looked up on its own

Halves = NDArray[np.float16]


class FaissIndex:
    """Implements `indexes.vectors.backend.Backend` with scalar quantisers (float16, 2 bytes per component).

    The base is the content of a file: flat below `LARGE` vectors, otherwise with √n inverted lists. It is memory-mapped
    and never changed: additions go to a flat tail, removed vectors are skipped, and `write` merges both into a new
    base. Half precision finds what an exact search finds (recall .999 of the best 100 among 200,000), and is twice as
    fast as float32 with half the memory.

    FAISS is imported on first use, which must come after a fork. One thread does the work: a single query cannot be
    split, and OpenMP's threads do not survive a fork.
    """

    dtype = "float16"

    def __init__(self, fingerprint: str, dimension: int) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._base: Any = None
        self._base_ids: Ids = np.empty(0, np.int64)
        self._base_lists: list[Halves] = []
        self._gone: Ids = np.empty(0, np.int64)  # of the base
        self._tail: Any = None

    def __len__(self) -> int:
        return len(self._base_ids) - len(self._gone) + (0 if self._tail is None else int(self._tail.ntotal))

    def ids(self) -> Ids:
        """All ids, in arbitrary order."""
        return np.concatenate([np.setdiff1d(self._base_ids, self._gone), self._tail_ids()])

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `compare.ports.PassageIndex.add`."""
        ids, vectors = last_of_each(ids, checked(vectors, self.dimension, len(ids)))
        if len(ids):
            self.remove(ids)
            if self._tail is None:
                self._tail = _flat(self.dimension)
            self._tail.add_with_ids(vectors, ids)

    def remove(self, ids: Ids) -> int:
        """See `compare.ports.PassageIndex.remove`."""
        of_base = np.setdiff1d(ids[self._base_places_of(ids) >= 0], self._gone)
        self._gone = np.union1d(self._gone, of_base)
        of_tail = np.intersect1d(self._tail_ids(), ids)
        return len(of_base) + (int(self._tail.remove_ids(of_tail)) if len(of_tail) else 0)

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """See `compare.ports.PassageIndex.search`. With `allowed`, every allowed vector is compared."""
        queries = checked(queries, self.dimension)
        shape = (len(queries), k)
        none = np.full(shape, -np.inf, np.float32), np.full(shape, -1, np.int64)
        if not len(self) or not len(queries) or (allowed is not None and not len(allowed)):
            return none
        found = [none]
        if allowed is not None and len(allowed) <= _FEW and len(self._base_ids):
            held, vectors = self._of_base(allowed)
            found.append((queries @ vectors.T, np.repeat(held[np.newaxis], len(queries), axis=0)))
        elif len(self._base_ids) > len(self._gone):
            found.append(_search(self._base, queries, k, allowed, self._gone))
        if self._tail is not None and self._tail.ntotal:
            found.append(_search(self._tail, queries, k, allowed, np.empty(0, np.int64)))
        scores, ids = (np.concatenate(parts, axis=1) for parts in zip(*found, strict=True))
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(scores, best, 1), np.take_along_axis(ids, best, 1)

    def vectors(self, ids: Ids) -> tuple[Ids, Vectors]:
        """See `compare.ports.LiveIndex.vectors`."""
        held, vectors = self._of_base(ids)
        if self._tail is None:
            return held, vectors
        tail = self._tail_ids()
        places = np.flatnonzero(np.isin(tail, ids))
        if not len(places):
            return held, vectors
        added = _vectors_at([vectors for _, vectors in _held(self._tail)], places).astype(np.float32)
        return np.concatenate([held, tail[places]]), np.concatenate([vectors, added])

    def write(self, path: Path, more: AdditionalVectors = NOTHING, progress: Progress | None = None) -> int:
        """See `Backend.write`. An index that has grown a lot gets new inverted lists, which takes some time."""
        import faiss

        made = self._merged(more, progress)
        faiss.write_index(made, str(path))
        return int(made.ntotal)

    @classmethod
    def read(cls, path: Path, fingerprint: str, dimension: int) -> Self:
        """See `Backend.read`. The file is memory-mapped: data is read when it is needed."""
        import faiss

        index = cls(fingerprint, dimension)
        try:
            index._base = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexMismatchError(f"{path} is not a FAISS index: run `parallax reindex`.") from error
        if index._base.d != dimension or not isinstance(index._base, faiss.IndexIDMap | faiss.IndexIVFScalarQuantizer):
            raise IndexMismatchError(f"{path} has the wrong dimension or type: run `parallax reindex`.")
        held = list(_held(index._base))
        index._base_ids = np.concatenate([np.empty(0, np.int64), *(ids for ids, _ in held)])
        index._base_lists = [vectors for _, vectors in held]
        return index

    def _of_base(self, ids: Ids) -> tuple[Ids, Vectors]:
        """Those of these ids that the base contains, and their vectors."""
        ids = np.setdiff1d(ids, self._gone)
        places = self._base_places_of(ids)
        held = places >= 0
        if not held.any():
            return ids[:0], np.empty((0, self.dimension), np.float32)
        return ids[held], _vectors_at(self._base_lists, places[held]).astype(np.float32)

    def _base_places_of(self, ids: Ids) -> Ids:
        """The position of each of these ids in the base; -1 if it is not there."""
        if not len(self._base_ids):
            return np.full(len(ids), -1)
        ascending = self._base_order
        nth = np.searchsorted(self._base_ids, ids, sorter=ascending)
        places = ascending[np.minimum(nth, len(self._base_ids) - 1)]
        return np.where(self._base_ids[places] == ids, places, -1)

    @cached_property
    def _base_order(self) -> Ids:
        """The positions of the base's ids in ascending order of the ids."""
        return np.argsort(self._base_ids)

    def _tail_ids(self) -> Ids:
        return _id_map(self._tail) if self._tail is not None else np.empty(0, np.int64)

    def _merged(self, more: AdditionalVectors, progress: Progress | None) -> Any:
        """A new base with all vectors, and more."""
        number = len(self) + more.number
        made = _lists_like(self._base, number) or (_lists(self._sample(more), number) if number >= LARGE else None)
        made = made or _flat(self.dimension)
        for ids, vectors in self._every(more):
            made.add_with_ids(vectors.astype(np.float32, copy=False), ids)
            if progress is not None:
                progress(int(made.ntotal), max(number, int(made.ntotal)))
        return made

    def _every(self, more: AdditionalVectors) -> Iterator[tuple[Ids, Halves | Vectors]]:
        """All ids and their vectors, in parts."""
        for index in (self._base, self._tail):
            for ids, vectors in _held(index) if index is not None else ():
                stays = ~np.isin(ids, self._gone) if index is self._base and len(self._gone) else slice(None)
                yield ids[stays], vectors[stays]
        yield from more.read()

    def _sample(self, more: AdditionalVectors) -> Vectors:
        """Training vectors for the lists: every n-th, so that the result is deterministic."""
        number = len(self) + more.number
        step = max(1, number // (_TRAINED_ON * isqrt(number)))
        parts = [vectors[::step].astype(np.float16) for _, vectors in self._every(more)]  # copies, and small ones
        return np.concatenate(parts).astype(np.float32)


def _flat(dimension: int) -> Any:
    import faiss

    flat = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap(flat)


def _lists(sample: Vectors, number: int) -> Any:
    """An empty index with √number inverted lists around the means of `sample`."""
    import faiss

    dimension = sample.shape[1]
    means = faiss.IndexFlatIP(dimension)
    kind = faiss.ScalarQuantizer.QT_fp16
    made = faiss.IndexIVFScalarQuantizer(means, dimension, isqrt(number), kind, faiss.METRIC_INNER_PRODUCT, False)
    made.cp.niter, made.cp.max_points_per_centroid = _ROUNDS, _TRAINED_ON
    made.train(sample)
    return made


def _lists_like(base: Any, number: int) -> Any:
    """An empty index with the inverted lists of `base`; None if it has none, or too few for `number`."""
    import faiss

    if not isinstance(base, faiss.IndexIVF) or number < LARGE or isqrt(number) > base.nlist * isqrt(_GROWTH):
        return None
    means = faiss.clone_index(base.quantizer)
    kind = faiss.ScalarQuantizer.QT_fp16
    made = faiss.IndexIVFScalarQuantizer(means, base.d, base.nlist, kind, faiss.METRIC_INNER_PRODUCT, False)
    made.is_trained = True
    return made


def _search(index: Any, queries: Vectors, k: int, allowed: Ids | None, without: Ids) -> tuple[Vectors, Ids]:
    """The best `k` of one part; if only some vectors are allowed, all inverted lists are searched."""
    import faiss

    has_lists = isinstance(index, faiss.IndexIVF)
    parameters: Any = faiss.SearchParametersIVF() if has_lists else faiss.SearchParameters()
    if has_lists:
        parameters.nprobe = index.nlist if allowed is not None else max(1, round(PROBED * index.nlist))
    chosen: Any = None
    if allowed is not None:
        chosen = faiss.IDSelectorBatch(np.ascontiguousarray(np.setdiff1d(allowed, without), np.int64))
    elif len(without):
        left_out = faiss.IDSelectorBatch(without)
        chosen = faiss.IDSelectorNot(left_out)
    if chosen is not None:
        parameters.sel = chosen
    faiss.omp_set_num_threads(1)
    scores, found = index.search(queries, k, params=parameters)
    scores[found < 0] = -np.inf
    return scores, found


def _held(index: Any) -> Iterator[tuple[Ids, Halves]]:
    """The ids and vectors of an index in parts, without copying: its codes are their float16 values."""
    import faiss

    if isinstance(index, faiss.IndexIVF):
        lists: Any = index.invlists
        for number in range(index.nlist):
            size = lists.list_size(number)
            if size:
                ids = faiss.rev_swig_ptr(lists.get_ids(number), size).copy()
                codes = faiss.rev_swig_ptr(lists.get_codes(number), size * index.code_size)
                yield ids, codes.view(np.float16).reshape(size, index.d)
        return
    flat: Any = faiss.downcast_index(index.index)
    ids = _id_map(index)
    codes = faiss.rev_swig_ptr(flat.codes.data(), len(ids) * flat.code_size) if len(ids) else np.empty(0, np.uint8)
    vectors = codes.view(np.float16).reshape(len(ids), index.d)
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK], vectors[start : start + _CHUNK]


def _vectors_at(lists: Sequence[Halves], places: Ids) -> Halves:
    """The vectors at these positions in the concatenation of `lists`, which are not copied."""
    ends = np.cumsum([len(each) for each in lists])
    numbers = np.searchsorted(ends, places, side="right")
    rows = places - np.concatenate([[0], ends])[numbers]
    return np.stack([lists[number][row] for number, row in zip(numbers.tolist(), rows.tolist(), strict=True)])


def _id_map(index: Any) -> Ids:
    import faiss

    held: Ids = faiss.vector_to_array(index.id_map).astype(np.int64)
    return held
