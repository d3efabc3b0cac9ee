"""Linear layers in integers of 8 bits, which processors with VNNI multiply four times as fast as fp32.

Weights have a scale for each output. What goes in is brought to [-1, 1], and of that 255 steps are told apart: behind a
layer norm or the attention, where few channels reach far, by a shift and a factor for each channel, measured once (Wei
et al., "Outlier Suppression+", EMNLP 2023; the factors as in Xiao et al., "SmoothQuant", ICML 2023); behind a GELU by
the reach of each token. The range is always the same, so that no text is changed by what stands beside it.
"""

from __future__ import annotations

import warnings
from typing import Any

_ALPHA = 0.85
"""How much of a channel's reach the weights take on. Of 0.6, 0.75 and 0.85 the best on 2,000 passages of
`../shared/gold`, by little: a mean cosine to fp32 of .9987, .9989 and .9989."""

_MARGIN = 1.25
"""How much further than what was measured a channel may reach. With 1 the lowest of 2,000 cosines was .991, with 1.25
and 1.5 .994 and .992."""

_GELU_LOWEST = -0.17
_LOWEST = -0.2
"""Nothing behind a GELU is below the first, nor, once scaled, below the second: most of the steps are left to what is
above 0."""

_ENGINE = "onednn"  # of those that PyTorch has the quickest on 2 cores of an Intel Xeon

_LEAST = 1e-3  # reach of a channel that hardly moves


def is_possible() -> bool:
    """Whether the library can do it: PyTorch has announced that a future release will not."""
    import torch

    return hasattr(torch, "quantize_per_channel") and _ENGINE in torch.backends.quantized.supported_engines


class Linear:
    """A linear layer as it is, in the precision of its weights."""

    def __init__(self, weight: Any, bias: Any) -> None:
        self.weight = weight
        self.bias = bias

    def __call__(self, given: Any) -> Any:
        """Shape (tokens, inputs) to (tokens, outputs)."""
        from torch.nn import functional

        return functional.linear(given, self.weight, self.bias)


class Measured(Linear):
    """One that notes the lowest and the highest value of each input channel."""

    def __init__(self, layer: Linear) -> None:
        super().__init__(layer.weight, layer.bias)
        self.low: Any = layer.weight.new_zeros(layer.weight.shape[1])
        self.high: Any = self.low.clone()

    def __call__(self, given: Any) -> Any:
        """As Linear."""
        import torch

        low, high = torch.aminmax(given, dim=0)
        self.low, self.high = torch.minimum(self.low, low), torch.maximum(self.high, high)
        return super().__call__(given)


class ByChannel:
    """In 8 bits; inputs beyond what was measured count as the outermost that was.

    The last token that is given must be a spare one: it is used to hold the range.
    """

    def __init__(self, layer: Measured) -> None:
        shift = (layer.low + layer.high) / 2
        reach = ((layer.high - layer.low) / 2 * _MARGIN).clamp(min=_LEAST)
        factor = reach**_ALPHA / layer.weight.abs().amax(0).clamp(min=_LEAST) ** (1 - _ALPHA)
        factor = factor * (reach / factor).max()
        self._factor = 1 / factor
        self._offset = -shift / factor
        self._packed = _packed(layer.weight * factor, layer.bias + layer.weight @ shift)

    def __call__(self, given: Any) -> Any:
        """As Linear."""
        import torch

        scaled = torch.addcmul(self._offset, given, self._factor).clamp_(-1, 1)
        scaled[-1, 0], scaled[-1, 1] = -1, 1
        return torch.ops.quantized.linear_dynamic(scaled, self._packed)


class ByToken:
    """In 8 bits, behind a GELU; the inputs of each token are scaled by the largest of them.

    The last token that is given must be a spare one: it is used to hold the range.
    """

    def __init__(self, layer: Linear) -> None:
        self._bias = layer.bias
        self._packed = _packed(layer.weight, layer.bias.new_zeros(len(layer.bias)))

    def __call__(self, given: Any) -> Any:
        """As Linear."""
        import torch

        reach = given.amax(1, keepdim=True).clamp_(min=_GELU_LOWEST / _LOWEST)
        scaled = given * (1 / reach)
        scaled[-1, 0], scaled[-1, 1] = _LOWEST, 1
        return torch.ops.quantized.linear_dynamic(scaled, self._packed).mul_(reach).add_(self._bias)


def _packed(weight: Any, bias: Any) -> Any:
    """The layer as the library multiplies it."""
    import torch

    scales = weight.abs().amax(1).clamp(min=1e-8) / 127
    zeros = torch.zeros(len(scales), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*will be removed in a future PyTorch", UserWarning)
        whole = torch.quantize_per_channel(weight, scales, zeros, 0, torch.qint8)
    torch.backends.quantized.engine = _ENGINE
    return torch.ops.quantized.linear_prepack(whole, bias)
