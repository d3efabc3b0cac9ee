"""An entailment model vetoes and raises contradictions, if one is set up; without it nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from compare.divergence.entailing import weighed
from compare.errors import ModelError
from compare.match import Match
from compare.ports import Entailment
from indexes.entailment import CrossEncoderEntailment
from tests.test_compare_divergence import article, between

A = article("A", "The court in Tiran upheld the ban on Monday.")
B = article("B", "The court in Tiran overturned the ban on Monday.")
C = article("C", "The court in Tiran ruled on the ban on Monday.")


class FakeEntailment:
    """Keeps the contract of `compare.ports.Entailment`; the probability is a function of the two texts."""

    fingerprint = "fake"

    def __init__(self, probability: Callable[[str, str], float]) -> None:
        self.probability = probability
        self.asked: list[tuple[str, str]] = []

    def contradiction(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        self.asked += pairs
        return np.array([self.probability(*each) for each in pairs], np.float32)


def match(x: object, y: object) -> Match:
    found = between(x, y)  # type: ignore[arg-type]
    return Match(x.passages[0], y.passages[0], 0.9, 0.9, "strong", found)  # type: ignore[attr-defined]


def kinds(found: Sequence[Match]) -> list[str]:
    return [each.rule for one in found for each in one.divergences if each.kind == "contradiction"]


def test_a_rule_that_the_model_does_not_bear_out_is_vetoed() -> None:
    assert kinds([match(A, B)]) == ["contradiction.opposites"]
    assert kinds(weighed([match(A, B)], FakeEntailment(lambda a, b: 0.1), ("A", "B"))) == []
    assert kinds(weighed([match(A, B)], FakeEntailment(lambda a, b: 0.5), ("A", "B"))) == ["contradiction.opposites"]


def test_the_model_raises_what_it_is_sure_of_in_both_directions() -> None:
    plain = match(A, C)
    assert kinds([plain]) == []
    assert kinds(weighed([plain], FakeEntailment(lambda a, b: 0.97), ("A", "C"))) == ["contradiction.entailment"]
    assert kinds(weighed([plain], FakeEntailment(lambda a, b: 0.97 if "upheld" in a else 0.5), ("A", "C"))) == []


def test_only_what_is_in_question_is_put_to_the_model() -> None:
    fake = FakeEntailment(lambda a, b: 0.0)
    weak = Match(A.passages[0], C.passages[0], 0.3, 0.3, "weak")
    assert weighed([weak], fake, ("A", "C")) == [weak]
    assert fake.asked == []


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[str]], Path]:
    """Makes a real, tiny CrossEncoder with random weights and these classes."""

    def make(labels: list[str]) -> Path:
        import torch
        from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

        folder = tmp_path_factory.mktemp("entailment")
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz"]
        (folder / "vocab.txt").write_text("\n".join(words))
        BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
        torch.manual_seed(1)
        config = BertConfig(
            vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
            id2label=dict(enumerate(labels)), label2id={name: number for number, name in enumerate(labels)},
        )  # fmt: skip
        BertForSequenceClassification(config).save_pretrained(folder)
        return folder

    return make


@pytest.fixture(params=["fake", "cross-encoder"])
def entailment(request: pytest.FixtureRequest, tiny: Callable[[list[str]], Path]) -> Entailment:
    if request.param == "fake":
        return FakeEntailment(lambda a, b: 0.25)
    return CrossEncoderEntailment(str(tiny(["entailment", "neutral", "contradiction"])))


def test_every_model_gives_a_probability_for_each_pair_and_always_the_same(entailment: Entailment) -> None:
    pairs = [("a b c", "d e f"), ("g", "h"), ("a b c", "d e f")]
    found = entailment.contradiction(pairs)
    assert found.shape == (3,)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()
    assert found[0] == pytest.approx(found[2], abs=1e-6)
    assert np.allclose(entailment.contradiction(pairs), found)
    assert entailment.fingerprint


def test_the_class_is_found_by_its_label_whatever_its_place(tiny: Callable[[list[str]], Path]) -> None:
    pairs = [("a b", "c d")]
    found = [
        CrossEncoderEntailment(str(tiny(labels))).contradiction(pairs)[0]
        for labels in (["contradiction", "entailment", "neutral"], ["entailment", "contradiction", "neutral"],
                       ["neutral", "entailment", "CONTRADICTION"])
    ]  # fmt: skip
    assert sum(found) == pytest.approx(1.0, abs=1e-5)


def test_a_model_of_other_classes_and_one_that_is_not_there_are_refused(tiny: Callable[[list[str]], Path]) -> None:
    with pytest.raises(ModelError, match="three classes"):
        CrossEncoderEntailment(str(tiny(["yes", "no", "perhaps"]))).contradiction([("a", "b")])
    with pytest.raises(ModelError, match="cannot be loaded"):
        CrossEncoderEntailment("/nowhere/at/all").contradiction([("a", "b")])
