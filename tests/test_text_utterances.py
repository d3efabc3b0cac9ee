"""Two quotations are one utterance if only spelling, figures, order of a date and editors' marks differ."""

import pytest

from compare.text.speech.utterances import are_same, utterance_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We lost the March 3 vote", "We lost the 3 March vote"),
        ("The organisation's labour is grey", "The organization's labor is gray"),
        ("He's tired and can't go", "He is tired and cannot go"),
        ("We lost 1,200 men", "We lost twelve hundred men"),
        ("They was [sic] never told", "They was never told"),
        ("We will rebuild [the school]", "We will rebuild it"),
        ("We co-operate by e-mail", "We cooperate by email"),
        ("Okay, we're gonna stay", "OK, we are going to stay"),
        ("It was a s***show", "It was a shitshow"),
        ("It was a s***-show", "It was a shit-show"),
        ("It was a f***ing shame", "It was a f—ing shame"),
        ("Plan B—which failed—is dead", "Plan B, which failed, is dead"),
        ("We (the council) voted", "We voted"),
        ("It was a f--king shame", "It was a fucking shame"),
        ("Oh, f*** off", "Oh, fuck off"),
        ("We will … rebuild the school", "We will, as I promised, rebuild the school"),
        ("We will [. . .] rebuild the school", "We will soon rebuild the school"),
        ("We will rebuild...", "We will rebuild the school"),
        ("W[e] will rebuild the school", "We will rebuild the school"),
        ("The firm (Vireo) lied to us", "The firm lied to us"),
        ("I—I do not know", "I—I don't know"),
        ("The 1st to leave was me", "The first to leave was me"),
        ("We open on March 1st", "We open on March 1"),
        ("We open on March the first", "We open on 1 March"),
        ("We open on the 21st of March", "We open on the 21 of March"),
        ("We open on the 21st of March", "We open on 21 March"),
        ("We open on March 21", "We open on the 21st of March"),
    ],
)
def test_two_spellings_of_an_utterance_are_the_same(one: str, other: str) -> None:
    assert are_same(utterance_words(one), utterance_words(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We lost the March 3 vote", "We lost the 4 March vote"),
        ("He's tired", "He isn't tired"),
        ("We lost 1,200 men", "We lost 120 men"),
        ("We will [not] rebuild the school", "We will rebuild the school"),
        ("It was a f***ing shame", "It was a great shame"),
        ("We will … rebuild the school", "We will not rebuild the school"),
        ("We will … rebuild the school", "We will soon rebuild the church"),
        ("The mayor's house is grey", "The mayor is grey"),
        ("We paid (five million dollars) in tax", "We paid in tax"),
        ("U—no", "Unto no"),
        ("This is the first thing we need", "This is the one thing we need"),
        ("We finished fifth", "We finished five"),
        ("We may first leave", "We first may leave"),
        ("We lost 3 of May's men", "We lost 3 men in May"),
    ],
)
def test_similar_utterances_are_not_the_same(one: str, other: str) -> None:
    assert not are_same(utterance_words(one), utterance_words(other))
