"""The shipped weights belong together, and read obvious cases correctly."""

from __future__ import annotations

import numpy as np
import pytest

from compare.alignment.models import shipped_decisions
from compare.divergence.decisions import shipped_kinds
from compare.model.article import Article, Outlet
from compare.text.passages import split
from indexes.model_registry import READER
from indexes.reader.reader import TrainedReader


def test_the_decisions_were_fitted_on_scores_of_the_shipped_weights():
    assert shipped_decisions().reader == shipped_kinds().reader == READER.fingerprint


def test_thresholds_are_probabilities_and_only_raised_divergences_are_shown():
    decisions, kinds = shipped_decisions(), shipped_kinds()
    assert 0 < decisions.link_threshold < 1
    assert decisions.only is not None and 0 < decisions.only.threshold < 1
    assert 0 < decisions.strong_threshold < 1
    for kind, floor in kinds.shown.items():
        assert 0 < kinds.raised[kind] <= floor < 1


def test_the_weights_are_small():
    assert sum(each.path.stat().st_size for each in (READER.matches, READER.divergences)) < 25_000_000


@pytest.mark.model
def test_a_paraphrase_scores_higher_than_an_unrelated_sentence():
    first = Article(Outlet("A"), "Ferry sinks", "The ferry Alma sank off Port Teven on Sunday with 41 people aboard.")
    text = "A ferry carrying 41 people, the Alma, went down near Port Teven on Sunday. Teven has a famous fish market."
    second = Article(Outlet("B"), "Alma goes down", text)
    sides = (first, split(first)), (second, split(second))
    reading = TrainedReader().read(*sides, np.array([[0, 0], [0, 1]], np.int64))
    paraphrase, other = reading.strength[:, 0].tolist()
    assert paraphrase > other + 1
