"""The attribution tagger: words and windows, labels of sequences, and attributions with exact offsets."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from compare.model.article import Article, Outlet
from compare.model.limits import PASSAGES, TAGGED, count_tokens
from compare.ports import Tagger
from compare.text.passages import split
from indexes.reader import weights
from indexes.reader.network import SIZE
from indexes.tagger.batches import Spans, link_logits, near_links
from indexes.tagger.crf import LABELS, Crf, allowed, best_labels, marginals
from indexes.tagger.inputs import WINDOW_TOKENS, TaggerInput, tagger_input
from indexes.tagger.network import TaggerNetwork
from indexes.tagger.tagger import TrainedTagger, _first, joined_text
from tests.hostile import articles, texts

REPORT = (
    "The bridge over the Sarn was closed on Monday. “We found cracks in two of the piers,” said Ilan Vaas, the chief "
    "engineer of the port authority. “It will stay shut for a month.”\n"
    "Mayor Odile Brandt said that the city had not been warned.\n"
    "According to the transport ministry, 40 lorries a day will be sent to the ferry."
)
"""An invented report."""


def _article(text: str, title: str = "Bridge shut after cracks are found") -> Article:
    return Article(Outlet("The Port Courier"), title, text)


def _input(text: str, *sentences: int) -> TaggerInput:
    return tagger_input(text, sentences or (0,), weights.tokenizer())


@pytest.fixture(scope="module")
def untrained() -> Tagger:
    torch.manual_seed(1)
    return TrainedTagger((TaggerNetwork().eval(), weights.tokenizer()))


@given(texts)
def test_words_are_ordered_and_every_token_belongs_to_one(text: str):
    found = _input(text)
    spans = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert found.word.tolist() == sorted(found.word.tolist()) and len(set(found.word.tolist())) == len(found)


def test_word_shapes_distinguish_capitals_and_digits():
    found = _input("NATO sent 12 McCoy tanks, it said.")
    shapes = dict(zip(["NATO", "sent", "12", "McCoy", "tanks", ",", "it", "said", "."], found.shapes, strict=True))
    assert len({shapes["NATO"], shapes["sent"], shapes["12"], shapes["McCoy"], shapes[","]}) == 5
    assert shapes["sent"] == shapes["it"]


@pytest.mark.parametrize("marks", ["“”", '""', "«»"])
def test_words_between_quotation_marks_are_recognised(marks: str):
    found = _input(f"She said {marks[0]}we leave{marks[1]} and left.")
    assert found.quotes.tolist() == [0, 0, 2, 1, 1, 3, 0, 0, 0]


def test_a_quotation_that_is_not_closed_ends_with_its_paragraph():
    found = _input("He said: “We leave.\nThe train left.")
    assert found.quotes[-4:].tolist() == [0, 0, 0, 0]


def test_windows_cover_all_words_and_are_never_too_long():
    sentence = "The council of the town of Sarn met for an hour on Monday and voted for the bridge. "
    text = sentence * 60 + "word " * 700
    found = _input(text, *range(0, len(sentence) * 61, len(sentence)))
    windows = found.windows()
    assert {word for begin, end in windows for word in range(begin, end)} == set(range(len(found)))
    assert all(found.first[end] - found.first[begin] <= WINDOW_TOKENS for begin, end in windows)
    begins = {begin for begin, _ in windows if begin < len(found) - 700}
    assert begins <= set(found.sentences)


def test_labels_of_a_sequence_are_its_most_probable_ones():
    draw = np.random.default_rng(0)
    emissions = draw.normal(size=(4, LABELS))
    with torch.no_grad():
        crf = Crf()
        crf.transitions.copy_(torch.from_numpy(draw.normal(size=(LABELS, LABELS))))
        transitions = crf.scores().double().numpy()
    scores = {
        labels: sum(emissions[place, each] for place, each in enumerate(labels))
        + sum(transitions[pair] for pair in pairwise(labels))
        for labels in product(range(LABELS), repeat=4)
        if all(allowed()[pair] for pair in pairwise(labels))
    }
    best = max(scores, key=lambda each: scores[each])
    assert tuple(best_labels(emissions, transitions)) == best
    total = np.logaddexp.reduce(list(scores.values()))
    share = sum(np.exp(score - total) for labels, score in scores.items() if labels[2] == best[2])
    assert marginals(emissions, transitions)[2, best[2]] == pytest.approx(share, abs=1e-6)
    batch = torch.from_numpy(emissions)[None].float()
    loss = crf.loss(batch, torch.tensor([best]), torch.ones(1, 4, dtype=torch.bool))
    assert loss.item() == pytest.approx(total - scores[best], abs=1e-3)


def test_padding_does_not_change_the_loss_of_labels():
    crf, emissions = Crf(), torch.randn(1, 6, LABELS)
    labels = torch.zeros(1, 6, dtype=torch.int64)
    alone = crf.loss(emissions[:, :4], labels[:, :4], torch.ones(1, 4, dtype=torch.bool))
    padded = crf.loss(emissions, labels, torch.tensor([[True] * 4 + [False] * 2]))
    assert padded.item() == pytest.approx(alone.item(), abs=1e-4)


def test_the_tagged_text_maps_to_offsets_in_the_article():
    article = _article("Share this\n\n" + REPORT)
    joined = joined_text(article, split(article))
    for place, character in zip(joined.place.tolist(), joined.text, strict=True):
        assert place < 0 or article.text[place] == character


@settings(max_examples=25)
@given(articles())
def test_any_text_is_tagged_with_spans_inside_it(untrained: Tagger, given: list[Article]):
    for article, found in zip(given, untrained.tag([(each, split(each)) for each in given]), strict=True):
        for each in found:
            spans = [each.cue, *each.content, *([each.source] if each.source else [])]
            assert all(0 <= start < end <= len(article.text) for start, end in spans)
            assert 0.0 <= each.probability <= 1.0


def test_links_of_near_spans_equal_those_of_all_spans_in_small_batches(monkeypatch: pytest.MonkeyPatch):
    torch.manual_seed(1)
    network, draw = TaggerNetwork().eval(), np.random.default_rng(1)
    bounds = np.sort(draw.choice(2_000, 300, replace=False)).tolist()
    spans = list(pairwise(bounds))
    roles = Spans(spans[0::3], spans[1::3], spans[2::3])
    states = torch.from_numpy(draw.normal(size=(2_001, SIZE)).astype(np.float32))
    monkeypatch.setattr("indexes.tagger.batches._LINKS", 300)
    with torch.inference_mode():
        for link, anchors, candidates, all_at_once in zip(
            (network.sources, network.contents),
            (roles.cues, roles.contents),
            (roles.sources, roles.cues),
            link_logits(network, states, roles),
            strict=True,
        ):
            found = list(near_links(link, states, anchors, candidates, roles.cues))
            assert max(logits.numel() for _, logits in found) <= 400
            rows = torch.cat([_placed(first, logits, len(candidates)) for first, logits in found])
            assert torch.allclose(rows.log_softmax(1), all_at_once.log_softmax(1), atol=1e-4)


def _placed(first: int, logits: torch.Tensor, candidates: int) -> torch.Tensor:
    """The logits of all candidates; those that are too far away have no probability."""
    rows = torch.full((len(logits), 1 + candidates), -1e4)
    rows[:, 0], rows[:, 1 + first : first + logits.shape[1]] = logits[:, 0], logits[:, 1:]
    return rows


def test_a_text_of_only_punctuation_is_tagged_up_to_the_length_limit(untrained: Tagger):
    article = _article("“a”" * 60_000)
    passages = split(article)
    read = _first(passages)
    assert sum(count_tokens(each.text) for each in read) <= TAGGED < sum(count_tokens(each.text) for each in passages)
    report = split(_article(f"{REPORT}\n" * 100))[:PASSAGES]
    assert len(report) == PASSAGES and _first(report) == report


def test_an_article_without_passages_has_no_attributions(untrained: Tagger):
    assert untrained.tag([(_article(""), [])]) == [()]


@pytest.mark.model
def test_speakers_are_found_in_an_invented_report():
    article = _article(REPORT)
    (found,) = TrainedTagger().tag([(article, split(article))])
    told = {
        article.text[slice(*each.source)]: [article.text[start:end] for start, end in each.content]
        for each in found
        if each.source
    }
    assert told["the transport ministry"] == ["40 lorries a day will be sent to the ferry"]
    assert told["Mayor Odile Brandt"] == ["that the city had not been warned"]
    quoting = next(name for name in told if name.startswith("Ilan Vaas"))
    assert told[quoting][0] == "“We found cracks in two of the piers,”"


@pytest.mark.model
def test_each_attribution_of_a_long_text_is_found_once():
    names = ["Ana Mott", "Ilan Vaas", "Odile Brandt", "Piet Noor", "Rosa Lund"] * 8
    text = "\n".join(
        f"{name} said that pier {number} of the bridge would be rebuilt by the spring of next year. Work on pier "
        f"{number} began on Monday, and the road to it was closed for most of the day."
        for number, name in enumerate(names)
    )
    article = _article(text)
    (found,) = TrainedTagger().tag([(article, split(article))])
    cues = [each.cue for each in found]
    assert len(cues) == len(set(cues))
    assert sum(article.text[slice(*each)] == "said" for each in cues) == len(names)
