"""The reader's weights: the trained differences from two packaged encoders, in 8 bits.

`matches` are the upper layers over all-MiniLM-L6-v2 that screen cells, and `divergences` the adapters and heads over
all-mpnet-base-v2 that judge likely matches and how they diverge. Matrices are stored as one byte per weight with one
scale per row, everything else in half precision.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from compare.errors import ModelError
from indexes import model_registry
from indexes.model_registry import ModelFile, ReaderFiles

if TYPE_CHECKING:
    from torch import Tensor

    from indexes.reader.mpnet.network import PairNetwork
    from indexes.reader.network import ReaderNetwork

_FROM_ENCODER = ("words.", "positions.", "segment", "norm.", *(f"layers.{number}." for number in range(3)))
"""Weights that training does not change, and which are therefore not stored again."""
LEFT_OUT = (*_FROM_ENCODER, "auxiliary.")
_SCALE = ".scale"


class Loaded(NamedTuple):
    """The network that screens cells, the one that judges pairs, and the tokenizer of each."""

    matches: ReaderNetwork
    pairs: PairNetwork
    tokenizer: Any
    pair_tokenizer: Any


def pack(state: dict[str, Tensor], left_out: tuple[str, ...] = LEFT_OUT) -> dict[str, Tensor]:
    """Compress the state of a trained network, without weights whose names begin with one of `left_out`."""
    import torch

    packed = {}
    for name, value in state.items():
        if name.startswith(left_out):
            continue
        if value.dim() == 2 and value.numel() > 10_000:
            scale = value.float().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
            packed[name] = (value.float() / scale).round().to(torch.int8)
            packed[name + _SCALE] = scale
        else:
            packed[name] = value.half()
    return packed


def unpack(packed: dict[str, Tensor]) -> dict[str, Tensor]:
    """The packed state in fp32, to the stored precision."""
    state = {name: value.float() for name, value in packed.items() if not name.endswith(_SCALE)}
    scaled = {name: value * packed[name + _SCALE] for name, value in state.items() if name + _SCALE in packed}
    return state | scaled


def load(files: ReaderFiles = model_registry.READER) -> Loaded:
    """Load the networks in the fastest precision of this processor, and their tokenizers.

    Raises ModelError if the weights, or a file of the packaged encoders, are missing or altered.
    """
    from indexes.reader.network import ReaderNetwork

    matches = restore(ReaderNetwork(), files.matches, LEFT_OUT).to(quickest_dtype()).eval()
    pairs = restore_pairs(files.divergences)
    return Loaded(matches, pairs, tokenizer(), pair_tokenizer())


def restore_pairs(file: ModelFile) -> PairNetwork:
    """The network that judges pairs, with the weights of `file`. Raises ModelError as `load` does."""
    from safetensors.torch import load_file

    file.check()
    return pair_network(unpack(load_file(file.path)))


def pair_network(trained: dict[str, Tensor]) -> PairNetwork:
    """The packaged MPNet with the trained weights (see `PairNetwork.trained`), ready for inference.

    Raises ModelError if a file of the package is missing or altered, or if the weights are those of another network.
    """
    from indexes.reader.mpnet import network, package

    made = network.PairNetwork.empty(json.loads(package.read("config.json")), quickest_dtype())
    if not network.load(made, package.tensors(), trained):
        raise ModelError("The reader's weights do not fit this version: reinstall Parallax.")
    return made.eval()


def restore(network: Any, file: ModelFile, left_out: tuple[str, ...]) -> Any:
    """Load the packaged encoder's weights into `network`, and then those of `file`, which has all but `left_out`.

    Raises ModelError if the weights are missing or altered.
    """
    from safetensors.torch import load_file

    from indexes.reader.network import encoder_state

    model = model_registry.packaged()
    model_registry.check_packaged(model)
    file.check()
    network.load_state_dict(encoder_state(load_file(model.folder / "model.safetensors")), strict=False)
    missing, unknown = network.load_state_dict(unpack(load_file(file.path)), strict=False)
    if unknown or any(not name.startswith(left_out) for name in missing):
        raise ModelError(f"The weights do not belong to this version ({file.path}): reinstall Parallax.")
    return network


def tokenizer() -> Any:
    """The tokenizer of the packaged encoder, without padding or truncation."""
    return _plain_tokenizer((model_registry.packaged().folder / "tokenizer.json").read_bytes())


def pair_tokenizer() -> Any:
    """The tokenizer of the larger encoder, without padding or truncation. Raises ModelError as `restore_pairs` does."""
    from indexes.reader.mpnet import package

    return _plain_tokenizer(package.read("tokenizer.json"))


def _plain_tokenizer(content: bytes) -> Any:
    from tokenizers import Tokenizer

    made = Tokenizer.from_buffer(content)
    made.no_padding()
    made.no_truncation()
    return made


def quickest_dtype() -> Any:
    """The torch type that is fastest on this processor."""
    import torch

    from indexes.embedding.encoder import processor, quickest

    return torch.bfloat16 if quickest(processor()) == "bf16" else torch.float32
