"""Linear layers in integers of 8 bits, which processors with VNNI multiply four times as fast as fp32.

Weights have a scale for each output. Inputs are scaled to [-1, 1] and quantised in 255 steps: after a layer norm or the
attention, where few channels have a wide range, by a shift and a factor for each channel, measured once (Wei et al.,
"Outlier Suppression+", EMNLP 2023; the factors as in Xiao et al., "SmoothQuant", ICML 2023); after a GELU by the range
of each token. A text's vector does not depend on the other texts of its batch.
"""

from __future__ import annotations

from typing import Any

_ALPHA = 0.85
"""The share of a channel's range that is moved to the weights. Of 0.6, 0.75 and 0.85 the best on 2,000 passages of
`../shared/gold`, by little: a mean cosine to fp32 of .9987, .9989 and .9989.
"""

AFTER_NORM, AFTER_ATTENTION = 1.1, 2.0
"""How far a channel may exceed its measured range; the attention exceeds it more than a layer norm. Of 2,000 passages
of `../shared/gold` the lowest cosine was .995, and .985 with 1.25 for both.
"""

_GELU_LOWEST = -0.17
_LOWEST = -0.2
"""The minimum after a GELU, before and after scaling: this leaves most of the steps to positive values."""

_LEAST = 1e-3  # range of a channel that hardly varies

_STEPS, _ZERO = 127, 128  # from 0 to the end of a channel's range, and the integer that 0 becomes
_TOKEN_STEPS, _TOKEN_ZERO = 255 / (1 - _LOWEST), 42  # the same for a token
VNNI = {"avx512_vnni", "avx_vnni"}
"""Flags of processors that multiply bytes without saturating."""

_HALF = 0.5  # truncating to an integer then rounds


def is_possible(cpuinfo: str) -> bool:
    """Whether 8 bits can be used on a processor with this /proc/cpuinfo, and in this build of the library.

    Without VNNI, sums of products of bytes saturate, and vectors differ too much from those in fp32 to be mixed with
    them. The operations for oneDNN are not in every build.
    """
    import torch

    has_onednn: bool = torch.backends.mkldnn.is_available()
    return bool(VNNI & set(cpuinfo.split())) and has_onednn and hasattr(torch.ops.onednn, "qlinear_pointwise")


class Linear:
    """A linear layer in the precision of its weights, optionally followed by a GELU."""

    def __init__(self, weight: Any, bias: Any, gelu: bool = False) -> None:
        self.weight = weight
        self.bias = bias
        self.gelu = gelu

    def __call__(self, given: Any) -> Any:
        """Shape (tokens, inputs) to (tokens, outputs)."""
        from torch.nn import functional

        made = functional.linear(given, self.weight, self.bias)
        return functional.gelu(made) if self.gelu else made


class Measured(Linear):
    """A layer that records the minimum and maximum of each input channel, starting from the given ones."""

    def __init__(self, layer: Linear, low: Any = None, high: Any = None) -> None:
        super().__init__(layer.weight, layer.bias, layer.gelu)
        nothing = layer.weight.new_zeros(layer.weight.shape[1])
        self.low: Any = nothing if low is None else low
        self.high: Any = nothing if high is None else high

    def __call__(self, given: Any) -> Any:
        """As `Linear`."""
        import torch

        low, high = torch.aminmax(given, dim=0)
        self.low, self.high = torch.minimum(self.low, low), torch.maximum(self.high, high)
        return super().__call__(given)


class ByChannel:
    """8 bits per channel; inputs beyond `margin` × the measured range are clipped."""

    def __init__(self, layer: Measured, margin: float) -> None:
        shift = (layer.low + layer.high) / 2
        reach = ((layer.high - layer.low) / 2 * margin).clamp(min=_LEAST)
        factor = reach**_ALPHA / layer.weight.abs().amax(0).clamp(min=_LEAST) ** (1 - _ALPHA)
        factor = factor * (reach / factor).max()
        self._factor = _STEPS / factor
        self._offset = _ZERO + _HALF - shift * self._factor
        self._product = _Product(layer.weight * factor, layer.bias + layer.weight @ shift, 1 / _STEPS, _ZERO)
        self._behind = "gelu" if layer.gelu else "none"

    def __call__(self, given: Any) -> Any:
        """As `Linear`."""
        import torch

        steps = torch.addcmul(self._offset, given, self._factor).clamp_(0, 2 * _ZERO - _HALF)
        return self._product(steps.to(torch.uint8), self._behind)


class ByToken:
    """8 bits per token, after a GELU; the inputs of each token are scaled by their maximum."""

    def __init__(self, layer: Linear) -> None:
        import torch

        self._bias = layer.bias
        self._offset = torch.full((layer.weight.shape[1],), _TOKEN_ZERO + _HALF)  # twice as fast as a vector
        self._product = _Product(layer.weight, None, 1 / _TOKEN_STEPS, _TOKEN_ZERO)

    def __call__(self, given: Any) -> Any:
        """As `Linear`."""
        import torch

        reach = given.amax(1, keepdim=True).clamp_(min=_GELU_LOWEST / _LOWEST)
        steps = torch.addcmul(self._offset, given, _TOKEN_STEPS / reach)
        return torch.addcmul(self._bias, self._product(steps.to(torch.uint8)), reach)


class _Product:
    """8-bit weights times 8-bit inputs, plus a bias."""

    def __init__(self, weight: Any, bias: Any, scale: float, zero: int) -> None:
        """An input n represents `scale` × (n - `zero`)."""
        import torch

        self._bias = bias
        self._scale, self._zero = scale, zero
        self._scales = weight.abs().amax(1).clamp(min=1e-8) / _STEPS
        self._zeros = torch.zeros(len(weight), dtype=torch.int32)
        whole = (weight / self._scales[:, None]).round().to(torch.int8)
        self._weight = torch.ops.onednn.qlinear_prepack(whole, None)

    def __call__(self, given: Any, behind: str = "none") -> Any:
        import torch

        inputs = (given, self._scale, self._zero)
        weights = (self._weight, self._scales, self._zeros, self._bias)
        return torch.ops.onednn.qlinear_pointwise(*inputs, *weights, 1.0, 0, torch.float32, behind, [], "none")
