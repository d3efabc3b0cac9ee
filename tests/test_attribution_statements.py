"""Which attributions are statements: somebody says or writes something, and does not merely act, feel, hear, deny or
leave it open.
"""

from __future__ import annotations

import pytest

from compare.attribution.speakers import resolve_attributions
from compare.model.article import Article, Outlet
from compare.model.attribution import Attribution
from compare.text.passages import split
from tests.test_compare_citing import attributed, sources


def form(text: str, source: str, cue: str, content: str) -> str:
    _, (found,) = attributed(text, (source, cue, content))
    return found.form


@pytest.mark.parametrize(
    ("source", "cue", "content"),
    [
        ("Ana Mott", "said", "the quay was shut"),
        ("Ana Mott", "has repeatedly insisted", "that the quay was safe"),
        ("Ana Mott", "was forced to admit", "that the quay was unsafe"),
        ("Ana Mott", "told reporters", "the quay was shut"),
        ("Ana Mott", "asked", "whether the quay was shut"),
        ("Ana Mott", "tweeted", "that the quay was shut"),
        ("Ana May", "said", "the quay was shut"),
        ("The harbour survey", "showed", "that the quay was sinking"),
        ("The inspectors", "found", "that the quay was sinking"),
        ("The letter", "suggests", "that the quay was sinking"),
        ("Research", "shows", "that the quay was sinking"),
        ("Ana Mott", "pointed out", "that the quay was sinking"),
        ("Ana Mott", "refused to appear, saying", "that the quay was sinking"),
    ],
)
def test_statements_of_people_and_documents_are_indirect_speech(source: str, cue: str, content: str):
    assert form(f"{source} {cue} {content}.", source, cue, content) == "indirect"


@pytest.mark.parametrize(
    ("source", "cue", "content"),
    [
        ("Ana Mott", "offered", "the crew a new contract"),
        ("Ana Mott", "freed", "the pilots to leave the harbour"),
        ("Ana Mott", "was very gracious about", "the loss of the quay"),
        ("Ana Mott", "thought of", "the harbour as a second home"),
        ("Ana Mott", "believes", "that the quay is safe"),
        ("Ana Mott", "concluded", "it was time to go"),
        ("Ana Mott", "heard", "that the quay was shut"),
        ("Ana Mott", "called", "the crew to the quay"),
        ("Ana Mott", "was told", "that the quay was shut"),
        ("The two towns", "declared", "war on their harbour boards"),
    ],
)
def test_acts_and_attitudes_are_mentions_not_citations(source: str, cue: str, content: str):
    assert form(f"{source} {cue} {content}.", source, cue, content) == "mention"


@pytest.mark.parametrize(
    ("source", "cue", "content"),
    [
        ("Ana Mott", "did not say", "that the quay was shut"),
        ("Ana Mott", "never said", "that the quay was shut"),
        ("Ana Mott", "declined to say", "whether the quay was shut"),
        ("Ana Mott", "is expected to announce", "that the quay is shut"),
        ("Ana Mott", "will say", "that the quay is shut"),
        ("Ana Mott", "could argue", "that the quay was safe"),
        ("Ana Mott", "would promise", "that the quay is safe"),
        ("No harbour", "says", "that its quay is unsafe"),
        ("", "It can even be argued", "that the quay was safe"),
        ("", "it was said", "that the quay was safe"),
        ("", "was announced", "that the quay was safe"),
        ("The shops", "told", "they can open"),
        ("Ana Mott", "told", "a story about the quay and its crew"),
        ("The sailors", "will leave, arguing", "that the quay is unsafe"),
        ("The Harbour 500", "posted", "three new highs and two new lows"),
    ],
)
def test_negated_open_or_unattributed_statements_are_mentions(source: str, cue: str, content: str):
    assert form(f"{source} {cue} {content}.".strip(), source, cue, content) == "mention"


def test_conditional_statements_are_mentions():
    text = "If sailors say the quay is unsafe, the trade will go elsewhere."
    assert form(text, "sailors", "say", "the quay is unsafe") == "mention"


def test_statements_without_a_speaker_are_mentions():
    text = "There is no large harbour that says its quays are unsafe."
    assert form(text, "that", "says", "its quays are unsafe") == "mention"


@pytest.mark.parametrize(("cue", "content"), [("denied", "the claim of the crew"), ("disputes", "that it was warned")])
def test_a_denial_is_not_a_statement_of_its_content(cue: str, content: str):
    told = attributed(f"The Harbour Board {cue} {content}.", ("The Harbour Board", cue, content))
    assert sources(told) == {}


@pytest.mark.parametrize("source", ["The final numbers", "Figures for May", "The video", "The decision of the board"])
def test_figures_pictures_and_acts_are_not_sources(source: str):
    told = attributed(f"{source} showed the quay was sinking.", (source, "showed", "the quay was sinking"))
    assert sources(told) == {}


def test_a_person_said_to_have_acted_is_not_a_source():
    text = "A sailor said to have been freed against his will was questioned."
    article, (found,) = attributed(text, ("A sailor", "said", "to have been freed against his will"))
    assert found.speaker is None
    assert sources((article, (found,))) == {}


@pytest.mark.parametrize("content", ["which", "it", "his claim"])
def test_content_that_only_refers_back_is_a_mention(content: str):
    assert form(f"The quay sank, {content} was confirmed by Ana Mott.", "Ana Mott", "confirmed", content) == "mention"


@pytest.mark.parametrize(
    "content",
    ["the old quays' walls had sunk", "he has no plan of shutting the quay", "the crew’s pay"],
)
def test_direct_speech_has_quotation_marks_in_its_content(content: str):
    text = f"“The crew will stay,” he told us.\n\nAna Mott said {content}, adding “Nobody asked me”."
    _, (found,) = attributed(text, ("Ana Mott", "said", content))
    assert (found.form, found.quoted) == ("indirect", 0)


def test_a_long_quotation_needs_no_reporting_verb_and_a_short_one_does():
    long, short = "“The quay was never safe for a ship of that size”", "“Safe Quays Act”"
    assert form(f"Ana Mott smiled at the crew: {long}.", "Ana Mott", "smiled at the crew", long) == "direct"
    assert form(f"Ana Mott signed the {short}.", "Ana Mott", "signed", short) == "mention"
    assert form(f"Ana Mott called it {short}.", "Ana Mott", "called", short) == "direct"


def test_the_quotation_beside_an_act_is_the_content():
    text = "Ana Mott declined to answer the crew, saying, “I will not go down to the quay.” The crew left."
    article, (found,) = attributed(text, ("Ana Mott", "declined", "to answer the crew"))
    ((start, end),) = found.attribution.content
    assert found.form == "direct"
    assert article.text[start:end] == "“I will not go down to the quay.”"
    assert article.text[slice(*found.attribution.cue)] == "saying"


def test_an_act_with_a_quotation_in_another_sentence_stays_an_act():
    text = "Ana Mott declined to answer the crew. The pilot left, saying, “I will not go down to the quay.”"
    _, (found,) = attributed(text, ("Ana Mott", "declined", "to answer the crew"))
    assert found.form == "mention"


def test_calling_somebody_back_is_not_a_statement():
    assert form("Ana Mott recalled the crew of the ship.", "Ana Mott", "recalled", "the crew of the ship") == "mention"
    assert form("Ana Mott recalled that the quay sank.", "Ana Mott", "recalled", "that the quay sank") == "indirect"


def test_a_quotation_is_distinguished_from_a_description_of_it():
    text = "What Ana Mott announced was the end of the quay."
    article = Article(Outlet("A"), "", text, None, "en")
    source, cue = text.index("Ana Mott"), text.index("announced")
    parts = ((0, 4), (text.index("was"), len(text) - 1))
    found = resolve_attributions(
        article, split(article), [Attribution((source, source + 8), (cue, cue + 9), parts, 0.9)]
    )
    assert [each.form for each in found] == ["mention"]


@pytest.mark.parametrize("before", ["The strike began after", "They left amid"])
def test_reports_of_nobody_are_not_citations(before: str):
    told = attributed(f"{before} reports that the quay was unsafe.", ("", "reports", "that the quay was unsafe"))
    assert sources(told) == {}


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("wants", "Jon Beck to leave, they “have little hope that he will ever do so”", "mention"),
        ("is confident", "the quay will be mended “before the end of the next year”", "mention"),
        ("is confident:", "“The quay will be mended before the end of the year”", "direct"),
        ("praised", "Jon Beck for “what he has done for this quay and its crew”", "direct"),
    ],
)
def test_a_wish_or_a_feeling_is_direct_speech_only_if_it_introduces_a_quotation(cue: str, content: str, expected: str):
    assert form(f"The crew {cue} {content}.", "The crew", cue, content) == expected


def test_the_words_of_another_speaker_are_not_direct_speech_of_the_source():
    content = "“The quay was never safe for a ship of that size,” the mayor of Sarn told reporters"
    told = attributed(f"{content}, according to the Gazette.", ("the Gazette", "according to", content))
    assert sources(told) == {}
