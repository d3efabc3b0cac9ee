"""The ranges of the packaged model's activations, which ship with Parallax: measuring them took longer than loading it.

`python -m training.activations` writes the file.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from compare.errors import ModelError
from indexes.samples import openings

FILE = Path(__file__).with_name("activations.safetensors")

SHA256 = "e96c5837286623b9e068b67f0d5857bf697b3994807d9c8435e010a6af17cde3"
"""Of the file; `python -m training.activations` prints it."""

_OPENING = 5
"""Passages of each sample story that a model is measured on (chosen)."""


def packaged() -> dict[str, Any]:
    """As `PackedEncoder.measured` returns them for the packaged model on `texts`.

    Raises ModelError if the file is missing or altered: every vector in 8 bits would be another one.
    """
    from safetensors.torch import load_file

    check()
    held: dict[str, Any] = load_file(FILE)
    return held


def check() -> None:
    """Raises ModelError if the file is missing or altered."""
    try:
        digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    except OSError:
        digest = ""
    if digest != SHA256:
        raise ModelError(f"A file of the encoder is missing or was modified ({FILE}): reinstall Parallax.")


def by_event() -> list[list[str]]:
    """The texts that a model is measured on, by event."""
    return list(openings(_OPENING))


def texts() -> list[str]:
    """The texts that a model is measured on."""
    return [text for each in by_event() for text in each]
