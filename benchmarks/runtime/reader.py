"""Compare runtimes of the reader's upper layers: torch, ONNX Runtime and OpenVINO.

    python -m benchmarks.runtime.reader [--rounds 15] [--cells 48] [--tokens 72] [--out file.json]

All use one thread and the same random cells, in interleaved rounds. The median and the spread of the rounds are
printed, and the difference of the logits from torch in fp32. ONNX Runtime and OpenVINO are not dependencies: install
onnx, onnxruntime and openvino to compare with them; missing ones are listed and skipped.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.runtime.sessions import OPSET, Run, measured, onnx_session, openvino_model, report

_INPUTS = ["states", "ids", "mask", "sides", "gaps"]


class UpperLayers:
    """The upper layers and heads; built in a function, so that torch is imported late."""

    @staticmethod
    def module(network: Any) -> Any:
        """A module of (states, ids, mask, sides, gaps) that returns the logits of matches."""
        from torch import Tensor, nn

        class _Module(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.network = network

            def forward(self, states: Tensor, ids: Tensor, mask: Tensor, sides: Tensor, gaps: Tensor) -> Tensor:
                judged = self.network.judge(ids, states, mask, sides, gaps)
                strength: Tensor = judged.strength
                return strength

        return _Module().eval()


def cells(number: int, tokens: int) -> tuple[Any, ...]:
    """Random cells: states, ids, mask, sides and gaps."""
    import torch

    torch.manual_seed(0)
    sides = torch.zeros(number, tokens, dtype=torch.int64)
    sides[:, tokens // 2 :] = 1
    mask = torch.ones(number, tokens, dtype=torch.bool)
    mask[::3, -tokens // 6 :] = False
    ids = torch.randint(1000, 30000, (number, tokens))
    return torch.randn(number, tokens, 384), ids, mask, sides, torch.ones(number, dtype=torch.int64)


def in_torch(network: Any, given: tuple[Any, ...], dtype: Any) -> Run:
    """The layers in torch in this precision."""
    import copy

    import torch

    module = UpperLayers.module(copy.deepcopy(network).to(dtype))
    cast = (given[0].to(dtype), *given[1:])

    def run() -> np.ndarray[Any, Any]:
        with torch.inference_mode():
            return np.asarray(module(*cast).float().numpy())

    return run


def in_torch_int8(network: Any, given: tuple[Any, ...]) -> Run:
    """The layers with int8 matrices, with dynamic quantisation."""
    import copy

    import torch

    quantised = torch.ao.quantization.quantize_dynamic(copy.deepcopy(network), {torch.nn.Linear}, torch.qint8)
    module = UpperLayers.module(quantised)

    def run() -> np.ndarray[Any, Any]:
        with torch.inference_mode():
            return np.asarray(module(*given).numpy())

    return run


def exported(network: Any, given: tuple[Any, ...], folder: Path) -> Path:
    """The layers as an ONNX file."""
    import torch

    axes = {name: {0: "cells", 1: "tokens"} for name in _INPUTS[:4]} | {"gaps": {0: "cells"}}
    file = folder / "upper.onnx"
    torch.onnx.export(
        UpperLayers.module(network),
        given,
        str(file),
        input_names=_INPUTS,
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )
    return file


def in_onnxruntime(file: Path, given: tuple[Any, ...], in_8_bits: bool) -> Run:
    """The file in ONNX Runtime, in fp32 or with int8 matrices."""
    session = onnx_session(file, in_8_bits)
    wanted = {each.name for each in session.get_inputs()}
    feed = {name: each.numpy() for name, each in zip(_INPUTS, given, strict=True) if name in wanted}
    return lambda: np.asarray(session.run(None, feed)[0])


def in_openvino(file: Path, given: tuple[Any, ...], precision: str) -> Run:
    """The file in OpenVINO, in "f32" or "bf16"."""
    compiled = openvino_model(file, precision)
    wanted = {name for each in compiled.inputs for name in each.names}
    feed = [each.numpy() for name, each in zip(_INPUTS, given, strict=True) if name in wanted]
    return lambda: np.asarray(compiled(feed)[0])


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--cells", type=int, default=48)
    parser.add_argument("--tokens", type=int, default=72)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import torch

    from indexes.reader import weights

    torch.set_num_threads(1)
    network = weights.load().matches.float()
    given = cells(options.cells, options.tokens)
    runs: dict[str, Run] = {
        "torch fp32": in_torch(network, given, torch.float32),
        "torch bf16": in_torch(network, given, torch.bfloat16),
        "torch int8": in_torch_int8(network, given),
    }
    with tempfile.TemporaryDirectory() as folder:
        try:
            file = exported(network, given, Path(folder))
            runs |= {f"ONNX Runtime {name}": in_onnxruntime(file, given, name == "int8") for name in ("fp32", "int8")}
            runs |= {f"OpenVINO {name}": in_openvino(file, given, name) for name in ("f32", "bf16")}
        except ImportError as error:
            print(f"Left out: {error}")
        reference = runs["torch fp32"]()
        apart = {name: float(np.abs(run() - reference).mean()) for name, run in runs.items()}
        found = measured(runs, options.rounds, options.cells)
    print(f"{options.cells} cells of {options.tokens} tokens, one thread, {options.rounds} interleaved rounds")
    report(found, "cells/s", "logits apart", apart, options.out)


if __name__ == "__main__":
    main()
