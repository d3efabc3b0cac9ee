"""Whom an article cites, how it names things, and whether its headline agrees with its text."""

from __future__ import annotations

from compare.attribution.source_counts import CitedSource, cited_sources
from compare.comparison.word_choice import labels_of
from compare.divergence.kinds.headline import headline_conflicts
from compare.model.article import Article, Outlet
from compare.model.match import Divergence, Kind, Match, Span
from compare.text.passages import split
from compare.text.tokens import lemma


def report(name: str, text: str, title: str = "") -> Article:
    return Article(Outlet(name), title, text)


def sources(*articles: Article) -> dict[str, CitedSource]:
    return {each.name: each for each in cited_sources(articles, [split(each) for each in articles])}


def test_a_person_with_another_title_is_one_source() -> None:
    a = report("A", "The bridge was closed, Transport Minister Ana Mott said. Mott added that trucks must wait.")
    b = report("B", "Minister Mott said the bridge was closed.")
    found = sources(a, b)
    assert list(found) == ["Transport Minister Ana Mott"]
    assert [each.article_id for each in found["Transport Minister Ana Mott"].citations] == [a.id, a.id, b.id]


def test_two_people_of_different_names_are_two_sources_and_the_more_widely_cited_comes_first() -> None:
    a = report("A", "Engineer Jon Beck said the pump failed. Mayor Ute Rahn said the town was dry.")
    b = report("B", "The town was dry, Ute Rahn said.")
    assert list(sources(a, b)) == ["Mayor Ute Rahn", "Engineer Jon Beck"]


def test_he_and_a_continued_quotation_refer_to_the_last_speaker() -> None:
    a = report(
        "A", "Engineer Jon Beck said the pump failed. He said it was old. “We had asked for a new one for years.”"
    )
    (found,) = sources(a).values()
    assert len(found.citations) == 3
    assert [each.quoted for each in found.citations] == [0, 0, 9]


def test_citations_have_offsets_in_the_text() -> None:
    a = report("A", "The pump failed. It was old, according to engineer Jon Beck.")
    (found,) = sources(a).values()
    (place,) = found.citations
    assert a.text[place.start : place.end] == "engineer Jon Beck"


def called(one: tuple[Article, str], other: tuple[Article, str], shown: bool = True, kind: Kind = "wording") -> Match:
    """A match with a divergence of wording between a word of each article."""
    places = [(split(article)[0], span_of(article, word)) for article, word in (one, other)]
    (first, a), (second, b) = places
    wording = Divergence(kind, "", f"{kind}.reader", 0.9, (a,), (b,), shown=shown)
    return Match(first, second, 0.9, 0.9, "strong", (wording,))


def span_of(article: Article, word: str) -> Span:
    start = article.text.index(word)
    return Span(start, start + len(word), word)


def labelled(articles: list[Article], *matches: Match) -> dict[str, dict[str, list[str]]]:
    """The labels of each concept, and the texts of their uses."""
    found = labels_of(articles, [split(each) for each in articles], matches)
    texts = {each.id: each.text for each in articles}
    return {
        thing: {
            label.word: [texts[use.article_id][use.start : use.end] for use in label.uses]
            for label in found
            if label.thing == thing
        }
        for thing in {label.thing for label in found}
    }


A = report("A", "Police arrested 40 rioters in Tolm on Sunday.")
B = report("B", "Forty protesters were held in Tolm by police.")
C = report("C", "In Tolm, 40 demonstrators were arrested by “riot police” on Sunday.")


def test_words_exchanged_in_matching_passages_are_word_choices() -> None:
    found = labelled(
        [A, B, C], called((A, "rioters"), (B, "protesters")), called((B, "protesters"), (C, "demonstrators"))
    )
    (words,) = found.values()
    assert words == {"protester": ["protesters"], "rioter": ["rioters"], "demonstrator": ["demonstrators"]}


def test_words_in_two_roles_are_two_word_choices() -> None:
    found = labelled([A, B], called((A, "rioters"), (B, "protesters")), called((A, "arrested"), (B, "held")))
    assert {frozenset(words) for words in found.values()} == {
        frozenset({"protester", "rioter"}),
        frozenset({lemma("arrested"), lemma("held")}),
    }


def test_a_lexicon_word_without_a_counterpart_in_a_match_is_not_listed() -> None:
    assert labelled([A, B]) == {}
    assert labelled([A, B], called((A, "rioters"), (B, "protesters"), shown=False)) == {}
    assert labelled([A, B], called((A, "rioters"), (B, "protesters"), kind="detail")) == {}
    assert labelled([A, B], called((A, "Police"), (B, "police"))) == {}


def test_a_whole_sentence_is_not_a_word_choice() -> None:
    assert labelled([A, B], called((A, A.text), (B, "protesters"))) == {}


def test_a_label_in_quotation_marks_is_not_the_outlets_own_wording() -> None:
    found = labels_of([A, C], [split(A), split(C)], [called((A, "Police"), (C, "riot police"))])
    assert {each.word: [use.quoted for use in each.uses] for each in found} == {
        "police": [False],
        "riot police": [True],
    }


def conflict(title: str, text: str) -> str:
    article = report("A", text, title)
    found = headline_conflicts([article], [split(article)])
    return found[0].reason if found else ""


def test_a_headline_whose_figure_the_text_contradicts_is_reported_with_the_passage() -> None:
    text = "A landslide killed 31 villagers in Quirpa. Rain had fallen for days."
    article = report("A", text, "Quirpa landslide kills 44 villagers")
    (found,) = headline_conflicts([article], [split(article)])
    assert (found.title.text, found.spans[0].text) == ("44 villagers", "31 villagers")
    assert article.title[found.title.start : found.title.end] == found.title.text
    assert found.passage.text.startswith("A landslide killed")


def test_a_headline_supported_by_any_passage_is_not_reported() -> None:
    text = "A landslide killed 31 villagers in Quirpa. Later the landslide in Quirpa had killed 44 villagers."
    assert conflict("Quirpa landslide kills 44 villagers", text) == ""
    assert conflict("Quirpa landslide kills dozens", text) == ""
    assert conflict("Rain and grief in Quirpa", text) == ""


def test_a_short_headline_with_another_answer_than_the_text_is_reported() -> None:
    text = "The mayor of Aldmoor, Ode Brill, was convicted of fraud on Tuesday by the county court. Brill had run it."
    assert conflict("Court clears mayor of fraud", text) == "headline: “clears” · text: “convicted” (opposite)"
    assert conflict("Court convicts mayor of fraud", text) == ""
    assert conflict("Prices drop, says mayor of Aldmoor", "The mayor of Aldmoor was up early. Prices went down.") == ""


def test_a_headline_that_says_several_for_nineteen_is_not_reported() -> None:
    text = "At least 19 people were hurt when a ferry hit the quay in Dunstrand on Monday."
    assert conflict("Several hurt in ferry crash", text) == ""


def test_a_headline_that_says_done_where_the_text_says_not_done_is_reported() -> None:
    text = "The minerals agreement with Quenda is not complete. Lawyers meet on Friday."
    assert conflict("Minerals agreement with Quenda complete", text) != ""
    assert conflict("Minerals agreement with Quenda not complete", text) == ""
