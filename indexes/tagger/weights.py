"""The attribution tagger's weights: kept as the reader's are, over the word vectors of the packaged encoder."""

from __future__ import annotations

from typing import Any

from indexes.model_registry import TAGGER
from indexes.reader import weights

LEFT_OUT = ("words.", "positions.", "segment")
"""What the training leaves as the packaged encoder has it."""


def load() -> tuple[Any, Any]:
    """The network, ready to tag in the quickest precision of this processor, and its tokenizer.

    Raises ModelError if the weights are missing or altered.
    """
    from indexes.tagger.network import TaggerNetwork

    network = weights.restore(TaggerNetwork(), TAGGER, LEFT_OUT)
    return network.to(weights.quickest_dtype()).eval(), weights.tokenizer()
