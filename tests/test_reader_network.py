"""The reader's network: its scores of a cell depend only on the two articles, and its weights are verified."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from compare.model.article import Article, Outlet
from compare.model.passage import Passage
from indexes.reader import weights
from indexes.reader.mpnet.inputs import PAD
from indexes.reader.mpnet.network import PairNetwork
from indexes.reader.network import ReaderNetwork
from indexes.reader.reader import UNJUDGED, TrainedReader

_A = ("The ferry sank off Teven on Sunday.", "Crews pulled 38 people from the water.", "“The door broke,” she said.")
_B = ("Thirty-eight people were rescued.", "A fish market stands in Teven.")


def side(outlet: str, sentences: tuple[str, ...]):
    article = Article(Outlet(outlet), f"Headline of {outlet}", " ".join(sentences))
    passages, start = [], 0
    for index, text in enumerate(sentences):
        passages.append(Passage(article.id, index, 0, start, start + len(text), text))
        start += len(text) + 1
    return article, tuple(passages)


SMALL = {
    "vocab_size": 30_527,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 48,
    "max_position_embeddings": 514,
    "pad_token_id": PAD,
}
"""An MPNet that is quickly made."""


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    """Networks with random weights, since the tests hold for any weights. Every cell is likely enough to be judged."""
    torch.manual_seed(7)
    matches, pairs = ReaderNetwork().eval(), PairNetwork(SMALL).eval()
    torch.nn.init.constant_(matches.strength.bias, 9.0)
    return TrainedReader(weights.Loaded(matches, pairs, weights.tokenizer(), weights.pair_tokenizer()))


ALL = np.array([[i, j] for i in range(3) for j in range(2)], np.int64)


def test_a_cell_gets_the_same_scores_alone_and_in_a_batch(reader):
    a, b = side("A", _A), side("B", _B)
    together = reader.read(a, b, ALL)
    for place in range(len(ALL)):
        alone = reader.read(a, b, ALL[place : place + 1])
        assert np.allclose(together.strength[place], alone.strength[0], atol=1e-4)
        assert np.allclose(together.kinds[place], alone.kinds[0], atol=1e-4)


def test_the_order_of_the_two_articles_does_not_matter(reader):
    a, b = side("A", _A), side("B", _B)
    there, back = reader.read(a, b, ALL), reader.read(b, a, ALL[:, ::-1])
    assert np.allclose(there.strength, back.strength, atol=1e-4)
    assert np.allclose(there.kinds, back.kinds, atol=1e-4)
    for (first, second), (second_too, first_too) in zip(there.marks, back.marks, strict=True):
        assert np.allclose(first.probabilities, first_too.probabilities, atol=1e-4)
        assert np.allclose(second.probabilities, second_too.probabilities, atol=1e-4)


def test_marks_have_one_probability_a_token_of_each_passage(reader):
    reading = reader.read(side("A", _A), side("B", _B), ALL)
    for (i, j), marks in zip(ALL.tolist(), reading.marks, strict=True):
        for text, found in zip((_A[i], _B[j]), marks, strict=True):
            assert len(found.offsets) == len(found.probabilities)
            assert all(text[start:end].strip() for start, end in found.offsets.tolist())


def test_cells_screened_out_by_the_smaller_model_are_unlikely(reader, monkeypatch):
    judged = reader.read(side("A", _A), side("B", _B), ALL)
    assert (judged.kinds != UNJUDGED).any()
    monkeypatch.setattr("indexes.reader.reader.WORTH", 1e9)
    reading = reader.read(side("A", _A), side("B", _B), ALL)
    assert (reading.kinds == UNJUDGED).all() and (reading.strength == UNJUDGED).all()
    assert np.allclose(reading.screened, judged.screened, atol=1e-4)
    for (i, j), marks in zip(ALL.tolist(), reading.marks, strict=True):
        assert [len(each.probabilities) for each in marks] == [len(each.offsets) for each in marks]
        assert not any(each.probabilities.any() for each in marks), (i, j)


def test_no_cells_give_an_empty_reading(reader):
    reading = reader.read(side("A", _A), side("B", _B), np.zeros((0, 2), np.int64))
    assert reading.strength.shape == (0, 2) and not len(reading.marks)


def test_quantised_weights_are_restored_within_one_int8_step():
    torch.manual_seed(3)
    state = ReaderNetwork().state_dict()
    packed = weights.pack(state)
    assert not any(name.startswith(("words", "positions", "layers.0.", "auxiliary")) for name in packed)
    for name, value in weights.unpack(packed).items():
        steps = (value - state[name]).abs() / (state[name].abs().amax(-1, keepdim=True) / 127 + 1e-6)
        assert steps.max() <= 1.0, name
