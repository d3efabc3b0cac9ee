"""The parts of a BERT encoder that `packed_forward` computes with, from a folder or from sentence-transformers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Bert:
    """A BERT encoder whose vectors are the mean of its tokens, made of length 1.

    `weights` are torch's tensors by name, `tokenizer` is one of `tokenizers`, `longest` is the number of tokens that it
    reads, `config` what its config.json says.
    """

    weights: dict[str, Any]
    tokenizer: Any
    longest: int
    config: dict[str, Any]


def of_folder(folder: Path, dtype: Any) -> Bert:
    """The model that is packaged: without sentence-transformers, which takes seconds and 200 MB to be imported.

    Raises whatever the libraries that read it do, if a file is missing or damaged.
    """
    from safetensors.torch import load_file
    from tokenizers import Tokenizer

    config = json.loads((folder / "config.json").read_text("utf-8"))
    longest = json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))["max_seq_length"]
    weights = {name: value.to(dtype) for name, value in load_file(folder / "model.safetensors").items()}
    return Bert(weights, _plain(Tokenizer.from_file(str(folder / "tokenizer.json")), longest), longest, config)


def of_library(loaded: Any) -> Bert | None:
    """Of a SentenceTransformer; None if it is of another build."""
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
