"""The contract of every reader, whatever its model (`compare.ports.Reader`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.reader_scores import KINDS, MARKED
from compare.ports import Reader
from compare.text.passages import split
from indexes import model_registry
from indexes.reader.cross_encoder import CrossEncoderReader
from indexes.reader.reader import TrainedReader
from tests import chat
from tests.fakes import FakeReader

A = Article(Outlet("A"), "Ferry sinks", "The ferry Alma sank on Sunday. Twelve people were killed. “Help,” she cried.")
B = Article(Outlet("B"), "Alma goes down", "The Alma went down on Sunday. Nineteen people died.")
SIDES = (A, tuple(split(A))), (B, tuple(split(B)))
CELLS = np.array([[i, j] for i in range(3) for j in range(2)], np.int64)


def cross_encoder(folder: Path, outputs: int) -> CrossEncoderReader:
    """A cross-encoder with random weights and the tokenizer of the packaged model, like a fine-tuned one."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, num_labels=outputs
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        if (file := model_registry.packaged().folder / name).exists():
            copy(file, folder / name)
    return CrossEncoderReader(folder)


def own_weights(folder: Path) -> TrainedReader:
    """The packaged weights in a folder, as written by `training.export`."""
    for file in (model_registry.MATCHES.path, model_registry.DIVERGENCES.path):
        copy(file, folder / file.name)
    files = model_registry.ReaderFiles.in_folder(folder)
    assert files is not None
    return TrainedReader(files=files)


@pytest.fixture(
    scope="module",
    params=[
        "fake",
        "endpoint",
        pytest.param("trained", marks=pytest.mark.model),
        pytest.param("own weights", marks=pytest.mark.model),
        pytest.param("one output", marks=pytest.mark.model),
        pytest.param("two outputs", marks=pytest.mark.model),
    ],
)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("reader")
    if request.param == "endpoint":
        with chat.chat(lambda cell: {"link": 0.8, "strong": 0.3, "divergences": []}) as site:
            yield chat.reader(site)
        return
    made = {
        "fake": lambda: FakeReader(),
        "trained": lambda: TrainedReader(),
        "own weights": lambda: own_weights(folder),
        "one output": lambda: cross_encoder(folder, 1),
        "two outputs": lambda: cross_encoder(folder, 2),
    }
    yield made[request.param]()


def test_a_reading_has_scores_for_the_requested_cells(reader: Reader) -> None:
    reading = reader.read(*SIDES, CELLS)
    assert reading.cells.tolist() == CELLS.tolist()
    assert reading.problem == ""
    assert reading.strength.shape == reading.likeness.shape == (6, 2)
    assert np.isfinite(reading.strength).all()
    assert reading.kinds.shape in {(6, len(KINDS) + 1), (6, 0)}
    assert np.isfinite(reading.kinds).all()


def test_marks_lie_within_the_passages_and_are_probabilities(reader: Reader) -> None:
    reading = reader.read(*SIDES, CELLS)
    for (i, j), marks in zip(CELLS.tolist(), reading.marks, strict=bool(reading.marks)):
        for text, side in zip((SIDES[0][1][i].text, SIDES[1][1][j].text), marks, strict=True):
            assert side.probabilities.shape == (len(side.offsets), len(MARKED))
            assert (side.offsets >= 0).all()
            assert (side.offsets <= len(text)).all()
            assert ((side.probabilities >= 0) & (side.probabilities <= 1)).all()


def test_no_cells_give_no_reading(reader: Reader) -> None:
    reading = reader.read(*SIDES, CELLS[:0])
    assert len(reading.cells) == len(reading.strength) == len(reading.marks) == 0
    assert reading.problem == ""


def test_reading_a_cell_again_gives_the_same_scores(reader: Reader) -> None:
    first, again = reader.read(*SIDES, CELLS), reader.read(*SIDES, CELLS)
    assert np.allclose(first.strength, again.strength, atol=1e-4)


def test_the_order_of_the_articles_does_not_matter(reader: Reader) -> None:
    there, back = reader.read(*SIDES, CELLS), reader.read(SIDES[1], SIDES[0], CELLS[:, ::-1].copy())
    assert np.allclose(there.strength, back.strength, atol=1e-3)


def test_a_reader_has_a_fingerprint_languages_and_unless_built_in_a_name(reader: Reader) -> None:
    assert reader.fingerprint == reader.fingerprint
    assert reader.fingerprint
    assert "en" in reader.languages
    assert bool(reader.name) or reader.floors is None
    assert set(reader.floors or {}) <= set(MARKED)


@pytest.mark.model
def test_weights_in_a_folder_score_like_the_packaged_ones(tmp_path: Path) -> None:
    own = own_weights(tmp_path)
    assert own.fingerprint == TrainedReader().fingerprint
    assert np.allclose(own.read(*SIDES, CELLS).strength, TrainedReader().read(*SIDES, CELLS).strength, atol=1e-4)
    assert tmp_path.name in own.name


def test_a_folder_without_a_cross_encoder_is_refused_with_a_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"config\.json"):
        CrossEncoderReader(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickled")
    with pytest.raises(InputError, match=r"model\.safetensors"):
        CrossEncoderReader(tmp_path)
