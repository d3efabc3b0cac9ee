"""Look-alike events stay apart: two earthquakes of one island, in any order and without dates."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.gold_articles import embed
from compare.clustering.average_link import clusters
from compare.clustering.look_alikes import LookAlikes
from compare.clustering.online import Grouper, profile
from compare.clustering.pair_score import JoinModel, Rows
from compare.model.article import Article, Outlet
from tests.fakes import FakeEmbedder

SPRING = (
    "A magnitude 5.6 earthquake struck the island of Merrow on Sunday, injuring 5 people. Houses in the villages of Tull "
    "and Sarn were damaged. The governor of Merrow said 31 tents were sent.",
    "An earthquake of magnitude 5.6 shook Merrow on Sunday. It injured 5 people in Tull and Sarn, said the governor, who "
    "sent 31 tents to villages where houses were damaged.",
    "Five villages of Merrow were damaged on Sunday by a magnitude 5.6 earthquake. The governor said 5 people were "
    "injured, and that 31 tents were on the way.",
    "The governor of the island of Merrow sent 31 tents on Sunday after an earthquake of magnitude 5.6 damaged houses. "
    "In the villages, 5 people were injured.",
)
AUTUMN = (
    "A powerful earthquake of magnitude 6.1 on the island of Merrow killed 12 people in Olm on Sunday. Hospitals in Besk "
    "took in 70 wounded, the ministry of health said, and 240 soldiers searched the ruins.",
    "Hospitals in Besk treated 70 wounded after a magnitude 6.1 earthquake hit Merrow on Sunday. The ministry of health "
    "said 12 people were killed in Olm. In the ruins, 240 soldiers searched for survivors.",
    "On Sunday 240 soldiers searched the ruins of Olm, on the island of Merrow, where an earthquake killed 12 people. "
    "The magnitude was 6.1. Hospitals reported 70 wounded.",
    "At least 12 people were killed in Olm by an earthquake of magnitude 6.1 on Merrow on Sunday, said the ministry of "
    "health. Soldiers, 240 of them, brought 70 wounded to hospitals in Besk.",
)
OTHERS = (
    "The ferry company of Ondray cut its fares by a tenth. Commuters had signed a petition.",
    "A bakery in Halm won the prize for rye bread. The jury tasted 40 loaves.",
    "The council of Stannick voted for a new library, and against a car park.",
    "Rain stopped the final of the Orly tennis cup. It goes on tomorrow at noon.",
)

WORDS_ALONE = JoinModel({"terms": 10.0}, -3.2, -0.6, "")
"""Joins the two earthquakes by their words: mean log-odds of .4 between them, of 5 inside."""


def events_of(texts: Sequence[str], seed: int) -> list[set[str]]:
    """The events of the texts, added in an order drawn with `seed`."""
    articles = [Article(Outlet(f"Outlet {number}"), "", text) for number, text in enumerate(texts)]
    text_of = {each.id: each.text for each in articles}
    grouper = Grouper(WORDS_ALONE)
    for each in embed(random.Random(seed).sample(articles, len(articles)), FakeEmbedder().encode):
        grouper.add(profile(each))
    return [{text_of[each] for each in event.article_ids} for event in grouper.events()]


@pytest.mark.parametrize("seed", range(5))
def test_two_earthquakes_of_one_island_are_two_events_by_their_figures(seed: int) -> None:
    events = events_of([*SPRING, *AUTUMN, *OTHERS], seed)
    assert set(SPRING) in events
    assert set(AUTUMN) in events


@pytest.mark.parametrize("seed", range(5))
def test_reports_with_the_same_figures_are_one_event(seed: int) -> None:
    alike = [_with_the_figures_of_spring(text) for text in AUTUMN]
    assert {*SPRING, *alike} in events_of([*SPRING, *alike, *OTHERS], seed)


def _with_the_figures_of_spring(text: str) -> str:
    for own, theirs in (("6.1", "5.6"), ("12", "5"), ("240", "31")):
        text = text.replace(own, theirs)
    return text


def grouped(log_odds: Rows, figures: Rows) -> list[list[int]]:
    return clusters(log_odds, -0.6, [None] * len(log_odds), LookAlikes(figures).are)


def blocks(size: int, between: float) -> Rows:
    """Log-odds of two groups of `size` articles: 3 inside, `between` the groups."""
    is_inside = np.kron(np.eye(2), np.ones((size, size)))
    return np.where(is_inside > 0, 3.0, between).astype(np.float32)


def test_a_low_mean_joins_two_articles_but_not_two_groups() -> None:
    assert grouped(blocks(1, -0.4), np.zeros((2, 0), np.float32)) == [[0, 1]]
    assert grouped(blocks(4, -0.4), np.zeros((8, 0), np.float32)) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert grouped(blocks(4, 0.4), np.zeros((8, 0), np.float32)) == [[0, 1, 2, 3, 4, 5, 6, 7]]


def test_figures_that_one_article_alone_mentions_keep_no_groups_apart() -> None:
    assert grouped(blocks(4, 0.4), np.eye(8, dtype=np.float32)) == [[0, 1, 2, 3, 4, 5, 6, 7]]


def test_articles_that_a_person_put_together_stay_together() -> None:
    settled = ["event"] * 8
    apart = LookAlikes(np.kron(np.eye(2), np.ones((4, 1))).astype(np.float32))
    assert clusters(blocks(4, -3), -0.6, settled, apart.are) == [[0, 1, 2, 3, 4, 5, 6, 7]]


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 5), st.integers(0, 6))
def test_contrast_is_a_share_and_the_same_from_both_sides(seed: int, one: int, other: int, figures: int) -> None:
    table = np.random.default_rng(seed).poisson(0.5, (one + other, figures)).astype(np.float32)
    look_alikes = LookAlikes(table)
    sides = list(range(one)), list(range(one, one + other))
    assert 0 <= look_alikes.contrast(*sides) <= 1
    assert look_alikes.contrast(*sides) == look_alikes.contrast(*sides[::-1])


def test_contrast_is_of_figures_that_a_group_repeats_and_the_other_lacks() -> None:
    magnitude, toll, both, once = ([1, 1, 1, 0, 0, 0], [0, 0, 0, 2, 2, 0], [1, 0, 1, 1, 1, 0], [0, 1, 0, 0, 0, 1])
    groups = [0, 1, 2], [3, 4, 5]
    assert LookAlikes(np.array([magnitude, toll, once], np.float32).T).contrast(*groups) == 1
    assert LookAlikes(np.array([magnitude, once], np.float32).T).contrast(*groups) == 0
    half = LookAlikes(np.array([magnitude, toll, both], np.float32).T).contrast(*groups)
    assert 0.5 < half < 1
