"""The attribution tagger's weights: stored like the reader's, on top of the packaged encoder's word vectors."""

from __future__ import annotations

from typing import Any

from indexes.model_registry import TAGGER
from indexes.reader import weights

LEFT_OUT = ("words.", "positions.", "segment")
"""Weights that training does not change."""


def load() -> tuple[Any, Any]:
    """Load the network in the fastest precision of this processor, and its tokenizer.

    Raises ModelError if the weights are missing or altered.
    """
    from indexes.tagger.network import TaggerNetwork

    network = weights.restore(TaggerNetwork(), TAGGER, LEFT_OUT)
    return network.to(weights.quickest_dtype()).eval(), weights.tokenizer()
