"""Content ends where the article's own words, or the next act of the speaker, begin."""

from __future__ import annotations

import pytest

from compare.attribution.boundaries import trimmed
from compare.model.attribution import Attribution
from tests.test_attribution_contents import contents


def trimmed_contents(text: str, cue: str, *content: str) -> list[str]:
    at = text.index(cue)
    parts = tuple((text.index(each), text.index(each) + len(each)) for each in content)
    found = trimmed(text, Attribution((0, 3), (at, at + len(cue)), parts, 0.9))
    return [text[slice(*each)] for each in found.content]


@pytest.mark.parametrize(
    ("said", "next_act"),
    [
        ("the quay was shut", " and urged the board to mend it"),
        ("the quay was shut", ", but declined to name the owner"),
        ("the quay was shut", " and called it a ruin"),
        ("the quay was shut", ", and also demanded a new one"),
        ("the quay was shut", ", calling it “a ruin”"),
        ("the quay “was never safe,”", " referring to the storm of last year"),
        ("the quay “was never safe,”", " a reference to the storm of last year"),
        ("the quay was a “ruin,”", " an apparent nod to the storm"),
    ],
)
def test_content_ends_before_the_next_act_of_the_speaker_and_explanations(said: str, next_act: str):
    text = f"Ana Mott said {said}{next_act}."
    assert trimmed_contents(text, "said", said + next_act) == [said]


@pytest.mark.parametrize(
    "content",
    [
        "the quay was shut, compared with three last year",
        "they ignored loud, repeated warnings",
        "the crew, described as tired, left",
        "she wants people protesting and calling for a new quay",
        "the master told the crew to leave and refused to help",
        "“nobody warned us and urged us to leave”",
        "the quay, which was old, had sunk",
    ],
)
def test_content_keeps_verbs_of_others_participles_and_quoted_verbs(content: str):
    assert trimmed_contents(f"Ana Mott said {content}.", "said", content) == [content]


@pytest.mark.parametrize(
    "content",
    [
        "the two men had been drinking, arguing about money until dawn",
        "the rebels took the town, attacking a mill",
        "the hull was raised, revealing a hole",
        "the minister had lied and denied it for years",
        "the board had never paid and rejected every claim",
        "the owner had quit and denied any part in it",
        "the crew had waited, begged and demanded a pilot",
        "he was called in and questioned for two hours by police",
        "the ship was boarded, searched and attacked by rebels",
        "the owner was fined and accused of fraud",
        "the master was held and urged to confess",
        "the plan was read out and dismissed",
        "the plan was old, and mocked, and dropped",
        "nets cut by poachers and defended by nobody were lost",
    ],
)
def test_content_keeps_verbs_that_continue_its_own_clause(content: str):
    assert trimmed_contents(f"Ana Mott said {content}.", "said", content) == [content]


@pytest.mark.parametrize(
    ("said", "next_act"),
    [
        ("the quay had been shut", ", arguing that it was a ruin"),
        ("the crew was tired", ", calling the trip a folly"),
        ("the crew had left", ", urging the board to follow"),
        ("the crew had left the quay", " and denied any part in it"),
        ("the crew had left", ", and denied any part in it"),
        ("the quay had been shut", " and attacked the board"),
        ("the quay was shut", " and criticised the board for it"),
        ("the quay was shut", " and questioned whether it was safe"),
        ("the quay was shut", " and called for a new one"),
        ("the quay was shut", " and warned of a storm"),
        ("the quay was shut", " and responded by calling a strike"),
    ],
)
def test_content_ends_before_a_verb_that_cannot_continue_its_clause(said: str, next_act: str):
    assert trimmed_contents(f"Ana Mott said {said}{next_act}.", "said", said + next_act) == [said]


@pytest.mark.parametrize("whom", ["the board", "them"])
def test_a_participle_after_a_noun_phrase_is_of_the_speaker(whom: str):
    content = f"{whom}, attacking a record of neglect"
    assert trimmed_contents(f"Ana Mott criticised {content}.", "criticised", content) == [whom]


def test_a_participle_continues_the_participle_before_it():
    content = "the men had been drinking and arguing about money"
    assert trimmed_contents(f"Ana Mott left, saying {content}.", "saying", content) == [content]


def test_a_participle_ends_the_content_of_another_participle():
    text = "Ana Mott left, saying the quay was shut and urging the board to mend it."
    content = "the quay was shut and urging the board to mend it"
    assert trimmed_contents(text, "saying", content) == ["the quay was shut"]


@pytest.mark.parametrize("cue", ["said about", "said in a letter announcing", "quipped in reference to"])
def test_the_topic_of_a_quotation_is_not_part_of_it(cue: str):
    quotation, topic = "“The board was warned of it twice,”", "the end of the quay"
    assert contents(f"{quotation} Ana Mott {cue} {topic}.", "Ana Mott", cue, quotation, topic) == [quotation]


def test_what_follows_a_quotation_after_a_colon_or_a_fragment_is_kept():
    quotation, rest = "“The board was warned of it twice,”", "That the quay was old"
    assert trimmed_contents(f"{quotation} Ana Mott said: {rest}.", "said:", quotation, rest) == [quotation, rest]
    fragment, rest = "“Nobody,”", "should be surprised"
    assert trimmed_contents(f"{fragment} Ana Mott said {rest}.", "said", fragment, rest) == [fragment, rest]
