"""The parts of a BERT encoder that `packed_forward` needs, from a folder or from sentence-transformers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = "embeddings.word_embeddings.weight"
"""The name of the word embeddings, half of all weights."""


@dataclass(frozen=True, slots=True)
class Bert:
    """A BERT encoder with mean pooling and normalisation.

    `weights` are torch tensors by name (the one of `WORDS` may be of another type than the others), `tokenizer` is from
    `tokenizers`, `longest` is the maximum number of tokens, `config` is the content of config.json.
    """

    weights: dict[str, Any]
    tokenizer: Any
    longest: int
    config: dict[str, Any]


def of_folder(folder: Path, dtype: Any) -> Bert:
    """Load the packaged model without sentence-transformers, whose import takes seconds and 200 MB.

    The word embeddings stay as they are in the file, which is mapped into memory: processes share it, and only the rows
    that a text needs are read.

    Raises whatever the underlying libraries raise if a file is missing or damaged.
    """
    from safetensors.torch import load_file
    from tokenizers import Tokenizer

    config = json.loads((folder / "config.json").read_text("utf-8"))
    longest = json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))["max_seq_length"]
    held = load_file(folder / "model.safetensors")
    weights = {name: value if name == WORDS else value.to(dtype) for name, value in held.items()}
    return Bert(weights, _plain(Tokenizer.from_file(str(folder / "tokenizer.json")), longest), longest, config)


def of_library(loaded: Any) -> Bert | None:
    """Convert a SentenceTransformer; None if its architecture is different."""
    from tokenizers import Tokenizer

    if not _is_bert(loaded):
        return None
    config = loaded[0].auto_model.config
    longest = min(loaded.max_seq_length or 512, config.max_position_embeddings)
    weights = {name: value.detach() for name, value in loaded[0].auto_model.state_dict().items()}
    tokenizer = Tokenizer.from_str(loaded.tokenizer.backend_tokenizer.to_str())
    return Bert(weights, _plain(tokenizer, longest), longest, config.to_dict())


def _is_bert(loaded: Any) -> bool:
    names = [type(module).__name__ for module in loaded]
    if names != ["Transformer", "Pooling", "Normalize"] or loaded[1].pooling_mode != "mean":
        return False
    bert = loaded[0].auto_model
    config = bert.config
    plain = getattr(config, "position_embedding_type", "absolute") == "absolute" and not config.is_decoder
    quick = hasattr(loaded.tokenizer, "backend_tokenizer") and not loaded.default_prompt_name
    return type(bert).__name__ == "BertModel" and config.hidden_act == "gelu" and plain and quick


def _plain(tokenizer: Any, longest: int) -> Any:
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer
