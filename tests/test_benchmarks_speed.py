"""The baselines of the benchmarks do what their names say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.speed.monotone_alignment import align


def vectors(number: int, seed: int) -> np.ndarray:
    made = np.random.default_rng(seed).standard_normal((number, 16)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@given(st.integers(6, 12), st.integers(0, 99))
def test_the_monotone_alignment_aligns_a_text_with_itself(number: int, seed: int) -> None:
    same = vectors(number, seed)
    assert np.array_equal(align(same, same), np.eye(number, dtype=bool))


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 99))
def test_the_monotone_alignment_never_crosses(rows: int, columns: int, seed: int) -> None:
    places = np.argwhere(align(vectors(rows, seed), vectors(columns, seed + 100)))
    crossing = (places[:, None, 0] < places[None, :, 0]) & (places[:, None, 1] > places[None, :, 1])
    assert not crossing.any()
