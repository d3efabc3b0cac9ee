"""The end of an attribution's content, and the referent of a pronoun as its source."""

from __future__ import annotations

import pytest

from compare.attribution.speakers import resolve_attributions
from compare.model.article import Article, Outlet
from compare.model.attribution import Attribution
from compare.text.passages import split
from tests.test_compare_citing import attributed, sources


def contents(text: str, source: str, cue: str, *content: str) -> list[str]:
    article = Article(Outlet("The Port Courier"), "", text, None, "en")
    source_at, cue_at = text.index(source), text.index(cue)
    parts = sorted((text.index(each), text.index(each) + len(each)) for each in content)
    given = Attribution((source_at, source_at + len(source)), (cue_at, cue_at + len(cue)), tuple(parts), 0.9)
    return [
        text[slice(*part)]
        for each in resolve_attributions(article, split(article), [given])
        for part in each.attribution.content
    ]


def test_a_signature_in_the_previous_paragraph_is_not_part_of_the_statement():
    text = "— Ilan Vaas (@vaas) May 3, 2021\n\nAccording to port officials, the quay was shut."
    signature, said = "Ilan Vaas (@vaas) May 3, 2021", "the quay was shut"
    assert contents(text, "port officials", "According to", signature, said) == [said]


def test_attributed_content_ends_before_the_next_bullet():
    text = "A friend said he had been ill\nPolice seek nobody else over the fire"
    assert contents(text, "A friend", "said", text.split("said ")[1]) == ["he had been ill"]


def test_a_quotation_continues_in_the_next_paragraph():
    parts = "“The quay was old.", "“It had sunk for years.”"
    assert contents("\n\n".join([f"Ana Mott said: {parts[0]}", parts[1]]), "Ana Mott", "said", *parts) == list(parts)


def test_content_after_a_colon_is_in_the_next_paragraph():
    text = "In a statement, Ana Mott said:\n\nThe quay was shut because it was old."
    assert contents(text, "Ana Mott", "said", "The quay was shut because it was old") == [
        "The quay was shut because it was old"
    ]


def test_a_quotation_introduced_by_another_person_is_not_part_of_the_statement():
    text = "Ana Mott declared the quay shut. Now the Courier\n\n“The quay was shut on Monday after a storm.”"
    parts = "the quay shut", "“The quay was shut on Monday after a storm.”"
    assert contents(text, "Ana Mott", "declared", *parts) == ["the quay shut"]


def test_a_paraphrase_does_not_include_the_quotation_before_it():
    text = "“The quay was always too old.”\nAna Mott said the board would mend it."
    parts = "“The quay was always too old.”", "the board would mend it"
    assert contents(text, "Ana Mott", "said", *parts) == ["the board would mend it"]


def test_unquoted_content_does_not_include_the_following_quotation():
    text = "Ana Mott pushed for a new quay months ago\n\n“The quay was always too old for us,” said Jon Beck."
    parts = "a new quay months ago", "“The quay was always too old for us,”"
    assert contents(text, "Ana Mott", "pushed for", *parts) == ["a new quay months ago"]


def speaker(text: str, *told: tuple[str, str, str]) -> str | None:
    _, found = attributed(text, *told)
    return found[-1].speaker.text if found[-1].speaker else None


def test_he_refers_to_the_speaker_before_a_quotation_of_several_sentences():
    text = "“We were warned,” Jon Beck said. “The pump was old. It was rusty too.” “We told you,” he continued."
    told = ("Jon Beck", "said", "“We were warned,”"), ("he", "continued", "“We told you,”")
    assert speaker(text, *told) == "Jon Beck"


def test_he_does_not_refer_to_a_speaker_before_the_last():
    text = "Ute Rahn said the well was dry. “The pump was old and it was rusty,” Jon Beck said. “I told you,” he added."
    told = ("Ute Rahn", "said", "the well was dry"), ("Jon Beck", "said", "“The pump was old and it was rusty,”")
    assert speaker(text, *told, ("he", "added", "“I told you,”")) == "Jon Beck"


def test_he_refers_to_one_person_with_a_full_and_a_short_name():
    text = "Jon Beck said the pump failed, Beck added that it was old. He said it was rusty."
    told = ("Jon Beck", "said", "the pump failed"), ("Beck", "added", "that it was old")
    assert speaker(text, *told, ("He", "said", "it was rusty")) == "Jon Beck"


@pytest.mark.parametrize(
    ("before", "relative", "expected"),
    [
        ("They read a Sarn Gazette report", "which", "a Sarn Gazette report"),
        ("They asked the Harbour Board,", "which", "the Harbour Board"),
        ("They asked Jon Beck,", "who", "Jon Beck"),
        ("They left. But Ms. Mott,", "who", "Ms. Mott"),
        ("They asked a local official", "who", "a local official"),
        ("They asked US officials", "who", "US officials"),
        ("They asked a pilot of the Harbour Board,", "who", None),
        ("They asked a spokesman for the pilots,", "who", None),
        ("They heard an outcry from the pilots,", "who", "the pilots"),
        ("They followed Ms. Mott —", "who", "Ms. Mott"),
        ("The mayor told reporters", "who", None),
        ("They asked Sen. Ana Mott of Sarn,", "who", "Sen. Ana Mott"),
        ("They asked Sen. Ana Mott, N-Sarn,", "who", "Sen. Ana Mott"),
        ("They asked Sen. Ana Mott (N-Sarn),", "who", "Sen. Ana Mott"),
        ("They asked harbour chief Ana Mott, N-Sarn,", "who", "Ana Mott"),
    ],
)
def test_a_relative_pronoun_refers_to_the_noun_before_it(before: str, relative: str, expected: str | None):
    text = f"{before} {relative} said the pump failed."
    assert speaker(text, (relative, "said", "the pump failed")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Little is told in the indictment, but it says the pump failed.", "the indictment"),
        ("Vaas’s report came out on Monday. To the board it says the pump failed.", "Vaas’s report"),
        ("The report answers a letter. To the board it says the pump failed.", None),
        ("The survey report came out on Monday. To the board it says the pump failed.", "The survey report"),
        ("The survey report answers a report. To the board it says the pump failed.", None),
        ("The pump was old. To the board it says the pump failed.", None),
    ],
)
def test_it_refers_to_the_document_of_the_same_or_previous_sentence(text: str, expected: str | None):
    assert speaker(text, ("it", "says", "the pump failed")) == expected


def test_it_refers_to_the_organisation_that_just_spoke():
    text = "The HSB said the pump failed. It said the well was dry."
    assert speaker(text, ("The HSB", "said", "the pump failed"), ("It", "said", "the well was dry")) == "The HSB"


def test_it_does_not_refer_to_the_organisation_that_spoke_after_another_name():
    text = "The HSB said the pump failed. But Sarn objects, as it said the well was dry."
    assert speaker(text, ("The HSB", "said", "the pump failed"), ("it", "said", "the well was dry")) is None


def test_a_name_split_by_a_wrong_sentence_boundary_is_joined():
    text = "At noon, police spokesman Const.\nJon Beck said the pump failed."
    told = attributed(text, ("police spokesman Const.\nJon Beck", "said", "the pump failed"))
    assert list(sources(told)) == ["Jon Beck"]


def test_a_spokesman_of_a_named_organisation_is_a_described_source():
    name = "The spokesman for the Bureau of Harbours, Quays, Ferries and Lighthouses"
    told = attributed(f"{name} said the pump failed.", (name, "said", "the pump failed"))
    assert [(each.name, each.is_named) for each in sources(told).values()] == [(name, False)]
