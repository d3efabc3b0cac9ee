"""What encoders are calibrated on: a frozen list of texts, and the packaged model's activations on them.

The activations ship with Parallax, because measuring them took longer than loading the model; `python -m
training.activations` writes the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from indexes.embedding.model_registry import check_file

FILE = Path(__file__).with_name("activations.safetensors")

SHA256 = "e96c5837286623b9e068b67f0d5857bf697b3994807d9c8435e010a6af17cde3"
"""Of the file; `python -m training.activations` prints it."""

TEXTS = Path(__file__).with_name("calibration_texts.json")
TEXTS_SHA256 = "42a654ad4ba9c8c22e99201adf7139365386684486f359426258e65b7e299eb8"
"""The first sentences of the sample stories as they were when the activations were measured, by event.

The vectors in 8 bits of a model that a user names depend on these texts, and its fingerprint does not tell them: other
texts need other fingerprints.
"""

_WHOSE = "A file of the encoder"


def packaged() -> dict[str, Any]:
    """As `PackedEncoder.measured` returns them for the packaged model on `texts`.

    Raises ModelError if the file is missing or altered: every vector in 8 bits would be another one.
    """
    from safetensors.torch import load_file

    check()
    held: dict[str, Any] = load_file(FILE)
    return held


def check() -> None:
    """Raises ModelError if the activations are missing or altered."""
    check_file(FILE, SHA256, _WHOSE)


def by_event() -> list[list[str]]:
    """The texts that a model is measured on, by event. Raises ModelError if they are missing or altered."""
    check_file(TEXTS, TEXTS_SHA256, _WHOSE)
    read: list[list[str]] = json.loads(TEXTS.read_text(encoding="utf-8"))
    return read


def texts() -> list[str]:
    """The texts that a model is measured on. Raises ModelError as `by_event` does."""
    return [text for each in by_event() for text in each]
