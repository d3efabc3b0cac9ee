"""Evidence of attribution from a tagger: who is quoted in a passage, and who is credited with what."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.attribution.speakers import resolve_attributions
from compare.comparison.build import build
from compare.divergence import diverge
from compare.divergence.pair import Pair, pair_of, speakers
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.attribution import Attribution
from compare.model.match import Match
from compare.text.passages import split
from tests.fakes import FakeEmbedder
from tests.hostile import articles
from tests.test_compare_citing import Told, attributed


def embedded(text: str, *told: Told) -> EmbeddedArticle:
    article, found = attributed(text, *told)
    passages = tuple(split(article))
    return EmbeddedArticle(article, passages, np.zeros((len(passages), 4), np.float32), found)


def match_of(a: EmbeddedArticle, b: EmbeddedArticle, i: int = 0, j: int = 0) -> Match:
    return Match(a.passages[i], b.passages[j], 0.9, 0.9, "strong")


def pair(a: EmbeddedArticle, b: EmbeddedArticle, i: int = 0, j: int = 0) -> Pair:
    return pair_of(match_of(a, b, i, j), a, b)


def attributions(a: EmbeddedArticle, b: EmbeddedArticle) -> list[str]:
    return [each.rule for each in diverge(match_of(a, b), a, b) if each.kind == "attribution"]


def test_a_continued_quotation_has_the_speaker_of_the_previous_passage():
    text = "“The pump failed,” said Jon Beck. “It had been old and rusty for years.”"
    told = ("Jon Beck", "said", "“The pump failed,”"), ("Jon Beck", "said", "“It had been old and rusty for years.”")
    a, b = embedded(text, *told), embedded("The pump had been old and rusty for years.")
    found = pair(a, b, 1, 0)
    assert [each.text for each in speakers(found, found.a)] == ["Jon Beck"]
    assert speakers(found, found.b) == []


def test_a_statement_attributed_by_only_one_side_is_an_attribution_divergence():
    a = embedded(
        "The pump of Aldmoor failed on Monday after a power cut, Jon Beck said.",
        ("Jon Beck", "said", "The pump of Aldmoor failed on Monday after a power cut"),
    )
    b = embedded("The pump of Aldmoor failed on Monday after a power cut.")
    assert attributions(a, b) == ["attribution.credit"]


def test_an_attribution_in_another_clause_is_not_of_the_shared_statement():
    a = embedded(
        "The pump of Aldmoor failed on Monday after a power cut, and Jon Beck said rain was near.",
        ("Jon Beck", "said", "rain was near"),
    )
    b = embedded("The pump of Aldmoor failed on Monday after a power cut.")
    assert attributions(a, b) == []


def test_an_attribution_that_extends_from_another_passage_counts():
    a = embedded(
        "The pump of Aldmoor failed on Monday after a power cut, Jon Beck said.",
        ("Jon Beck", "said", "The pump of Aldmoor failed on Monday after a power cut"),
    )
    text = "The pump of Aldmoor failed on Monday after a power cut. It was old, Jon Beck said."
    b = embedded(text, ("Jon Beck", "said", "The pump of Aldmoor failed on Monday after a power cut. It was old"))
    assert attributions(a, b) == []


def test_according_to_is_an_attribution_even_if_the_tagger_marks_nothing():
    a = embedded(
        "According to the harbour master, the barge had been leaking since May.",
        ("the harbour master", "According to", "the barge had been leaking since May"),
    )
    missed = embedded("According to the insurer, the barge had been leaking since May.")
    assert attributions(a, missed) == ["attribution.source"]
    neither = embedded("According to the harbour master, the barge had been leaking since May.")
    assert attributions(a, neither) == []
    assert attributions(neither, missed) == ["attribution.source"]


def test_a_negated_denial_does_not_cast_doubt():
    told = "that it had sold the data"
    a = embedded(f"The bank did not deny {told}.", ("The bank", "did not deny", told))
    b = embedded(f"The bank acknowledged {told}.", ("The bank", "acknowledged", told))
    assert [each.grade for each in pair(a, b).a.said] == [1]
    assert not [each for each in diverge(match_of(a, b), a, b) if each.kind in {"wording", "contradiction"}]


@settings(max_examples=30)
@given(articles(), st.randoms(use_true_random=False))
def test_any_tagger_output_can_be_compared(given: list[Article], draw):
    embedder, held = FakeEmbedder(), []
    for article in given:
        passages = tuple(split(article))
        marked = [_anything(article, draw) for _ in range(4)] if passages else []
        vectors = embedder.encode([each.text for each in passages]).reshape(-1, embedder.dimension)
        held.append(EmbeddedArticle(article, passages, vectors, resolve_attributions(article, passages, marked)))
    assert build(held, None, 0.0).failures == ()


def _anything(article: Article, draw) -> Attribution:
    spans = []
    for _ in range(3):
        start = draw.randrange(len(article.text))
        spans.append((start, draw.randrange(start, len(article.text)) + 1))
    return Attribution(draw.choice([None, spans[0]]), spans[1], (spans[2],), draw.random())
