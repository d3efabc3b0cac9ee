"""The contract of `indexes.embedding.precision`: the fastest precision, measured once for each processor."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexes.embedding import precision
from indexes.embedding.encoder import processor
from indexes.embedding.int8_linear import VNNI
from indexes.embedding.precision import fastest, measured, quickest

ONE, OTHER = "model name : A\nflags : avx2", "model name : B\nflags : avx2"
AS_MEASURED = {"fp32": 3.0, "bf16": 2.0, "int8": 1.0}


@pytest.fixture(autouse=True)
def new_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Clears the cache of this process; measurements are stored in a folder of the test."""

    def forget() -> None:
        monkeypatch.setattr(precision, "_known", {})

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forget()
    return forget


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Records which processors were measured; each has the timings `AS_MEASURED`."""
    asked: list[str] = []

    def measuring(cpuinfo: str) -> dict[str, float]:
        asked.append(cpuinfo)
        return AS_MEASURED

    monkeypatch.setattr(precision, "measured", measuring)
    return asked


def test_the_fastest_precision_is_chosen_or_the_most_exact_of_equally_fast_ones() -> None:
    assert fastest(AS_MEASURED) == "int8"
    assert fastest({"fp32": 1.0, "bf16": 0.95}) == "fp32"
    assert fastest({"fp32": 3.0, "bf16": 1.0, "int8": 0.95}) == "bf16"
    assert fastest({"fp32": 1.0, "bf16": 4.0, "int8": 0.5}) == "int8"


def test_only_the_requested_precision_is_chosen(measurements: list[str]) -> None:
    assert quickest(ONE, ("fp32", "bf16", "int8")) == "int8"
    assert quickest(ONE) == "bf16"


def test_precision_is_measured_once_per_processor_for_all_processes(
    measurements: list[str], new_process: Callable[[], None]
) -> None:
    for _ in range(2):
        quickest(ONE)
        quickest(ONE.replace("avx2", " avx2"))
        new_process()
    quickest(OTHER)
    new_process()
    quickest(ONE)
    assert measurements == [ONE, OTHER]


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"x": 1}', '{"x": {"fp32": "y"}}'])
def test_a_damaged_file_is_measured_again_and_replaced(
    damaged: str, tmp_path: Path, measurements: list[str], new_process: Callable[[], None]
) -> None:
    file = tmp_path / "parallax" / "precision.json"
    file.parent.mkdir()
    file.write_text(damaged, "utf-8")
    for _ in range(2):
        assert quickest(ONE) == "bf16"
        new_process()
    assert measurements == [ONE]


def test_without_write_permission_every_process_measures(
    tmp_path: Path, measurements: list[str], new_process: Callable[[], None]
) -> None:
    (tmp_path / "parallax").write_text("a file in the place of the folder", "utf-8")
    for _ in range(2):
        assert quickest(ONE) == "bf16"
        new_process()
    assert measurements == [ONE, ONE]


@pytest.mark.model
def test_int8_is_not_measured_on_a_processor_whose_products_saturate() -> None:
    assert measured("flags : avx2 fma").keys() == {"fp32", "bf16"}


@pytest.mark.model
@pytest.mark.skipif(not VNNI & set(processor().split()), reason="this processor has no VNNI")
def test_every_possible_precision_is_measured_in_less_than_half_a_second() -> None:
    measured(processor())  # loads torch
    start = time.process_time()
    assert measured(processor()).keys() == {"fp32", "bf16", "int8"}
    assert time.process_time() - start < 0.5
