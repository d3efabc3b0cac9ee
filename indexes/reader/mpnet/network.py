"""The network that judges pairs of passages: MPNet (Song et al. 2020) with low-rank adapters and heads.

Only the adapters (Hu et al. 2021, "LoRA") and heads are trained. For inference, the adapters are added to the matrices.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from indexes.reader.mpnet.inputs import PAD
from indexes.reader.network import KINDS, TAGS

RANK = 16
SCALE = 2.0
"""The factor of an adapter's product (set by hand; alpha / rank in the paper)."""
PLAIN_LAYERS = 4
"""The lowest layers, which are not adapted: with this and without dropout, training is 1.8 times as fast."""
ADAPTED = (*(f"attention.attn.{name}" for name in "qkvo"), "intermediate.dense", "output.dense")
"""The matrices of a layer that have an adapter."""

_NUMBERS = "encoder.embeddings.position_ids"
"""A buffer that is not trained."""


class PairLogits(NamedTuple):
    """Logits: `strength` (pairs, 2: link, strong), `kinds` (pairs, KINDS), `tags` (pairs, tokens, TAGS)."""

    strength: Tensor
    kinds: Tensor
    tags: Tensor


class Adapter(nn.Module):
    """A frozen linear layer plus the product of two small trained matrices."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, state: Tensor) -> Tensor:
        """As the linear layer: `state` of shape (…, in_features) to (…, out_features)."""
        low = functional.linear(state, self.down.to(state.dtype))
        told: Tensor = self.base(state) + functional.linear(low, self.up.to(state.dtype)) * SCALE
        return told


class PairNetwork(nn.Module):
    """The encoder with the heads; without weights until they are loaded."""

    def __init__(self, config: dict[str, Any]) -> None:
        """`config` is that of the model's package. There is no dropout, which slows training down."""
        super().__init__()
        from transformers import MPNetConfig, MPNetModel  # takes a second: only where it is needed

        plain = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        self.encoder = MPNetModel(MPNetConfig(**(config | plain)), add_pooling_layer=False)
        size = config["hidden_size"]
        self.pooled = nn.Linear(size, size)
        self.strength = nn.Linear(size, 2)
        self.kinds = nn.Linear(size, KINDS)
        self.tags = nn.Linear(size, TAGS)

    @classmethod
    def empty(cls, config: dict[str, Any], dtype: torch.dtype) -> PairNetwork:
        """A network with uninitialised weights."""
        with torch.device("meta"):
            made = cls(config).to(dtype)
        made = made.to_empty(device="cpu")
        made.encoder.embeddings.position_ids.copy_(torch.arange(made.encoder.config.max_position_embeddings))
        return made

    def forward(self, ids: Tensor) -> PairLogits:
        """The logits of pairs, from token ids of shape (pairs, tokens)."""
        states = self.encoder(input_ids=ids, attention_mask=ids != PAD).last_hidden_state
        pair = torch.tanh(self.pooled(states[:, 0].to(self.pooled.weight.dtype)))
        return PairLogits(self.strength(pair), self.kinds(pair), self.tags(states.to(self.tags.weight.dtype)))

    def adapt(self) -> None:
        """Add adapters to the matrices of the upper layers and freeze the rest of the encoder."""
        self.encoder.requires_grad_(False)
        for layer in self.encoder.encoder.layer[PLAIN_LAYERS:]:
            for name in ADAPTED:
                parent, _, own = name.rpartition(".")
                base = cast("nn.Linear", layer.get_submodule(name))
                setattr(layer.get_submodule(parent), own, Adapter(base))

    def trained(self) -> dict[str, nn.Parameter]:
        """The trained weights, by name."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}


def load(network: PairNetwork, weights: Iterable[tuple[str, Tensor]], trained: dict[str, Tensor]) -> bool:
    """Fill a network without adapters: the matrices of the package, plus the adapters, and the heads.

    `trained` is as `PairNetwork.trained` names it. Returns whether the names of weights found and of the network's
    weights are the same.
    """
    own = {name: value for name, value in network.state_dict().items() if name != _NUMBERS}
    filled = set()
    adapters = {name.rpartition(".")[0] for name in trained if name.endswith(".down")}
    with torch.no_grad():
        for name, value in weights:
            key = f"encoder.{name}"
            matrix = key.removesuffix(".weight")
            if key not in own:
                continue  # the package has a pooling layer, too
            if matrix in adapters:
                low, high = trained[f"{matrix}.down"], trained[f"{matrix}.up"]
                value = value + high.float() @ low.float() * SCALE
                adapters.discard(matrix)
            own[key].copy_(value)
            filled.add(key)
        for name, value in trained.items():
            if name in own:
                own[name].copy_(value)
                filled.add(name)
    return filled == own.keys() and not adapters
