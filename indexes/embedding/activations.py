"""The ranges of the packaged model's activations, which ship with Parallax: measuring them took longer than loading it.

`python -m training.activations` writes the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexes.samples import openings

FILE = Path(__file__).with_name("activations.safetensors")

_OPENING = 5
"""Passages of each sample story that a model is measured on (chosen)."""


def packaged() -> dict[str, Any]:
    """As `PackedEncoder.measured` returns them for the packaged model on `texts`."""
    from safetensors.torch import load_file

    held: dict[str, Any] = load_file(FILE)
    return held


def by_event() -> list[list[str]]:
    """The texts that a model is measured on, by event."""
    return list(openings(_OPENING))


def texts() -> list[str]:
    """The texts that a model is measured on."""
    return [text for each in by_event() for text in each]
