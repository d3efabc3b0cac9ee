"""The referents of "he", "she" and "they": the people of an article, and the subjects of its sentences."""

from __future__ import annotations

import pytest

from compare.attribution.people import People
from compare.model.article import Article, Outlet
from compare.text.analysis import facts_of
from compare.text.passages import split
from tests.test_compare_citing import attributed, sources


def people(text: str, title: str = "") -> People:
    article = Article(Outlet("The Port Courier"), title, text, None, "en")
    return People(article, split(article), lambda passage: facts_of(passage.text))


def subjects(text: str, title: str = "") -> list[str]:
    """The surnames of the subjects in the last sentence."""
    found = people(text, title)
    last = len(split(Article(Outlet("The Port Courier"), title, text, None, "en"))) - 1
    return [each.surname for each in found.subjects(last)]


def speaker(text: str, *told: tuple[str, str, str]) -> str | None:
    _, found = attributed(text, *told)
    return found[-1].speaker.text if found[-1].speaker else None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Vaas left the harbour.", ["vaas"]),
        ("On Monday, Vaas left the harbour.", ["vaas"]),
        ("Vaas of the Sarn Gazette told a story.", ["vaas"]),
        ("Vaas, who was tired, left.", ["vaas"]),
        ("“We are late,” said Vaas.", ["vaas"]),
        ("Vaas leads the harbour.", ["vaas"]),
        ("Vaas supporters in the harbour cheered.", []),
        ("Vaas’s boat left the harbour.", []),
        ("A letter to Vaas arrived.", []),
        ("“Vaas left the harbour.”", []),
        ("Jon Beck and Vaas left the harbour.", []),
    ],
)
def test_the_subject_of_a_sentence_is_found(sentence: str, expected: list[str]):
    assert subjects(f"They met Ilan Vaas. They asked Vaas. {sentence}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met the Harbour Trust. Trust was late.", []),
        ("They met Quay Pilots. Pilots left.", []),
        ("They read Sarn News. News was late.", []),
        ("They met Ilan Vaas. The ship was late.", []),
        ("They met Ilan Vaas. Vaas was late.", ["vaas"]),
        ("They met harbour spokesman Ilan Vaas. They were late, but Ilan Vaas was early.", ["vaas"]),
        ("Ilan Vaas, a harbour spokesman, was late.", ["vaas"]),
    ],
)
def test_organisations_and_groups_are_not_people(text: str, expected: list[str]):
    assert subjects(text) == expected


def test_the_headline_gives_the_first_name():
    assert subjects("Vaas left the harbour.") == []
    assert subjects("Vaas left the harbour.", "Pilots praise Ilan Vaas for saving the ship") == ["vaas"]


def test_pronouns_and_titles_show_the_gender_of_a_person():
    found = people(
        "Ms. Mott left. Ilan Vaas stayed because he was tired, Vaas slept. Jon Beck, a pilot, came. Beck ate."
    )
    assert [found.can_be(name, "he") for name in ("mott", "vaas", "beck")] == [False, True, True]
    assert [found.can_be(name, "she") for name in ("mott", "vaas", "beck")] == [True, False, True]


def test_two_people_with_one_surname_may_be_he_or_she():
    found = people("Ana Mott slept because she was tired. Piet Mott left. Mott was late.")
    assert found.can_be("mott", "he") and found.can_be("mott", "she")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jon Beck fell. Beck was mended. “It hurt,” he said.", "Beck"),
        ("Jon Beck fell. Beck laughed when he said “It hurt,” and left.", "Beck"),
        ("Jon Beck fell. Beck was mended. He slept for days. “It hurt,” he said.", "Beck"),
        ("Ms. Ute Rahn, who met Mr. Beck at the quay, fell. “It hurt,” he said.", "Mr. Beck"),
        ("Mr. Beck fell. Ms. Rahn left. “It hurt,” he said.", None),
        ("Jon Beck fell. Beck was mended. The town was dry. “It hurt,” he said.", None),
        ("If Mr. Beck falls, the town is lost, said Mr. Vaas. “It hurt,” he said.", "Mr. Vaas"),
    ],
)
def test_he_refers_to_the_subject_of_the_same_or_previous_sentence(text: str, expected: str | None):
    assert speaker(text, ("he", "said", "“It hurt,”")) == expected


def test_he_does_not_refer_to_the_speaker_of_a_sentence_about_another_person():
    text = "Jon Beck fell. Beck was asked by Judge Ilan Vaas if it hurt. “It hurt,” he said."
    assert speaker(text, ("Judge Ilan Vaas", "asked", "if it hurt"), ("he", "said", "“It hurt,”")) is None


def test_he_does_not_refer_to_a_woman_who_spoke():
    text = "Ms. Rahn said the pump failed, Mr. Beck said it was old. “It hurt,” he said."
    told = ("Ms. Rahn", "said", "the pump failed"), ("Mr. Beck", "said", "it was old")
    assert speaker(text, *told, ("he", "said", "“It hurt,”")) == "Mr. Beck"


@pytest.mark.parametrize(
    "source",
    ["One harbour spokesman", "A Sarn Port spokesman", "The mayor of Sarn Bank, Ilan Vaas,", "The mayor"],
)
def test_he_may_refer_to_a_described_person(source: str):
    text = f"{source} said the pump failed. He said it was old."
    assert speaker(text, (source, "said", "the pump failed"), ("He", "said", "it was old")) == source


@pytest.mark.parametrize("source", ["The company", "A Sarn newspaper", "The harbour authority"])
def test_he_does_not_refer_to_a_company(source: str):
    text = f"{source} said the pump failed. He said it was old."
    assert speaker(text, (source, "said", "the pump failed"), ("He", "said", "it was old")) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The deputy mayor fell. “It hurt,” he said.", "The deputy mayor"),
        ("On Monday, the Sarn senator fell where he said “It hurt,” and left.", "the Sarn senator"),
        ("The company fell. “It hurt,” he said.", None),
        ("Sarn’s harbour chief, Ilan Vaas, fell. They asked Vaas. “It hurt,” he said.", "Vaas"),
        ("They asked Vaas. Sarn’s harbour chief, Ilan Vaas, fell. “It hurt,” he said.", "Ilan Vaas"),
    ],
)
def test_he_refers_to_an_office_holder_who_is_the_subject(text: str, expected: str | None):
    assert speaker(text, ("he", "said", "“It hurt,”")) == expected


@pytest.mark.parametrize(
    ("text", "cue", "expected"),
    [
        ("Ms. Mott left the board, arguing that it was late.", "arguing", "Ms. Mott"),
        ("Ms. Mott, the mayor of Sarn, argued that it was late.", "argued", "Ms. Mott"),
        ("Ms. Mott and the board were warned that it was late.", "were warned", None),
        ("Ms. Mott left when Mr. Beck came, and Mr. Vaas stayed, arguing that it was late.", "arguing", None),
    ],
)
def test_a_verb_after_a_comma_without_a_source_has_the_subject_of_its_sentence(
    text: str, cue: str, expected: str | None
):
    assert speaker(text, ("", cue, "that it was late")) == expected


def test_what_a_fact_suggests_is_not_a_statement_of_a_source():
    assert (
        sources(attributed("It rained, which suggests the pump failed.", ("which", "suggests", "the pump failed")))
        == {}
    )


@pytest.mark.parametrize(
    ("before", "told", "expected"),
    [
        ("Two pilots said the pump failed.", ("Two pilots", "said", "the pump failed"), "Two pilots"),
        (
            "Ana Mott and Jon Beck said it failed.",
            ("Ana Mott and Jon Beck", "said", "it failed"),
            "Ana Mott and Jon Beck",
        ),
        ("Jon Beck said the pump failed.", ("Jon Beck", "said", "the pump failed"), None),
        ("But several harbour pilots have left.", None, "several harbour pilots"),
        ("Ana Mott and Jon Beck have left.", None, "Ana Mott and Jon Beck"),
        ("The letter to the pilots was lost.", None, None),
        ("They met several pilots.", None, None),
        ("Democrats left the room.", None, "Democrats"),
        ("Ms. Waters left the room.", None, None),
    ],
)
def test_they_refers_to_the_people_of_the_previous_sentence(
    before: str, told: tuple[str, str, str] | None, expected: str | None
):
    given = [told] if told else []
    assert speaker(f"{before} They added that it was old.", *given, ("They", "added", "that it was old")) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [("Harbourtec has sold its pumps.", "Harbourtec"), ("The pump was old.", None), ("Ms. Rahn has sold it.", None)],
)
def test_it_refers_to_the_organisation_that_begins_the_previous_sentence(before: str, expected: str | None):
    assert speaker(f"{before} It said more were coming.", ("It", "said", "more were coming")) == expected


@pytest.mark.parametrize("narrator", ["I", "We", "You"])
def test_the_article_itself_is_not_a_source(narrator: str):
    assert sources(attributed(f"{narrator} said the pump failed.", (narrator, "said", "the pump failed"))) == {}


def test_a_statement_inside_a_quotation_is_not_a_citation():
    text = "“The quay is shut. He admitted the pump failed,” Ana Mott said."
    assert sources(attributed(text, ("He", "admitted", "the pump failed"))) == {}


def test_a_source_in_another_paragraph_than_its_verb_is_ignored():
    text = "Pumps are old, WHO suggests\n\nThe owners said the pump failed."
    assert sources(attributed(text, ("WHO", "said", "the pump failed"))) == {}


def test_who_in_capitals_is_not_a_pronoun():
    text = "They asked about the pump, WHO said the pump failed."
    assert list(sources(attributed(text, ("WHO", "said", "the pump failed")))) == ["WHO"]


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("Mr. Beck met Mr. Vaas. Beck opened the door, he told the crew.", "Beck opened the door", "Mr. Beck"),
        (
            "Mr. Vaas sat down. Beck opened the door, he told the crew. Mr. Beck left.",
            "Beck opened the door",
            "Mr. Vaas",
        ),
        ("Mr. Beck asked Mr. Vaas to leave, to which he told the crew a secret.", "a secret", None),
    ],
)
def test_he_does_not_refer_to_a_person_in_his_own_statement(text: str, said: str, expected: str | None):
    assert speaker(text, ("he", "told", said)) in {expected, None}


def test_he_refers_to_the_speaker_not_to_a_person_in_the_statement():
    text = "Mr. Beck has never met Mr. Vaas, the mayor said, but he added that it was late."
    told = ("the mayor", "said", "Mr. Beck has never met Mr. Vaas"), ("he", "added", "that it was late")
    assert speaker(text, *told) == "the mayor"


def test_a_person_called_she_by_the_article_is_not_the_owner_of_his_report():
    text = "Ana Mott left. “It hurt,” she said. “It was late,” he said."
    told = ("she", "said", "“It hurt,”"), ("he", "said", "“It was late,”")
    assert speaker(text, *told) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Mott left. Mott was late.", ["mott"]),
        ("Jon Collis left. Collis was late.", ["collis"]),
        ("Jon Collis left. Collis’ ship was late.", []),
        ("The Sarn Republicans left. A Sarn Republican came. Republican didn't stay.", []),
        ("Ana Mott left. Mott didn't stay.", ["mott"]),
    ],
)
def test_surnames_in_s_and_negated_verbs_are_recognised(text: str, expected: list[str]):
    assert subjects(text) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("The prize went to harbour pilot Ilan Vaas. Vaas fell. They thanked Vaas.", "Vaas"),
        ("The prize went to Ms. Mott. It made her like Ilan Vaas from the start. They asked Vaas once.", "Vaas"),
        ("The prize went to Mr. Beck. It made him like Mr. Vaas from the start.", None),
        ("Mr. Beck fell. He is a doctor.", "Mr. Beck"),
    ],
)
def test_he_refers_to_the_only_person_of_the_previous_sentence_unless_it_continues_about_another(
    before: str, expected: str | None
):
    assert speaker(f"{before} “It hurt,” he said.", ("he", "said", "“It hurt,”")) == expected


@pytest.mark.parametrize(
    ("source", "shown"),
    [("His lawyer", "Vaas’s lawyer"), ("His critics", "Vaas’s critics"), ("Her lawyer", "Unnamed")],
)
def test_an_owner_is_named_if_the_pronoun_has_a_referent(source: str, shown: str):
    text = f"Mr. Vaas fell at noon. {source} said the pump failed."
    assert list(sources(attributed(text, (source, "said", "the pump failed")))) == [shown]


def test_she_is_not_a_plural():
    text = "Experts said the pump failed. She said it was old."
    assert speaker(text, ("Experts", "said", "the pump failed"), ("She", "said", "it was old")) is None
