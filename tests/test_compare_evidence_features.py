"""Features of matches: what the texts show, the same from either side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.divergence.features.match_features import match_features
from compare.divergence.features.value_pairs import value_pairs
from compare.divergence.pair import Pair, pair_of
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.match import Match
from compare.model.passage import Passage


def pair(first: str, second: str) -> Pair:
    sides = []
    for outlet, text in (("A", first), ("B", second)):
        plain = Article(Outlet(outlet), "", text)
        passage = Passage(plain.id, 0, 0, 0, len(text), text)
        sides.append(EmbeddedArticle(plain, (passage,), np.zeros((1, 4), np.float32)))
    a, b = sides
    return pair_of(Match(a.passages[0], b.passages[0], 0.9, 0.9, "strong"), a, b)


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ("The ferry carried 41 people.", "There were 52 people on the ferry.", {("41 people", "52 people")}),
        ("Rents rose 4% in Oslen.", "Rents in Oslen rose by 6 percent.", {("4%", "6 percent")}),
        ("The bridge cost $3 million.", "The bridge is 300 metres long.", set()),
        ("At least 12 died.", "14 people died.", set()),
        ("He is 34.", "The council met on Monday.", set()),
        ("Half of the 40 members resigned.", "Twenty of the 40 members resigned.", set()),
        (
            "All 41 members resigned.",
            "Twenty of the 40 members resigned.",
            {("41 members", "Twenty"), ("41 members", "40 members")},
        ),
        ("The fine rises from 60 to 80 crowns.", "The fine rises by 20 crowns to 80.", set()),
        ("The fine rises by 80 crowns.", "The fine rises to 80 crowns.", {("80 crowns", "80 crowns")}),
    ],
)
def test_value_pairs_are_conflicting_values_of_one_dimension(first, second, values):
    found = value_pairs(pair(first, second))
    assert {(first[each.a.start : each.a.end], second[each.b.start : each.b.end]) for each in found} == values


def test_values_found_elsewhere_in_the_other_passage_are_a_feature():
    first, second = "Of 41 passengers, 9 drowned.", "Of the 41 passengers 12 drowned."
    met = {
        (first[each.a.start : each.a.end], second[each.b.start : each.b.end]): each.features["met elsewhere"]
        for each in value_pairs(pair(first, second))
    }
    alone = [value for values, value in met.items() if "41" not in "".join(values)]
    assert alone and max(alone) == 0.0
    assert all(value > 0 for values, value in met.items() if "41" in "".join(values))


def test_a_shortened_quotation_is_covered_in_order_but_not_the_same():
    whole = "“We will rebuild the bridge by spring, and not a day later,” Mott said."
    part = "Mott promised to “rebuild the bridge by spring”."
    found = match_features(pair(whole, part), [])
    assert found["quoted alike"] > 0.9 and found["quoted the same"] == 0.0
    assert found["quoted in order, higher"] > 0.9
    same = match_features(pair(whole, whole), [])
    assert same["quoted the same"] == 1.0 and same["quoted alike, not the same"] == 0.0


def test_a_paraphrase_is_covered_outside_quotations():
    found = match_features(
        pair("“The bridge will be rebuilt by spring,” Mott said.", "Mott said the bridge would be rebuilt by spring."),
        [],
    )
    assert found["quoted and covered outside quotations, higher"] > 0.7
    assert found["one quotes"] == 1.0


_WORDS = 'at least most more than 40 “ ” " ‘ ’ 12 14 4% $3m Monday killed said Mott the not two-thirds 9-4 £1.2bn . , ( – 00:61 99999999 中 é'
_PIECES = st.lists(st.sampled_from(_WORDS.split()), max_size=25)


@settings(max_examples=60, deadline=None)
@given(_PIECES, _PIECES)
def test_features_are_finite_and_the_order_of_the_articles_does_not_matter(first, second):
    there, back = pair(" ".join(first), " ".join(second)), pair(" ".join(second), " ".join(first))
    a, b = match_features(there, []), match_features(back, [])
    assert np.isfinite(list(a.values())).all()
    assert a == pytest.approx(b)
    one = sorted(tuple(sorted(each.features.items())) for each in value_pairs(there))
    other = sorted(tuple(sorted(each.features.items())) for each in value_pairs(back))
    assert len(one) == len(other)
    for x, y in zip(one, other, strict=True):
        assert dict(x) == pytest.approx(dict(y))
        assert np.isfinite(list(dict(x).values())).all()


def test_a_change_does_not_conflict_with_the_resulting_total() -> None:
    assert value_pairs(pair("The death toll in Senn rose by 4 to 9.", "The death toll in Senn rose to nine.")) == []
    assert value_pairs(pair("The death toll in Senn rose by 4 to 9.", "The death toll in Senn rose to 14."))
