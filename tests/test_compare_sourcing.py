"""Whom an article lets speak, what it calls whom, and whether its headline says what its text does."""

from __future__ import annotations

from compare.attribution.source_counts import CitedSource, cited_sources
from compare.comparison.word_choice import SAYING, labels_of
from compare.divergence.kinds.headline import headline_conflicts
from compare.model.article import Article, Outlet
from compare.text.passages import split


def told(name: str, text: str, title: str = "") -> Article:
    return Article(Outlet(name), title, text)


def sources(*articles: Article) -> dict[str, CitedSource]:
    return {each.name: each for each in cited_sources(articles, [split(each) for each in articles])}


def test_the_same_person_under_another_title_is_one_source() -> None:
    a = told("A", "The bridge was closed, Transport Minister Ana Mott said. Mott added that trucks must wait.")
    b = told("B", "Minister Mott said the bridge was closed.")
    found = sources(a, b)
    assert list(found) == ["Transport Minister Ana Mott"]
    assert [each.article_id for each in found["Transport Minister Ana Mott"].citations] == [a.id, a.id, b.id]


def test_two_people_of_different_names_are_two_sources_and_the_more_widely_cited_comes_first() -> None:
    a = told("A", "Engineer Jon Beck said the pump failed. Mayor Ute Rahn said the town was dry.")
    b = told("B", "The town was dry, Ute Rahn said.")
    assert list(sources(a, b)) == ["Mayor Ute Rahn", "Engineer Jon Beck"]


def test_he_and_a_quotation_that_goes_on_are_of_who_spoke_last() -> None:
    a = told("A", "Engineer Jon Beck said the pump failed. He said it was old. “We had asked for a new one for years.”")
    (found,) = sources(a).values()
    assert len(found.citations) == 3
    assert [each.quoted for each in found.citations] == [0, 0, 9]


def test_citations_are_places_in_the_text() -> None:
    a = told("A", "The pump failed. It was old, according to engineer Jon Beck.")
    (found,) = sources(a).values()
    (place,) = found.citations
    assert a.text[place.start : place.end] == "engineer Jon Beck"


def test_labels_are_listed_by_thing_with_places_and_quoted_uses_apart() -> None:
    a = told("A", "Police arrested 40 rioters. The rioters threw stones.")
    b = told("B", "Police arrested 40 protesters. “These rioters will pay,” the mayor said.")
    found = labels_of([a, b], [split(each) for each in (a, b)])
    by_word = {each.word: each for each in found if each.thing == "people who protest"}
    assert {word: each.grade for word, each in by_word.items()} == {"rioter": -1, "protester": 0}
    assert [use.quoted for use in by_word["rioter"].uses] == [False, False, True]
    for use in by_word["rioter"].uses:
        text = a.text if use.article_id == a.id else b.text
        assert text[use.start : use.end].lower().startswith("rioter")


def test_a_thing_that_all_call_alike_is_not_listed() -> None:
    a, b = told("A", "Police arrested 40 protesters."), told("B", "Forty protesters were held.")
    assert labels_of([a, b], [split(each) for each in (a, b)]) == []


def test_said_and_claimed_are_labels_of_saying() -> None:
    a = told("A", "Mayor Ute Rahn claimed that the town was dry.")
    b = told("B", "Mayor Ute Rahn said that the town was dry.")
    found = labels_of([a, b], [split(each) for each in (a, b)])
    assert {(each.thing, each.word, each.grade) for each in found} == {(SAYING, "claim", -1), (SAYING, "say", 0)}


def conflict(title: str, text: str) -> str:
    article = told("A", text, title)
    found = headline_conflicts([article], [split(article)])
    return found[0].reason if found else ""


def test_a_headline_whose_figure_the_text_gainsays_is_told_with_the_passage() -> None:
    text = "A landslide killed 31 villagers in Quirpa. Rain had fallen for days."
    article = told("A", text, "Quirpa landslide kills 44 villagers")
    (found,) = headline_conflicts([article], [split(article)])
    assert (found.title.text, found.spans[0].text) == ("44 villagers", "31 villagers")
    assert article.title[found.title.start : found.title.end] == found.title.text
    assert found.passage.text.startswith("A landslide killed")


def test_a_headline_that_any_passage_bears_out_is_not_told() -> None:
    text = "A landslide killed 31 villagers in Quirpa. Later the landslide in Quirpa had killed 44 villagers."
    assert conflict("Quirpa landslide kills 44 villagers", text) == ""
    assert conflict("Quirpa landslide kills dozens", text) == ""
    assert conflict("Rain and grief in Quirpa", text) == ""


def test_a_short_headline_that_answers_as_the_text_does_not_is_told() -> None:
    text = "The mayor of Aldmoor, Ode Brill, was convicted of fraud on Tuesday by the county court. Brill had run it."
    assert conflict("Court clears mayor of fraud", text) == "headline: “clears” · text: “convicted” (opposite)"
    assert conflict("Court convicts mayor of fraud", text) == ""
    assert conflict("Prices drop, says mayor of Aldmoor", "The mayor of Aldmoor was up early. Prices went down.") == ""


def test_a_headline_that_says_several_of_nineteen_is_not_told() -> None:
    text = "At least 19 people were hurt when a ferry hit the quay in Dunstrand on Monday."
    assert conflict("Several hurt in ferry crash", text) == ""


def test_a_headline_that_says_done_where_the_text_says_not_done_is_told() -> None:
    text = "The minerals agreement with Quenda is not complete. Lawyers meet on Friday."
    assert conflict("Minerals agreement with Quenda complete", text) != ""
    assert conflict("Minerals agreement with Quenda not complete", text) == ""
