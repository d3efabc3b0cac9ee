"""What only one article has: the features of its passages, and what a scorer over them lists."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.alignment.models import OmissionModel, shipped_decisions
from compare.alignment.scorer import Scorer, probability
from compare.divergence.omissions.features import Cells, only_features
from compare.divergence.omissions.omissions import omissions
from compare.divergence.omissions.substance import substance
from compare.embedded_article import EmbeddedArticle
from compare.model.match import Match
from tests.test_compare_divergence import TOLD, article

RAIN = "Rain fell in Tarn all day on Monday, and the council closed two roads."


def shipped() -> OmissionModel:
    only = shipped_decisions().only
    assert only is not None
    return only


def all_listed() -> OmissionModel:
    """A scorer that lists every passage."""
    return replace(shipped(), threshold=0.0)


def matched(a: EmbeddedArticle, b: EmbeddedArticle, *places: tuple[int, int, float]) -> list[Match]:
    return [Match(a.passages[i], b.passages[j], chance, chance / 2, "weak") for i, j, chance in places]


def featured(a: EmbeddedArticle, b: EmbeddedArticle, matches: list[Match]) -> dict[str, np.ndarray]:
    return only_features(a, b, Cells.of(a.article.id, matches))


LONG = [f"Sentence {number} tells of road {number % 7} in Tarn." for number in range(700)]


@pytest.mark.parametrize(
    ("own", "other"), [([], []), ([], [RAIN]), ([RAIN], []), ([RAIN], [TOLD]), (LONG, [RAIN]), ([RAIN], LONG)]
)
def test_every_passage_of_articles_of_any_length_has_finite_features(own: list[str], other: list[str]) -> None:
    a, b = article("A", *own), article("B", *other)
    a, b = (replace(each, vectors=np.full((len(each.passages), 4), 0.5, np.float32)) for each in (a, b))
    for values in featured(a, b, []).values():
        assert values.shape == (len(own),)
        assert np.isfinite(values).all()
    assert len(omissions(a, b, [], all_listed())) == len(own)


@given(st.text(min_size=1, max_size=200).filter(str.strip), st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_text_has_finite_features(own: str, other: str) -> None:
    a, b = article("A", own), article("B", other)
    assert all(np.isfinite(values).all() for values in featured(a, b, matched(a, b, (0, 0, 1.0))).values())


def test_verbatim_passages_of_the_other_article_are_never_listed() -> None:
    a, b = article("A", RAIN, TOLD), article("B", TOLD)
    assert [each.passage.text for each in omissions(a, b, [], all_listed())] == [RAIN]
    assert [each.passage.text for each in omissions(a, b, [])] == [RAIN]


def test_a_passage_with_a_match_is_never_listed() -> None:
    a, b = article("A", RAIN, TOLD), article("B", "It rained in Tarn.")
    for chance, texts in ((0.5, [TOLD]), (0.49, [RAIN, TOLD])):
        found = omissions(a, b, matched(a, b, (0, 0, chance)), all_listed(), answered=0.5)
        assert [each.passage.text for each in found] == texts


def test_the_order_of_the_articles_in_a_match_does_not_matter() -> None:
    a, b = article("A", RAIN, TOLD, "He left."), article("B", "It rained in Tarn.", "Houses were sold.")
    there = matched(a, b, (0, 0, 0.3), (1, 1, 0.2), (1, 0, 0.1))
    back = [each.swapped() for each in reversed(there)]
    assert omissions(a, b, there, all_listed()) == omissions(a, b, back, all_listed())
    assert omissions(b, a, there, all_listed()) == omissions(b, a, back, all_listed())


def test_a_likelier_match_makes_an_omission_less_probable() -> None:
    a, b = article("A", RAIN, TOLD), article("B", "It rained in Tarn.")
    worths = [omissions(a, b, matched(a, b, (1, 0, chance)), all_listed())[1].worth for chance in (0.02, 0.1, 0.3)]
    assert worths == sorted(worths, reverse=True)


def test_passages_are_listed_from_the_threshold_of_the_scorer() -> None:
    a, b = article("A", RAIN, TOLD), article("B", "It rained in Tarn.")
    matches = matched(a, b, (0, 0, 0.3))
    chances = probability(shipped().scorer.logits(featured(a, b, matches)))
    for each, chance in zip(a.passages, chances.tolist(), strict=True):
        for threshold, is_listed in ((chance - 1e-4, True), (chance + 1e-4, False)):
            found = omissions(a, b, matches, OmissionModel(shipped().scorer, threshold))
            assert (each in {one.passage for one in found}) == is_listed


def test_the_worth_of_an_omission_is_its_probability_of_being_substantial_and_absent() -> None:
    a, b = article("A", RAIN, TOLD), article("B", "It rained in Tarn.")
    found = omissions(a, b, matched(a, b, (0, 0, 0.25)), all_listed())
    expected = substance(a, b) * np.array([0.75, 1.0])
    assert [each.worth for each in found] == pytest.approx(expected.tolist(), abs=1e-4)
    assert [each.worth for each in omissions(a, b, [])] == pytest.approx(substance(a, b).tolist(), abs=1e-4)


STATEMENT = (
    "“The council knew since May that the bridge in Tarn could not carry the lorries that the quarry sends across it, and "
    "it did nothing,” the engineer Dora Lind told the inquiry on Tuesday."
)


def test_an_attributed_statement_is_scored_as_more_substantial_than_a_question_or_fragment() -> None:
    a, b = article("A", STATEMENT, "What now?", "Tarn, on Monday", "He left."), article("B", RAIN)
    statement, *others = substance(a, b).tolist()
    assert statement > 0.85
    assert max(others) < 0.5


def test_substance_depends_on_the_texts_and_on_no_encoder() -> None:
    a, b = article("A", STATEMENT, RAIN), article("B", TOLD)
    again = replace(a, vectors=np.full((2, 4), 0.5, np.float32))
    assert substance(a, b).tolist() == substance(again, b).tolist()


def test_the_scorer_that_is_stored_is_the_one_that_is_loaded() -> None:
    stored = json.loads(resources.files("compare").joinpath("data/decisions.json").read_text("utf-8"))["only"]
    again, only = Scorer.of(stored["scorer"]), shipped()
    a, b = article("A", RAIN, TOLD), article("B", "It rained in Tarn.")
    features = featured(a, b, matched(a, b, (0, 0, 0.9)))
    assert set(again.names) <= set(features)
    assert np.array_equal(again.logits(features), only.scorer.logits(features))
    assert stored["threshold"] == only.threshold
    assert 0 < only.threshold < 1
