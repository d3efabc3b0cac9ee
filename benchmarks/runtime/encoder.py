"""Compare runtimes of the encoder: the packed forward pass, sentence-transformers, ONNX Runtime and OpenVINO.

    python -m benchmarks.runtime.encoder --gold ../shared/gold [--rounds 9] [--passages 600] [--out file.json]

All use one thread and the same passages, from text to normalised vectors, in interleaved rounds. Processor time is
measured, so that other work on the machine has little effect. The median and the spread of the rounds are printed, and
the mean cosine to sentence-transformers in fp32. Except for the packed pass and the library with its defaults, texts
are batched by length in tokens, and padded. ONNX Runtime and OpenVINO are not dependencies: runtimes that are not
installed are skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.facts import side_of
from benchmarks.runtime.sessions import OPSET, Run, measured, onnx_session, openvino_model, report
from indexes import model_registry
from indexes.embedding import activations, bert, int8_linear
from indexes.embedding.encoder import _batches, processor
from indexes.embedding.packed_forward import PackedEncoder

Vectors = np.ndarray[Any, Any]
Embed = Callable[[Vectors, Vectors], Vectors]
"""Token states of a batch from ids and mask, both of shape (texts, tokens)."""


def passages(gold: Path, number: int) -> list[str]:
    """Sentences of the annotated pairs, without the validation fold."""
    pairs = [json.loads(each.read_text("utf-8")) for each in sorted((gold / "pairs").glob("*.json"))]
    texts = [each.text for pair in pairs if pair["fold"] for side in "ab" for each in side_of(pair[side])[1]]
    return random.Random(0).sample(sorted(set(texts)), number)


def packed(texts: Sequence[str], dtype: Any, in_8_bits: bool = False) -> Run:
    """The packed forward pass."""
    encoder = PackedEncoder(bert.of_folder(model_registry.packaged().folder, dtype))
    if in_8_bits:
        encoder.use_8_bits(activations.packaged())

    def run() -> Vectors:
        found = np.zeros((len(texts), 384), np.float32)
        for places, vectors in encoder.encode(texts):
            found[places] = vectors
        return found

    return run


def library(texts: Sequence[str], dtype: Any, by_tokens: bool) -> Run:
    """sentence-transformers, with its defaults or in batches by tokens."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(model_registry.packaged().folder), device="cpu", local_files_only=True, model_kwargs={"dtype": dtype}
    )
    defaults = {"show_progress_bar": False, "convert_to_numpy": True}
    if not by_tokens:
        return lambda: np.asarray(model.encode(list(texts), **defaults), np.float32)
    lengths = [len(each) for each in model.tokenizer(list(texts), truncation=True)["input_ids"]]

    def run() -> Vectors:
        found = np.zeros((len(texts), 384), np.float32)
        for batch in _batches(lengths):
            found[batch] = model.encode([texts[each] for each in batch], batch_size=len(batch), **defaults)
        return found

    return run


def batched(texts: Sequence[str], embed: Embed) -> Run:
    """Another runtime, which gets ids and masks; its token states are pooled here."""
    tokenizer = bert.of_folder(model_registry.packaged().folder, None).tokenizer

    def run() -> Vectors:
        ids = [each.ids for each in tokenizer.encode_batch_fast(list(texts))]
        found = np.zeros((len(texts), 384), np.float32)
        for batch in _batches([len(each) for each in ids]):
            longest = len(ids[batch[0]])
            given, mask = (np.zeros((len(batch), longest), np.int64) for _ in range(2))
            for row, place in enumerate(batch):
                given[row, : len(ids[place])], mask[row, : len(ids[place])] = ids[place], 1
            states = embed(given, mask)
            mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            found[batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return found

    return run


def exported(folder: Path) -> Path:
    """The encoder as an ONNX file of (ids, mask) → token states."""
    import torch
    from transformers import BertModel

    model = BertModel.from_pretrained(str(model_registry.packaged().folder), attn_implementation="eager").eval()

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any, mask: Any) -> Any:
            return self.model(input_ids=ids, attention_mask=mask).last_hidden_state

    given = torch.ones(2, 7, dtype=torch.int64), torch.ones(2, 7, dtype=torch.int64)
    file = folder / "encoder.onnx"
    axes = {"ids": {0: "texts", 1: "tokens"}, "mask": {0: "texts", 1: "tokens"}, "states": {0: "texts", 1: "tokens"}}
    torch.onnx.export(
        States(), given, str(file), input_names=["ids", "mask"], output_names=["states"], dynamic_axes=axes,
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    return file


def in_onnxruntime(file: Path, in_8_bits: bool) -> Embed:
    """The file in ONNX Runtime, with its transformer fusions, in fp32 or with matrices in 8 bits."""
    session = onnx_session(file, in_8_bits)
    return lambda ids, mask: np.asarray(session.run(None, {"ids": ids, "mask": mask})[0])


def in_openvino(file: Path, precision: str) -> Embed:
    """The file in OpenVINO, in "f32" or "bf16"."""
    compiled = openvino_model(file, precision)
    return lambda ids, mask: np.asarray(compiled([ids, mask])[0])


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--passages", type=int, default=600)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import torch

    torch.set_num_threads(1)
    texts = passages(options.gold, options.passages)
    runs: dict[str, Run] = {
        "sentence-transformers fp32, its defaults": library(texts, torch.float32, by_tokens=False),
        "sentence-transformers fp32": library(texts, torch.float32, by_tokens=True),
        "sentence-transformers bf16": library(texts, torch.bfloat16, by_tokens=True),
        "packed fp32": packed(texts, torch.float32),
        "packed bf16": packed(texts, torch.bfloat16),
    }
    if int8_linear.is_possible(processor()):
        runs["packed int8"] = packed(texts, torch.float32, in_8_bits=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            file = exported(Path(folder))
            runs |= {
                f"ONNX Runtime {name}": batched(texts, in_onnxruntime(file, name == "int8"))
                for name in ("fp32", "int8")
            }
            runs |= {f"OpenVINO {name}": batched(texts, in_openvino(file, name)) for name in ("f32", "bf16")}
        except ImportError as error:
            print(f"Left out: {error}")
        reference = runs["sentence-transformers fp32"]()
        cosines = {name: float((run() * reference).sum(1).mean()) for name, run in runs.items()}
        found = measured(runs, options.rounds, options.passages, time.process_time)
    print(f"{options.passages} passages, one thread, {options.rounds} interleaved rounds")
    report(found, "passages/CPU s", "cosine", cosines, options.out)


if __name__ == "__main__":
    main()
