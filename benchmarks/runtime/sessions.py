"""Shared by the benchmarks of runtimes: sessions of ONNX Runtime and OpenVINO, interleaved rounds, and the report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

Run = Callable[[], "np.ndarray[Any, Any]"]
Rates = Mapping[str, Mapping[str, float]]
OPSET = 18


def onnx_session(file: Path, in_8_bits: bool) -> Any:
    """An ONNX file in ONNX Runtime on one thread, in fp32 or with int8 matrices."""
    import onnxruntime

    if in_8_bits:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        small = file.with_name(f"{file.stem}-int8.onnx")
        quantize_dynamic(file, small, weight_type=QuantType.QInt8)
        file = small
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def openvino_model(file: Path, precision: str) -> Any:
    """An ONNX file in OpenVINO on one thread, in "f32" or "bf16"."""
    import openvino

    options = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": 1}
    return openvino.Core().compile_model(str(file), "CPU", options)


def measured(
    runs: dict[str, Run], rounds: int, number: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, dict[str, float]]:
    """Items per second of each runtime: the median, minimum and maximum of interleaved rounds."""
    for run in runs.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            began = clock()
            run()
            seconds[name].append(clock() - began)
    return {
        name: {"median": number / median(each), "least": number / max(each), "most": number / min(each)}
        for name, each in seconds.items()
    }


def report(found: Rates, unit: str, figure: str, values: Mapping[str, float], out: Path | None) -> None:
    """Print the rates of all runtimes, each with another `figure`, and write both to `out`."""
    width = max(map(len, found))
    for name, each in found.items():
        print(
            f"{name:{width}} {each['median']:7.0f} {unit} (rounds {each['least']:.0f} to {each['most']:.0f}), "
            f"{figure} {values[name]:.4f}"
        )
    if out:
        out.write_text(json.dumps({name: {**each, figure: values[name]} for name, each in found.items()}))
