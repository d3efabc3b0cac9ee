"""Calibration of encoders in 8 bits: a frozen list of texts (the first sentences of the sample
stories as they were when the activations were measured, by event), and the packaged model's activations on them.

The activations ship with Parallax, because measuring them took longer than loading the model; `python -m
training.activations` writes the file.
"""

from __future__ import annotations

import json
from typing import Any

from indexes import model_registry


def packaged() -> dict[str, Any]:
    """As `PackedEncoder.measured` returns them for the packaged model on `texts`. Raises ModelError if the file is
    missing or altered, because all 8-bit vectors would then differ.
    """
    from safetensors.torch import load_file

    model_registry.ACTIVATIONS.check()
    held: dict[str, Any] = load_file(model_registry.ACTIVATIONS.path)
    return held


def by_event() -> list[list[str]]:
    """The texts that a model is measured on, by event. Raises ModelError if they are missing or altered."""
    model_registry.CALIBRATION_TEXTS.check()
    read: list[list[str]] = json.loads(model_registry.CALIBRATION_TEXTS.path.read_text(encoding="utf-8"))
    return read


def texts() -> list[str]:
    """The texts that a model is measured on. Raises ModelError as `by_event` does."""
    return [text for each in by_event() for text in each]
