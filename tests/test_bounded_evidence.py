"""Two passages of maximum length are explained quickly, whatever they contain, when they match."""

from __future__ import annotations

from itertools import count
from time import thread_time

import numpy as np
import pytest

from compare.comparison.pair_comparison import PairComparer, Prepared
from compare.divergence import diverge_with_reader
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.limits import PAIR_S
from compare.model.match import Match
from compare.model.passage import Passage
from compare.text.passages import split
from compare.text.segmentation.sentences import LONGEST
from tests.fakes import FakeEmbedder
from tests.growth import without_collector
from tests.hostile import reading_of
from tests.test_growth import PIECES

CROWDED = {
    "counts": "{k} people ", "bare numbers": "{k} ", "days": "{d} May ", "years": "in 19{d:02} ", "sums of money": "${k}m ",
    "times of day": "{d} p.m. ", "scores": "{k}-{d} ", "parts of a sum": "{k} men and ", "short quotations": "“w{k}” ",
    "quotations alone": "“{l}”", "an editor's brackets": "[{l}] ", "speakers": "Jon V{l} said ", "names": "Jon V{l}, ",
    "negations": "not {l} never ", "labels": "militant {l} regime ", "hedges": "alleged {l} reportedly ",
}  # fmt: skip
"""A piece of text in which a number (k, d) and a letter (l) change each time."""
MOST_S = 0.5


def crowded(piece: str, start: int) -> str:
    numbered = (piece.format(k=k, d=k % 28 + 1, l="abcdefgh"[k % 8]) for k in count(start))
    text = ""
    while len(text) < LONGEST:
        text += next(numbered)
    return text[:LONGEST]


def embedded(outlet: str, text: str) -> EmbeddedArticle:
    own = Article(Outlet(outlet), "Title", text)
    return EmbeddedArticle(own, (Passage(own.id, 0, 0, 0, len(text), text),), np.zeros((1, 8), np.float32))


def read(first: str, second: str) -> float:
    """Processor seconds of this thread for all divergences of one match."""
    a, b = embedded("A", first), embedded("B", second)
    match = Match(a.passages[0], b.passages[0], 0.9, 0.9, "strong")
    reading = reading_of(first, second)
    with without_collector():
        start = thread_time()
        diverge_with_reader(match, reading, a, b)
        return thread_time() - start


@pytest.mark.parametrize("name", CROWDED)
def test_a_match_of_passages_full_of_figures_is_explained_quickly(name: str) -> None:
    read("Two people were hurt.", "Three people were hurt.")
    assert read(crowded(CROWDED[name], 1), crowded(CROWDED[name], 5)) < MOST_S


@pytest.mark.parametrize("name", PIECES)
def test_a_match_of_repeated_figures_is_explained_quickly(name: str) -> None:
    text = (PIECES[name] * LONGEST)[:LONGEST]
    assert read(text, text[:-1] + "x") < MOST_S


def test_a_pair_whose_evidence_takes_too_long_is_reported_as_failed() -> None:
    embedder = FakeEmbedder()
    ticks = count(0, int(PAIR_S))

    def prepared(outlet: str, text: str) -> Prepared:
        own = Article(Outlet(outlet), "Quake", text)
        passages = tuple(split(own))
        return Prepared(EmbeddedArticle(own, passages, embedder.encode([each.text for each in passages])))

    text = "The quake in Ravno killed two people on Monday. The mayor of Ravno called for calm on Tuesday."
    a, b = prepared("A", text), prepared("B", f"{text} It rained.")
    assert PairComparer().compare(a, b).problem == ""
    slow = PairComparer(clock=lambda: float(next(ticks))).compare(a, b)
    assert slow.problem == f"TooLargeError: the comparison of these two articles takes more than {PAIR_S:g} seconds."
    assert slow.matches == ()
