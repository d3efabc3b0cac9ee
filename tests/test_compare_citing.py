"""Attributions from a tagger: pronouns, names of one source, and forms of speech."""

from __future__ import annotations

import pytest

from compare.attribution.citations import UNNAMED, cited
from compare.attribution.source_counts import CitedSource
from compare.attribution.source_names import are_of_one, own_name
from compare.attribution.speakers import ResolvedAttribution, resolve_attributions
from compare.model.article import Article, Outlet
from compare.model.attribution import Attribution, Offsets
from compare.model.limits import tokens_of
from compare.services.comparing.tagging import Tagging
from compare.text.passages import split
from tests.fakes import CountingTagger

Told = tuple[str, str, str]
"""Source ("" for none), cue and content of an attribution, as they stand in the text."""


def attributed(text: str, *told: Told, probability: float = 0.9) -> tuple[Article, tuple[ResolvedAttribution, ...]]:
    """An article and its attributions as from a tagger, with the source and cue next to the content."""
    article, found = Article(Outlet("The Port Courier"), "", text, None, "en"), []
    for source, cue, content in told:
        start = text.index(content)
        source_span = _nearest(text, source, start) if source else None
        cue_span = _nearest(text, cue, source_span[0] if source_span else start)
        found.append(Attribution(source_span, cue_span, ((start, start + len(content)),), probability))
    return article, resolve_attributions(article, split(article), found)


def _nearest(text: str, part: str, at: int) -> Offsets:
    places = [place for place in range(len(text)) if text.startswith(part, place)]
    place = min(places, key=lambda each: abs(each - at))
    return place, place + len(part)


def sources(*told: tuple[Article, tuple[ResolvedAttribution, ...]]) -> dict[str, CitedSource]:
    articles = [article for article, _ in told]
    by_article = {article.id: each for article, each in told}
    return {each.name: each for each in cited(articles, [split(each) for each in articles], by_article)}


def test_he_refers_to_the_speaker_of_the_same_or_previous_sentence():
    text = "Jon Beck said the pump failed. He said it was old. The town was dry. She said rain would come."
    _, found = attributed(
        text,
        ("Jon Beck", "said", "the pump failed"),
        ("He", "said", "it was old"),
        ("She", "said", "rain would come"),
    )
    assert [each.speaker and each.speaker.text for each in found] == ["Jon Beck", "Jon Beck", None]


@pytest.mark.parametrize("acronym", ["WHO", "IT", "US"])
def test_an_acronym_that_reads_like_a_function_word_is_a_source(acronym: str) -> None:
    text = f"Jon Beck ran the pump. The {acronym} said the pump failed."
    _, found = attributed(text, (acronym, "said", "the pump failed"))
    assert [each.speaker and each.speaker.text for each in found] == [acronym]


def test_he_is_unresolved_after_two_speakers():
    text = "Jon Beck said the pump failed, Ute Rahn said the well was dry. He said it was old."
    _, found = attributed(
        text,
        ("Jon Beck", "said", "the pump failed"),
        ("Ute Rahn", "said", "the well was dry"),
        ("He", "said", "it was old"),
    )
    assert found[-1].speaker is None


@pytest.mark.parametrize("source", ["Sarn officials", "The HSB", "The Harbour Board", "The players"])
def test_he_does_not_refer_to_a_group_or_organisation(source: str):
    text = f"{source} said the pump failed. He said it was old."
    _, found = attributed(text, (source, "said", "the pump failed"), ("He", "said", "it was old"))
    assert found[-1].speaker is None


@pytest.mark.parametrize("pronoun", ["who", "it", "they", "I"])
def test_other_pronouns_are_not_resolved(pronoun: str):
    text = f"Jon Beck said the pump failed, and {pronoun} said the well was dry."
    _, found = attributed(text, ("Jon Beck", "said", "the pump failed"), (pronoun, "said", "the well was dry"))
    assert found[-1].speaker is None


def test_improbable_headline_conflicts_are_not_reported():
    _, found = attributed("Jon Beck said the pump failed.", ("Jon Beck", "said", "the pump failed"), probability=0.2)
    assert found == ()


def test_doubtful_attributions_are_resolved_but_not_cited():
    told = attributed("Jon Beck said the pump failed.", ("Jon Beck", "said", "the pump failed"), probability=0.52)
    assert len(told[1]) == 1
    assert sources(told) == {}


def test_a_middle_initial_does_not_make_another_person():
    x, y = own_name("Jon Q. Beck"), own_name("Jon Beck")
    assert x is not None and y is not None and are_of_one(x, y)
    assert x.text == "Jon Q. Beck"


def test_direct_speech_indirect_speech_and_mention_are_distinguished():
    text = "“The pump is old,” said Jon Beck. Ute Rahn said the town was dry. Ilan Vaas opposes the new well."
    _, found = attributed(
        text,
        ("Jon Beck", "said", "“The pump is old,”"),
        ("Ute Rahn", "said", "the town was dry"),
        ("Ilan Vaas", "opposes", "the new well"),
    )
    assert [each.form for each in found] == ["direct", "indirect", "mention"]
    assert [each.quoted for each in found] == [4, 0, 0]


def test_a_mention_is_not_a_citation():
    assert sources(attributed("Ilan Vaas opposes the new well.", ("Ilan Vaas", "opposes", "the new well"))) == {}


def test_a_person_with_several_titles_is_one_source():
    a = attributed(
        "Transport Minister Ana Mott said the bridge was closed. “Trucks must wait,” Mott added.",
        ("Transport Minister Ana Mott", "said", "the bridge was closed"),
        ("Mott", "added", "“Trucks must wait,”"),
    )
    b = attributed("Ana Mott, the minister, said it was shut.", ("Ana Mott, the minister,", "said", "it was shut"))
    found = sources(a, b)
    assert list(found) == ["Ana Mott"]
    assert [each.is_direct for each in found["Ana Mott"].citations] == [False, True, False]


def test_a_shared_surname_refers_to_the_person_named_in_the_article():
    a = attributed(
        "Ana Mott said the bridge was closed. Mott said it was old.",
        ("Ana Mott", "said", "the bridge was closed"),
        ("Mott", "said", "it was old"),
    )
    b = attributed("Piet Mott said the road was open.", ("Piet Mott", "said", "the road was open"))
    found = sources(a, b)
    assert {name: len(each.citations) for name, each in found.items()} == {"Ana Mott": 2, "Piet Mott": 1}


def test_an_organisation_and_its_acronym_are_one_source_and_a_spokesman_is_not_an_organisation():
    a = attributed(
        "The Harbour Safety Board said the quay was shut.", ("The Harbour Safety Board", "said", "the quay was shut")
    )
    b = attributed("The HSB said it was old.", ("The HSB", "said", "it was old"))
    c = attributed("A spokesman for the HSB said it was old.", ("A spokesman for the HSB", "said", "it was old"))
    found = sources(a, b, c)
    assert {name: (each.is_named, len(each.citations)) for name, each in found.items()} == {
        "Harbour Safety Board": (True, 2),
        "A spokesman for the HSB": (False, 1),
    }


def test_unknown_sources_are_unnamed_and_listed_last():
    text = "She said the pump failed. Critics said it was old. His rivals said it was new. Jon Beck said it was mended."
    found = sources(
        attributed(
            text,
            ("She", "said", "the pump failed"),
            ("Critics", "said", "it was old"),
            ("His rivals", "said", "it was new"),
            ("Jon Beck", "said", "it was mended"),
        )
    )
    assert list(found) == ["Jon Beck", "Critics", UNNAMED]
    assert [each.is_named for each in found.values()] == [True, False, False]
    assert len(found[UNNAMED].citations) == 2


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("One port official", "One port official"),
        ("one of them", UNNAMED),
        ("Other port officials", "Other port officials"),
        ("others", UNNAMED),
        ("all of them", UNNAMED),
        ("Both", UNNAMED),
        ("the seven pilots, who had come from the islands in the north with their boats and nets", "the seven pilots"),
        (
            "a study of the sinking quays of Sarn by researchers at the National Institute of Harbours and Ferries",
            "a study of the sinking quays of Sarn by researchers at the National Institute…",
        ),
        ("Some pilots, also from Sarn,", "Some pilots, also from Sarn"),
        ("The Court", "The Court"),
    ],
)
def test_a_described_speaker_is_shown_if_the_description_is_meaningful_alone(source: str, shown: str):
    assert list(sources(attributed(f"Then {source} said it was old.", (source, "said", "it was old")))) == [shown]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Ilan Vaas, the chief engineer of the port authority,", "Ilan Vaas"),
        ("the chief engineer, Ilan Vaas", "Ilan Vaas"),
        ("The Sarn Gazette’s Ilan Vaas", "Ilan Vaas"),
        ("Sen. Ilan Vaas of Sarn", "Ilan Vaas"),
        ("the Bank of Sarn", "Bank of Sarn"),
        ("the Sarn Family Foundation", "Sarn Family Foundation"),
        ("a report published Monday", None),
        ("Rep. Ana Mott-Vaas, the minister", "Ana Mott-Vaas"),
        ("each Sarn-led committee", None),
        ("Prime Minister Odile May", "Odile May"),
        ("a lawyer for Ilan Vaas", None),
        ("Ilan Vaas's lawyer", None),
        ("Sarn officials", None),
        ("Ilan Vaas and Ana Mott", None),
        ("Ilan Vaas and other pilots", None),
        ("Count 7", None),
        ("a national HSB/PSB poll", None),
        ("people familiar with the matter", None),
        ("Const. Ilan Vaas", "Ilan Vaas"),
        ("police spokesman Det. Sgt. Ilan Vaas", "Ilan Vaas"),
        ("Lt. Gov. Ilan Vaas", "Ilan Vaas"),
        ("Sarn’s foreign minister, Ilan Vaas,", "Ilan Vaas"),
        ("Sarn’s foreign ministers, Ilan Vaas,", None),
        ("an April Sarn University Poll", "Sarn University Poll"),
        ("Sarn Department of Roads and Rail deputy director Ilan Vaas", "Ilan Vaas"),
        ("Ana Mott and Sarn director Ilan Vaas", None),
        ("The director of the Sarn fleet, Minister Ilan Vaas,", "Ilan Vaas"),
        ("The mayor of Port Sarn, New Harbour,", None),
        ("The president of the Sarn Port Council, Ilan Vaas,", "Ilan Vaas"),
        ("Ilan Vaas of Sarn regarding the fleet of Ana Mott", "Ilan Vaas of Sarn"),
        ("", None),
        ("the Judge", None),
        ("The CEO", None),
        ("the President and Secretary", None),
        ("an Orlese", None),
        ("one Sarn Democrat", None),
        ("Mott, Beck, Vaas and other pilots", None),
        ("shops such as Quay Foods", None),
        ("shops representing Quay Foods", None),
        ("pilots including Sen. Ana Mott, N-Sarn,", None),
        ("Sen. Ana Mott, N-Sarn,", "Ana Mott"),
        ("A survey released Aug. 1", None),
        ("Though Vaas", "Vaas"),
        ("Vaas himself", "Vaas"),
        ("former Port Sarn, N.P., Mayor Ilan Vaas", "Ilan Vaas"),
        ("two pilots, Sens. Ilan Vaas", None),
        ("Ilan Vaas, Chief Harbour Officer for the Quay Fund", "Ilan Vaas"),
        ("Sarn’s Department of Roads", "Department of Roads"),
        ("Sarn’s lawyer, Ilan B. Vaas Jr.", "Ilan B. Vaas Jr."),
    ],
)
def test_own_name_is_the_proper_name_in_a_source(source: str, name: str | None):
    found = own_name(source)
    assert (found and found.text) == name


def test_a_word_that_only_begins_a_sentence_is_not_a_name():
    assert own_name("Nobody", known=frozenset({"vaas"})) is None
    assert own_name("HSB", known=frozenset({"vaas"})) is not None
    found = own_name("Vaas", known=frozenset({"vaas"}))
    assert found is not None and found.text == "Vaas"


@pytest.mark.parametrize(
    ("one", "other"),
    [("the White House", "the House"), ("Ana Mott", "Piet Mott"), ("the Harbour Board", "the Safety Board")],
)
def test_different_names_are_different_sources(one: str, other: str):
    x, y = own_name(one), own_name(other)
    assert x is not None and y is not None
    assert not are_of_one(x, y) and not are_of_one(y, x)


def test_an_article_is_tagged_once_and_only_in_a_language_that_the_tagger_reads():
    tagger = CountingTagger()
    tagging = Tagging(tagger)
    articles = [Article(Outlet("A"), title, "Eins.", None, language) for title, language in [("x", "en"), ("y", "de")]]
    passages = [tuple(split(each)) for each in articles]
    first, second = tagging.attributions(articles, passages), tagging.attributions(articles, passages)
    assert tagger.given == ["x"]
    assert first == second == {each.id: () for each in articles}


def test_articles_beyond_the_token_limit_are_not_tagged_again():
    tagger = CountingTagger()
    tagging = Tagging(tagger)
    articles = [
        Article(Outlet("A"), title, f"{title} sold {number} houses.", None, "en") for number, title in enumerate("xyz")
    ]
    passages = [tuple(split(each)) for each in articles]
    tokens = tokens_of(passages[0])
    assert tagging.attributions(articles, passages, 2 * tokens) == {each.id: () for each in articles[:2]}
    assert tagging.attributions(articles, passages, tokens) == {each.id: () for each in articles}
    assert tagger.given == ["x", "y", "z"]


def test_without_a_tagger_nothing_is_tagged():
    assert Tagging(None).attributions([], []) is None
