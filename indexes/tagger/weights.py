"""The attribution tagger's weights: kept as the reader's are, over the word vectors of the packaged encoder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexes.reader import weights

FILE = Path(__file__).parent / "tagger.safetensors"
SHA256 = "230cea93d6dc3364b8a44ce8144a404ea2af66e8c408f648c0e53e1f54dfc924"
"""Of FILE; `python -m training.export` prints it."""
FINGERPRINT = f"tagger:{SHA256[:16]}"

LEFT_OUT = ("words.", "positions.", "segment")
"""What the training leaves as the packaged encoder has it."""


def load() -> tuple[Any, Any]:
    """The network, ready to tag in the quickest precision of this processor, and its tokenizer.

    Raises ModelError if the weights are missing or altered.
    """
    from indexes.tagger.network import TaggerNetwork

    network = weights.restore(TaggerNetwork(), FILE, SHA256, LEFT_OUT)
    return network.to(weights.quickest_dtype()).eval(), weights.tokenizer()
