"""Training examples of the judging model: every link once per epoch, negatives that are not links, and words of both
sides.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from compare.model.reader_scores import MARKED
from indexes.reader import weights
from training.data import gold
from training.data.examples import IGNORED
from training.data.pair_examples import MORE_NEGATIVES, Examples, batches, tensors

A = ["The ferry Alma sank on Sunday.", "Twelve people died.", "Crews searched the bay.", "The mayor wept."]
B = ["Nineteen people died.", "A ferry went down on Sunday.", "The harbour was closed."]


@pytest.fixture(scope="module")
def pair() -> gold.GoldPair:
    side = {"outlet": "Outlet", "title": "Headline", "published": None}
    link = {"strength": "strong", "labels": ["figures"], "spans": {"figures": [{"a": ["Twelve"], "b": ["Nineteen"]}]}}
    return gold.pair_of(
        {
            "id": "one",
            "fold": 1,
            "story": "one",
            "a": side | {"sentences": A},
            "b": side | {"sentences": B},
            "links": [link | {"a": 1, "b": 0}, {"a": 0, "b": 1, "strength": "weak", "labels": [], "spans": {}}],
            "disputed": [[2, 2]],
        }
        | {name: [] for name in ("only_a", "only_b", "disputed_only_a", "disputed_only_b")}
    )


@pytest.fixture(scope="module")
def examples(pair: gold.GoldPair) -> Examples:
    scores = np.arange(12, dtype=np.float32).reshape(4, 3)
    return Examples([pair], {"one": scores}, weights.pair_tokenizer())


@pytest.mark.parametrize("seed", range(6))
def test_an_epoch_has_each_link_once_and_no_negative_that_is_linked_or_disputed(examples: Examples, seed: int) -> None:
    made = examples.epoch(random.Random(seed))
    links = [each for each in made if each.target.strength[0] > 0]
    assert len(links) == 2
    assert len(made) == 2 + 2 + MORE_NEGATIVES
    decode = weights.pair_tokenizer().decode
    texts = {frozenset(decode(side.ids.tolist()) for side in (each.input.a, each.input.b)) for each in made}
    assert len(texts) == len(made)
    assert frozenset((A[2].lower(), B[2].lower())) not in texts


def test_marked_words_are_the_same_from_either_side(examples: Examples) -> None:
    seen = set()
    for seed in range(8):
        for each in examples.epoch(random.Random(seed)):
            if not each.target.tags:
                continue
            ids, _, _, tags = tensors([each])
            marked = ids[0][tags[0, :, MARKED.index("figures")] > 0]
            words = weights.pair_tokenizer().decode(marked.tolist())
            seen.add(words)
            assert set(words.split()) == {"twelve", "nineteen"}
            assert (tags[0, :, MARKED.index("quotation")] == IGNORED).all()
    assert len(seen) == 2


def test_batches_contain_every_example_once(examples: Examples) -> None:
    made = examples.epoch(random.Random(1))
    found = [each for batch in batches(made, 2, random.Random(2)) for each in batch]
    assert sorted(map(id, found)) == sorted(map(id, made))
