"""The precision in which the models are trained."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import torch

from indexes.reader import weights


def mixed_precision() -> AbstractContextManager[Any]:
    """bf16 for matrix products on processors that support it; elsewhere it would be emulated, so fp32 is used."""
    quick = weights.quickest_dtype() == torch.bfloat16
    return torch.autocast("cpu", torch.bfloat16, enabled=quick)
