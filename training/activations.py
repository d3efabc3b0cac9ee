"""Measure the activations of the packaged encoder on the sample stories, and write `indexes/embedding/activations`.

    python -m training.activations

Its 8-bit layers are calibrated with them; run it again when the model or the calibration texts change.
"""

from __future__ import annotations

import torch
from safetensors.torch import save_file

from indexes import model_registry
from indexes.embedding import activations, bert
from indexes.embedding.packed_forward import PackedEncoder
from indexes.storage.atomic_write import atomic_write
from training.export import register


def measured() -> dict[str, torch.Tensor]:
    """The activations of the packaged model, in fp32."""
    model = PackedEncoder(bert.of_folder(model_registry.packaged().folder, torch.float32))
    return model.measured(activations.texts())


if __name__ == "__main__":
    with atomic_write(model_registry.ACTIVATIONS.path) as beside:
        save_file(measured(), beside)
    print(f"SHA-256 {register(model_registry.ACTIVATIONS.path)}")
