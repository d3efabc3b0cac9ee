"""An encoder that caches vectors in a file between runs, by the hash of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from compare.ports import Embedder, Vectors


class CachedEncoder:
    """Encodes texts with `embedder`. With a `path`, vectors are read from that file, and written by `save`."""

    def __init__(self, embedder: Embedder, path: Path | None = None) -> None:
        self._embedder = embedder
        self._path = path
        self._kept: dict[bytes, np.ndarray] = {}
        if path is not None and path.exists():
            with np.load(path) as read:
                if str(read["fingerprint"]) == embedder.fingerprint:
                    self._kept = dict(zip((key.tobytes() for key in read["keys"]), read["vectors"], strict=True))

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, in order: float32, shape (len(texts), dimension)."""
        if self._path is None:
            return self._embedder.encode(texts)
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16] for text in texts]
        lacking = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        made = self._embedder.encode(list(lacking.values())).astype(np.float16)
        self._kept.update(zip(lacking, made, strict=True))
        return np.array([self._kept[key] for key in keys], np.float32).reshape(len(keys), self._embedder.dimension)

    def save(self) -> None:
        """Write the vectors, if there is a path."""
        if self._path is not None and self._kept:
            keys = np.array([np.frombuffer(key, np.uint8) for key in self._kept])
            vectors = np.array(list(self._kept.values()), np.float16)
            np.savez(self._path, keys=keys, vectors=vectors, fingerprint=self._embedder.fingerprint)
