"""Divergences in general: spans, order, updates, placement, quotations that continue, and omissions."""

import json
from pathlib import Path

import numpy as np
import pytest

from compare.divergence import diverge
from compare.divergence.omissions.omissions import omissions
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.match import KINDS, Divergence, Match, Strength
from compare.model.moment import Moment
from compare.model.passage import Passage

SHARED = Path(__file__).parents[2] / "shared" / "gold"


def article(outlet: str, *passages: str, published: str | None = None, end: str = "") -> EmbeddedArticle:
    """An article with these passages as paragraphs, and vectors that are similar for passages with the same index."""
    text = "\n\n".join(passages) + end
    plain = Article(Outlet(outlet), "", text, published=Moment.parse(published) if published else None)
    found, at = [], 0
    for index, passage in enumerate(passages):
        start = text.index(passage, at)
        at = start + len(passage)
        found.append(Passage(plain.id, index, index, start, at, passage))
    vectors = np.eye(max(len(passages), 16), dtype=np.float32)[: len(passages)]
    return EmbeddedArticle(plain, tuple(found), vectors)


def between(
    a: EmbeddedArticle, b: EmbeddedArticle, i: int = 0, j: int = 0, strength: Strength = "strong"
) -> tuple[Divergence, ...]:
    return diverge(Match(a.passages[i], b.passages[j], 0.9, 0.9, strength), a, b)


def test_spans_have_offsets_in_the_articles() -> None:
    a = article("A", "Rain fell.", "The landslide in Quirpa killed 31 villagers on Tuesday.")
    b = article("B", "On Tuesday, 44 villagers died in the Quirpa landslide.")
    (found,) = (each for each in between(a, b, 1) if each.kind == "figures")
    for span, text in ((found.a[0], a.article.text), (found.b[0], b.article.text)):
        assert text[span.start : span.end] == span.text
    assert found.reason == "A: 31 villagers · B: 44 villagers died (deaths)"
    assert found.rule == "figures.count"


def test_the_most_serious_kind_comes_first_and_the_order_is_deterministic() -> None:
    a = article("A", "The regime in Tiran arrested 120 rioters, a minister said.")
    b = article("B", "The government of Tiran arrested 85 protesters in Port Sul.")
    found = between(a, b)
    assert [each.kind for each in found] == sorted((each.kind for each in found), key=KINDS.index)
    assert {"figures", "wording"} <= {each.kind for each in found}
    assert found == between(a, b)
    assert all(0 < each.probability <= 1 for each in found)


def test_a_quotation_that_continues_in_the_next_passage_is_not_shortened() -> None:
    a = article("A", "“We lost the house, and we lost the barn,” Ilse Kamp said.")
    b = article("B", "“We lost the house,” Ilse Kamp said.", "“And we lost the barn.”")
    assert "quotation" not in {each.kind for each in between(a, b)}
    alone = article("C", "“We lost the house,” Ilse Kamp said.")
    assert "quotation" in {each.kind for each in between(a, alone)}


def test_he_refers_to_the_previous_speaker() -> None:
    a = article("A", "The pump failed twice, engineer Jon Beck said.")
    b = article("B", "Jon Beck said he was sad.", "The pump failed twice, he said.")
    c = article("C", "Minister Ute Rahn said she was sad.", "The pump failed twice, she said.")
    assert "attribution" not in {each.kind for each in between(a, b, 0, 1)}
    assert "attribution" in {each.kind for each in between(a, c, 0, 1)}


def test_a_larger_toll_is_an_update_only_if_it_came_later() -> None:
    early = article("A", "The flood in Orsk killed 12 people.", published="2025-03-01T08:00:00Z")
    same = article("B", "The flood in Orsk killed 20 people.", published="2025-03-01T08:20:00Z")
    late = article("C", "The flood in Orsk killed 20 people.", published="2025-03-01T20:00:00Z")
    smaller = article("D", "The flood in Orsk killed 9 people.", published="2025-03-01T20:00:00Z")
    assert {"figures"} == {each.kind for each in between(early, same)}
    assert {"update"} == {each.kind for each in between(early, late)}
    assert {"update"} == {each.kind for each in between(late, early)}
    assert {"figures"} == {each.kind for each in between(early, smaller)}


def test_a_fact_that_leads_one_article_and_is_buried_in_the_other_is_placement() -> None:
    told = "The minister owns the land under the new airport in Tarn."
    filler = [f"Sentence number {number} tells of roads." for number in range(12)]
    lead, buried = article("A", told, *filler), article("B", *filler, told)
    (found,) = (each for each in between(lead, buried, 0, 12) if each.kind == "placement")
    assert found.reason == "A: sentence 1 of 13; B: 13 of 13"
    assert not [each for each in between(lead, buried, 0, 12, "weak") if each.kind == "placement"]
    assert not [each for each in between(lead, lead) if each.kind == "placement"]


def test_quoted_words_are_not_the_wording_of_the_outlet() -> None:
    a = article("A", "The mayor of Minsko called the protesters “rioters” on Monday.")
    b = article("B", "The mayor of Minsko spoke of the protesters on Monday.")
    assert "wording" not in {each.kind for each in between(a, b)}


TOLD = "The minister sold 40 houses in Tarn to his brother, records show."


def test_an_unmatched_substantial_passage_is_an_omission() -> None:
    a, b = article("A", "Rain fell in Tarn all day on Monday.", TOLD, "He left."), article("B", "It rained in Tarn.")
    match = Match(a.passages[0], b.passages[0], 0.9, 0.9, "strong")
    (found,) = omissions(a, b, [match])
    assert (found.passage, found.verdict, found.article_id) == (a.passages[1], "not found", b.article.id)
    assert found.nearest == b.passages[0]
    assert found.nearest_score == pytest.approx(0.0)


def test_no_omission_is_inferred_from_a_truncated_or_earlier_text() -> None:
    a = article("A", TOLD, TOLD.replace("Tarn", "Brod"), published="2025-03-02T08:00:00Z")
    cut = article("B", "Rain fell in Tarn all day", end="… Read more")
    older = article("C", "Rain fell in Tarn all day on Monday.", published="2025-03-01T08:00:00Z")
    later = article("D", "Rain fell in Tarn all day on Monday.", published="2025-03-02T09:00:00Z")
    assert {each.verdict for each in omissions(a, cut, [])} == {"cannot tell"}
    assert {each.verdict for each in omissions(a, older, [])} == {"cannot tell"}
    assert {each.verdict for each in omissions(a, later, [])} == {"not found"}


def test_page_furniture_is_not_an_omission() -> None:
    a = article("A", "Sign up for our newsletter to get 12 stories from Tarn every Monday.", "© 2025 Tarn News.",
                "Houses in Tarn are falling down, look at this pic.twitter.com/Xy9 — Ode Brill (@odebrill) March 2, 2025",
                "Might the council of Tarn end up selling the houses after all, or …")  # fmt: skip
    assert omissions(a, article("B", "It rained."), []) == []
    assert omissions(a, article("C"), []) == []


def test_possible_reports_in_other_articles_are_given_with_their_probability() -> None:
    a, b = article("A", "Rain fell in Tarn all day on Monday.", TOLD, "He left."), article("B", "It rained in Tarn.")
    certain, doubtful = (Match(a.passages[i], b.passages[0], c, c, "weak") for i, c in ((0, 0.9), (1, 0.25)))
    (found,) = omissions(a, b, [certain, doubtful])
    assert (found.passage, found.chance) == (a.passages[1], 0.25)
    assert found.worth < omissions(a, b, [certain])[0].worth


@pytest.mark.skipif(not SHARED.exists(), reason="the evaluation data is not beside the repository")
def test_planted_scenarios_stay_above_their_floors() -> None:
    floors = {
        "figures": 0.9,
        "contradiction": 0.7,
        "attribution": 0.8,
        "quotation": 0.85,
        "wording": 0.6,
        "update": 0.8,
    }
    ceilings = {"figures": 0.05, "contradiction": 0.05}
    expected, forbidden = {kind: [] for kind in KINDS}, {kind: [] for kind in KINDS}
    for line in (SHARED / "scenarios.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        if not case["match"]:
            continue  # whether two passages match at all is not asked here
        a, b = (article(side, case[side]["text"], published=case[side]["published"]) for side in ("a", "b"))
        found = {each.kind for each in between(a, b)}
        for kind in case["expect"]:
            expected[kind].append(kind in found)
        for kind in case["forbid"]:
            forbidden[kind].append(kind in found)
    for kind, floor in floors.items():
        assert np.mean(expected[kind]) >= floor, kind
        assert np.mean(forbidden[kind]) <= ceilings.get(kind, 0.1), kind


def test_an_english_article_inside_or_before_the_quotation_marks_is_not_a_difference() -> None:
    a = article("A", "Ute Rahn called the raid an “act of war” on Monday.")
    b = article("B", "Ute Rahn called the raid “an act of war” on Monday.")
    assert "quotation" not in {each.kind for each in between(a, b)}
    c = article("C", "Ute Rahn called the raid “not an act of war” on Monday.")
    assert "quotation" in {each.kind for each in between(a, c)}
