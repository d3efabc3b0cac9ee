"""Generations of a vector index on disk: written to a new file, synced, moved into place, and verified when opened.

A folder contains the file of the newest generation and `manifest.json`, which records its name and its model, dimension
and catalogue state. The manifest is replaced last and atomically: a reader sees either the old or the new generation,
complete.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import xxhash

from compare.errors import IndexMismatchError, StorageError
from compare.ports import PassagesState, Progress
from indexes.storage.atomic_write import STALE_S, atomic_write, clear
from indexes.vectors.backend import NOTHING, AdditionalVectors, Backend

MANIFEST = "manifest.json"
_FORMAT = 2
_BLOCK = 1 << 22
_REBUILD = "run `parallax reindex`"


class DamagedIndexError(IndexMismatchError):
    """A saved generation is damaged; it can be rebuilt from the catalogue."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a generation; `last_key` and `removals` are the `passages_state` of its catalogue."""

    format: int
    backend: str
    fingerprint: str
    dimension: int
    dtype: str
    generation: int
    count: int
    catalogue: str
    last_key: int
    removals: int
    file: str
    checksum: str

    @property
    def state(self) -> PassagesState:
        """The catalogue state that it reflects."""
        return PassagesState(self.catalogue, self.last_key, self.removals)


def stamp(folder: Path) -> tuple[int, int] | None:
    """Changes with every generation; None if there is none. Only reads the file's metadata."""
    try:
        status = (folder / MANIFEST).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino


def manifest(folder: Path) -> Manifest | None:
    """The manifest of the newest generation; None if there is none. Raises DamagedIndexError if it cannot be read."""
    try:
        values = json.loads((folder / MANIFEST).read_text("utf-8"))
        intact = values.pop("digest") == _digest(values)
        read = Manifest(**values)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedIndexError(f"The vector index's manifest in {folder} is damaged: {_REBUILD}.") from error
    if not intact:
        raise DamagedIndexError(f"The vector index's manifest in {folder} was modified or is damaged: {_REBUILD}.")
    if read.format != _FORMAT:
        raise DamagedIndexError(f"The vector index in {folder} has format {read.format}, not {_FORMAT}: {_REBUILD}.")
    return read


def save(
    folder: Path,
    name: str,
    index: Backend,
    state: PassagesState,
    more: AdditionalVectors = NOTHING,
    progress: Progress | None = None,
) -> Manifest:
    """Save `index` (of the backend `name`) and `more`, which reflect the catalogue at `state`, as the newest
    generation.

    Raises StorageError if it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _previous(folder)
        file = folder / f"vectors-{uuid4().hex[:12]}.{name}"
        with atomic_write(file) as beside:
            count = index.write(beside, more, progress)
            checksum = _checksum(beside)
        made = Manifest(
            format=_FORMAT,
            backend=name,
            fingerprint=index.fingerprint,
            dimension=index.dimension,
            dtype=index.dtype,
            generation=before.generation + 1 if before else 1,
            count=count,
            **state._asdict(),
            file=file.name,
            checksum=checksum,
        )
        with atomic_write(folder / MANIFEST) as beside:
            values = asdict(made)
            beside.write_text(json.dumps(values | {"digest": _digest(values)}, indent=2) + "\n", "utf-8")
        _clear(folder, made, before)
    except (OSError, RuntimeError) as error:  # FAISS raises RuntimeError where Python raises OSError
        raise StorageError(f"The vector index cannot be saved in {folder}: {error}") from error
    return made


def load(folder: Path, made: Manifest, backend: type[Backend], fingerprint: str, dimension: int) -> Backend:
    """Load and verify the index of a generation.

    Raises IndexMismatchError if it is for another model, DamagedIndexError if its file is missing, truncated or
    altered.
    """
    require_model(folder, made, fingerprint, dimension)
    file = folder / made.file
    try:
        intact = _checksum(file) == made.checksum
    except OSError as error:
        raise DamagedIndexError(f"The vector index file {file} cannot be read: {_REBUILD}.") from error
    if not intact:
        raise DamagedIndexError(f"The vector index file {file} was modified or is damaged: {_REBUILD}.")
    index = backend.read(file, fingerprint, dimension)
    if len(index) != made.count:
        raise DamagedIndexError(f"The vector index file {file} does not match its manifest: {_REBUILD}.")
    return index


def require_model(folder: Path, made: Manifest, fingerprint: str, dimension: int) -> None:
    """Raises IndexMismatchError if a generation is for another model."""
    if (made.fingerprint, made.dimension) != (fingerprint, dimension):
        raise IndexMismatchError(
            f"The vector index in {folder} was built with the model {made.fingerprint}, but the current model is "
            f"{fingerprint}: {_REBUILD}, or switch back to the previous model."
        )


def _previous(folder: Path) -> Manifest | None:
    try:
        return manifest(folder)
    except DamagedIndexError:
        return None


def _clear(folder: Path, made: Manifest, before: Manifest | None) -> None:
    """Remove the previous generation and leftovers of dead processes; unfinished files of live processes stay."""
    clear(folder / MANIFEST)
    old = time.time() - STALE_S
    for file in folder.glob("vectors-*"):
        replaced = before is not None and file.name == before.file
        with suppress(FileNotFoundError):  # another process is clearing, too
            if file.name != made.file and (replaced or file.stat().st_mtime < old):
                file.unlink()


def _digest(values: Mapping[str, object]) -> str:
    """A digest of the whole manifest: a wrong `last_key` alone would silently omit passages."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _checksum(file: Path) -> str:
    """128-bit XXH3, as fast as reading memory: protects against damage, not against attackers with write access."""
    with file.open("rb") as stream:
        digest = xxhash.xxh3_128()
        while block := stream.read(_BLOCK):
            digest.update(block)
        return digest.hexdigest()
